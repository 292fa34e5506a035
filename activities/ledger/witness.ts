import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../domain/ledger-check.js';
import type { Head, SealedHead, WitnessedHead } from '../../domain/ledger.js';

const REST_MS = 50;
/** A write that failed is tried again by itself, each time after twice the rest, at most this. */
const RETRY_MS_MAX = 30_000;
const STALE_MS = 24 * 3_600_000;

/** Keeps the newest sealed heads outside the database, so that a book cut short is found. */
export interface Witness {
  /** Why a book that now ends at this head can't be the one that was witnessed; nothing when it can. */
  readonly contradiction: (account: string, head: Head) => Fault | undefined;
  /** The newest head that this process knows of, whatever became of the files. */
  readonly newest: (account: string) => SealedHead | undefined;
  /** Notes a head that is durable in the database. Returns at once; writes are folded into the newest. */
  readonly note: (head: SealedHead) => void;
  /** Keeps the head that a checkpoint is about to name; one that is kept already is not kept twice. */
  readonly noteCheckpoint: (head: SealedHead) => Promise<void>;
  /** Resolves when everything noted is written, or when one more try, at once, has failed too. */
  readonly flush: () => Promise<void>;
}

export async function openWitness(folder: string, onError: (error: Error) => void): Promise<Witness> {
  // A file a process: two gateways never overwrite each other's newer head.
  const name = (account: string) => join(folder, `${account}.${writer}.json`);
  const writer = randomUUID().slice(0, 8);
  const newest = await newestHeads(folder);
  const written = new Map([...newest].map(([account, { seq }]) => [account, seq]));
  let running = false;
  let keeping = Promise.resolve();
  /** Whoever flushes and waits for the end of a round that begins after that. */
  const asked: (() => void)[] = [];
  let resting = new AbortController();

  /** Tries each head that is due; a book whose file can't be written doesn't hold up the others. */
  async function writeDue(due: readonly SealedHead[]): Promise<boolean> {
    let whole = true;
    for (const head of due) {
      try {
        await replace(name(head.account), JSON.stringify(head));
        written.set(head.account, head.seq);
      } catch (error) {
        whole = false;
        onError(error as Error);
      }
    }
    return whole;
  }

  async function drain(): Promise<void> {
    for (let failures = 0; ;) {
      const answer = asked.splice(0);
      const due = [...newest.values()].filter((head) => head.seq > (written.get(head.account) ?? 0));
      if (due.length > 0) failures = (await writeDue(due)) ? 0 : failures + 1;
      for (const done of answer) done();
      if (due.length === 0) {
        // In the same breath as the look at what is due: nothing that is noted falls between.
        running = false;
        return;
      }
      if (asked.length > 0) continue;
      resting = new AbortController();
      // Under load a file a commit would make every commit wait for the file system's journal. What waits after a failure
      // doesn't hold a process that ends without a flush.
      const rest = failures === 0 ? REST_MS : Math.min(REST_MS * 2 ** failures, RETRY_MS_MAX);
      await pause(rest, undefined, { signal: resting.signal, ref: failures === 0 }).catch(() => undefined);
    }
  }

  function start(): void {
    if (running) return;
    running = true;
    void drain();
  }

  return {
    contradiction: (account, head) => between(newest.get(account), head),
    newest: (account) => newest.get(account),
    note(head) {
      if (head.seq <= (newest.get(head.account)?.seq ?? 0)) return;
      newest.set(head.account, head);
      start();
    },
    noteCheckpoint(head) {
      const done = keeping.then(() => keepCheckpoint(folder, head));
      keeping = done.catch(() => undefined);
      return done;
    },
    async flush() {
      const done = new Promise<void>((resolve) => asked.push(resolve));
      resting.abort();
      start();
      await done;
    },
  };
}

function between(seen: Head | undefined, head: Head): Fault | undefined {
  if (!seen || seen.seq < head.seq) return undefined;
  if (seen.seq > head.seq) {
    const because = `it ends at entry ${head.seq}, but the witness saw it reach ${seen.seq}`;
    return { kind: 'removed', seq: head.seq + 1, because };
  }
  if (seen.hash === head.hash) return undefined;
  return { kind: 'changed', seq: head.seq, because: `the witness saw another entry ${head.seq}` };
}

async function keepCheckpoint(folder: string, head: SealedHead): Promise<void> {
  const path = join(folder, checkpointsOf(head.account));
  const line = `${JSON.stringify(head)}\n`;
  const lines = await wholeLines(path);
  if (lines.text.includes(line)) return;
  // What follows an unfinished line would be lost with it.
  if (lines.torn) await replace(path, lines.text);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Appended in one piece: two processes that keep a line in the same moment keep both.
  await writeFile(path, line, { flag: 'a', mode: 0o600, flush: true });
}

