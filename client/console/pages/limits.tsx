import {
  type Budgets,
  type ListedBreaker,
  type ListedChain,
  type ListedFlag,
  type ListedPressure,
  mayAct,
  type Windows,
} from '../../reeve.js';
import { Banner, type Tone } from '../elements/basics.js';
import type { Settings } from '../elements/setting.js';
import { isoTime, plural } from '../elements/text.js';
import type { Page, View, Visit } from '../page.js';
import { RefusalBanner } from '../refusal.js';
import { type Kept, openedBy } from '../setting-act.js';
import { ChainsView } from './limits-chains.js';
import { budgetActs, BudgetsView } from './limits-budgets.js';
import { LIMITS_PATH } from './limits-path.js';
import { breakerActs, BreakersView, FlagsView, isPressing, PressureView } from './limits-surroundings.js';
import { windowActs, WindowsView } from './limits-windows.js';

/** What holds work up for a while: hours, budgets, the load of others, and what has failed too often. */
export const limitsPage: Page = {
  path: LIMITS_PATH,
  title: 'Limits',
  role: 'viewer',
  nav: { group: 'Govern', word: 'Limits' },
  everySeconds: 10,
  view: (visit) => limitsView(visit, openedBy(visit.query)),
  acts: [windowActs, budgetActs, breakerActs].flatMap((acts) => acts(limitsView)),
};

async function limitsView({ reeve: { leash }, caller, now, csrf }: Visit, kept?: Kept): Promise<View> {
  const [windows, budgets, pressure, breakers, flags, chains] = await Promise.all([
    leash.windows(caller),
    leash.budgets(caller),
    leash.pressure(caller),
    leash.breakers(caller),
    leash.flags(caller),
    leash.chains(caller),
  ]);
  const settings = { csrf, page: LIMITS_PATH, ...(kept && { kept }) };
  const may = { govern: mayAct(caller.roles, 'admin'), reset: mayAct(caller.roles, 'operator') };
  const data = { windows, budgets, pressure, breakers, flags, chains, may, now, settings };
  return { ...(kept?.refusal && { status: kept.refusal.status }), body: <LimitsView data={data} /> };
}

export interface LimitsData {
  readonly windows: Windows;
  readonly budgets: Budgets;
  readonly pressure: readonly ListedPressure[];
  readonly breakers: readonly ListedBreaker[];
  readonly flags: readonly ListedFlag[];
  readonly chains: readonly ListedChain[];
  readonly may: { readonly govern: boolean; readonly reset: boolean };
  readonly now: number;
  readonly settings: Settings;
}

export function LimitsView({ data }: { readonly data: LimitsData }) {
  const { windows, budgets, pressure, breakers, flags, chains, may, now, settings } = data;
  const { tone, text } = heldUp(data);
  const governs = may.govern ? { settings } : {};
  return (
    <>
      {settings.kept?.refusal && <RefusalBanner refusal={settings.kept.refusal} />}
      <Banner tone={tone}>
        <p class="lead" data-said>
          {text}
        </p>
      </Banner>
      <WindowsView of={windows} now={now} {...governs} />
      <BudgetsView of={budgets} now={now} {...governs} />
      <BreakersView breakers={breakers} now={now} {...(may.reset && { settings })} />
      <PressureView pressure={pressure} now={now} />
      <FlagsView flags={flags} now={now} />
      <ChainsView chains={chains} />
    </>
  );
}

/** In one sentence, what makes work wait now. */
export function heldUp(data: Pick<LimitsData, 'windows' | 'budgets' | 'pressure' | 'breakers'>): {
  readonly tone: Tone;
  readonly text: string;
} {
  const { windows, budgets, pressure, breakers } = data;
  const spent = budgets.spent.filter(({ spent, most }) => most !== undefined && spent >= most).length;
  const open = breakers.filter(({ state }) => state !== 'closed').length;
  const waits = [
    ...(windows.open ? [] : [`no maintenance window is open${opensWords(windows)}`]),
    ...(isPressing(pressure) ? ['other systems are under pressure'] : []),
    ...(spent > 0 ? [`${plural(spent, 'budget')} spent`] : []),
    ...(open > 0 ? [`${plural(open, 'breaker')} not closed`] : []),
  ];
  if (waits.length === 0) return { tone: 'good', text: 'Nothing makes work wait.' };
  return { tone: 'wait', text: `Some work waits: ${waits.join('; ')}.` };
}

function opensWords({ opensAt }: Windows): string {
  return opensAt ? `, the next one opens at ${isoTime(opensAt.getTime())}` : ', and none opens within a day';
}
