import type { Child } from 'hono/jsx';
import { kindInWords, type WholeCondition } from '../../reeve.js';
import { RowId } from '../../http/fields.js';
import { AttributionWords } from '../elements/attribution.js';
import { type Fact, Facts, Missing, Panel, When } from '../elements/basics.js';
import { Decided } from '../elements/decided.js';
import { conditionPath, CONDITIONS_PATH, Subject } from '../elements/fleet.js';
import { listPath } from '../elements/paging.js';
import { Severity, Standing, Value } from '../elements/spine.js';
import { Table } from '../elements/table.js';
import { count, plural, sentence, visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { interventionPath } from './approvals.js';
import { Stands } from './conditions.js';
import { sensorPath } from './sensors.js';
import { TracePanel } from './condition-trace.js';

/** One with everything: where to look first, what lies above and under it, what was decided and done. */
export const conditionPage: Page = {
  path: `${CONDITIONS_PATH}/:id`,
  title: 'Condition',
  role: 'viewer',
  everySeconds: 10,
  hears: true,
  async view({ reeve, caller, params, now }) {
    const id = RowId.safeParse(params['id']).data;
    const whole = id === undefined ? undefined : await reeve.sensing.condition(caller, id);
    if (!whole)
      return {
        status: 404,
        title: 'There is no such condition',
        body: (
          <Missing says="This account has no condition of that name." href={CONDITIONS_PATH} back="All conditions" />
        ),
      };
    const trace = await reeve.sensing.trace(caller, whole.correlation);
    return {
      title: `${visible(kindInWords(whole.kind).title)}: ${visible(whole.subject)}`,
      body: <ConditionView of={whole} now={now} trace={<TracePanel of={trace} now={now} />} />,
    };
  },
};

interface Props {
  readonly of: WholeCondition;
  readonly now: number;
}

export function ConditionView({ of, now, trace }: Props & { readonly trace: Child }) {
  const says = kindInWords(of.kind).says;
  return (
    <>
      <p class="paging top">
        <a href={CONDITIONS_PATH}>All conditions</a>
        <a href={listPath(CONDITIONS_PATH, { subject: of.subject, show: 'both' })}>All about {visible(of.subject)}</a>
      </p>
      <p class="unseen" data-said>
        {of.closedAt ? 'It is over.' : `It is open as ${of.severity}.`}
      </p>
      <div class="columns">
        <div class="column">
          <Panel title="What it means" id="means">
            {says !== undefined && <p>{visible(sentence(says))}</p>}
            {of.attribution && (
              <div class="answering">
                <AttributionWords of={of.attribution} />
              </div>
            )}
          </Panel>
          <Panel title="What the sensor saw" id="payload">
            <p>
              <Value of={of.payload} />
            </p>
          </Panel>
          <Panel title="Decisions" id="decisions" note="the newest first">
            <Decided rows={of.decisions} now={now} empty="Nothing was decided about it yet." />
          </Panel>
          <Interventions of={of} now={now} />
          <Under of={of} />
        </div>
        <div class="column">
          <Panel title="In short" id="short">
            <Facts facts={factsOf(of, now)} />
          </Panel>
          {trace}
        </div>
      </div>
    </>
  );
}

function factsOf(of: WholeCondition, now: number): readonly Fact[] {
  const { above, closedBecause, escalations, turns } = of;
  return [
    { name: 'Severity', value: <Severity of={of.severity} /> },
    { name: 'Stands', value: <Stands of={of} now={now} /> },
    ...(closedBecause === undefined ? [] : [{ name: 'Over because', value: visible(closedBecause) }]),
    { name: 'About', value: <Subject of={of.subject} /> },
    { name: 'Kind', value: <code>{visible(of.kind)}</code> },
    { name: 'Opened', value: <When at={of.openedAt.getTime()} now={now} /> },
    { name: 'Seen', value: `${count(of.times)} ${of.times === 1 ? 'time' : 'times'}` },
    ...(turns.length > 1 ? [{ name: 'Turns', value: `opened or closed ${turns.length} times lately` }] : []),
    ...escalations.slice(-3).map(({ at, from, to }) => ({
      name: 'Got worse',
      value: (
        <>
          {from} → {to} <When at={at} now={now} />
        </>
      ),
    })),
    ...(above
      ? [
          {
            name: 'Under',
            value: (
              <a href={conditionPath(above.id)}>
                {visible(kindInWords(above.kind).title)}: {visible(above.subject)}
              </a>
            ),
          },
        ]
      : []),
    {
      name: 'Sensor',
      value: (
        <a href={sensorPath(of.sensor)}>
          <code>{visible(of.sensor)}</code>
        </a>
      ),
    },
    { name: 'Agent', value: visible(of.agent) },
  ];
}

function Interventions({ of: { interventions }, now }: Props) {
  return (
    <Panel title="Interventions" id="interventions">
      <Table<WholeCondition['interventions'][number]>
        caption="What was proposed because of it"
        empty="Nothing was proposed because of it."
        rows={interventions}
        columns={[
          {
            head: 'What',
            kind: 'wide',
            cell: ({ key, action, target, proposedAt }) => (
              <>
                <a class="strong" href={interventionPath(key)}>
                  {visible(action)} at {visible(target)}
                </a>
                <span class="below">
                  <When at={proposedAt.getTime()} now={now} />
                </span>
              </>
            ),
          },
          { head: 'Stands', cell: (one) => <Standing of={one} /> },
          { head: 'Because', kind: 'wide', cell: ({ because }) => because !== undefined && visible(because) },
        ]}
      />
    </Panel>
  );
}

function Under({ of: { id, under, childrenShown } }: Pick<Props, 'of'>) {
  if (under.length === 0) return <></>;
  const open = under.reduce((sum, one) => sum + one.open, 0);
  return (
    <Panel
      title="What lies under it"
      id="under"
      note={<a href={listPath(CONDITIONS_PATH, { parent: id, show: 'both' })}>{plural(open, 'open condition')}</a>}
    >
      <ul class="waits">
        {childrenShown.map((one) => (
          <li class="graded">
            <Severity of={one.severity} />
            <div>
              <a class="strong" href={conditionPath(one.id)}>
                {visible(kindInWords(one.kind).title)}
              </a>
              <span class="below">
                <Subject of={one.subject} />
              </span>
            </div>
          </li>
        ))}
      </ul>
      {open > childrenShown.length && <p class="quiet">And {count(open - childrenShown.length)} more.</p>}
    </Panel>
  );
}
