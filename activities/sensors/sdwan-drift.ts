import { sdwanDrift, type Tunnel } from '../../domain/sensing/sensors/sdwan-drift.js';
import { ask } from './query.js';

/** Peers whose tunnel is other than configured or quiet for the shortest while of all, and those that stand as drifted. */
export const askSdwanDrift = ask(sdwanDrift, (tx, { account, now, least }) =>
  tx.query<Tunnel & Record<string, unknown>>(
    `WITH p AS MATERIALIZED (
       SELECT * FROM sdwan_peer p WHERE p.account = $1 AND (p.handshake_at < at_ms($2) - make_interval(mins => $3)
         OR p.interface_up = false OR p.reported_ips <> p.allowed_ips OR p.id IN (
           SELECT payload->>'peer_id' FROM condition WHERE account = $1 AND sensor = 'sdwan_drift_sensor' AND closed_at IS NULL)))
     SELECT p.id AS peer, p.network, p.instance, i.template, p.is_hub, ms(p.compiled_at) AS compiled_at,
       ms(greatest(i.busy_until, i.draining_until)) AS aside_until, p.interface_up, p.allowed_ips, p.reported_ips,
       ms(p.handshake_at) AS handshake_at, coalesce(h.report, '') AS report
     FROM p JOIN sdwan_network w ON w.account = p.account AND w.id = p.network AND w.status IN ('registered', 'active')
     JOIN instance i ON i.account = p.account AND i.id = p.instance AND i.status IN ('running', 'starting')
     JOIN node n ON n.account = i.account AND n.id = i.node AND n.enabled
     LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id`,
    [account, now, least('handshake_drift_minutes')],
  ),
);
