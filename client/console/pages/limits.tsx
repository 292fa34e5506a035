import {
  type Budgets,
  mayAct,
  type ListedBreaker,
  type ListedChain,
  type ListedPressure,
  type Windows,
} from '../../reeve.js';
import type { Trouble } from '../../http/problems.js';
import { BreakerReset } from '../../http/routes/surroundings.js';
import { Panel, State, type Tone, When } from '../elements/basics.js';
import { ActForm, Asked, ReasonField } from '../elements/forms.js';
import { Table } from '../elements/table.js';
import { count, plural, timeLeft, visible } from '../elements/text.js';
import { type Doing, faultsOf, filled, formActs, REASON_CHARS_MAX } from '../form-act.js';
import type { Page, View, Visit } from '../page.js';
import { RefusalBanner } from '../refusal.js';

const PATH = '/console/limits';

/** What puts work off by itself: breakers, the load of others, hours and budgets; and who is asked. */
export const limitsPage: Page = {
  path: PATH,
  title: 'Limits',
  role: 'viewer',
  nav: { group: 'Govern', word: 'Limits' },
  view: (visit) => limitsView(visit),
  acts: [formActs(PATH, (visit, refusal) => limitsView(visit, refusal))('breaker/reset', 'operator', resetting)],
};

function resetting({ reeve: { leash }, caller }: Visit, form: URLSearchParams): Doing {
  const wish = BreakerReset.safeParse(filled(form));
  if (!wish.success) return { fault: faultsOf(wish.error) };
  return { run: () => leash.resetBreaker(caller, wish.data), done: `The breaker ${wish.data.name} is closed.` };
}

async function limitsView({ reeve: { leash }, caller, now, csrf }: Visit, refusal?: Trouble): Promise<View> {
  const [breakers, pressure, windows, budgets, chains] = await Promise.all([
    leash.breakers(caller),
    leash.pressure(caller),
    leash.windows(caller),
    leash.budgets(caller),
    leash.chains(caller),
  ]);
  const data = {
    ...{ breakers, pressure, windows, budgets, chains, now },
    ...(mayAct(caller.roles, 'operator') && { csrf }),
    ...(refusal && { refusal }),
  };
  return { ...(refusal && { status: refusal.status }), body: <LimitsView data={data} /> };
}

export interface LimitsData {
  readonly breakers: readonly ListedBreaker[];
  readonly pressure: readonly ListedPressure[];
  readonly windows: Windows;
  readonly budgets: Budgets;
  readonly chains: readonly ListedChain[];
  readonly refusal?: Trouble;
  readonly now: number;
  /** Where the caller may reset a breaker. */
  readonly csrf?: string;
}

export function LimitsView({ data }: { readonly data: LimitsData }) {
  const { refusal, breakers, pressure, windows, budgets, chains, now, csrf } = data;
  return (
    <>
      {refusal && <RefusalBanner refusal={refusal} />}
      <Panel title="Breakers" id="breakers" note={plural(breakers.filter(isShut).length, 'breaker') + ' not closed'}>
        <Breakers breakers={breakers} now={now} {...(csrf !== undefined && { csrf })} />
      </Panel>
      <Panel title="Pressure of other systems" id="pressure">
        <PressureTable pressure={pressure} now={now} />
      </Panel>
      <Panel title="Maintenance windows" id="windows">
        <WindowsTable windows={windows} now={now} />
      </Panel>
      <Panel title="Budgets" id="budgets">
        <BudgetsTable budgets={budgets} now={now} />
      </Panel>
      <Panel title="Who is asked" id="chains">
        <Chains chains={chains} />
      </Panel>
      <p class="quiet">
        Set by <code>reeve windows</code>, <code>reeve budgets</code> and <code>reeve chains</code>, or at{' '}
        <a href="/api">the API</a>; other systems report at <code>/api/v1/pressure</code>.
      </p>
    </>
  );
}

const STATES: Readonly<Record<ListedBreaker['state'], Tone>> = { closed: 'good', 'half-open': 'wait', open: 'bad' };

function isShut({ state }: ListedBreaker): boolean {
  return state !== 'closed';
}

function Breakers(props: {
  readonly breakers: readonly ListedBreaker[];
  readonly now: number;
  readonly csrf?: string;
}) {
  const { breakers, now, csrf } = props;
  return (
    <Table<ListedBreaker>
      caption="Breakers, and until when they keep work from trying"
      empty="Nothing has failed."
      rows={breakers}
      columns={[
        { head: 'Of', kind: 'wide', cell: ({ name }) => <code>{visible(name)}</code> },
        { head: 'State', cell: ({ state }) => <State tone={STATES[state]}>{state}</State> },
        { head: 'Failures', kind: 'number', cell: ({ failures }) => count(failures) },
        { head: 'Tries again', cell: ({ retryAt }) => retryAt && <When at={retryAt.getTime()} now={now} /> },
        ...(csrf === undefined
          ? []
          : [{ head: 'Reset', cell: (of: ListedBreaker) => isShut(of) && <ResetForm name={of.name} csrf={csrf} /> }]),
      ]}
    />
  );
}

