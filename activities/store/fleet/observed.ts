import type { Transaction } from '../database.js';

/** A row of a set statement: columns by name. */
export type Row = Readonly<Record<string, unknown>>;

/** How old a time of observation may get before it is written although nothing else has changed. */
const FRESH = `interval '1 minute'`;

/**
 * What reports change, each a statement for all of them together. $1 is the account, $2 the rows, $3 the names of instances. Only rows that differ are
 * written: most reports say what the one before said.
 */
const STATEMENTS = {
  instances: `
    UPDATE instance i SET
      status = coalesce(r.status, CASE WHEN i.status IN ('pending', 'provisioning', 'starting') THEN 'running' ELSE i.status END),
      agent_version = coalesce(r.agent, i.agent_version), architecture = coalesce(r.architecture, i.architecture),
      facts = coalesce(r.facts, i.facts), config_hash = coalesce(r.config_hash, i.config_hash),
      package_set = coalesce(r.package_set, i.package_set), running = coalesce(r.running, i.running),
      running_since = CASE WHEN r.running IS NULL OR r.running = i.running THEN i.running_since ELSE (
        SELECT coalesce(jsonb_object_agg(k, CASE WHEN i.running -> k = r.running -> k
          THEN coalesce(i.running_since -> k, to_jsonb(clock())) ELSE to_jsonb(clock()) END), '{}')
        FROM jsonb_object_keys(r.running) AS k) END,
      settled_at = CASE WHEN r.running <> i.running THEN clock() ELSE i.settled_at END
    FROM jsonb_to_recordset($2::jsonb) AS r (instance text, status text, agent text, architecture text, facts jsonb,
      config_hash text, package_set text, running jsonb)
    WHERE i.account = $1 AND i.id = r.instance AND i.id = ANY ($3) AND i.status <> 'terminated' AND (
      i.status IN ('pending', 'provisioning', 'starting') OR r.status <> i.status OR r.agent <> i.agent_version
      OR r.architecture <> i.architecture OR r.facts <> i.facts OR r.running <> i.running
      OR (r.config_hash IS NOT NULL AND r.config_hash IS DISTINCT FROM i.config_hash)
      OR (r.package_set IS NOT NULL AND r.package_set IS DISTINCT FROM i.package_set))`,
  peers: `
    UPDATE sdwan_peer p SET interface_up = r.up, reported_ips = coalesce(r.ips, p.reported_ips),
      key_rotations = CASE WHEN r.key <> p.key_fingerprint THEN (p.key_rotations || clock())[greatest(1, cardinality(p.key_rotations) - 18):]
        ELSE p.key_rotations END,
      key_fingerprint = coalesce(r.key, p.key_fingerprint), handshake_at = greatest(r.handshake, p.handshake_at), observed_at = clock()
    FROM jsonb_to_recordset($2::jsonb) AS r (id text, up boolean, key text, ips text[], handshake timestamptz)
    WHERE p.account = $1 AND p.id = r.id AND (p.observed_at IS NULL OR p.observed_at < clock() - ${FRESH} OR p.interface_up IS DISTINCT FROM r.up
      OR (r.ips IS NOT NULL AND r.ips IS DISTINCT FROM p.reported_ips)
      OR (r.key IS NOT NULL AND r.key IS DISTINCT FROM p.key_fingerprint) OR r.handshake > p.handshake_at
      OR (r.handshake IS NOT NULL AND p.handshake_at IS NULL))`,
  bgp: `
    WITH r AS (SELECT DISTINCT ON (peer, neighbor) * FROM jsonb_to_recordset($2::jsonb) AS t (peer text, network text, neighbor text, state text, error text)),
    known AS (
      UPDATE bgp_session s SET state = r.state, last_error = r.error, observed_at = clock(),
        state_since = CASE WHEN s.state = r.state THEN s.state_since ELSE clock() END,
        changes = CASE WHEN s.state = r.state THEN s.changes ELSE (s.changes || clock())[greatest(1, cardinality(s.changes) - 18):] END
      FROM r WHERE s.account = $1 AND s.peer = r.peer AND s.neighbor = r.neighbor
        AND (s.state <> r.state OR s.last_error <> r.error OR s.observed_at < clock() - ${FRESH}))
    INSERT INTO bgp_session (account, id, peer, network, neighbor_peer, neighbor, state, state_since, observed_at, last_error)
    SELECT $1, left(r.peer || '/' || r.neighbor, 300), r.peer, r.network,
      (SELECT min(n.id) FROM sdwan_peer n WHERE n.account = $1 AND n.network = r.network AND split_part(n.address, '/', 1) = r.neighbor),
      r.neighbor, r.state, clock(), clock(), r.error
    FROM r WHERE NOT EXISTS (SELECT FROM bgp_session s WHERE s.account = $1 AND s.peer = r.peer AND s.neighbor = r.neighbor)
    ON CONFLICT DO NOTHING`,
  storages: `
    UPDATE storage_assignment s SET status = r.status, error = coalesce(r.error, ''), attempt = coalesce(r.attempt, s.attempt),
      status_at = CASE WHEN s.status = r.status THEN s.status_at ELSE clock() END
    FROM jsonb_to_recordset($2::jsonb) AS r (id text, status text, error text, attempt integer)
    WHERE s.account = $1 AND s.id = r.id AND (s.status <> r.status OR s.error <> coalesce(r.error, '') OR r.attempt <> s.attempt)`,
  /** A secret that is in use now makes those before it useless. */
  credentials: `
    WITH r AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS t (peer text, network text, kind text, revision integer, fingerprint text)),
    used AS (
      UPDATE sdwan_credential c SET status = CASE WHEN c.status = 'pending' THEN 'active' ELSE c.status END, fingerprint = r.fingerprint
      FROM r WHERE c.account = $1 AND (c.peer, c.network, c.kind, c.revision) = (r.peer, r.network, r.kind, r.revision)
        AND c.status <> 'revoked' AND (c.status = 'pending' OR c.fingerprint <> r.fingerprint) RETURNING c.peer, c.network, c.kind, c.revision)
    UPDATE sdwan_credential c SET status = 'revoked' FROM used r
    WHERE c.account = $1 AND (c.peer, c.network, c.kind) = (r.peer, r.network, r.kind) AND c.revision < r.revision AND c.status <> 'revoked'`,
  vips: `
    UPDATE sdwan_vip v SET holders = n.holders,
      state = CASE WHEN cardinality(n.holders) = 0 THEN 'unassigned' ELSE 'active' END
    FROM (SELECT o.id, array_agg(DISTINCT h ORDER BY h) FILTER (WHERE h IS NOT NULL) AS found FROM sdwan_vip o
        JOIN jsonb_to_recordset($2::jsonb) AS r (vip text, gained text[], lost text[]) ON r.vip = o.id
        LEFT JOIN LATERAL (SELECT h FROM unnest(o.holders || r.gained) AS h WHERE h <> ALL (r.lost)) AS held ON true
        WHERE o.account = $1 GROUP BY o.id) AS f, LATERAL (SELECT coalesce(f.found, '{}') AS holders) AS n
    WHERE v.account = $1 AND v.id = f.id AND NOT (v.holders @> n.holders AND n.holders @> v.holders)`,
  lures: `
    INSERT INTO honeypot_access (account, id, module, instance, at, source, path, process, person, blocked_by)
    SELECT $1, id, module, instance, at, coalesce(source, ''), coalesce(path, ''), coalesce(process, ''), coalesce(person, ''),
      coalesce("blockedBy", '')
    FROM jsonb_to_recordset($2::jsonb) AS r (id text, module text, instance text, at timestamptz, source text, path text, process text,
      person text, "blockedBy" text)
    ON CONFLICT DO NOTHING`,
  /** The list of an instance is the whole list: what it holds no longer is gone. What Reeve issued is known better here. */
  certificates: `
    WITH r AS (SELECT t.* FROM jsonb_to_recordset($2::jsonb) AS t (id text, serial text, instance text, subject text, fingerprint text,
        from_ms float8, until_ms float8) WHERE NOT EXISTS (
        SELECT FROM certificate c WHERE c.account = $1 AND c.id = t.serial AND c.instance = t.instance AND c.source = 'issued'))
    INSERT INTO certificate (account, id, instance, subject, fingerprint, not_before, not_after, source)
    SELECT DISTINCT ON (id) $1, id, instance, subject, fingerprint, to_timestamp(from_ms / 1000), to_timestamp(until_ms / 1000), 'reported' FROM r
    ON CONFLICT (account, id) DO UPDATE SET subject = excluded.subject, fingerprint = excluded.fingerprint,
      not_before = excluded.not_before, not_after = excluded.not_after
    WHERE certificate.instance = excluded.instance AND certificate.fingerprint <> excluded.fingerprint`,
  gone: `
    DELETE FROM certificate c USING jsonb_to_recordset($2::jsonb) AS r (instance text, kept text[])
    WHERE c.account = $1 AND c.instance = r.instance AND c.source = 'reported' AND c.id <> ALL (r.kept)`,
  packageSets: `
    INSERT INTO package_set (account, digest, packages)
    SELECT $1, digest, packages FROM jsonb_to_recordset($2::jsonb) AS r (digest text, packages jsonb)
    ON CONFLICT (account, digest) DO UPDATE SET seen_at = clock()`,
} as const;

export type Observed = keyof typeof STATEMENTS;

export async function writeObserved(
  tx: Transaction,
  account: string,
  what: Observed,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  // Every report comes here: a few are found by name, also where the database has not counted yet how many there are.
  const named = what === 'instances' ? [rows.map(({ instance }) => instance)] : [];
  await tx.query(STATEMENTS[what], [account, JSON.stringify(rows), ...named]);
}
