import type { Fault } from '../../../domain/ledger-check.js';
import type { Database } from '../database.js';

export interface BookCheck {
  readonly account: string;
  readonly checkedAt: string;
  readonly headSeq: number;
  readonly whole: boolean;
  readonly fault?: Fault;
}

export interface InboxLag {
  readonly pending: number;
  /** Refused by Temporal for the last time: nobody sends them any more, and somebody has to see to them. */
  readonly failed: number;
  readonly oldestSeconds: number;
  readonly lastError?: string;
}

export async function databaseVersion(db: Database): Promise<{ version: string; schema: number }> {
  const rows = await db.withoutAccount((tx) =>
    tx.query<{ version: string; schema: number }>(
      `SELECT split_part(current_setting('server_version'), ' ', 1) AS version, (SELECT max(version) FROM migration) AS schema`,
    ),
  );
  return rows[0] ?? { version: 'unknown', schema: 0 };
}

export async function accountIds(db: Database): Promise<readonly string[]> {
  const rows = await db.withoutAccount((tx) => tx.query<{ id: string }>('SELECT account_ids() AS id'));
  return rows.map(({ id }) => id);
}

export async function bookCheck(db: Database, account: string): Promise<BookCheck | undefined> {
  const rows = await db.withAccount(account, (tx) =>
    tx.query<{ checked_at: Date; head_seq: string; whole: boolean; fault: Fault | null }>(
      'SELECT checked_at, head_seq, whole, fault FROM ledger_check WHERE account = $1',
      [account],
    ),
  );
  const [row] = rows;
  return (
    row && {
      account,
      checkedAt: row.checked_at.toISOString(),
      headSeq: Number(row.head_seq),
      whole: row.whole,
      ...(row.fault && { fault: row.fault }),
    }
  );
}

export async function inboxLag(db: Database, account: string): Promise<InboxLag> {
  const rows = await db.withAccount(account, (tx) =>
    tx.query<{ pending: number; failed: number; oldest: number; last_error: string | null }>(
      `SELECT count(*) FILTER (WHERE failed_at IS NULL)::int AS pending, count(failed_at)::int AS failed,
         coalesce(extract(epoch FROM now() - min(accepted_at) FILTER (WHERE failed_at IS NULL)), 0)::float AS oldest,
         (array_agg(last_error ORDER BY failed_at DESC NULLS LAST, accepted_at)
           FILTER (WHERE last_error IS NOT NULL))[1] AS last_error
       FROM inbox WHERE account = $1 AND sent_at IS NULL`,
      [account],
    ),
  );
  const { pending = 0, failed = 0, oldest = 0, last_error = null } = rows[0] ?? {};
  return { pending, failed, oldestSeconds: Math.round(oldest), ...(last_error && { lastError: last_error }) };
}
