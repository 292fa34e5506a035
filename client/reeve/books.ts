import { randomUUID } from 'node:crypto';
import type { BookReport } from '../../domain/ledger-check.js';
import type { StoredEntry } from '../../domain/ledger.js';
import type { Caller } from '../../domain/principal.js';
import type { Book } from '../../activities/store/accept/book.js';
import { acceptErrand } from '../../activities/store/accept/errands.js';
import type { Database } from '../../activities/store/database.js';
import { bookHead, type EntryFilter, findEntries, findEntry, readEntries } from '../../activities/store/read/ledger.js';
import { bookCheck } from '../../activities/store/read/status.js';

// An entry may be 64 KiB long, and a page is held for each reader.
const EXPORT_PAGE = 250;

export interface BookKeeping {
  readonly db: Database;
  readonly ledger: Pick<Book['ledger'], 'head'>;
  /** Reads the whole book; the composition knows the keys and the witness. */
  readonly verify: (account: string, onProgress?: (entries: number) => void) => Promise<BookReport>;
  readonly publicKeys: () => Promise<string>;
}

/** The ledger as readers meet it. */
export function createBooks({ db, ledger, verify, publicKeys }: BookKeeping) {
  const running = new Map<string, Promise<BookReport>>();
  return {
    find: (caller: Caller, filter: EntryFilter) => findEntries(db, caller.account, filter),
    entry: (caller: Caller, seq: number) => findEntry(db, caller.account, seq),
    head: (caller: Caller) => bookHead(db, caller.account),
    lastCheck: (caller: Caller) => bookCheck(db, caller.account),
    publicKeys,

    /** Many who ask at once share one reading of the book. */
    verify({ account }: Caller): Promise<BookReport> {
      const now = running.get(account) ?? verify(account).finally(() => running.delete(account));
      running.set(account, now);
      return now;
    },

    async *export({ account }: Caller): AsyncIterable<readonly StoredEntry[]> {
      for (let after = 0; ;) {
        const page = await readEntries(db, account, after, EXPORT_PAGE);
        if (page.length === 0) return;
        after = page.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER;
        yield page;
      }
    },

    /** Asks for a checkpoint now. Accepted even while Temporal is away, but not of a book that takes no entry. */
    async requestCheckpoint({ account }: Caller, trace: Readonly<Record<string, string>>) {
      await ledger.head(account);
      return db.withAccount(account, (tx) =>
        acceptErrand(tx, {
          kind: 'start',
          name: 'checkpoint',
          workflowId: `checkpoint/${account}/${randomUUID()}`,
          args: [{ account }],
          trace,
        }),
      );
    },
  };
}
