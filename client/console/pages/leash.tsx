import { type Autonomy, type ListedPolicy, type ListedScope, mayAct, type Stops } from '../../reeve.js';
import type { Trouble } from '../../http/problems.js';
import { Banner, Panel, State, type Tone, When } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import type { Page, View, Visit } from '../page.js';
import { RefusalBanner } from '../refusal.js';
import { PoliciesView } from './leash-policies.js';
import { FreezeForm, KillSwitchForm, stopActs, ThawForm } from './leash-stops.js';

export const leashPage: Page = {
  path: '/console/leash',
  title: 'Leash',
  role: 'viewer',
  nav: { group: 'Govern', word: 'Leash' },
  view: (visit) => leashView(visit),
  acts: stopActs((visit, refusal) => leashView(visit, refusal)),
};

async function leashView({ reeve: { leash }, caller, now, csrf }: Visit, refusal?: Trouble): Promise<View> {
  const [stops, autonomy, policies] = await Promise.all([
    leash.stops(caller),
    leash.autonomy(caller),
    leash.policies(caller, {}),
  ]);
  const may = { freeze: mayAct(caller.roles, 'operator'), kill: mayAct(caller.roles, 'admin') };
  const data = { stops, autonomy, policies, may, now, csrf, ...(refusal && { refusal }) };
  return { ...(refusal && { status: refusal.status }), body: <LeashView data={data} /> };
}

export interface LeashData {
  readonly stops: Stops;
  readonly autonomy: Autonomy;
  readonly policies: readonly ListedPolicy[];
  readonly may: { readonly freeze: boolean; readonly kill: boolean };
  readonly refusal?: Trouble;
  readonly now: number;
  readonly csrf: string;
}

export function LeashView({ data }: { readonly data: LeashData }) {
  const { refusal, autonomy, policies, now } = data;
  return (
    <>
      {refusal && <RefusalBanner refusal={refusal} />}
      <StopsView data={data} />
      <Panel title="Autonomy" id="autonomy">
        <Levels autonomy={autonomy} now={now} />
      </Panel>
      <Panel title="Scopes" id="scopes" note={plural(autonomy.scopes.length, 'scope')}>
        <Scopes scopes={autonomy.scopes} now={now} />
      </Panel>
      <PoliciesView policies={policies} now={now} />
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

interface Level {
  readonly name: string;
  readonly saved: string;
  readonly effective: string;
  readonly because: string;
}

function Levels({ autonomy, now }: { readonly autonomy: Autonomy; readonly now: number }) {
  const { patrol, assistant, fourEyesWaived, fullUnlockedUntil, missingCapabilities: missing } = autonomy;
  const waived = (is: boolean) => (is ? 'waived' : 'required');
  const levels: readonly Level[] = [
    { name: 'Patrol', ...patrol, because: patrol.because ?? '' },
    { name: 'Assistant', ...assistant, because: assistant.because ?? '' },
    {
      ...{ name: 'Four eyes', saved: waived(fourEyesWaived.saved), effective: waived(fourEyesWaived.effective) },
      because:
        fourEyesWaived.saved === fourEyesWaived.effective
          ? ''
          : 'with a second person in the account they are required all the same',
    },
  ];
  return (
    <>
      <Table<Level>
        caption="Levels as they are saved and as they count"
        empty="No level is known."
        rows={levels}
        columns={[
          { head: 'Of', cell: ({ name }) => <strong>{name}</strong> },
          { head: 'Saved', cell: ({ saved }) => saved },
          {
            head: 'Counts',
            cell: ({ saved, effective }) => (saved === effective ? effective : <State tone="wait">{effective}</State>),
          },
          { head: 'Because', kind: 'wide', cell: ({ because }) => because },
        ]}
      />
      {missing.length > 0 && (
        <p>
          <State tone="wait">Missing here: {missing.join(', ')}</State>{' '}
          <span class="quiet">by configuration; what was saved counts again once it is back</span>
        </p>
      )}
      {fullUnlockedUntil && (
        <p>
          Patrol level <code>full</code> is unlocked until <When at={fullUnlockedUntil.getTime()} now={now} />
        </p>
      )}
    </>
  );
}

const STAGES: Readonly<Record<ListedScope['stage'], Tone>> = { observe: 'off', 'dry-run': 'wait', act: 'good' };

function Scopes({ scopes, now }: { readonly scopes: readonly ListedScope[]; readonly now: number }) {
  return (
    <Table<ListedScope>
      caption="Scopes with their stages"
      empty="No scope is opened: everything is planned, judged and recorded, and nothing is done."
      rows={scopes}
      columns={[
        { head: 'Targets', cell: ({ pattern }) => <code>{visible(pattern)}</code> },
        { head: 'Stage', cell: ({ stage }) => <State tone={STAGES[stage]}>{stage}</State> },
        { head: 'Risk up to', cell: ({ riskMax }) => riskMax },
        { head: 'Reason', kind: 'wide', cell: ({ reason }) => visible(reason) },
        { head: 'By', cell: ({ author }) => visible(author) },
        { head: 'Set', cell: ({ writtenAt }) => <When at={writtenAt.getTime()} now={now} /> },
      ]}
    />
  );
}