/** A line without its end was never finished, and the checkpoint that it was for was never written. */
async function wholeLines(path: string): Promise<{ readonly text: string; readonly torn: boolean }> {
  const all = (await readFile(path, 'utf8').catch(nothing)) ?? '';
  const text = all.slice(0, all.lastIndexOf('\n') + 1);
  return { text, torn: text.length < all.length };
}

function checkpointsOf(account: string): string {
  return `${account}.checkpoints.jsonl`;
}

/** Copies what is kept of checkpoints up to the given head of each book, so that no copy knows more than the rows beside it. */
export async function copyCheckpoints(from: string, to: string, heads: ReadonlyMap<string, number>): Promise<void> {
  for (const [account, seq] of heads) {
    const file = checkpointsOf(account);
    const { text } = await wholeLines(join(from, file));
    const lines = text.split('\n').filter((line) => line !== '' && asHead(line, account).seq <= seq);
    if (lines.length > 0) await replace(join(to, file), `${lines.join('\n')}\n`);
  }
}

/** What earlier processes saw. A file that can't be read is passed over here; a verification names it. */
async function newestHeads(folder: string): Promise<Map<string, SealedHead>> {
  const newest = new Map<string, SealedHead>();
  for (const file of (await readdir(folder).catch(nothing)) ?? []) {
    const account = bookOf(file);
    const text = account === undefined ? undefined : await readFile(join(folder, file), 'utf8').catch(nothing);
    if (account === undefined || text === undefined) continue;
    const head = asHead(text, account);
    if (head.hash !== '' && head.seq > (newest.get(account)?.seq ?? 0)) newest.set(account, head);
  }
  return newest;
}

/** Every process writes a file of its own. Once the whole book was found to hold what they saw, the old ones are dropped. */
export async function pruneWitnesses(folder: string, account: string, seq: number): Promise<void> {
  for (const file of await headFiles(folder, account)) {
    const path = join(folder, file);
    const [text, status] = [await readFile(path, 'utf8').catch(nothing), await stat(path).catch(nothing)];
    if (text === undefined || status === undefined) continue;
    // The newest stays, whoever wrote it; and so does one that can't be read, which is evidence.
    const head = asHead(text, account);
    if (head.hash !== '' && head.seq < seq && Date.now() - status.mtimeMs > STALE_MS) await unlink(path);
  }
}

async function headFiles(folder: string, account: string): Promise<readonly string[]> {
  return ((await readdir(folder).catch(nothing)) ?? []).filter((file) => bookOf(file) === account);
}

/** Whose head a file keeps; nothing when it keeps none. */
function bookOf(file: string): string | undefined {
  return /^([a-z0-9-]+)\.[0-9a-f]{8}\.json$/.exec(file)?.[1];
}

/** Whole or not at all: a file that a crash cut in half would read as tampering. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${randomUUID().slice(0, 8)}.new`;
  await writeFile(fresh, text, { mode: 0o600 });
  await rename(fresh, path);
}

/** Every head that was witnessed for an account, by any process, checkpoints among them. */
export async function readWitnesses(folder: string, account: string): Promise<readonly WitnessedHead[]> {
  const names = await headFiles(folder, account);
  const heads = await Promise.all(
    names.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8').catch(nothing);
      return text === undefined ? [] : [{ ...asHead(text, account), file }];
    }),
  );
  return [...heads.flat(), ...(await readCheckpoints(folder, account))];
}

/** Whether anything is kept outside for this book. The head files come first: the list of checkpoints grows for years. */
export async function isWitnessed(folder: string, account: string): Promise<boolean> {
  for (const file of await headFiles(folder, account)) {
    const text = await readFile(join(folder, file), 'utf8').catch(nothing);
    if (text !== undefined && asHead(text, account).seq > 0) return true;
  }
  return (await readCheckpoints(folder, account)).some(({ seq }) => seq > 0);
}

async function readCheckpoints(folder: string, account: string): Promise<readonly WitnessedHead[]> {
  const file = checkpointsOf(account);
  const { text } = await wholeLines(join(folder, file));
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => ({ ...asHead(line, account), file }));
}

// A line that can't be read becomes a head whose seal can't hold: the check then names the witness instead of passing over it.
function asHead(line: string, account: string): SealedHead {
  const unreadable: SealedHead = { account, seq: 0, hash: '', seal: { keyId: '', signature: '' } };
  try {
    const head = JSON.parse(line) as Partial<SealedHead>;
    const complete =
      typeof head.seq === 'number' && typeof head.hash === 'string' && typeof head.seal?.keyId === 'string';
    return complete && typeof head.seal.signature === 'string' ? (head as SealedHead) : unreadable;
  } catch {
    return unreadable;
  }
}

function nothing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
