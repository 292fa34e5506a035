import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { run } from './run.js';

export interface Holder {
  readonly pid: number;
  /** When that process began: a pid is given again to others after a restart. */
  readonly began: string;
  readonly host: string;
  readonly token: string;
}

export interface LockWait {
  readonly waitMs: number;
  readonly env: Readonly<Record<string, string>>;
  readonly onWait: (holder: Holder) => void;
}

const LOOK_AGAIN_MS = 100;

/** Waits until nobody else holds the lock, and holds it. The answer gives it back. */
export async function holdLock(path: string, wait: LockWait): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  const mine: Holder = {
    pid: process.pid,
    began: (await beganAt(process.pid, wait.env)) ?? 'unknown',
    host: hostname(),
    token: randomUUID(),
  };
  const until = Date.now() + wait.waitMs;
  for (;;) {
    if (await take(path, mine)) return () => giveBack(path, mine);
    const holder = await readHolder(path);
    if (holder === 'none') continue;
    if (holder === 'unreadable' || (await isStale(holder, wait.env))) {
      await moveAside(path, holder);
      continue;
    }
    if (Date.now() >= until) {
      throw new Error(
        `Process ${holder.pid} has held ${path} for more than ${Math.round(wait.waitMs / 60_000)} minutes: ` +
          'end it if it hangs, or delete that file, and start again.',
      );
    }
    wait.onWait(holder);
    await sleep(LOOK_AGAIN_MS);
  }
}

/** A hard link appears whole or not at all, so no one ever reads half a lock. */
async function take(path: string, mine: Holder): Promise<boolean> {
  const draft = `${path}.${mine.token}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function giveBack(path: string, mine: Holder): Promise<void> {
  const holder = await readHolder(path);
  // Someone may have judged us dead and taken it: what they hold is not ours to remove.
  if (typeof holder === 'object' && holder.token === mine.token) await unlink(path);
}

/** Two may see the same stale lock; the one who moves a newer lock aside by mistake puts it back. */
async function moveAside(path: string, judged: Holder | 'unreadable'): Promise<void> {
  const aside = `${path}.stale-${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = await readHolder(aside);
  const isTheSame =
    typeof judged === 'object' ? typeof moved === 'object' && moved.token === judged.token : moved === judged;
  if (!isTheSame) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function readHolder(path: string): Promise<Holder | 'none' | 'unreadable'> {
  try {
    const found = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder> | null;
    if (!found || typeof found.pid !== 'number' || typeof found.token !== 'string') return 'unreadable';
    return { pid: found.pid, began: found.began ?? 'unknown', host: found.host ?? '', token: found.token };
  } catch (error) {
    return isCode(error, 'ENOENT') ? 'none' : 'unreadable';
  }
}

async function isStale(holder: Holder, env: Readonly<Record<string, string>>): Promise<boolean> {
  // On a shared home another machine's processes cannot be seen from here: believe it until the wait runs out.
  if (holder.host !== hostname()) return false;
  const began = await beganAt(holder.pid, env);
  if (began === undefined) return true;
  return holder.began !== 'unknown' && began !== holder.began;
}

/** When a process began, in whatever words this system has for it; undefined when there is no such process. */
export async function beganAt(pid: number, env: Readonly<Record<string, string>>): Promise<string | undefined> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!isCode(error, 'EPERM')) return undefined;
  }
  try {
    const words = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').pop()?.split(' ') ?? [];
    // A zombie still has its number but will never finish anything.
    return words[0] === 'Z' ? undefined : (words[19] ?? 'unknown');
  } catch {
    const ran = await run({ command: 'ps', args: ['-o', 'lstart=', '-p', String(pid)], env, timeoutMs: 5_000 });
    return ran.kind === 'done' && ran.printed.trim() !== '' ? ran.printed.trim() : 'unknown';
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
