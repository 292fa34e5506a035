import type { SeenInstance } from '../../reeve.js';
import { Panel, When } from '../elements/basics.js';
import { FLEET_PATH, HealthState, instancePath } from '../elements/fleet.js';
import { listPath, Paging } from '../elements/paging.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';
import type { FleetAsked } from './fleet.js';

/** Those that were searched for, by name: what a map can't say, and what a finger can hit. */
export function Found(props: {
  readonly asked: FleetAsked;
  readonly rows: readonly SeenInstance[];
  readonly hasMore: boolean;
  readonly now: number;
}) {
  const { asked, rows, hasMore, now } = props;
  return (
    <>
      <Panel title="By name" id="found" note={<a href={FLEET_PATH}>All instances</a>}>
        <Table<SeenInstance>
          caption="Instances by name"
          empty="No instance is like this."
          rows={rows}
          columns={[
            {
              head: 'Instance',
              cell: ({ id, simulated }) => (
                <>
                  <a class="strong" href={instancePath(id)}>
                    {visible(id)}
                  </a>
                  {simulated && <span class="quiet"> (simulated)</span>}
                </>
              ),
            },
            { head: 'Health', cell: ({ health, silent }) => <HealthState of={health} silent={silent} /> },
            { head: 'Status', cell: ({ status }) => visible(status) },
            {
              head: 'Template',
              cell: ({ template }) => <a href={listPath(FLEET_PATH, { template })}>{visible(template)}</a>,
            },
            {
              head: 'Last report',
              cell: ({ heartbeatAt }) =>
                heartbeatAt ? <When at={heartbeatAt.getTime()} now={now} /> : <span class="quiet">never</span>,
            },
          ]}
        />
      </Panel>
      <Paging
        {...{ path: FLEET_PATH, of: 'instances', asked, ends: ['First', 'Next ›'] }}
        last={hasMore ? rows.at(-1)?.id : undefined}
      />
    </>
  );
}
