import { type ListedBreaker, type ListedFlag, type ListedPressure, PRESSURE } from '../../reeve.js';
import { ResetBreaker } from '../../http/routes/surroundings.js';
import { Panel, State, type Tone, When, Words } from '../elements/basics.js';
import { Setting, type Settings } from '../elements/setting.js';
import { Value } from '../elements/spine.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import type { Act } from '../page.js';
import { type DrawAgain, settingAct } from '../setting-act.js';
import { LIMITS_PATH } from './limits-path.js';

export function breakerActs(again: DrawAgain): readonly Act[] {
  return [
    settingAct(
      {
        ...{ path: `${LIMITS_PATH}/breaker-reset`, role: 'operator', back: LIMITS_PATH, takes: ResetBreaker },
        async run({ reeve: { leash }, caller }, wish) {
          await leash.resetBreaker(caller, wish);
          return `The breaker ${wish.name} is closed: work goes through again.`;
        },
      },
      again,
    ),
  ];
}

const STATES: Readonly<Record<ListedBreaker['state'], { readonly tone: Tone; readonly word: string }>> = {
  closed: { tone: 'good', word: 'closed' },
  'half-open': { tone: 'wait', word: 'half-open: one is tried' },
  open: { tone: 'bad', word: 'open: nothing is tried' },
};

export function BreakersView(props: {
  readonly breakers: readonly ListedBreaker[];
  readonly now: number;
  /** Only for who may reset them. */
  readonly settings?: Settings;
}) {
  const { breakers, now, settings } = props;
  return (
    <Panel title="Breakers" id="breakers" note={plural(breakers.length, 'breaker')}>
      <Table<ListedBreaker>
        caption="What is kept from trying after failures"
        empty="Nothing has failed yet, so there is no breaker."
        rows={breakers}
        columns={[
          { head: 'Breaker', kind: 'wide', cell: ({ name }) => <Words of={name} /> },
          { head: 'State', cell: ({ state }) => <State tone={STATES[state].tone}>{STATES[state].word}</State> },
          { head: 'Failures', kind: 'number', cell: ({ failures }) => failures },
          { head: 'Next try', cell: ({ retryAt }) => retryAt && <When at={retryAt.getTime()} now={now} /> },
          ...(settings
            ? [
                {
                  head: 'Reset',
                  cell: ({ name, state }: ListedBreaker) =>
                    state !== 'closed' && <ResetForm name={name} settings={settings} />,
                },
              ]
            : []),
        ]}
      />
    </Panel>
  );
}

function ResetForm({ name, settings }: { readonly name: string; readonly settings: Settings }) {
  return (
    <Setting
      {...{ id: `reset-${name}`, word: 'Reset…', label: `Reset the breaker ${visible(name)}`, settings }}
      {...{ act: 'breaker-reset', button: 'Reset', about: { name } }}
      means="Work goes through again at once. Look at what was broken first: if it still is, the breaker opens again."
    />
  );
}

/** From here on work that can wait is put off. */
export function isPressing(pressure: readonly ListedPressure[]): boolean {
  return totalOf(pressure) >= PRESSURE.defersFrom;
}

function totalOf(pressure: readonly ListedPressure[]): number {
  return pressure.reduce((sum, one) => sum + one.strengthNow, 0);
}

export function PressureView({
  pressure,
  now,
}: {
  readonly pressure: readonly ListedPressure[];
  readonly now: number;
}) {
  const total = totalOf(pressure);
  return (
    <Panel title="Pressure" id="pressure" note={`${total.toFixed(2)} in all`}>
      <Table<ListedPressure>
        caption="What other systems say of their load, as it has faded by now"
        empty="No system reports any load."
        rows={pressure}
        columns={[
          { head: 'Source', kind: 'wide', cell: ({ source }) => <Words of={source} /> },
          { head: 'Now', kind: 'number', cell: ({ strengthNow }) => strengthNow.toFixed(2) },
          { head: 'As reported', kind: 'number', cell: ({ strength }) => strength.toFixed(2) },
          { head: 'Goes in an hour', kind: 'number', cell: ({ decay }) => `${Math.round(decay * 100)} %` },
          { head: 'Reported', cell: ({ at }) => <When at={at.getTime()} now={now} /> },
          { head: 'Gone', cell: ({ at, ttlMs }) => <When at={at.getTime() + ttlMs} now={now} /> },
        ]}
      />
      {isPressing(pressure) && (
        <p>
          <State tone="wait">From {PRESSURE.defersFrom} on, work that can wait is put off, half an hour at most.</State>
        </p>
      )}
    </Panel>
  );
}

export function FlagsView({ flags, now }: { readonly flags: readonly ListedFlag[]; readonly now: number }) {
  return (
    <Panel title="Flags" id="flags" note={plural(flags.length, 'flag')}>
      <Table<ListedFlag>
        caption="The flags that Reeve keeps"
        empty="There is no flag. An operator makes one with “reeve flags create”."
        rows={flags}
        columns={[
          { head: 'Flag', kind: 'wide', cell: ({ name }) => <Words of={name} /> },
          { head: 'Value', kind: 'wide', cell: ({ value }) => <Value of={value} /> },
          { head: 'Changed', cell: ({ changedAt }) => <When at={changedAt.getTime()} now={now} /> },
        ]}
      />
    </Panel>
  );
}
