import type { Explained } from '../../reeve.js';
import { Banner, Facts, Panel, State, type Tone, When } from '../elements/basics.js';
import { Rules } from '../elements/spine.js';
import { Table } from '../elements/table.js';
import { duration, isoTime, plural, visible } from '../elements/text.js';
import type { Asked } from './what-if.js';

type Step = Explained['steps'][number];
type Row = Explained['rows'][number];

export function AnswerView({ asked: { wish, answer }, now }: { readonly asked: Asked; readonly now: number }) {
  const { tone, text } = decided(answer);
  const { spoke, leftOut } = answer;
  return (
    <>
      <Banner tone={tone}>
        <p class="lead" role="status">
          {text}
        </p>
        <p>{visible(asWished(wish))}</p>
      </Banner>
      <Panel title="Rules that spoke" id="rules" note={plural(spoke.length, 'rule')}>
        {spoke.length === 0 ? <p class="empty">No rule has anything to say against it.</p> : <Rules rules={spoke} />}
      </Panel>
      <Panel title="In short" id="short">
        <Facts
          facts={[
            { name: 'Category', value: <code>{visible(answer.category)}</code> },
            { name: 'Risk', value: answer.risk },
            { name: 'People are told', value: answer.notify ? 'yes, of what was done' : 'only if it goes wrong' },
            ...(answer.until ? [{ name: 'Not before', value: <When at={answer.until.getTime()} now={now} /> }] : []),
            { name: 'Not looked at', value: leftOut.map((one) => <p>{one}</p>) },
          ]}
        />
      </Panel>
    </>
  );
}

export function RowsView({ answer: { rows, steps } }: Pick<Asked, 'answer'>) {
  return (
    <>
      <Panel title="Policy rows that match" id="rows" note={plural(rows.length, 'row')}>
        <Rows rows={rows} />
      </Panel>
      {steps.length > 0 && (
        <Panel title="Who would be asked" id="steps">
          <Steps steps={steps} />
        </Panel>
      )}
    </>
  );
}

/** The verdict in one sentence. */
export function decided(answer: Explained): { readonly tone: Tone; readonly text: string } {
  const { decision, outcome, would, until, notify, steps } = answer;
  const later = until ? `, and not before ${isoTime(until.getTime())}` : '';
  const told = notify ? ', and people would be told' : '';
  if (outcome === 'recorded')
    return {
      tone: 'off',
      text: `It would be recorded, and nothing done. Opened, ${OPENED[would ?? 'refuse']}${told}.`,
    };
  if (decision === 'refuse') return { tone: 'bad', text: 'It would be refused.' };
  if (decision === 'ask')
    return { tone: 'wait', text: `People would be asked: ${steps.map(stepWords).join(', then ')}${later}${told}.` };
  if (decision === 'defer')
    return {
      tone: 'wait',
      text: `It would wait${until ? ` until ${isoTime(until.getTime())}` : ''}, and be judged again${told}.`,
    };
  return { tone: 'good', text: `It would be done without asking anybody${told}.` };
}

const OPENED: Readonly<Record<NonNullable<Explained['would']>, string>> = {
  proceed: 'it would be done without asking anybody',
  ask: 'people would be asked',
  defer: 'it would wait',
  refuse: 'it would be refused',
};

function stepWords({ role, quorum, withinMs }: Step): string {
  return `${quorum} with the role ${role}, within ${duration(withinMs / 1000)}`;
}

function asWished({ action, target, agent, user, origin = 'person', severity }: Asked['wish']): string {
  const { cluster, namespace, kind, name } = target;
  const place = [cluster, namespace, kind, name].filter((part) => part !== undefined).join('/');
  const forWhom = user === undefined ? '' : ` for ${user}`;
  const by = agent === undefined ? (user === undefined ? 'you' : `person ${user}`) : `agent ${agent}${forWhom}`;
  return `${action} at ${place}, proposed by ${by}; origin ${origin}, severity ${severity}.`;
}

function Rows({ rows }: { readonly rows: readonly Row[] }) {
  const [counts] = rows;
  return (
    <Table<Row>
      caption="Rows that match, the one that counts first"
      empty="No row speaks about this category, so people are asked."
      rows={rows}
      columns={[
        {
          head: 'Row',
          cell: (row) => (
            <>
              <code>{visible(row.category)}</code>
              <span class="below quiet">{visible(row.level)}</span>
            </>
          ),
        },
        {
          head: 'Is',
          cell: (row) => (
            <>
              {row === counts ? <State tone="good">counts</State> : <span class="quiet">beneath</span>}
              <span class="below small quiet">{row.origin === 'override' ? 'written by people' : 'a default'}</span>
            </>
          ),
        },
        { head: 'Verb', cell: ({ verb }) => <code>{verb}</code> },
        { head: 'Least score', kind: 'number', cell: ({ scoreMin }) => scoreMin.toFixed(2) },
        { head: 'Asks from', cell: ({ asksFrom }) => asksFrom },
        { head: 'Chain', cell: ({ chain }) => visible(chain) },
        { head: 'Risk', cell: ({ risk }) => risk },
      ]}
    />
  );
}

const AFTER: Readonly<Record<Step['onDeadline'], string>> = {
  reject: 'it is over: expired',
  escalate: 'the next step is asked',
  approve: 'it counts as a yes',
};

function Steps({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <Table<Step>
      caption="The chain, step by step"
      empty="Nobody."
      rows={steps}
      columns={[
        { head: 'Step', kind: 'wide', cell: ({ name }) => visible(name) },
        { head: 'Who', cell: ({ role, quorum }) => `${quorum} with the role ${role}` },
        { head: 'Within', cell: ({ withinMs }) => duration(withinMs / 1000) },
        { head: 'On the deadline', cell: ({ onDeadline }) => AFTER[onDeadline] },
        { head: 'In a chat', cell: ({ chat }) => (chat ? 'yes' : 'no') },
      ]}
    />
  );
}
