import type { Approval } from '../../reeve.js';
import { Banner, State } from '../elements/basics.js';
import { Proposer, Severity } from '../elements/spine.js';
import { Table } from '../elements/table.js';
import { plural, timeLeft, visible } from '../elements/text.js';
import type { Page } from '../page.js';

const URGENT_MS = 10 * 60_000;

/** The risk of each action, as its file says it: for requests of before the risk that counts was kept with them. */
export type Risks = ReadonlyMap<string, string>;

export const approvalsPage: Page = {
  path: '/console/approvals',
  title: 'Approvals',
  role: 'viewer',
  nav: {
    group: 'Decide',
    word: 'Approvals',
    badge: { of: 'open approvals', count: ({ work }, caller) => work.openApprovals(caller) },
  },
  everySeconds: 10,
  async view({ reeve: { work }, caller }) {
    const open = await work.approvals(caller);
    const risks = new Map(work.actions.map(({ id, risk }) => [id, risk]));
    return { body: <ApprovalsView open={open} risks={risks} /> };
  },
};

export function ApprovalsView({ open, risks }: { readonly open: readonly Approval[]; readonly risks: Risks }) {
  const mine = open.filter(({ may }) => may.includes('approve')).length;
  return (
    <>
      <Banner tone={mine > 0 ? 'wait' : 'good'}>
        <p class="lead" data-said>
          {open.length === 0
            ? 'Nothing waits for people.'
            : `${plural(open.length, 'request')} ${open.length === 1 ? 'is' : 'are'} open; ${mine === 0 ? 'none' : mine} of them you may approve.`}
        </p>
      </Banner>
      {open.length > 0 && (
        <section class="panel flush" aria-label="Open requests, the most urgent first">
          <Open open={open} risks={risks} />
        </section>
      )}
    </>
  );
}

function Open({ open, risks }: { readonly open: readonly Approval[]; readonly risks: Risks }) {
  return (
    <Table<Approval>
      caption="Open requests, the most urgent first"
      empty="Nothing waits for people."
      rows={open}
      columns={[
        {
          head: 'Request',
          kind: 'wide',
          cell: ({ id, summary, action, target }) => (
            <>
              <a class="strong" href={approvalPath(id)}>
                {visible(summary)}
              </a>
              <span class="below quiet">
                {visible(action)} at <code>{visible(target)}</code>
              </span>
            </>
          ),
        },
        {
          head: 'Asked by',
          cell: ({ proposer, forUser }) => <Proposer by={proposer} {...(forUser !== undefined && { forUser })} />,
        },
        { head: 'Severity', cell: ({ severity }) => <Severity of={severity} /> },
        { head: 'Risk', cell: ({ action, risk }) => risk ?? risks.get(action) ?? 'not known' },
        { head: 'Time left', cell: ({ leftMs }) => <Left ms={leftMs} /> },
        { head: 'Answers', cell: (of) => <Answers of={of} /> },
        {
          head: 'You',
          cell: ({ may }) =>
            may.includes('approve') ? 'may approve' : may.length > 0 ? `may ${may[0]}` : 'may not answer',
        },
        {
          head: 'Story',
          cell: ({ intervention, summary }) => (
            <a href={interventionPath(intervention)} aria-label={`The story of ${visible(summary)}`}>
              story
            </a>
          ),
        },
      ]}
    />
  );
}

export function Left({ ms }: { readonly ms: number }) {
  return ms < URGENT_MS ? <State tone="bad">{timeLeft(ms)}</State> : <span class="number">{timeLeft(ms)}</span>;
}

export function Answers({ of: { said, missing, step } }: { readonly of: Approval }) {
  return (
    <ul class="names">
      {said.map(({ person, says, reason }) => (
        <li>
          {visible(person)}: {says}
          {reason !== undefined && <span class="quiet"> “{visible(reason)}”</span>}
        </li>
      ))}
      <li>
        {missing === 0 ? 'nobody is missing' : `${plural(missing, 'more yes', 'more yeses')} by the role ${step.role}`}
        {step.of > 1 && (
          <span class="quiet">
            {' '}
            (step {step.number} of {step.of})
          </span>
        )}
      </li>
    </ul>
  );
}

export function approvalPath(id: string): string {
  return `/console/approvals/${encodeURIComponent(id)}`;
}

export function interventionPath(key: string): string {
  return `/console/interventions/${encodeURIComponent(key)}`;
}
