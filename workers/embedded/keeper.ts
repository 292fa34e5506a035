import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcess, type ProcessIdentity } from './process-identity.js';

export interface Kept extends ProcessIdentity {
  readonly name: string;
  readonly signal: NodeJS.Signals;
  readonly withinMs: number;
}

/** Ends the children when this process dies without doing so itself. */
export interface Keeper {
  readonly keep: (child: Kept) => Promise<void>;
  readonly release: (pid: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Two nets: a process beside us that notices our death, and a list on disk for the next start, should that one die too.
 * What the list still names and what still runs is ended first.
 */
export async function openKeeper(folder: string): Promise<Keeper> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const list = join(folder, 'children.json');
  await endLeftovers(list);
  const kept = new Map<number, Kept>();
  let closing = false;
  let helper = startHelper();
  let writing = Promise.resolve();

  function startHelper(): ChildProcess {
    const script = fileURLToPath(new URL('./keeper-process.mjs', import.meta.url));
    const child = spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: {} });
    child.stdin?.on('error', () => undefined);
    child.unref();
    child.once('exit', () => {
      if (closing) return;
      helper = startHelper();
      for (const one of kept.values()) tell({ add: one });
    });
    return child;
  }

  function tell(message: { add: Kept } | { remove: number }): void {
    helper.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  function save(): Promise<void> {
    const text = JSON.stringify([...kept.values()]);
    // A write that failed must not keep the next from being tried.
    writing = writing
      .catch(() => undefined)
      .then(async () => {
        await writeFile(`${list}.new`, text, { mode: 0o600 });
        await rename(`${list}.new`, list);
      });
    return writing;
  }

  return {
    keep(child) {
      // Nobody would end it any more: whoever starts a part while the house closes must stop it again.
      if (closing) return Promise.reject(new Error(`${child.name} is not started: Reeve is stopping`));
      kept.set(child.pid, child);
      tell({ add: child });
      return save();
    },
    release(pid) {
      kept.delete(pid);
      tell({ remove: pid });
      return save();
    },
    async close() {
      closing = true;
      await writing.catch(() => undefined);
      helper.stdin?.end();
    },
  };
}

async function endLeftovers(list: string): Promise<void> {
  const text = await readFile(list, 'utf8').catch(() => '[]');
  let left: readonly Kept[];
  try {
    const listed: unknown = JSON.parse(text);
    left = Array.isArray(listed) ? (listed as readonly Kept[]).filter((child) => Number.isInteger(child?.pid)) : [];
  } catch {
    // A torn list names nobody; the parts' own locks still guard their data.
    left = [];
  }
  for (const child of left.toReversed()) await endProcess(child, child.signal, child.withinMs);
}
