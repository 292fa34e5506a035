import { instanceStatus, type Pulse } from '../../domain/sensing/sensors/instance-status.js';
import { ask } from './query.js';

/** Whoever has been silent for the shortest threshold of all, and whoever stands as silent. */
export const askInstanceStatus = ask(instanceStatus, (tx, { account, least }) =>
  tx.query<Pulse & Record<string, unknown>>(
    `SELECT i.id AS instance, i.node, i.template, i.provider, ms(i.created_at) AS created_at, ms(i.draining_until) AS draining_until,
       ms(i.busy_until) AS busy_until, ms(h.at) AS heartbeat_at, coalesce(h.beats, 0)::int AS beats, coalesce(h.report, '') AS report
     FROM instance i JOIN node n ON n.account = i.account AND n.id = i.node
     LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id
     WHERE i.account = $1 AND i.status IN ('running', 'starting') AND n.enabled
       AND (coalesce(h.at, i.created_at) < clock() - make_interval(mins => $2) OR i.id IN (
         SELECT substr(fingerprint, 17) FROM condition WHERE account = $1 AND kind = 'instance.silent' AND closed_at IS NULL))`,
    [account, least('silent_threshold_minutes')],
  ),
);
