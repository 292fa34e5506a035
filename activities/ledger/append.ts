import {
  chain,
  type EntryDraft,
  type Head,
  type ReadyDraft,
  readyDraft,
  repeats,
  type SealedHead,
} from '../../domain/ledger.js';
import { KeyReused } from '../store/accept/refused.js';
import type { Database, Transaction } from '../store/database.js';
import { groupWriter } from '../store/group.js';
import { type Believing, bookOpener, type Earlier, insertion } from './book.js';
import { keepFinding } from './check.js';
import { sha256 } from './seal.js';

/** Where an entry stands; `again` says that its key was there before and nothing was written. */
export interface Appended extends Head {
  readonly again: boolean;
}

/** Writes into the books. Every append is one durable step: numbered, chained, sealed, then witnessed. */
export interface Ledger {
  /** Resolves when the entry is durable. Appends that wait together are written together. */
  readonly append: (account: string, draft: EntryDraft) => Promise<Appended>;
  /** Writes within a transaction of the caller, so that a row and its entry stand or fall together. */
  readonly appendIn: (tx: Transaction, account: string, drafts: readonly EntryDraft[]) => Promise<readonly Appended[]>;
  /** The newest head with its seal, when it can be believed; an entry could follow it. */
  readonly head: (account: string) => Promise<SealedHead | undefined>;
}

export interface LedgerTools extends Believing {
  readonly onAppend?: (entries: number, seconds: number) => void;
}

/** What an append comes to: the statement that writes it, if anything is new, and the answer for each draft. */
interface Plan {
  readonly statement?: string;
  readonly done: readonly Appended[];
}

export function openLedger(db: Database, { sealer, witness, readKeys, onAppend }: LedgerTools): Ledger {
  // What refuses one append must refuse the next, and show where people look: the refusal itself rolls everything back.
  const openBook = bookOpener({ sealer, witness, ...(readKeys && { readKeys }) }, (tx, account, found) =>
    tx.afterRollback(() => keepFinding(db, { account, whole: false, ...found }, { clears: false })),
  );
  /** The heads that this process wrote itself. */
  const own = new Map<string, SealedHead>();

  async function plan(tx: Transaction, account: string, drafts: readonly ReadyDraft[]): Promise<Plan> {
    const keys = drafts.map(({ key }) => key);
    const { head, at, earlier } = await openBook(tx, account, { keys, own: own.get(account) });
    const fresh = uniqueFresh(drafts, earlier);
    const entries = chain(fresh, { account, head, at }, sha256);
    const written = new Map(fresh.map(({ key }, index) => [key, placeOf(entries[index])]));
    const done = drafts.map(({ key }) => {
      const found = earlier.get(key);
      return found ? { seq: found.seq, hash: found.hash, again: true } : { ...placeOf(written.get(key)), again: false };
    });
    const last = entries.at(-1);
    if (!last) return { done };
    const sealed: SealedHead = { account, seq: last.seq, hash: last.hash, seal: sealer.seal(account, last) };
    tx.afterCommit(() => {
      own.set(account, sealed);
      witness.note(sealed);
    });
    return { statement: insertion(entries, sealed), done };
  }

  async function appendIn(
    tx: Transaction,
    account: string,
    drafts: readonly EntryDraft[],
  ): Promise<readonly Appended[]> {
    const { statement, done } = await plan(tx, account, drafts.map(readyDraft));
    if (statement) await tx.batch(statement);
    return done;
  }

  async function write(account: string, drafts: readonly ReadyDraft[]): Promise<readonly Appended[]> {
    const started = performance.now();
    const done = await db.withAccount(account, async (tx) => {
      const { statement, done } = await plan(tx, account, drafts);
      if (statement) await tx.finish(statement);
      return done;
    });
    onAppend?.(drafts.length, (performance.now() - started) / 1000);
    return done;
  }

  const inGroup = groupWriter(write);
  return {
    appendIn,
    append: async (account, draft) => inGroup(account, readyDraft(draft)),
    head: (account) =>
      db.withAccount(account, async (tx) => {
        const { sealed } = await openBook(tx, account, { keys: [], own: own.get(account) });
        return sealed;
      }),
  };
}

function placeOf(entry: Head | undefined): Head {
  if (!entry) throw new Error('an entry was not written although its append succeeded');
  return { seq: entry.seq, hash: entry.hash };
}

function uniqueFresh(drafts: readonly ReadyDraft[], earlier: ReadonlyMap<string, Earlier>): readonly ReadyDraft[] {
  const fresh = new Map<string, ReadyDraft>();
  for (const draft of drafts) {
    const { key, kind, subject, data } = draft;
    const [stored, before] = [earlier.get(key), fresh.get(key)];
    const same = stored
      ? repeats(draft, stored.body)
      : !before || (before.kind === kind && before.subject === subject && before.data === data);
    if (!same) {
      throw new KeyReused(
        `the ledger key "${key}" already stands for another entry${stored ? `, ${stored.seq}` : ''}: same key, other content`,
      );
    }
    if (!stored) fresh.set(key, draft);
  }
  return [...fresh.values()];
}
