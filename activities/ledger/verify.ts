import { type BookReport, openBookCheck } from '../../domain/ledger-check.js';
import type { Head, SealedHead, StoredEntry } from '../../domain/ledger.js';
import type { Database } from '../store/database.js';
import { readEntries, newestCheckpoint } from '../store/read/ledger.js';
import { type PublicKeys, sealHolds, sha256 } from './seal.js';
import { readWitnesses } from './witness.js';

const PAGE = 5_000;

export interface BookSource {
  readonly account: string;
  readonly keys: PublicKeys;
  readonly witnesses: readonly SealedHead[];
  readonly after?: Head;
  /** Gives the entries in order, each time it is called from the start. */
  readonly entries: () => AsyncIterable<readonly StoredEntry[]>;
  readonly onProgress?: (entries: number) => void;
}

/** Reads a whole book. Only where something is wrong is it read again, seal by seal, to name the first entry that is. */
export async function verifyBook(source: BookSource): Promise<BookReport> {
  const report = await read(source, false);
  return report.fault ? read(source, true) : report;
}

/** Verifies the book in the database against the witness and the checkpoints outside it. */
export async function verifyStored(
  db: Database,
  account: string,
  given: {
    readonly keys: PublicKeys;
    readonly witnessDir: string;
    readonly since?: 'start' | 'checkpoint';
    readonly onProgress?: (entries: number) => void;
  },
): Promise<BookReport> {
  // The witness is read first: what it saw must be there by the time the book is read.
  const witnesses = await readWitnesses(given.witnessDir, account);
  const checkpoint =
    given.since === 'checkpoint' ? await newestCheckpoint(db, account, sealHolds(given.keys)) : undefined;
  const relevant = checkpoint ? witnesses.filter(({ seq }) => seq > checkpoint.seq) : witnesses;
  return verifyBook({
    account,
    keys: given.keys,
    witnesses: relevant,
    ...(checkpoint && { after: checkpoint }),
    ...(given.onProgress && { onProgress: given.onProgress }),
    entries: () => pages(db, account, checkpoint?.seq ?? 0),
  });
}

async function* pages(db: Database, account: string, after: number): AsyncIterable<readonly StoredEntry[]> {
  for (let from = after; ;) {
    const page = await readEntries(db, account, from, PAGE);
    if (page.length === 0) return;
    from = page.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER;
    yield page;
  }
}

async function read(
  { account, keys, witnesses, after, entries, onProgress }: BookSource,
  everySeal: boolean,
): Promise<BookReport> {
  const trust = { digest: sha256, sealHolds: sealHolds(keys) };
  const check = openBookCheck({ account, trust, witnesses, everySeal, ...(after && { after }) });
  let count = 0;
  for await (const page of entries()) {
    for (const entry of page) check.step(entry);
    count += page.length;
    onProgress?.(count);
  }
  return check.finish();
}
