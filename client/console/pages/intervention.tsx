import { type Caller, type ListedTask, mayAct, type WholeIntervention } from '../../reeve.js';
import { InterventionKey, Reason, REASON_CHARS_MAX } from '../../http/fields.js';
import { traceHeaders } from '../../http/guards.js';
import { Refused } from '../../http/door.js';
import type { Trouble } from '../../http/problems.js';
import { type Fact, Facts, Hash, Missing, Panel, State, When } from '../elements/basics.js';
import { ActForm, Asked, ReasonField } from '../elements/forms.js';
import { blastWords, Diff, Proposer, Severity, Standing } from '../elements/spine.js';
import { visible } from '../elements/text.js';
import type { Act, Page, View, Visit } from '../page.js';
import { RefusalBanner, refusalOf } from '../refusal.js';
import { interventionPath } from './approvals.js';
import { undoAct, UndoForm, undoFacts } from './undo.js';
import { taskAct, TaskPanel } from './task-words.js';
import { Timeline } from './timeline.js';
import { whatIfAgain } from './what-if-path.js';

export const interventionPage: Page = {
  path: '/console/interventions/:key',
  title: 'Intervention',
  role: 'viewer',
  everySeconds: 5,
  view: (visit) => storyView(visit),
  acts: [
    // Who proposed it may take it back without a role; that others need one is said behind the door.
    endingAct('withdraw', 'viewer', 'It is taken back. Nothing is done.'),
    endingAct('cancel', 'operator', 'It is cancelled as soon as its workflow hears of it.'),
    undoAct((visit, refusal) => storyView(visit, refusal)),
    taskAct((visit, refusal) => storyView(visit, refusal)),
  ],
};

function endingAct(word: 'withdraw' | 'cancel', role: Act['role'], done: string): Act {
  return {
    path: `/console/interventions/:key/${word}`,
    role,
    async run({ form, ...visit }) {
      const { reeve, caller, params } = visit;
      const key = InterventionKey.safeParse(params['key']).data;
      if (key === undefined) throw new Refused(404, 'there is no such intervention in this account');
      const reason = Reason.safeParse(form.get('reason') ?? '').data;
      if (reason === undefined)
        return storyView(visit, { status: 400, detail: `nothing was done: give a reason of 1 to 500 characters` });
      const refusal = await refusalOf(() => reeve.work[word](caller, { key, reason, trace: traceHeaders() }));
      if (refusal) return storyView(visit, refusal);
      return { go: interventionPath(key), notice: { kind: 'done', text: done } };
    },
  };
}

async function storyView({ reeve, caller, now, csrf, params }: Visit, refusal?: Trouble): Promise<View> {
  const key = InterventionKey.safeParse(params['key']).data;
  const whole = key === undefined ? undefined : await reeve.work.intervention(caller, key);
  if (!whole)
    return {
      status: 404,
      title: 'There is no such intervention',
      body: (
        <Missing
          says="There is no such intervention in this account."
          href="/console/interventions"
          back="All interventions"
        />
      ),
    };
  const task = await reeve.work.taskOf(caller, whole.key);
  const may = { may: endingsOf(whole, caller), mayUndo: reeve.work.mayUndo(caller, whole) };
  const data = { whole, now, csrf, ...may, ...(task && { task }), ...(refusal && { refusal }) };
  return {
    title: visible(whole.summary),
    ...(refusal && { status: refusal.status }),
    body: <StoryView data={data} />,
  };
}

/** What may be offered; whether it may be done is decided behind the door, in the transaction that does it. */
export function endingsOf(
  { outcome, begunAt, proposal }: WholeIntervention,
  { principal, roles }: Caller,
): readonly ('withdraw' | 'cancel')[] {
  if (outcome !== undefined) return [];
  const isOwn = proposal.by.id === principal || proposal.forUser === principal;
  const isOperator = mayAct(roles, 'operator');
  return [
    ...(begunAt === undefined && (isOwn || isOperator) ? (['withdraw'] as const) : []),
    ...(isOperator ? (['cancel'] as const) : []),
  ];
}

export interface StoryData {
  readonly whole: WholeIntervention;
  readonly may: readonly ('withdraw' | 'cancel')[];
  readonly mayUndo: boolean;
  readonly task?: ListedTask;
  readonly refusal?: Trouble;
  readonly now: number;
  readonly csrf: string;
}

