import type { ListedChain } from '../../reeve.js';
import { Panel } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { plural, timeLeft, visible } from '../elements/text.js';

export function ChainsView({ chains }: { readonly chains: readonly ListedChain[] }) {
  return (
    <Panel title="Who is asked" id="chains" note={plural(chains.length, 'chain')}>
      <Chains chains={chains} />
    </Panel>
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
