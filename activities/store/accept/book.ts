import type { EntryDraft } from '../../../domain/ledger.js';
import { actorOf, type Caller } from '../../../domain/principal.js';
import type { Ledger } from '../../ledger/append.js';
import type { Database, Transaction } from '../database.js';
import { LIVE } from '../read/principals.js';

/** What every accepting statement needs: the rows and the book, written together. */
export interface Book {
  readonly db: Database;
  readonly ledger: Ledger;
}

export type By = Pick<Caller, 'account' | 'principal'> & {
  readonly kind: Caller['kind'] | 'reeve';
  readonly door: Caller['door'] | 'machine';
};

/** A refusal that is an answer: the caller asked for something that can't be. */
export class NotAccepted extends Error {
  override name = 'NotAccepted';
  readonly reason: 'unknown' | 'exists' | 'misfit' | 'closed' | 'forbidden';
  constructor(reason: NotAccepted['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** One transaction: the change and the entry that tells of it, or neither. */
export function acceptSetting<T>(
  { db, ledger }: Book,
  by: By,
  entry: Pick<EntryDraft, 'key' | 'subject' | 'data'>,
  change: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return db.withAccount(by.account, async (tx) => {
    const value = await change(tx);
    await ledger.appendIn(tx, by.account, [
      { kind: 'setting', actor: actorOf(by), ...entry, data: { ...entry.data, door: by.door } },
    ]);
    return value;
  });
}

/** Anything is bounded: what is full says so instead of growing without end. What is revoked or over takes no room. */
export async function assertRoom(tx: Transaction, table: keyof typeof LIVE, most: number): Promise<void> {
  const rows = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE account = current_account() AND ${LIVE[table]}`,
  );
  if ((rows[0]?.n ?? 0) >= most) {
    throw new NotAccepted(
      'misfit',
      `this account holds ${most} ${table}s, which is the most: revoke what is not used any more, or open another account`,
    );
  }
}