export function StoryView({ data }: { readonly data: StoryData }) {
  const { whole, now, refusal, may, mayUndo, task, csrf } = data;
  const { plan, outcome, stage } = whole;
  return (
    <>
      {refusal && <RefusalBanner refusal={refusal} />}
      <p class="paging top">
        <a href="/console/interventions">All interventions</a>
        <a href={whatIfAgain(whole)}>What if it were proposed now</a>
      </p>
      <p class="unseen" data-said>
        It stands at {visible(outcome ?? stage)}.
      </p>
      <div class="columns">
        <Panel title="What happened" id="story">
          <Timeline whole={whole} now={now} />
        </Panel>
        <div class="column">
          {task && <TaskPanel task={task} now={now} csrf={csrf} />}
          <Panel title="In short" id="short">
            <Facts facts={factsOf(whole, now)} />
            {(may.length > 0 || mayUndo) && (
              <div class="answering">
                <div class="acts">
                  {may.map((word) => (
                    <Ending word={word} data={data} />
                  ))}
                  {mayUndo && <UndoForm whole={whole} csrf={csrf} />}
                </div>
              </div>
            )}
          </Panel>
          <Panel title="Before and after" id="plan" {...(plan && { note: blastWords(plan.blast) })}>
            <Diff effects={plan?.effects ?? []} empty={plan ? 'No field is touched.' : 'There was no plan yet.'} />
            {plan?.impossible !== undefined && (
              <p>
                <State tone="bad">{visible(plan.impossible)}</State>
              </p>
            )}
          </Panel>
        </div>
      </div>
    </>
  );
}

const ENDINGS = {
  withdraw: {
    word: 'Withdraw…',
    button: 'Withdraw it',
    means: 'The wish is taken back. Nothing has begun, so nothing has to be put back.',
  },
  cancel: {
    word: 'Cancel…',
    button: 'Cancel it',
    means: 'It ends wherever it stands. What was written by then is put back where it can be.',
  },
} as const;

function Ending({ word, data }: { readonly word: keyof typeof ENDINGS; readonly data: StoryData }) {
  const { whole, csrf } = data;
  const { word: shown, button, means } = ENDINGS[word];
  const label = `${shown.replace('…', '')}: ${visible(whole.summary)}`;
  return (
    <Asked id={word} word={shown} label={label} look="plain">
      <ActForm action={`${interventionPath(whole.key)}/${word}`} csrf={csrf}>
        <p>{means}</p>
        <ReasonField id={`${word}-reason`} charsMax={REASON_CHARS_MAX} />
        <button type="submit" class="danger">
          {button}
        </button>
      </ActForm>
    </Asked>
  );
}

function factsOf(whole: WholeIntervention, now: number): readonly Fact[] {
  const { key, proposer, proposal, action, target, severity, origin, proposedAt, endedAt, because, planHash } = whole;
  return [
    { name: 'Stands', value: <Standing of={whole} /> },
    ...(because === undefined ? [] : [{ name: 'Because', value: visible(because) }]),
    {
      name: 'Proposed by',
      value: <Proposer by={proposer} {...(proposal.forUser !== undefined && { forUser: proposal.forUser })} />,
    },
    { name: 'Action', value: <code>{visible(action)}</code> },
    { name: 'Target', value: <code>{visible(target)}</code> },
    { name: 'Parameters', value: <code class="value">{visible(JSON.stringify(proposal.parameters))}</code> },
    { name: 'Severity', value: <Severity of={severity} /> },
    { name: 'Origin', value: visible(origin) },
    { name: 'Proposed', value: <When at={proposedAt.getTime()} now={now} /> },
    ...(endedAt ? [{ name: 'Ended', value: <When at={endedAt.getTime()} now={now} /> }] : []),
    ...(planHash === undefined ? [] : [{ name: 'Plan', value: <Hash of={planHash} /> }]),
    { name: 'Key', value: <code>{visible(key)}</code> },
    ...undoFacts(whole),
    ...(proposal.supersedes === undefined
      ? []
      : [
          {
            name: 'Supersedes',
            value: (
              <a href={interventionPath(proposal.supersedes)}>
                <code>{visible(proposal.supersedes)}</code>
              </a>
            ),
          },
        ]),
  ];
}
