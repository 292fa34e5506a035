import type { Surroundings } from '../../../domain/sensing/attribution.js';
import type { Transaction } from '../database.js';

const READ = `
SELECT i.id AS instance, i.template, n.region, i.provider, i.status, i.provider_status AS "providerStatus", ms(h.at) AS "heartbeatAt",
  s.siblings, s."silentSiblings", r."regionAll", r."regionSilent",
  (SELECT ms(max(not_after)) FROM certificate c WHERE c.account = i.account AND c.instance = i.id AND c.revoked_at IS NULL) AS "certificateEndsAt",
  (SELECT coalesce(json_agg(x ORDER BY x.at DESC), '[]') FROM (
     SELECT action || ' ended as ' || outcome AS what, ms(ended_at) AS at FROM intervention
     WHERE account = i.account AND target = 'instance/' || i.id AND begun_at IS NOT NULL AND ended_at > clock() - interval '1 day'
     UNION ALL SELECT 'module ' || module || ' was assigned', ms(changed_at) FROM assignment
     WHERE account = i.account AND node = i.node AND changed_at > clock() - interval '1 day'
     UNION ALL SELECT kind || ' ' || name || ' ' || revision, ms(c.at) FROM change c
     WHERE c.account = i.account AND c.name IN (i.id, i.node, i.template) AND c.at > clock() - interval '1 day'
     ORDER BY at DESC LIMIT 5) x) AS changes
FROM instance i JOIN node n ON n.account = i.account AND n.id = i.node
LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id
CROSS JOIN LATERAL (SELECT count(*)::int AS siblings, count(*) FILTER (WHERE sh.at < clock() - interval '5 minutes')::int AS "silentSiblings"
  FROM instance si LEFT JOIN heartbeat sh ON sh.account = si.account AND sh.instance = si.id
  WHERE si.account = i.account AND si.template = i.template AND si.id <> i.id AND si.status = 'running') s
CROSS JOIN LATERAL (SELECT count(*)::int AS "regionAll", count(*) FILTER (WHERE rh.at < clock() - interval '5 minutes')::int AS "regionSilent"
  FROM node rn JOIN instance ri ON ri.account = rn.account AND ri.node = rn.id LEFT JOIN heartbeat rh ON rh.account = ri.account AND rh.instance = ri.id
  WHERE rn.account = n.account AND n.region <> '' AND rn.region = n.region AND ri.id <> i.id AND ri.status = 'running') r
WHERE i.account = $1 AND i.id = $2`;

export async function readSurroundings(
  tx: Transaction,
  account: string,
  instance: string,
): Promise<Surroundings | undefined> {
  const [row] = await tx.query<Surroundings & Record<string, unknown>>(READ, [account, instance]);
  return row;
}
