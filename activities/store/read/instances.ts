import type { Database, Transaction } from '../database.js';
import { CERTIFICATE_COLUMNS, ENDPOINT_COLUMNS } from './certificates.js';

export interface InstanceFilter {
  readonly template?: string;
  readonly status?: string;
  /** The id of the last one that was seen: the page after it. */
  readonly after?: string;
  readonly limit: number;
}

/** So many of each part of an instance are shown. */
const PARTS_MAX = 200;

const LISTED = `i.id, i.node, i.template, i.provider, i.status, i.architecture, i.agent_version AS agent, i.enrolled_at AS "enrolledAt",
  h.at AS "heartbeatAt", i.provider = 'simulated' AS simulated`;

/** By name, a page at a time. */
export function listInstances(
  db: Database,
  account: string,
  { template, status, after, limit }: InstanceFilter,
): Promise<readonly Record<string, unknown>[]> {
  return db.withAccount(account, (tx) =>
    tx.query(
      `SELECT ${LISTED} FROM instance i LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id
       WHERE i.account = $1 AND ($2::text IS NULL OR i.template = $2) AND ($3::text IS NULL OR i.status = $3) AND ($4::text IS NULL OR i.id > $4)
       ORDER BY i.id LIMIT $5`,
      [account, template ?? null, status ?? null, after ?? null, limit],
    ),
  );
}

/** One with everything: what it should be beside what it was seen to be. */
export function showInstance(db: Database, account: string, id: string): Promise<Record<string, unknown> | undefined> {
  return db.withAccount(account, async (tx) => {
    const [row] = await tx.query(
      `SELECT ${LISTED}, i.created_at AS "createdAt", i.facts, i.busy_until AS "busyUntil", i.provider_id AS "providerId",
         jsonb_build_object('configHash', coalesce(n.config_hash, t.config_hash)) AS desired,
         jsonb_build_object('configHash', i.config_hash, 'packageSet', i.package_set, 'providerStatus', i.provider_status,
           'provided', jsonb_build_object('place', i.provider_place, 'says', i.provider_says, 'since', i.provider_seen_at,
             'awaySince', i.provider_away_since, 'askedAt', l.at, 'answeredAt', l.seen_at, 'error', nullif(l.error, '')),
           'packages', (SELECT coalesce(sum(jsonb_array_length(e.value)), 0) FROM package_set p, jsonb_each(p.packages) e
             WHERE p.account = i.account AND p.digest = i.package_set)) AS observed,
         CASE WHEN h.instance IS NOT NULL THEN jsonb_build_object('at', h.at, 'beats', h.beats, 'boot', h.boot, 'seq', h.seq,
           'report', h.report, 'skewMs', h.skew_ms) END AS heartbeat
       FROM instance i JOIN node n ON n.account = i.account AND n.id = i.node JOIN template t ON t.account = i.account AND t.id = i.template
         LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id
         LEFT JOIN provider_look l ON l.account = i.account AND l.provider = i.provider AND l.place = i.provider_place
       WHERE i.account = $1 AND i.id = $2`,
      [account, id],
    );
    return row && { ...row, ...(await partsOf(tx, account, id)) };
  });
}

const PARTS = {
  /** Those that should run, by its template and over that by its node, beside those that do. */
  modules: `
    WITH i AS (SELECT * FROM instance WHERE account = $1 AND id = $2),
    wanted AS (
      SELECT m.id AS module, v.digest FROM i JOIN module m ON m.account = i.account
        LEFT JOIN assignment a ON a.account = m.account AND a.module = m.id AND a.node = i.node
        LEFT JOIN template_module t ON t.account = m.account AND t.module = m.id AND t.template = i.template
        LEFT JOIN module_version v ON v.account = m.account AND v.module = m.id AND v.version = coalesce(a.version, m.version)
      WHERE m.enabled AND coalesce(a.enabled, t.module IS NOT NULL)),
    seen AS (SELECT r.key AS module, r.value AS digest, i.running_since -> r.key AS since FROM i, jsonb_each_text(i.running) AS r)
    SELECT module, w.digest AS desired, s.digest AS observed, s.since FROM wanted w FULL JOIN seen s USING (module) ORDER BY module`,
  certificates: `SELECT ${CERTIFICATE_COLUMNS} FROM certificate c WHERE c.account = $1 AND c.instance = $2 ORDER BY c.not_after DESC`,
  endpoints: `SELECT ${ENDPOINT_COLUMNS} FROM tls_endpoint e WHERE e.account = $1 AND e.instance = $2 ORDER BY e.id`,
  peers: `SELECT id, network, address, is_hub AS "isHub", allowed_ips AS "desiredIps", reported_ips AS "observedIps", interface_up AS up,
      handshake_at AS "handshakeAt", key_fingerprint AS "keyFingerprint" FROM sdwan_peer WHERE account = $1 AND instance = $2 ORDER BY id`,
  bgp: `SELECT s.id, s.peer, s.neighbor, s.state, s.state_since AS since, s.last_error AS error FROM bgp_session s
      JOIN sdwan_peer p ON p.account = s.account AND p.id = s.peer WHERE s.account = $1 AND p.instance = $2 ORDER BY s.id`,
  storages: `SELECT id, storage, mount_path AS "mountPath", enabled, read_only AS "readOnly", status, status_at AS "statusAt", error
      FROM storage_assignment WHERE account = $1 AND instance = $2 ORDER BY id`,
  tasks: `SELECT id, kind, parameters, state, attempts, made_at AS "madeAt", ends_at AS "endsAt", result FROM node_task
      WHERE account = $1 AND instance = $2 AND (state IN ('waiting', 'leased') OR ended_at > clock() - interval '1 day') ORDER BY made_at DESC`,
} as const;

async function partsOf(tx: Transaction, account: string, id: string): Promise<Record<string, unknown>> {
  const parts: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(PARTS))
    parts[name] = await tx.query(`${text} LIMIT ${PARTS_MAX}`, [account, id]);
  return parts;
}
