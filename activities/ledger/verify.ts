import { type BookReport, openBookCheck, witnessedUpto } from '../../domain/ledger-check.js';
import type { Head, SealedHead, StoredEntry, WitnessedHead } from '../../domain/ledger.js';
import type { Database } from '../store/database.js';
import { bookHead, newestCheckpoints, readEntries } from '../store/read/ledger.js';
import { type PublicKeys, sealHolds, sha256 } from './seal.js';
import { sealsAhead } from './seals-ahead.js';
import { readWitnesses } from './witness.js';

const PAGE = 5_000;

export interface BookSource {
  readonly account: string;
  readonly keys: PublicKeys;
  /** What is kept outside; left out where nobody has given a witness. */
  readonly witnesses?: readonly WitnessedHead[];
  readonly remembered?: SealedHead;
  readonly grownFrom?: number;
  readonly after?: Head;
  readonly entries: AsyncIterable<readonly StoredEntry[]>;
  readonly onProgress?: (entries: number) => void;
}

/** Reads a book to its end. While one page is chained, the seals of the next are checked on the other cores. */
export async function verifyBook({ entries, onProgress, keys, ...given }: BookSource): Promise<BookReport> {
  const seals = sealsAhead(given.account, keys);
  const check = openBookCheck({ ...given, trust: { digest: sha256, sealHolds: (sealed) => seals.holds(sealed) } });
  let next = (given.after?.seq ?? 0) + 1;
  let before: { readonly page: readonly StoredEntry[]; readonly checked: Promise<void> } | undefined;
  const take = async () => {
    await before?.checked;
    for (const entry of before?.page ?? []) check.step(entry);
  };
  for await (const page of entries) {
    const checked = seals.check(page, next);
    // It is awaited with its page; should the reading end before, nobody else listens.
    checked.catch(() => undefined);
    await take();
    before = { page, checked };
    next += page.length;
    onProgress?.(next - 1 - (given.after?.seq ?? 0));
  }
  await take();
  return check.finish();
}

/** Verifies the book in the database against the witness and the checkpoints outside it. */
export async function verifyStored(
  db: Database,
  account: string,
  given: {
    readonly keys: PublicKeys;
    readonly witnessDir: string;
    readonly since?: 'start' | 'checkpoint';
    /** What the process that asks knows by itself, known before the reading begins. */
    readonly remembered?: SealedHead | undefined;
    readonly onProgress?: (entries: number) => void;
  },
): Promise<BookReport> {
  // In this order: what the book held before must be in the witness, and what the witness saw must be in the book.
  const grownFrom = (await bookHead(db, account))?.seq ?? 0;
  const witnesses = await readWitnesses(given.witnessDir, account);
  const from = given.since === 'checkpoint' ? await startFrom(db, account, given.keys, witnesses) : undefined;
  return verifyBook({
    account,
    keys: given.keys,
    witnesses: from ? witnesses.filter(({ seq }) => seq >= from.upto) : witnesses,
    grownFrom,
    ...(given.remembered && { remembered: given.remembered }),
    ...(from && { after: from.head }),
    ...(given.onProgress && { onProgress: given.onProgress }),
    entries: pages(db, account, from?.head.seq ?? 0),
  });
}

/** The newest checkpoint that is whole in itself and kept outside; any other is passed over, so that it is read. */
async function startFrom(
  db: Database,
  account: string,
  keys: PublicKeys,
  witnesses: readonly WitnessedHead[],
): Promise<{ readonly head: Head; readonly upto: number } | undefined> {
  const holds = sealHolds(keys);
  for (const { seq, hash, seal, body } of await newestCheckpoints(db, account)) {
    const upto = sha256(body) === hash ? witnessedUpto(body, witnesses) : undefined;
    if (upto !== undefined && seal && holds({ account, seq, hash, seal })) return { head: { seq, hash }, upto };
  }
  return undefined;
}

async function* pages(db: Database, account: string, after: number): AsyncIterable<readonly StoredEntry[]> {
  for (let from = after; ;) {
    const page = await readEntries(db, account, from, PAGE);
    if (page.length === 0) return;
    from = page.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER;
    yield page;
  }
}
