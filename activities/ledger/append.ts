import { setImmediate as turn } from 'node:timers/promises';
import pg from 'pg';
import { chain, type EntryDraft, GENESIS, type Head, type SealedHead } from '../../domain/ledger.js';
import { KeyReused, LedgerBroken } from '../store/accept/refused.js';
import type { Database, Transaction } from '../store/database.js';
import { type PublicKeys, publicKeys, type Sealer, sealHolds, sha256 } from './seal.js';
import type { Witness } from './witness.js';

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
}

interface Waiting {
  readonly draft: EntryDraft;
  readonly resolve: (done: Appended) => void;
  readonly reject: (error: Error) => void;
}

const GROUP_MAX = 500;

export interface LedgerTools {
  readonly sealer: Sealer;
  readonly witness: Witness;
  /** Keys of other processes, whose seals are believed besides our own; read again when a seal is by one not known yet. */
  readonly readKeys?: () => Promise<PublicKeys>;
  readonly onAppend?: (entries: number, seconds: number) => void;
}

export function openLedger(db: Database, { sealer, witness, readKeys, onAppend }: LedgerTools): Ledger {
  const believe = believer(witness, keyRing(sealer, readKeys));
  const queues = new Map<string, Waiting[]>();

  async function appendIn(
    tx: Transaction,
    account: string,
    drafts: readonly EntryDraft[],
  ): Promise<readonly Appended[]> {
    const { head, newest, at, earlier } = await lockBook(tx, account, drafts);
    assertBelievable(account, await believe(account, head, newest));
    const fresh = uniqueFresh(drafts, earlier);
    const entries = chain(fresh, { account, head, at }, sha256);
    const last = entries.at(-1);
    if (last) {
      const sealed: SealedHead = { account, seq: last.seq, hash: last.hash, seal: sealer.seal(account, last) };
      await insert(tx, entries, sealed);
      tx.afterCommit(() => witness.note(sealed));
    }
    const written = new Map(fresh.map(({ key }, index) => [key, placeOf(entries[index])]));
    return drafts.map(({ key }) => {
      const found = earlier.get(key);
      return found ? { seq: found.seq, hash: found.hash, again: true } : { ...placeOf(written.get(key)), again: false };
    });
  }

  async function writeGroup(account: string, group: readonly Waiting[]): Promise<void> {
    const started = performance.now();
    try {
      const done = await db.withAccount(account, (tx) =>
        appendIn(
          tx,
          account,
          group.map(({ draft }) => draft),
        ),
      );
      group.forEach(({ resolve }, index) => resolve(done[index] as Appended));
      onAppend?.(group.length, (performance.now() - started) / 1000);
    } catch (error) {
      // One bad draft must not take its neighbours with it.
      if (group.length > 1 && isDraftsFault(error)) for (const one of group) await writeGroup(account, [one]);
      else for (const { reject } of group) reject(error as Error);
    }
  }

  async function drain(account: string, queue: Waiting[]): Promise<void> {
    do {
      // A turn of the event loop: writers that were just answered, or that arrive together, share the next commit.
      await turn();
      await writeGroup(account, queue.splice(0, GROUP_MAX));
      await turn();
    } while (queue.length > 0);
    queues.delete(account);
  }

  return {
    appendIn,
    append: (account, draft) =>
      new Promise((resolve, reject) => {
        const queue = queues.get(account);
        if (queue) {
          queue.push({ draft, resolve, reject });
          return;
        }
        const fresh: Waiting[] = [{ draft, resolve, reject }];
        queues.set(account, fresh);
        void drain(account, fresh);
      }),
  };
}

function placeOf(entry: Head | undefined): Head {
  if (!entry) throw new Error('an entry was not written although its append succeeded');
  return { seq: entry.seq, hash: entry.hash };
}

interface Earlier extends Head {
  readonly kind: string;
  readonly subject: string;
}

/**
 * Nothing is chained onto an end that nobody vouches for: the next honest seal would vouch for a forger's entry too.
 * An end that this very process wrote is known by its hash and costs nothing.
 */
