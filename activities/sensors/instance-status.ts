import { instanceStatus, type Pulse } from '../../domain/sensing/sensors/instance-status.js';
import { ask } from './query.js';

/** Whoever has been silent for the shortest threshold of all, and whoever stands as silent. */
export const askInstanceStatus = ask(instanceStatus, (tx, { account, now, least }) =>
  tx.query<Pulse & Record<string, unknown>>(
    `WITH suspect AS MATERIALIZED (
       SELECT instance AS id FROM heartbeat WHERE account = $1 AND at < at_ms($2) - make_interval(mins => $3)
       UNION SELECT i.id FROM instance i WHERE i.account = $1 AND i.created_at < at_ms($2) - make_interval(mins => $3)
         AND NOT EXISTS (SELECT 1 FROM heartbeat h WHERE h.account = i.account AND h.instance = i.id)
       UNION SELECT substr(fingerprint, 17) FROM condition WHERE account = $1 AND kind = 'instance.silent' AND closed_at IS NULL
     )
     SELECT i.id AS instance, i.node, i.template, i.provider, ms(i.created_at) AS created_at, ms(i.draining_until) AS draining_until,
       ms(i.busy_until) AS busy_until, ms(h.at) AS heartbeat_at, coalesce(h.beats, 0)::int AS beats, coalesce(h.report, '') AS report,
       CASE WHEN i.enrolled_at IS NOT NULL OR i.provider_place IS NULL OR i.provider = 'simulated' THEN NULL
         WHEN i.provider_away_since IS NOT NULL THEN 'away' ELSE i.provider_status END AS spoken_for
     FROM suspect JOIN instance i ON i.account = $1 AND i.id = suspect.id AND i.status IN ('running', 'starting')
     JOIN node n ON n.account = i.account AND n.id = i.node AND n.enabled
     LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id`,
    [account, now, least('silent_threshold_minutes')],
  ),
);
