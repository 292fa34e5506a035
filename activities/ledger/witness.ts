import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SealedHead, WitnessedHead } from '../../domain/ledger.js';

const REST_MS = 50;
const STALE_MS = 24 * 3_600_000;

/** Keeps the newest sealed heads outside the database, so that a book cut short is found. */
export interface Witness {
  /** Notes a head that is durable in the database. Returns at once; writes are folded into the newest. */
  readonly note: (head: SealedHead) => void;
  readonly noteCheckpoint: (head: SealedHead) => Promise<void>;
  /** Resolves when everything noted is written. */
  readonly flush: () => Promise<void>;
}

export function openWitness(folder: string, onError: (error: Error) => void): Witness {
  // A file a process: two gateways never overwrite each other's newer head.
  const name = (account: string) => join(folder, `${account}.${writer}.json`);
  const writer = randomUUID().slice(0, 8);
  const newest = new Map<string, SealedHead>();
  const written = new Map<string, number>();
  let writing: Promise<void> | undefined;

  async function drain(): Promise<void> {
    for (;;) {
      const due = [...newest.values()].filter((head) => head.seq > (written.get(head.account) ?? 0));
      if (due.length === 0) return;
      for (const head of due) {
        await replace(name(head.account), JSON.stringify(head));
        if (!written.has(head.account)) await prune(folder, head, name(head.account));
        written.set(head.account, head.seq);
      }
      // Under load a file a commit would make every commit wait for the file system's journal.
      await pause(REST_MS);
    }
  }

  function start(): Promise<void> {
    writing ??= drain()
      .catch((error: Error) => onError(error))
      .finally(() => {
        writing = undefined;
      });
    return writing;
  }

  return {
    note(head) {
      if (head.seq <= (newest.get(head.account)?.seq ?? 0)) return;
      newest.set(head.account, head);
      void start();
    },
    async noteCheckpoint(head) {
      const path = join(folder, `${head.account}.checkpoints.jsonl`);
      const before = (await readFile(path, 'utf8').catch(nothing)) ?? '';
      await replace(path, `${before}${JSON.stringify(head)}\n`);
    },
    async flush() {
      while (writing) await writing;
    },
  };
}

/** Every process writes a file of its own; those of processes long gone that say less than ours are dropped. */
async function prune(folder: string, { account, seq }: SealedHead, own: string): Promise<void> {
  for (const name of await headFiles(folder, account)) {
    const path = join(folder, name);
    const [head, { mtimeMs }] = [asHead(await readFile(path, 'utf8'), account), await stat(path)];
    // One that can't be read is evidence and stays.
    if (path !== own && head.hash !== '' && head.seq <= seq && Date.now() - mtimeMs > STALE_MS) await unlink(path);
  }
}

async function headFiles(folder: string, account: string): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(nothing)) ?? [];
  return names.filter(
    (name) => name.startsWith(`${account}.`) && /^\.[0-9a-f]{8}\.json$/.test(name.slice(account.length)),
  );
}

/** Whole or not at all: a file that a crash cut in half would read as tampering. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  const fresh = `${path}.new`;
  await writeFile(fresh, text, { mode: 0o600 });
  await rename(fresh, path);
}

/** Every head that was witnessed for an account, by any process, checkpoints among them. */
export async function readWitnesses(folder: string, account: string): Promise<readonly WitnessedHead[]> {
  const names = await headFiles(folder, account);
  const heads = await Promise.all(
    names.map(async (name) => [{ ...asHead(await readFile(join(folder, name), 'utf8'), account), file: name }]),
  );
  return [...heads.flat(), ...(await readCheckpoints(folder, account))];
}

async function readCheckpoints(folder: string, account: string): Promise<readonly WitnessedHead[]> {
  const file = `${account}.checkpoints.jsonl`;
  const text = (await readFile(join(folder, file), 'utf8').catch(nothing)) ?? '';
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
