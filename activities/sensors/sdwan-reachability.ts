import { sdwanReachability, type Network } from '../../domain/sensing/sensors/sdwan-reachability.js';
import { ask } from './query.js';

/** Networks with a hub that was silent for the shortest window of all, and those that stand so; with whoever could witness it. */
export const askSdwanReachability = ask(sdwanReachability, (tx, { account, now, least }) =>
  tx.query<Network & Record<string, unknown>>(
    `WITH suspect AS MATERIALIZED (
       SELECT network FROM sdwan_peer
       WHERE account = $1 AND is_hub AND coalesce(handshake_at, compiled_at) < at_ms($2) - make_interval(mins => $3)
       UNION SELECT payload->>'network_id' FROM condition
       WHERE account = $1 AND sensor = 'sdwan_reachability_sensor' AND closed_at IS NULL
     ), peer AS MATERIALIZED (
       SELECT p.* FROM suspect JOIN sdwan_peer p ON p.account = $1 AND p.network = suspect.network
     )
     SELECT n.id AS network, jsonb_agg(jsonb_build_object('peer', p.id, 'instance', p.instance, 'handshake_at', ms(p.handshake_at),
         'compiled_at', ms(p.compiled_at), 'aside_until', ms(greatest(i.busy_until, i.draining_until))) ORDER BY p.id)
         FILTER (WHERE p.is_hub) AS hubs,
       count(*) FILTER (WHERE NOT p.is_hub)::int AS spokes,
       count(*) FILTER (WHERE NOT p.is_hub AND p.observed_at >= at_ms($2) - make_interval(mins => $3))::int AS live_spokes,
       coalesce(max(h.report) FILTER (WHERE p.is_hub), '') AS report
     FROM peer p JOIN sdwan_network n ON n.account = p.account AND n.id = p.network AND n.status = 'active'
     JOIN instance i ON i.account = p.account AND i.id = p.instance AND i.status <> 'terminated'
     LEFT JOIN heartbeat h ON p.is_hub AND h.account = p.account AND h.instance = p.instance
     GROUP BY n.id HAVING count(*) FILTER (WHERE p.is_hub) > 0`,
    [account, now, least('hub_silent_minutes')],
  ),
);
