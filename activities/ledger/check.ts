import type { BookReport } from '../../domain/ledger-check.js';
import type { SealedHead } from '../../domain/ledger.js';
import type { Database } from '../store/database.js';
import { type PublicKeys } from './seal.js';
import { verifyStored } from './verify.js';
import { pruneWitnesses } from './witness.js';

/** Verifies a book and keeps the finding where every writer sees it: a broken book takes no further entry. */
export async function checkBook(
  db: Database,
  account: string,
  given: {
    readonly keys: PublicKeys;
    readonly witnessDir: string;
    readonly since: 'start' | 'checkpoint';
    readonly remembered?: SealedHead | undefined;
    readonly onProgress?: (entries: number) => void;
  },
): Promise<BookReport> {
  const report = await verifyStored(db, account, given);
  // Only the whole book can be declared whole again; a look at its end can only find it broken.
  const clears = given.since === 'start';
  await keepFinding(db, report, { clears });
  if (report.whole && clears) await pruneWitnesses(given.witnessDir, account, report.head.seq);
  return report;
}

/** Where every writer, and whoever asks how things stand, finds it. */
export async function keepFinding(
  db: Database,
  { account, head, whole, fault }: Pick<BookReport, 'account' | 'whole' | 'fault'> & { readonly head: { seq: number } },
  { clears }: { readonly clears: boolean },
): Promise<void> {
  await db.withAccount(account, (tx) =>
    tx.query(
      `INSERT INTO ledger_check (account, checked_at, head_seq, whole, fault) VALUES ($1, now(), $2, $3, $4)
       ON CONFLICT (account) DO UPDATE SET checked_at = now(), head_seq = $2, whole = $3, fault = $4
       WHERE $5 OR NOT $3 OR ledger_check.whole`,
      [account, head.seq, whole, fault ?? null, clears],
    ),
  );
}
