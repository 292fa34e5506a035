import type { Transaction } from '../database.js';

export interface CertificateSeen {
  readonly id: string;
  readonly subject: string;
  readonly source: string;
  /** Epoch ms. */
  readonly notAfter: number;
  readonly revoked: boolean;
}

/** Of an instance, the one that ends first at the front. */
export async function readCertificates(
  tx: Transaction,
  account: string,
  instance: string,
): Promise<readonly CertificateSeen[]> {
  return tx.query<CertificateSeen & Record<string, unknown>>(
    `SELECT id, subject, source, ms(not_after) AS "notAfter", revoked_at IS NOT NULL AS revoked
     FROM certificate WHERE account = $1 AND instance = $2 ORDER BY not_after, id LIMIT 200`,
    [account, instance],
  );
}

/** A certificate that an instance did not have before, which is good for longer and was there when it last reported. */
export async function readNewer(
  tx: Transaction,
  account: string,
  {
    instance,
    subject,
    than,
    known,
  }: {
    readonly instance: string;
    readonly subject: string;
    readonly than: number;
    readonly known: readonly string[];
  },
): Promise<{ readonly id: string } | undefined> {
  const [row] = await tx.query<{ id: string }>(
    `SELECT c.id FROM certificate c JOIN heartbeat h ON h.account = c.account AND h.instance = c.instance
     WHERE c.account = $1 AND c.instance = $2 AND c.id <> ALL ($4) AND c.revoked_at IS NULL AND c.not_after > at_ms($3) AND c.subject = $5
       AND c.not_before <= h.at + interval '5 minutes' ORDER BY c.not_after DESC LIMIT 1`,
    [account, instance, than, known, subject],
  );
  return row;
}

/** Withdraws a certificate for good; says whether it is withdrawn now. */
export async function revokeCertificate(
  tx: Transaction,
  account: string,
  { instance, id, because }: { readonly instance: string; readonly id: string; readonly because: string },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE certificate SET revoked_because = CASE WHEN revoked_at IS NULL THEN $4 ELSE revoked_because END,
       revoked_at = coalesce(revoked_at, clock()) WHERE account = $1 AND instance = $2 AND id = $3 RETURNING id`,
    [account, instance, id, because],
  );
  return rows.length > 0;
}
