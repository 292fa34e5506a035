import type { Approval, ListedPrincipal } from '../../reeve.js';
import { RequestId } from '../../http/fields.js';
import type { Trouble } from '../../http/problems.js';
import { type Fact, Facts, Hash, Missing, Panel, State, type Tone, When } from '../elements/basics.js';
import { conditionPath } from '../elements/fleet.js';
import { blastWords, Diff, Proposer, Rules, Severity } from '../elements/spine.js';
import { visible } from '../elements/text.js';
import type { Page, View, Visit } from '../page.js';
import { RefusalBanner } from '../refusal.js';
import { AnswerForms, answerAct } from './approval-answers.js';
import { Answers, interventionPath, Left } from './approvals.js';

export const approvalPage: Page = {
  path: '/console/approvals/:id',
  title: 'Request',
  role: 'viewer',
  everySeconds: 10,
  view: (visit) => requestView(visit),
  acts: [answerAct((visit, refusal) => requestView(visit, refusal))],
};

/** The page of a request as it stands now, with the sentence of a refusal over it where there was one. */
async function requestView(visit: Visit, refusal?: Trouble): Promise<View> {
  const { reeve, caller, now, csrf, params } = visit;
  const id = RequestId.safeParse(params['id']).data;
  const found = id === undefined ? undefined : await reeve.work.approval(caller, id);
  if (!found)
    return {
      status: 404,
      title: 'There is no such request',
      body: <Missing says="There is no such request in this account." href="/console/approvals" back="All approvals" />,
    };
  const people = found.may.includes('delegate') ? await reeve.access.list(caller, 'person') : [];
  const card = reeve.work.actions.find(({ id }) => id === found.action);
  const data = {
    ...{ found, now, csrf, risk: card?.risk ?? 'not known', does: card?.title ?? found.action },
    delegates: people.filter((one) => mayStandIn(one, found, caller.principal)),
  };
  return {
    title: visible(found.summary),
    ...(refusal && { status: refusal.status }),
    body: <RequestView data={{ ...data, ...(refusal && { refusal }) }} />,
  };
}

/** Nobody is offered whom the gate would refuse anyway: who asks can't be the one who says yes. */
function mayStandIn({ id, state }: ListedPrincipal, { proposer, forUser }: Approval, self: string): boolean {
  return state === 'active' && id !== self && id !== forUser && proposer !== `person/${id}`;
}

export interface RequestData {
  readonly found: Approval;
  readonly risk: string;
  /** The title of the action. */
  readonly does: string;
  readonly delegates: readonly ListedPrincipal[];
  readonly refusal?: Trouble;
  readonly now: number;
  readonly csrf: string;
}

export function RequestView({ data }: { readonly data: RequestData }) {
  const { found, now, refusal } = data;
  return (
    <>
      {refusal && <RefusalBanner refusal={refusal} />}
      <p class="paging top">
        <a href="/console/approvals">All approvals</a>
        <a href={interventionPath(found.intervention)}>The whole story</a>
      </p>
      <div class="columns">
        <div class="column">
          {found.evidence && <Seen of={found.evidence} />}
          <PlanPanel found={found} />
          <Panel title="Why people are asked" id="rules">
            <Rules rules={found.rules} />
          </Panel>
        </div>
        <div class="column">
          <Panel title="Your answer" id="answer">
            <AnswerForms data={data} />
          </Panel>
          <Panel title="The request" id="request">
            <Facts facts={factsOf(data, now)} />
          </Panel>
        </div>
      </div>
    </>
  );
}

/** Before what is to change: nobody can judge the one without the other. */
function Seen({ of: { condition, title, open, seen } }: { readonly of: NonNullable<Approval['evidence']> }) {
  return (
    <Panel title="What was seen" id="seen" note={<a href={conditionPath(condition)}>The condition</a>}>
      <Facts
        facts={[
          {
            name: 'What',
            value: <State tone={open ? 'bad' : 'good'}>{`${visible(title)}${open ? '' : ', over'}`}</State>,
          },
          ...seen.map(({ name, value }) => ({
            ...{ name: visible(name.replaceAll('_', ' ')), value: <code class="value">{visible(value)}</code> },
          })),
        ]}
      />
    </Panel>
  );
}

function PlanPanel({ found: { effects, blast, undoable, planHash } }: { readonly found: Approval }) {
  return (
    <Panel title="What would change" id="plan" note={blastWords(blast)}>
      <Diff effects={effects} empty="The plan touches no field that can be shown." />
      <Facts
        facts={[
          {
            name: 'Undo',
            value: undoable ? (
              <State tone="good">it can be put back</State>
            ) : (
              <State tone="bad">it can NOT be put back</State>
            ),
          },
          { name: 'Blast radius', value: blastWords(blast) },
          { name: 'Plan', value: <Hash of={planHash} /> },
        ]}
      />
    </Panel>
  );
}

const STATES: Readonly<Record<string, Tone>> = { open: 'wait', approved: 'good' };

function factsOf({ found, risk, does }: RequestData, now: number): readonly Fact[] {
  const { state, proposer, forUser, severity, target, action, step, openedAt, deadline, leftMs, parameters } = found;
  return [
    { name: 'State', value: <State tone={STATES[state] ?? 'off'}>{state}</State> },
    ...(state === 'open' ? [{ name: 'Time left', value: <Left ms={leftMs} /> }] : []),
    { name: 'Asked by', value: <Proposer by={proposer} {...(forUser !== undefined && { forUser })} /> },
    {
      name: 'Action',
      value: (
        <>
          {visible(does)} <code class="quiet">{visible(action)}</code>
        </>
      ),
    },
    { name: 'Target', value: <code>{visible(target)}</code> },
    { name: 'Parameters', value: <code class="value">{visible(JSON.stringify(parameters))}</code> },
    { name: 'Severity', value: <Severity of={severity} /> },
    { name: 'Risk', value: riskWords(found.risk, risk) },
    { name: 'Step', value: `${visible(step.name)} (${step.number} of ${step.of}), role ${step.role}` },
    { name: 'Answers', value: <Answers of={found} /> },
    { name: 'Opened', value: <When at={openedAt.getTime()} now={now} /> },
    { name: 'Deadline', value: <When at={deadline.getTime()} now={now} /> },
  ];
}

/** What counts, and what the action says of itself where a row makes it weigh more. */
function riskWords(counts: string | undefined, own: string): string {
  return counts === undefined || counts === own
    ? `${own}, as the action says`
    : `${counts}; the action itself says ${own}`;
}
