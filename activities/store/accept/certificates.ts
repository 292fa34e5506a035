import { acceptSetting, type Book, type By, NotAccepted } from './book.js';
import { nodeEntry } from './nodes.js';

export interface CertificateRow {
  readonly serial: string;
  readonly subject: string;
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** A node holds one: those before it are over with the next, and are listed as revoked until they would have ended. */
export function issueCertificate(
  { db, ledger }: Book,
  { account, instance }: { readonly account: string; readonly instance: string },
  { serial, subject, fingerprint, notBefore, notAfter }: CertificateRow,
): Promise<void> {
  return db.withAccount(account, async (tx) => {
    await tx.query(
      `UPDATE certificate SET revoked_at = clock(), revoked_because = 'superseded by ' || $3
       WHERE account = $1 AND instance = $2 AND source = 'issued' AND revoked_at IS NULL`,
      [account, instance, serial],
    );
    await tx.query(
      `DELETE FROM certificate WHERE account = $1 AND instance = $2 AND source = 'issued' AND not_after < clock() - interval '30 days'`,
      [account, instance],
    );
    await tx.query(
      `INSERT INTO certificate (account, id, instance, subject, fingerprint, not_before, not_after, source)
       VALUES ($1, $2, $3, $4, $5, to_timestamp($6::float8 / 1000), to_timestamp($7::float8 / 1000), 'issued')`,
      [account, serial, instance, subject, fingerprint, notBefore, notAfter],
    );
    await ledger.appendIn(tx, account, [nodeEntry(instance, { change: 'certificate issued', serial, fingerprint })]);
  });
}

export function revokeCertificate(
  book: Book,
  by: By,
  { serial, reason }: { readonly serial: string; readonly reason: string },
): Promise<void> {
  const entry = {
    key: `certificate-revoked/${serial}`,
    subject: `certificate/${serial}`,
    data: { change: 'certificate revoked', reason },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const rows = await tx.query(
      `UPDATE certificate SET revoked_at = clock(), revoked_because = left($3, 300)
       WHERE account = $1 AND id = $2 AND source = 'issued' AND revoked_at IS NULL RETURNING id`,
      [by.account, serial, reason],
    );
    if (rows.length === 0)
      throw new NotAccepted(
        'unknown',
        `there is no certificate ${serial} that could be revoked: "reeve fleet certificates list" shows those that Reeve issued`,
      );
  });
}