function believer(witness: Witness, holds: (sealed: SealedHead) => Promise<boolean>) {
  return async (account: string, head: Head, { body, seal, keyId }: OpenBook): Promise<string | undefined> => {
    if (head.seq === 0) return witness.contradiction(account, head);
    if (witness.knows(account, head)) return undefined;
    if (body === null || sha256(body) !== head.hash)
      return `the text of its last entry ${head.seq} does not give its hash`;
    if (seal === null || keyId === null) return `no seal vouches for its last entry ${head.seq}`;
    if (!(await holds({ account, ...head, seal: { keyId, signature: seal } }))) {
      return `the seal of its last entry ${head.seq} was not made with a key of this ledger`;
    }
    return witness.contradiction(account, head);
  };
}

function keyRing({ publicPem }: Sealer, readKeys: LedgerTools['readKeys']): (sealed: SealedHead) => Promise<boolean> {
  let keys = publicKeys(publicPem);
  return async (sealed) => {
    if (!keys.has(sealed.seal.keyId) && readKeys) keys = new Map([...(await readKeys()), ...keys]);
    return sealHolds(keys)(sealed);
  };
}

function assertBelievable(account: string, contradiction: string | undefined): void {
  if (!contradiction) return;
  throw new LedgerBroken(
    `the ledger of account ${account} is broken: ${contradiction}, so nothing is written or done: see the runbook "ledger broken"`,
  );
}

interface OpenBook {
  readonly seq: number | null;
  readonly hash: string | null;
  readonly body: string | null;
  readonly seal: string | null;
  readonly keyId: string | null;
  readonly at: number;
  readonly fault: { readonly seq: number } | null;
  readonly earlier: readonly (Earlier & { readonly key: string })[] | null;
}

/** One round trip: waits for the book's turn, then reads its head, the clock, and which keys it knows already. */
async function lockBook(tx: Transaction, account: string, drafts: readonly EntryDraft[]) {
  const keys = drafts.map(({ key }) => pg.escapeLiteral(key)).join(',');
  const results = await tx.batch(`SELECT open_book(ARRAY[${keys}]::text[]) AS book`);
  const book = results.at(-1)?.rows[0]?.book as OpenBook | undefined;
  if (!book) throw new Error(`the book of ${account} did not open`);
  const { seq, hash, at, fault, earlier } = book;
  if (fault) {
    throw new LedgerBroken(
      `the ledger of account ${account} is broken at entry ${fault.seq}, so nothing is written or done: see the runbook "ledger broken"`,
    );
  }
  const head: Head = seq === null || hash === null ? GENESIS : { seq, hash };
  return { head, newest: book, at, earlier: new Map((earlier ?? []).map((entry) => [entry.key, entry])) };
}

function uniqueFresh(drafts: readonly EntryDraft[], earlier: ReadonlyMap<string, Earlier>): readonly EntryDraft[] {
  const fresh = new Map<string, EntryDraft>();
  for (const draft of drafts) {
    const before = earlier.get(draft.key) ?? fresh.get(draft.key);
    if (!before) fresh.set(draft.key, draft);
    else if (before.kind !== draft.kind || before.subject !== draft.subject) {
      throw new KeyReused(
        `the ledger key "${draft.key}" already stands for another entry: a key names one thing, once`,
      );
    }
  }
  return [...fresh.values()];
}

async function insert(
  tx: Transaction,
  entries: readonly (Head & { body: string })[],
  { seal }: SealedHead,
): Promise<void> {
  const last = entries.length - 1;
  const rows = entries.map(({ body, hash }, index) => {
    const sealed = index === last ? [seal.keyId, seal.signature] : [];
    const [keyId, signature] = sealed.map((text) => pg.escapeLiteral(text));
    return `(${pg.escapeLiteral(body)},'${hash}',${keyId ?? 'NULL'},${signature ?? 'NULL'})`;
  });
  await tx.batch(`INSERT INTO ledger (body, hash, seal_key, seal) VALUES ${rows.join(',')}`);
}

function isDraftsFault(error: unknown): boolean {
  return error instanceof KeyReused || error instanceof RangeError || error instanceof TypeError;
}
