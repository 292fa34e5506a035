import type { Transaction } from '../database.js';

export interface EndpointRow {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly serverName: string;
}

/** What was tried, so that an endpoint that moved is tried at once and an answer from its old place is not kept. */
const PLACE = `host || ':' || port || ' ' || server_name`;

/** Takes up those whose time it is, sooner where it failed or where what is served ends soon, the longest waiting first: two workers never probe the same one. */
export function takeDueEndpoints(
  tx: Transaction,
  account: string,
  { everyMs, againMs, most }: { readonly everyMs: number; readonly againMs: number; readonly most: number },
): Promise<readonly EndpointRow[]> {
  return tx.query<EndpointRow & Record<string, unknown>>(
    `WITH due AS (
       SELECT id FROM tls_endpoint WHERE account = $1 AND enabled AND (tried_at IS NULL OR tried_as <> ${PLACE}
         OR tried_at <= clock() - make_interval(secs => CASE WHEN error = '' AND coalesce(not_after > clock() + interval '15 days', true) THEN $2::float8 ELSE $3::float8 END / 1000))
       ORDER BY tried_at NULLS FIRST, id LIMIT $4 FOR UPDATE SKIP LOCKED)
     UPDATE tls_endpoint e SET tried_at = clock(), tried_as = ${PLACE} FROM due WHERE e.account = $1 AND e.id = due.id
     RETURNING e.id, host, port, server_name AS "serverName"`,
    [account, everyMs, againMs, most],
  );
}

export interface SeenAt extends EndpointRow {
  readonly serial: string;
  readonly fingerprint: string;
  readonly subject: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly distrust: string;
}
export interface NotSeenAt extends EndpointRow {
  readonly error: string;
}

/** So many that were served before stay, so that it can be told what took their place. */
const BEFORE_MAX = 5;

/** What is served now, with those before it that ended sooner. One that would end later is gone with whoever served it. */
export async function keepProbes(
  tx: Transaction,
  account: string,
  { seen, failed }: { readonly seen: readonly SeenAt[]; readonly failed: readonly NotSeenAt[] },
): Promise<void> {
  await tx.query(
    `UPDATE tls_endpoint e SET error = left(r.error, 1000)
     FROM jsonb_to_recordset($2::jsonb) AS r (id text, host text, port integer, "serverName" text, error text)
     WHERE e.account = $1 AND e.id = r.id AND e.host = r.host AND e.port = r.port AND e.server_name = r."serverName"`,
    [account, JSON.stringify(failed)],
  );
  await tx.query(
    `WITH told AS (
       SELECT * FROM jsonb_to_recordset($2::jsonb) AS r (id text, host text, port integer, "serverName" text, serial text, fingerprint text,
         subject text, "notBefore" float8, "notAfter" float8, distrust text)
     ), endpoint AS (
       UPDATE tls_endpoint e SET error = '', seen_at = clock(), distrust = r.distrust, subject = r.subject, not_after = at_ms(r."notAfter")
       FROM told r WHERE e.account = $1 AND e.id = r.id AND e.host = r.host AND e.port = r.port AND e.server_name = r."serverName"
       RETURNING e.id, e.instance, r.serial, r.fingerprint, r."notBefore", r."notAfter"
     ), gone AS (
       DELETE FROM certificate c USING endpoint e WHERE c.account = $1 AND c.endpoint = e.id AND c.id <> e.serial
         AND (c.not_after >= at_ms(e."notAfter") OR c.instance <> e.instance OR c.id NOT IN (
           SELECT k.id FROM certificate k WHERE k.account = $1 AND k.endpoint = e.id AND k.id <> e.serial AND k.not_after < at_ms(e."notAfter")
           ORDER BY k.not_after DESC LIMIT ${BEFORE_MAX})))
     INSERT INTO certificate AS c (account, id, instance, subject, fingerprint, not_before, not_after, source, endpoint)
     SELECT $1, serial, instance, 'endpoint/' || id, fingerprint, at_ms("notBefore"), at_ms("notAfter"), 'probed', id FROM endpoint
     ON CONFLICT (account, id) DO UPDATE SET instance = excluded.instance, endpoint = excluded.endpoint
       WHERE (c.instance, c.endpoint) IS DISTINCT FROM (excluded.instance, excluded.endpoint)`,
    [account, JSON.stringify(seen)],
  );
}

/** What nobody probes any more is not known any more. */
export async function forgetProbed(tx: Transaction, account: string): Promise<void> {
  await tx.query(
    `DELETE FROM certificate c WHERE c.account = $1 AND c.endpoint IS NOT NULL AND NOT EXISTS (
       SELECT FROM tls_endpoint e WHERE e.account = c.account AND e.id = c.endpoint AND e.enabled)`,
    [account],
  );
}

/** Those that could not be probed when they were tried last, with how many they are. */
export async function readUnprobed(
  tx: Transaction,
  account: string,
  most: number,
): Promise<{ readonly count: number; readonly first: readonly string[] }> {
  const rows = await tx.query<{ says: string; count: number }>(
    `SELECT id || ' (' || host || ':' || port || '): ' || error AS says, count(*) OVER ()::int AS count
     FROM tls_endpoint WHERE account = $1 AND enabled AND error <> '' ORDER BY id LIMIT $2`,
    [account, most],
  );
  return { count: rows[0]?.count ?? 0, first: rows.map(({ says }) => says) };
}
