import {
  type Autonomy,
  type CatalogueAction,
  type ListedPolicy,
  mayAct,
  type NextStep,
  type Stops,
} from '../../reeve.js';
import { Banner, Panel, State, type Tone, When } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import type { Settings } from '../elements/setting.js';
import type { Page, View, Visit } from '../page.js';
import { RefusalBanner } from '../refusal.js';
import { type Kept, openedBy } from '../setting-act.js';
import { levelActs, LevelsView } from './leash-levels.js';
import { NextView } from './leash-next.js';
import { LEASH_PATH } from './leash-path.js';
import { PoliciesView } from './leash-policies.js';
import { policyActs } from './leash-policy-forms.js';
import { scopeActs, ScopesView } from './leash-scopes.js';
import { FreezeForm, KillSwitchForm, stopActs, ThawForm } from './leash-stops.js';

export const leashPage: Page = {
  path: LEASH_PATH,
  title: 'Leash',
  role: 'viewer',
  nav: { group: 'Govern', word: 'Leash' },
  view: (visit) => leashView(visit, openedBy(visit.query)),
  acts: [stopActs, levelActs, scopeActs, policyActs].flatMap((acts) => acts(leashView)),
};

async function leashView({ reeve, caller, now, csrf }: Visit, kept?: Kept): Promise<View> {
  const { leash, work, access } = reeve;
  const may = { freeze: mayAct(caller.roles, 'operator'), govern: mayAct(caller.roles, 'admin') };
  const ids = async (kind: 'person' | 'agent') =>
    may.govern ? (await access.list(caller, kind)).map(({ id }) => id) : [];
  const [stops, autonomy, next, policies, chained, people, agents] = await Promise.all([
    leash.stops(caller),
    leash.autonomy(caller),
    leash.next(caller),
    leash.policies(caller, {}),
    leash.chains(caller),
    ids('person'),
    ids('agent'),
  ]);
  const settings = { csrf, page: LEASH_PATH, ...(kept && { kept }) };
  const chains = chained.map(({ name }) => name);
  const data = { stops, autonomy, next, policies, chains, actions: work.actions, people, agents, may, now, settings };
  return { ...(kept?.refusal && { status: kept.refusal.status }), body: <LeashView data={data} /> };
}

export interface LeashData {
  readonly stops: Stops;
  readonly autonomy: Autonomy;
  readonly next: readonly NextStep[];
  readonly policies: readonly ListedPolicy[];
  readonly actions: readonly CatalogueAction[];
  /** Whom a row of policy may be about. */
  readonly people: readonly string[];
  readonly agents: readonly string[];
  readonly chains: readonly string[];
  readonly may: { readonly freeze: boolean; readonly govern: boolean };
  readonly now: number;
  readonly settings: Settings;
}

export function LeashView({ data }: { readonly data: LeashData }) {
  const { autonomy, next, policies, actions, now, may, settings } = data;
  const forms = may.govern ? { settings } : {};
  const refusal = settings.kept?.refusal;
  return (
    <>
      {refusal && <RefusalBanner refusal={refusal} />}
      <StopsView data={data} />
      <LevelsView autonomy={autonomy} now={now} {...forms} />
      <ScopesView scopes={autonomy.scopes} now={now} {...forms} />
      <NextView steps={next} {...forms} />
      <PoliciesView data={{ policies, actions, now, ...(may.govern && { forms: data }) }} />
    </>
  );
}

/** One sentence for what stops work now. */
export function stopped({ killSwitch, freezes }: Stops): { readonly tone: Tone; readonly text: string } {
  if (killSwitch) return { tone: 'bad', text: 'The kill switch is on: nothing is written, and nothing is put back.' };
  if (freezes.length > 0)
    return { tone: 'wait', text: `Frozen (${plural(freezes.length, 'freeze')}): nothing may change.` };
  return { tone: 'good', text: 'Nothing stops work: it runs as far as policy and scopes let it.' };
}

function StopsView({ data }: { readonly data: LeashData }) {
  const { stops, may, now, settings } = data;
  const { tone, text } = stopped(stops);
  const rows = [
    ...(stops.killSwitch ? [{ ...stops.killSwitch, kind: 'kill switch' as const }] : []),
    ...stops.freezes.map((freeze) => ({ ...freeze, kind: 'freeze' as const })),
  ];
  return (
    <>
      <Banner tone={tone}>
        <p class="lead">{text}</p>
      </Banner>
      <Panel title="Stops" id="stops">
        <Table<(typeof rows)[number]>
          caption="What stops work now"
          empty="No freeze is in force, and the kill switch is off."
          rows={rows}
          columns={[
            {
              head: 'What',
              cell: ({ kind }) => <State tone={kind === 'freeze' ? 'wait' : 'bad'}>{kind}</State>,
            },
            { head: 'Reason', kind: 'wide', cell: ({ reason }) => visible(reason) },
            { head: 'By', cell: ({ by }) => visible(by) },
            { head: 'Since', cell: ({ since }) => <When at={since.getTime()} now={now} /> },
            {
              head: 'Until',
              cell: ({ until, kind }) =>
                until ? (
                  <When at={until.getTime()} now={now} />
                ) : kind === 'freeze' ? (
                  'somebody thaws it'
                ) : (
                  'an admin turns it off'
                ),
            },
            ...(may.freeze
              ? [
                  {
                    head: 'Thaw',
                    cell: ({ kind, id, reason }: (typeof rows)[number]) =>
                      kind === 'freeze' && <ThawForm id={id} of={reason} settings={settings} />,
                  },
                ]
              : []),
          ]}
        />
        {(may.freeze || may.govern) && (
          <div class="answering">
            <div class="acts">
              {may.freeze && <FreezeForm now={now} settings={settings} />}
              {may.govern && <KillSwitchForm on={stops.killSwitch === undefined} settings={settings} />}
            </div>
          </div>
        )}
      </Panel>
      {!may.freeze && (
        <p class="quiet">
          An operator freezes and thaws; an admin turns the kill switch, and sets levels, scopes and policy.
        </p>
      )}
    </>
  );
}
