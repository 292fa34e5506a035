import { z } from '@hono/zod-openapi';
import type { ListedTask, TaskSays } from '../../reeve.js';
import { Refused } from '../../http/door.js';
import { InterventionKey, NOTE_CHARS_MAX, TaskId, text } from '../../http/fields.js';
import { traceHeaders } from '../../http/guards.js';
import type { Trouble } from '../../http/problems.js';
import { type Fact, Facts, Panel, State, type Tone, When } from '../elements/basics.js';
import { ActForm, Asked, ReasonField } from '../elements/forms.js';
import { sentence, visible } from '../elements/text.js';
import type { Act, View, Visit } from '../page.js';
import { refusalOf } from '../refusal.js';
import { interventionPath, Left } from './approvals.js';

const Note = text(NOTE_CHARS_MAX);
const Given = z.discriminatedUnion('says', [
  z.object({ says: z.literal('done'), task: TaskId, reason: Note.optional() }),
  z.object({ says: z.literal('can-not'), task: TaskId, reason: Note }),
]);

/** What somebody says of the task that an intervention waits for. */
export function taskAct(again: (visit: Visit, refusal: Trouble) => Promise<View>): Act {
  return {
    path: '/console/interventions/:key/task',
    role: 'operator',
    async run({ form, ...visit }) {
      const { reeve, caller, params } = visit;
      const key = InterventionKey.safeParse(params['key']).data;
      if (key === undefined) throw new Refused(404, 'there is no such intervention in this account');
      const { data } = Given.safeParse(Object.fromEntries([...form].filter(([, value]) => value.trim() !== '')));
      if (!data)
        return again(visit, {
          status: 400,
          detail: `nothing was said: say done or can-not, with a reason of 1 to ${NOTE_CHARS_MAX} characters for what can not be done`,
        });
      const { task, says, reason: note } = data;
      const word = { task, says, ...(note !== undefined && { note }), trace: traceHeaders() };
      const refusal = await refusalOf(() => reeve.work.sayOfTask(caller, word));
      if (refusal) return again(visit, refusal);
      return { go: interventionPath(key), notice: { kind: 'done', text: `Your word stands: ${says}.` } };
    },
  };
}

const WAYS = {
  done: {
    ...{ word: 'It is done…', button: 'It is done', label: 'Note (may be left out)' },
    means: 'You say that you have done it.',
  },
  'can-not': {
    ...{ word: 'It can not be done…', button: 'It can not be done', label: 'Why not' },
    means: 'It ends as failed, with your reason. Nothing is tried again by itself.',
  },
} as const;
const STATES: Readonly<Record<ListedTask['state'], Tone>> = {
  ...{ open: 'wait', done: 'good', 'can-not': 'bad', closed: 'off' },
};

export interface TaskProps {
  readonly task: ListedTask;
  readonly now: number;
  readonly csrf: string;
}

/** What a person is asked to do, and the buttons to say what became of it. */
export function TaskPanel({ task, now, csrf }: TaskProps) {
  const { text, state, may, mayNot } = task;
  return (
    <Panel title="The task" id="task">
      <p class="strong">{visible(text)}</p>
      <Facts facts={factsOf(task, now)} />
      {may.length > 0 && (
        <div class="answering">
          <div class="acts">
            {may.map((says) => (
              <WordForm says={says} task={task} csrf={csrf} />
            ))}
          </div>
        </div>
      )}
      {state === 'open' && mayNot !== undefined && <p class="quiet">{visible(sentence(mayNot))}</p>}
    </Panel>
  );
}

function factsOf({ state, category, check, leftMs, deadline, by, note, answeredAt }: ListedTask, now: number) {
  const facts: readonly Fact[] = [
    { name: 'State', value: <State tone={STATES[state]}>{state}</State> },
    { name: 'Stands in for', value: <code>{visible(category)}</code> },
    ...(check === undefined ? [] : [{ name: 'Check', value: `${visible(check)} must agree before "done" counts` }]),
    ...(state === 'open'
      ? [
          { name: 'Time left', value: <Left ms={leftMs} /> },
          { name: 'Taken back', value: <When at={deadline.getTime()} now={now} /> },
        ]
      : []),
    ...(by === undefined ? [] : [{ name: 'Answered by', value: visible(by) }]),
    ...(note === undefined ? [] : [{ name: 'Note', value: `“${visible(note)}”` }]),
    ...(answeredAt ? [{ name: 'Closed', value: <When at={answeredAt.getTime()} now={now} /> }] : []),
  ];
  return facts;
}

interface WordProps extends Pick<TaskProps, 'task' | 'csrf'> {
  readonly says: TaskSays;
}

function WordForm({ says, task: { id, intervention, text, check }, csrf }: WordProps) {
  const { word, button, means, label } = WAYS[says];
  const isDone = says === 'done';
  return (
    <Asked id={`task-${says}`} word={word} label={`${button}: ${visible(text)}`} look={isDone ? 'main' : 'plain'}>
      <ActForm action={`${interventionPath(intervention)}/task`} csrf={csrf}>
        <p>
          {means}
          {isDone && check !== undefined && ` It counts once the check of ${visible(check)} agrees.`}
        </p>
        <input type="hidden" name="says" value={says} />
        <input type="hidden" name="task" value={id} />
        <ReasonField id={`task-${says}-reason`} label={label} charsMax={NOTE_CHARS_MAX} required={!isDone} />
        <button type="submit" class={isDone ? 'main' : 'danger'}>
          {button}
        </button>
      </ActForm>
    </Asked>
  );
}
