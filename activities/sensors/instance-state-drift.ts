import { instanceStateDrift, type Standing } from '../../domain/sensing/sensors/instance-state-drift.js';
import { ask } from './query.js';

/** Whose provider says other than what is written down, and who stands open. */
export const askInstanceStateDrift = ask(instanceStateDrift, (tx, { account, least }) =>
  tx.query<Standing & Record<string, unknown>>(
    `WITH standing AS MATERIALIZED (
       SELECT payload ->> 'instance_id' AS instance, array_agg(payload ->> 'actual_status') AS open_as FROM condition
       WHERE account = $1 AND sensor = 'instance_state_drift_sensor' AND closed_at IS NULL AND fingerprint NOT LIKE 'rollup:%'
       GROUP BY 1
     ), on_its_way AS MATERIALIZED (
       SELECT instance, min(made_at) AS made_at FROM node_task
       WHERE account = $1 AND state IN ('waiting', 'leased') AND kind IN ('instance.reboot', 'instance.reprovision', 'instance.start')
       GROUP BY instance
     ), wanted AS MATERIALIZED (
       SELECT instance AS id FROM standing
       UNION SELECT id FROM instance WHERE account = $1 AND provider_odd > 0 AND provider_odd >= $2 AND provider_status <> status
     )
     SELECT i.id AS instance, i.node, i.template, i.provider, i.provider_id, i.status, i.provider_status, i.provider_odd,
       ms(i.busy_until) AS busy_until, coalesce(h.report, '') AS report, ms(o.made_at) AS task_since,
       coalesce(s.open_as, '{}') AS open_as
     FROM wanted w
     JOIN instance i ON i.account = $1 AND i.id = w.id
     JOIN node n ON n.account = i.account AND n.id = i.node AND n.enabled
     LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id
     LEFT JOIN on_its_way o ON o.instance = i.id
     LEFT JOIN standing s ON s.instance = i.id`,
    [account, least('confirmations_required')],
  ),
);
