import pg from 'pg';
import { chain, type EntryDraft, GENESIS, type Head, type SealedHead } from '../../domain/ledger.js';
import { KeyReused, LedgerBroken } from '../store/accept/refused.js';
import type { Database, Transaction } from '../store/database.js';
import { type Sealer, sha256 } from './seal.js';
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

export function openLedger(
  db: Database,
  {
    sealer,
    witness,
    onAppend,
  }: { sealer: Sealer; witness: Witness; onAppend?: (entries: number, seconds: number) => void },
): Ledger {
  const queues = new Map<string, Waiting[]>();

  async function appendIn(
    tx: Transaction,
    account: string,
    drafts: readonly EntryDraft[],
  ): Promise<readonly Appended[]> {
    const { head, at, earlier } = await lockBook(tx, account, drafts);
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
    while (queue.length > 0) await writeGroup(account, queue.splice(0, GROUP_MAX));
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
        // A turn of the event loop lets writers that arrive together share the first commit.
        setImmediate(() => void drain(account, fresh));
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

/** One round trip: waits for the book's turn, then reads its head, the clock, and which keys it knows already. */
async function lockBook(tx: Transaction, account: string, drafts: readonly EntryDraft[]) {
  const keys = drafts.map(({ key }) => pg.escapeLiteral(key)).join(',');
  const own = `account = ${pg.escapeLiteral(account)}`;
  const results = await tx.batch(
    `SELECT pg_advisory_xact_lock(hashtextextended(${pg.escapeLiteral(`ledger/${account}`)}, 0));
     SELECT seq, hash FROM ledger WHERE ${own} ORDER BY seq DESC LIMIT 1;
     SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at,
            (SELECT fault FROM ledger_check WHERE ${own} AND NOT whole) AS fault;
     SELECT key, seq, hash, kind, subject FROM ledger WHERE ${own} AND key IN (${keys || 'NULL'})`,
  );
  const [, heads, now, known] = results.map(({ rows }) => rows as Record<string, unknown>[]);
  const fault = now?.[0]?.fault as { seq: number } | null | undefined;
  if (fault) {
    throw new LedgerBroken(
      `the ledger of account ${account} is broken at entry ${fault.seq}, so nothing is written or done: see the runbook "ledger broken"`,
    );
  }
  const newest = heads?.[0];
  const head: Head = newest ? { seq: Number(newest.seq), hash: String(newest.hash) } : GENESIS;
  const earlier = new Map((known ?? []).map((row) => [String(row.key), asEarlier(row)]));
  return { head, at: Number(now?.[0]?.at), earlier };
}

function asEarlier(row: Record<string, unknown>): Earlier {
  return { seq: Number(row.seq), hash: String(row.hash), kind: String(row.kind), subject: String(row.subject) };
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
  await tx.query(
    `INSERT INTO ledger (body, hash, seal_key, seal)
     SELECT body, hash, CASE WHEN n = $3 THEN $4 END, CASE WHEN n = $3 THEN $5 END
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS entry (body, hash, n)`,
    [entries.map(({ body }) => body), entries.map(({ hash }) => hash), entries.length, seal.keyId, seal.signature],
  );
}

function isDraftsFault(error: unknown): boolean {
  return error instanceof KeyReused || error instanceof RangeError || error instanceof TypeError;
}
