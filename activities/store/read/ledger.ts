import type { StoredEntry } from '../../../domain/ledger.js';
import type { Database } from '../database.js';

export interface EntryFilter {
  readonly before?: number;
  readonly kind?: string;
  readonly actor?: string;
  readonly subject?: string;
  readonly correlation?: string;
  readonly limit: number;
}

export interface LedgerEntry extends StoredEntry {
  readonly seq: number;
}

interface Row {
  body: string;
  hash: string;
  seal_key: string | null;
  seal: string | null;
  seq: string;
}

/** The newest entries first, as a reader wants them. */
export function findEntries(db: Database, account: string, filter: EntryFilter): Promise<readonly LedgerEntry[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<Row>(
      `SELECT body::text, hash, seal_key, seal, seq FROM ledger
       WHERE account = $1 AND seq < $2
         AND ($3::text IS NULL OR kind = $3) AND ($4::text IS NULL OR actor = $4)
         AND ($5::text IS NULL OR subject = $5) AND ($6::text IS NULL OR correlation = $6)
       ORDER BY seq DESC LIMIT $7`,
      [
        account,
        filter.before ?? Number.MAX_SAFE_INTEGER,
        filter.kind ?? null,
        filter.actor ?? null,
        filter.subject ?? null,
        filter.correlation ?? null,
        filter.limit,
      ],
    );
    return rows.map(asEntry);
  });
}

export function findEntry(db: Database, account: string, seq: number): Promise<LedgerEntry | undefined> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<Row>(
      'SELECT body::text, hash, seal_key, seal, seq FROM ledger WHERE account = $1 AND seq = $2',
      [account, seq],
    );
    return rows[0] && asEntry(rows[0]);
  });
}

/** A page in the order of the book, for verification and export. */
export function readEntries(
  db: Database,
  account: string,
  after: number,
  limit: number,
): Promise<readonly LedgerEntry[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<Row>(
      'SELECT body::text, hash, seal_key, seal, seq FROM ledger WHERE account = $1 AND seq > $2 ORDER BY seq LIMIT $3',
      [account, after, limit],
    );
    return rows.map(asEntry);
  });
}

/** The newest checkpoints, the newest first: enough of them to find one to begin with. */
export function newestCheckpoints(db: Database, account: string): Promise<readonly LedgerEntry[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<Row>(
      `SELECT body::text, hash, seal_key, seal, seq FROM ledger
       WHERE account = $1 AND kind = 'checkpoint' AND seal IS NOT NULL ORDER BY seq DESC LIMIT 10`,
      [account],
    );
    return rows.map(asEntry);
  });
}

/** Number and time of the newest entry: how far a book has come. */
export function bookHead(
  db: Database,
  account: string,
): Promise<{ seq: number; hash: string; atMs: number } | undefined> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<{ seq: string; hash: string; at_ms: string }>(
      'SELECT seq, hash, at_ms FROM ledger WHERE account = $1 ORDER BY seq DESC LIMIT 1',
      [account],
    );
    return rows[0] && { seq: Number(rows[0].seq), hash: rows[0].hash, atMs: Number(rows[0].at_ms) };
  });
}

function asEntry({ body, hash, seal_key, seal, seq }: Row): LedgerEntry {
  return { seq: Number(seq), body, hash, ...(seal && seal_key && { seal: { keyId: seal_key, signature: seal } }) };
}
