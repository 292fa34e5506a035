import { type AgentTrust, PRINCIPAL_ID, type TrustMovement } from '../../reeve.js';
import { Banner, Facts, Panel, When } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { interventionPath } from './approvals.js';

/** How an agent stands, and which of its work moved it. */
export const agentPage: Page = {
  path: '/console/agents/:id',
  title: 'Agent',
  role: 'viewer',
  async view({ reeve, caller, now, params }) {
    const id = params['id'] ?? '';
    const found = PRINCIPAL_ID.test(id) ? await reeve.leash.trustOf(caller, id) : undefined;
    if (!found) return { status: 404, title: 'This agent stands nowhere', body: <NoAgent /> };
    return { title: `Agent ${found.agent}`, body: <AgentView found={found} now={now} /> };
  },
};

export interface AgentData {
  readonly found: AgentTrust;
  readonly now: number;
}

export function AgentView({ found, now }: AgentData) {
  const { agent, tier, score, scoreNow, trust, dimensions, evaluatedAt, movements } = found;
  return (
    <>
      <p class="paging top">
        <a href="/console/people">People and agents</a>
        <a href={`/console/ledger?${new URLSearchParams({ actor: `agent/${agent}` }).toString()}`}>What it did</a>
      </p>
      <Panel title="How it stands" id="standing">
        <Facts
          facts={[
            { name: 'Score now', value: <strong>{`${scoreNow.toFixed(2)}, ${trust}`}</strong> },
            { name: 'Score when last evaluated', value: score.toFixed(2) },
            { name: 'Tier', value: `${tier}: what it may ever do; only a person changes it` },
            { name: 'Last evaluated', value: <When at={evaluatedAt.getTime()} now={now} /> },
            ...Object.entries(dimensions).map(([name, value]) => ({ name: `Of ${name}`, value: value.toFixed(2) })),
          ]}
        />
      </Panel>
      <Panel title="What moved it" id="movements" note="the newest first">
        <Movements of={movements} now={now} />
      </Panel>
    </>
  );
}

function Movements({ of, now }: { readonly of: readonly TrustMovement[]; readonly now: number }) {
  return (
    <Table<TrustMovement>
      caption="What moved its score, the newest first"
      empty="Nothing in the ledger has moved it."
      rows={of}
      columns={[
        { head: 'When', cell: ({ at }) => <When at={at.getTime()} now={now} /> },
        {
          head: 'Score',
          cell: ({ from, score }) => (
            <span class="number">
              {from === undefined ? score.toFixed(2) : `${from.toFixed(2)} → ${score.toFixed(2)}`}
            </span>
          ),
        },
        { head: 'Tier', cell: ({ tier }) => tier },
        { head: 'Because', kind: 'wide', cell: (movement) => <Because of={movement} /> },
        { head: 'By', cell: ({ actor }) => visible(actor) },
        { head: 'Ledger', cell: ({ seq }) => <a href={`/console/ledger/${seq}`}>entry {seq}</a> },
      ]}
    />
  );
}

function Because({ of: { outcome, intervention, reason } }: { readonly of: TrustMovement }) {
  if (outcome === undefined || intervention === undefined) return <>{visible(reason ?? 'not said')}</>;
  return (
    <>
      <a href={interventionPath(intervention)}>its work</a> ended as {visible(outcome)}
    </>
  );
}

function NoAgent() {
  return (
    <>
      <Banner tone="off">
        <p class="lead">No agent of this name stands anywhere in this account.</p>
      </Banner>
      <p>
        An admin places one: <code>reeve trust set</code>. <a href="/console/people">People and agents</a>
      </p>
    </>
  );
}
