import { type Autonomy, type ListedPolicy, mayAct, type NextStep, type Stops } from '../../reeve.js';
import type { Trouble } from '../../http/problems.js';
import { Banner, Panel, State, type Tone, When } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import type { Page, View, Visit } from '../page.js';
import { RefusalBanner } from '../refusal.js';
import { Levels, Next, Scopes } from './leash-autonomy.js';
import { autonomyActs, LevelsForm, LockForm, ScopeForm, UnlockForm } from './leash-autonomy-forms.js';
import { policyActs } from './leash-policy-forms.js';
import { PoliciesView } from './leash-policies.js';
import { FreezeForm, KillSwitchForm, stopActs, ThawForm } from './leash-stops.js';

export const leashPage: Page = {
  path: '/console/leash',
  title: 'Leash',
  role: 'viewer',
  nav: { group: 'Govern', word: 'Leash' },
  view: (visit) => leashView(visit),
  acts: [stopActs, autonomyActs, policyActs].flatMap((acts) => acts((visit, refusal) => leashView(visit, refusal))),
};

async function leashView({ reeve: { leash }, caller, now, csrf }: Visit, refusal?: Trouble): Promise<View> {
  const [stops, autonomy, next, policies, chains] = await Promise.all([
    leash.stops(caller),
    leash.autonomy(caller),
    leash.next(caller),
    leash.policies(caller, {}),
    leash.chains(caller),
  ]);
  const may = { freeze: mayAct(caller.roles, 'operator'), kill: mayAct(caller.roles, 'admin') };
  const data = {
    stops,
    autonomy,
    next,
    policies,
    chains: chains.map(({ name }) => name),
    may,
    now,
    csrf,
    ...(refusal && { refusal }),
  };
  return { ...(refusal && { status: refusal.status }), body: <LeashView data={data} /> };
}

export interface LeashData {
  readonly stops: Stops;
  readonly autonomy: Autonomy;
  readonly next: readonly NextStep[];
  readonly policies: readonly ListedPolicy[];
  /** The names of those that a row may ask by. */
  readonly chains: readonly string[];
  /** An admin, who turns the kill switch, writes all of the rest too. */
  readonly may: { readonly freeze: boolean; readonly kill: boolean };
  readonly refusal?: Trouble;
  readonly now: number;
  readonly csrf: string;
}

export function LeashView({ data }: { readonly data: LeashData }) {
  const { refusal, autonomy, next, policies, chains, may, now, csrf } = data;
  const writes = may.kill && { csrf };
  return (
    <>
      {refusal && <RefusalBanner refusal={refusal} />}
      <StopsView data={data} />
      <Panel title="Autonomy" id="autonomy">
        <Levels autonomy={autonomy} now={now} />
        {may.kill && (
          <div class="answering">
            <div class="acts">
              <LevelsForm csrf={csrf} />
              <UnlockForm csrf={csrf} />
              {autonomy.fullUnlockedUntil && <LockForm csrf={csrf} />}
            </div>
          </div>
        )}
      </Panel>
      <Panel title="Scopes" id="scopes" note={plural(autonomy.scopes.length, 'scope')}>
        <Scopes scopes={autonomy.scopes} now={now} {...writes} />
        {may.kill && (
          <div class="answering">
            <div class="acts">
              <ScopeForm csrf={csrf} />
            </div>
          </div>
        )}
        <h3 class="part">What could be next</h3>
        <Next steps={next} />
      </Panel>
      <PoliciesView policies={policies} chains={chains} now={now} {...writes} />
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
  const { stops, may, now, csrf } = data;
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
                      kind === 'freeze' && <ThawForm id={id} of={reason} csrf={csrf} />,
                  },
                ]
              : []),
          ]}
        />
        {(may.freeze || may.kill) && (
          <div class="answering">
            <div class="acts">
              {may.freeze && <FreezeForm now={now} csrf={csrf} />}
              {may.kill && <KillSwitchForm on={stops.killSwitch === undefined} csrf={csrf} />}
            </div>
          </div>
        )}
      </Panel>
      {!may.freeze && <p class="quiet">An operator freezes and thaws; an admin turns the kill switch.</p>}
    </>
  );
}
