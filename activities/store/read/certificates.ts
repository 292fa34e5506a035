import type { Database } from '../database.js';

export interface ListedCertificate {
  readonly id: string;
  readonly instance: string;
  readonly subject: string;
  readonly source: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly revokedAt: string | null;
  readonly revokedBecause: string | null;
}

export const CERTIFICATE_COLUMNS = `c.id, c.instance, c.subject, c.source, c.not_before AS "notBefore", c.not_after AS "notAfter",
  c.revoked_at AS "revokedAt", c.revoked_because AS "revokedBecause"`;

/** A place where a certificate is served, as it was found when it was probed last. */
export interface ListedEndpoint {
  readonly id: string;
  readonly instance: string;
  readonly host: string;
  readonly port: number;
  readonly serverName: string;
  readonly enabled: boolean;
  readonly triedAt: Date | null;
  readonly seenAt: Date | null;
  readonly subject: string;
  readonly notAfter: Date | null;
  /** Why its chain is not trusted; empty where it is. */
  readonly distrust: string;
  readonly error: string;
}

export const ENDPOINT_COLUMNS = `e.id, e.instance, e.host, e.port, e.server_name AS "serverName", e.enabled, e.tried_at AS "triedAt",
  e.seen_at AS "seenAt", e.subject, e.not_after AS "notAfter", e.distrust, e.error`;

export function listEndpoints(
  db: Database,
  account: string,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly ListedEndpoint[]> {
  return db.withAccount(account, (tx) =>
    tx.query<ListedEndpoint & Record<string, unknown>>(
      `SELECT ${ENDPOINT_COLUMNS} FROM tls_endpoint e WHERE e.account = $1 AND ($2::text IS NULL OR e.id > $2) ORDER BY e.id LIMIT $3`,
      [account, after ?? null, limit],
    ),
  );
}

/** Those that end first stand first, a page at a time. */
export function listCertificates(
  db: Database,
  account: string,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly ListedCertificate[]> {
  return db.withAccount(account, (tx) =>
    tx.query<ListedCertificate & Record<string, unknown>>(
      `SELECT ${CERTIFICATE_COLUMNS} FROM certificate c WHERE c.account = $1
         AND ($2::text IS NULL OR (c.not_after, c.id) > (SELECT not_after, id FROM certificate WHERE account = $1 AND id = $2))
       ORDER BY c.not_after, c.id LIMIT $3`,
      [account, after ?? null, limit],
    ),
  );
}

/** Those that hold no more although their time is not over. */
export function readRevoked(
  db: Database,
  account: string,
): Promise<readonly { readonly serial: string; readonly at: number }[]> {
  return db.withAccount(account, (tx) =>
    tx.query<{ serial: string; at: number }>(
      `SELECT id AS serial, extract(epoch FROM revoked_at)::float8 * 1000 AS at FROM certificate
       WHERE account = $1 AND source = 'issued' AND revoked_at IS NOT NULL AND not_after > clock() ORDER BY id`,
      [account],
    ),
  );
}
