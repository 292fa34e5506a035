import { sdwanVipReachability, type Vip } from '../../domain/sensing/sensors/sdwan-vip-reachability.js';
import { ask } from './query.js';

const PEERS = (names: string) => `(
  SELECT coalesce(jsonb_agg(jsonb_build_object('peer', t.name, 'exists', p.id IS NOT NULL, 'handshake_at', ms(p.handshake_at),
    'compiled_at', ms(p.compiled_at)) ORDER BY t.at), '[]')
  FROM unnest(${names}) WITH ORDINALITY AS t (name, at)
  LEFT JOIN sdwan_peer p ON p.account = v.account AND p.network = v.network AND p.id = t.name)`;

/** Virtual addresses with a holder that was silent for the shortest while of all, and those that stand so. */
export const askSdwanVipReachability = ask(sdwanVipReachability, (tx, { account, now, least }) =>
  tx.query<Vip & Record<string, unknown>>(
    `WITH suspect AS MATERIALIZED (
       SELECT DISTINCT v.id FROM sdwan_vip v CROSS JOIN unnest(v.holders) AS t (name)
       LEFT JOIN sdwan_peer p ON p.account = v.account AND p.network = v.network AND p.id = t.name
       WHERE v.account = $1 AND v.state = 'active'
         AND (p.id IS NULL OR coalesce(p.handshake_at, p.compiled_at) < at_ms($2) - make_interval(mins => $3))
       UNION SELECT payload->>'virtual_ip_id' FROM condition
       WHERE account = $1 AND sensor = 'sdwan_vip_reachability_sensor' AND closed_at IS NULL
     )
     SELECT v.id AS vip, v.cidr, v.network, v.anycast, ${PEERS('v.holders')} AS holders, ${PEERS('v.candidates')} AS candidates,
       coalesce((SELECT h.report FROM sdwan_peer p JOIN heartbeat h ON h.account = p.account AND h.instance = p.instance
         WHERE p.account = v.account AND p.id = v.holders[1]), '') AS report
     FROM suspect JOIN sdwan_vip v ON v.account = $1 AND v.id = suspect.id AND v.state IN ('active', 'failing_over')
     JOIN sdwan_network w ON w.account = v.account AND w.id = v.network AND w.status IN ('registered', 'active')`,
    [account, now, least('holder_silent_minutes')],
  ),
);