function ResetForm({ name, csrf }: { readonly name: string; readonly csrf: string }) {
  const id = `reset-${name.replaceAll(/[^\w-]/g, '_')}`;
  return (
    <Asked id={id} word="Reset…" label={`Reset the breaker ${visible(name)}`}>
      <ActForm action={`${PATH}/breaker/reset`} csrf={csrf}>
        <input type="hidden" name="name" value={name} />
        <p>Work is let through again at once. Failures open it again.</p>
        <ReasonField id={`${id}-reason`} charsMax={REASON_CHARS_MAX} />
        <button type="submit">Reset</button>
      </ActForm>
    </Asked>
  );
}

function PressureTable({ pressure, now }: { readonly pressure: readonly ListedPressure[]; readonly now: number }) {
  return (
    <Table<ListedPressure>
      caption="What other systems say of their load, as it has faded by now"
      empty="No system reports pressure. From 1 in all, work that can wait is put off, half an hour at most."
      rows={pressure}
      columns={[
        { head: 'Source', kind: 'wide', cell: ({ source }) => visible(source) },
        { head: 'Now', kind: 'number', cell: ({ strengthNow }) => strengthNow.toFixed(2) },
        { head: 'Reported', kind: 'number', cell: ({ strength }) => strength.toFixed(2) },
        { head: 'When', cell: ({ at }) => <When at={at.getTime()} now={now} /> },
        { head: 'Gone', cell: ({ at, ttlMs }) => <When at={at.getTime() + ttlMs} now={now} /> },
      ]}
    />
  );
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const onTheWall = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function WindowsTable({
  windows: { windows, open, opensAt },
  now,
}: {
  readonly windows: Windows;
  readonly now: number;
}) {
  return (
    <>
      {windows.length > 0 && (
        <p>
          <State tone={open ? 'good' : 'wait'}>{open ? 'open now' : 'closed now'}</State>{' '}
          {opensAt && (
            <>
              until <When at={opensAt.getTime()} now={now} />
            </>
          )}
        </p>
      )}
      <Table<Windows['windows'][number]>
        caption="Hours in which changes may be made"
        empty="There are no windows: changes may be made at any hour."
        rows={windows}
        columns={[
          { head: 'Window', cell: ({ id }) => visible(id) },
          { head: 'Days', cell: ({ days }) => days.map((day) => DAYS[day]).join(', ') },
          { head: 'Hours', cell: ({ from, to }) => `${onTheWall(from)} to ${onTheWall(to)}` },
          { head: 'Clock', cell: ({ timeZone }) => visible(timeZone) },
          { head: 'Because', kind: 'wide', cell: ({ author, reason }) => `${visible(author)}: ${visible(reason)}` },
        ]}
      />
    </>
  );
}

function BudgetsTable({ budgets: { budgets, spent }, now }: { readonly budgets: Budgets; readonly now: number }) {
  return (
    <>
      <Table<Budgets['budgets'][number]>
        caption="How much may be done"
        empty="No budget is known."
        rows={budgets}
        columns={[
          { head: 'Budget', cell: ({ name }) => <code>{visible(name)}</code> },
          { head: 'Most', kind: 'number', cell: ({ most }) => count(most) },
          {
            head: 'By default',
            kind: 'number',
            cell: ({ byDefault }) => (byDefault === undefined ? 'unlimited' : count(byDefault)),
          },
          {
            head: 'Because',
            kind: 'wide',
            cell: ({ author, reason }) => author !== undefined && `${visible(author)}: ${visible(reason ?? '')}`,
          },
        ]}
      />
      <h3 class="part">What is spent now</h3>
      <Table<Budgets['spent'][number]>
        caption="What is counted now, the fullest first"
        empty="Nothing is spent."
        rows={spent}
        columns={[
          { head: 'Counted together', kind: 'wide', cell: ({ bucket }) => <code>{visible(bucket)}</code> },
          { head: 'Spent', kind: 'number', cell: ({ spent: n }) => count(n) },
          { head: 'Of', kind: 'number', cell: ({ most }) => (most === undefined ? 'unlimited' : count(most)) },
          { head: 'Frees', cell: ({ freesAt }) => <When at={freesAt.getTime()} now={now} /> },
        ]}
      />
    </>
  );
}

function Chains({ chains }: { readonly chains: readonly ListedChain[] }) {
  return (
    <Table<ListedChain>
      caption="Who is asked, in which order, and for how long"
      empty="No chain is known."
      rows={chains}
      rowClass={({ origin }) => (origin === 'override' ? 'override' : undefined)}
      columns={[
        {
          head: 'Chain',
          cell: ({ name, origin }) => (
            <>
              <code>{visible(name)}</code>
              {origin === 'override' && <span class="below small">override</span>}
            </>
          ),
        },
        {
          head: 'Steps',
          kind: 'wide',
          cell: ({ steps }) => (
            <ul class="names">
              {steps.map(({ name, role, quorum, withinMs, onDeadline }) => (
                <li>
                  {visible(name)}: {quorum} with the role {role}, within {timeLeft(withinMs)}, then {onDeadline}
                </li>
              ))}
            </ul>
          ),
        },
        {
          head: 'Because',
          kind: 'wide',
          cell: ({ author, reason }) => author !== undefined && `${visible(author)}: ${visible(reason ?? '')}`,
        },
      ]}
    />
  );
}
