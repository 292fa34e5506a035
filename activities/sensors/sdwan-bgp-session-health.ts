import { sdwanBgpSessionHealth, type Session } from '../../domain/sensing/sensors/sdwan-bgp-session-health.js';
import { ask } from './query.js';

/** Sessions that are down, not observed or unsteady for the shortest while of all, and those that stand so; with their other end. */
export const askSdwanBgpSessionHealth = ask(sdwanBgpSessionHealth, (tx, { account, now, least }) =>
  tx.query<Session & Record<string, unknown>>(
    `WITH s AS MATERIALIZED (
       SELECT * FROM bgp_session s WHERE s.account = $1 AND ((s.state <> 'established' AND s.state_since < at_ms($2) - make_interval(mins => $3))
         OR s.observed_at < at_ms($2) - make_interval(mins => $4) OR cardinality(s.changes) >= $5 OR s.id IN (
           SELECT payload->>'bgp_session_id' FROM condition
           WHERE account = $1 AND sensor = 'sdwan_bgp_session_health_sensor' AND closed_at IS NULL)))
     SELECT s.id AS session, s.peer, s.network, p.instance, s.neighbor, s.neighbor_peer, q.instance AS neighbor_instance, s.state,
       ms(s.state_since) AS state_since, ms(s.observed_at) AS observed_at, ARRAY(SELECT ms(c) FROM unnest(s.changes) c) AS changes,
       s.last_error, coalesce(h.report, '') AS report, o.other
     FROM s
     JOIN sdwan_network w ON w.account = s.account AND w.id = s.network AND w.routing = 'ibgp' AND w.status IN ('registered', 'active')
     JOIN sdwan_peer p ON p.account = s.account AND p.id = s.peer
     LEFT JOIN sdwan_peer q ON q.account = s.account AND q.id = s.neighbor_peer
     LEFT JOIN heartbeat h ON h.account = p.account AND h.instance = p.instance
     LEFT JOIN LATERAL (
       SELECT jsonb_build_object('state', b.state, 'state_since', ms(b.state_since), 'observed_at', ms(b.observed_at),
         'changes', ARRAY(SELECT ms(c) FROM unnest(b.changes) c), 'last_error', b.last_error) AS other
       FROM bgp_session b WHERE b.account = s.account AND b.peer = s.neighbor_peer AND b.neighbor_peer = s.peer
       ORDER BY b.observed_at DESC LIMIT 1) o ON true
     ORDER BY s.id`,
    [
      ...[account, now, least('unhealthy_after_minutes')],
      ...[least('observation_stale_minutes'), least('flap_threshold')],
    ],
  ),
);
