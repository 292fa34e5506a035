import { randomBytes } from 'node:crypto';
import { type FileHandle, link, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type DataFolder, StartRefused } from './data-folder.js';
import { identify, isAlive, type ProcessIdentity, whereabouts } from './process-identity.js';

export interface FolderLock {
  /** Resolves when another has taken the folder over, as it may when this process had stood still for long. */
  readonly lost: Promise<void>;
  readonly release: () => Promise<void>;
}

export interface LockWish {
  /** Hears why the start takes a while. */
  readonly onWait?: (text: string) => void;
  /** How often the owner touches its lock, and after what silence it counts as gone. */
  readonly beatMs?: number;
  readonly staleMs?: number;
  /** The command by which the one that runs is used. */
  readonly usedBy?: string;
}

interface Owner extends ProcessIdentity {
  readonly place?: string;
}

/**
 * One Reeve a folder. A lock whose owner is gone is taken over; its number alone proves nothing, so the start time counts too.
 * Of a process in another container or on another machine not even that can be asked: there, the touching of the lock counts.
 */
export async function lockFolder(folder: DataFolder, wish: LockWish = {}): Promise<FolderLock> {
  const { beatMs = 3_000, staleMs = 30_000, usedBy = 'reeve status', onWait } = wish;
  const path = folder.path('reeve.lock');
  const nonce = randomBytes(4).toString('hex');
  const mine = `${path}.${process.pid}.${nonce}`;
  const text = JSON.stringify({ ...identify(process.pid), place: whereabouts(), nonce });
  const file = await open(mine, 'wx', 0o600);
  try {
    await file.writeFile(text);
    for (let tries = 0; tries < 5; tries += 1) {
      if (await claimed(mine, path)) return hold({ path, text, file, beatMs });
      const there = await readLock(path);
      const owner = ownerIn(there);
      if (owner && isNear(owner) && isAlive(owner)) throw new StartRefused(inUse(folder.root, owner, usedBy));
      if (owner && !isNear(owner)) {
        onWait?.(`waiting to see whether another Reeve still uses ${folder.root}`);
        if (await isTouched(path, staleMs)) throw new StartRefused(inUseElsewhere(folder.root));
      }
      await setAside(path, `${mine}.stale`, there);
    }
    throw new StartRefused(
      `the lock of ${folder.root} keeps changing hands: another Reeve is starting there, wait for it`,
    );
  } catch (error) {
    await file.close();
    throw error;
  } finally {
    await rm(mine, { force: true });
  }
}

function hold(held: { path: string; text: string; file: FileHandle; beatMs: number }): FolderLock {
  const { path, text, file, beatMs } = held;
  let lose: () => void = () => undefined;
  const lost = new Promise<void>((resolve) => (lose = resolve));
  async function touch(): Promise<void> {
    const now = new Date();
    await file.utimes(now, now);
    const there = await readLock(path);
    if (there !== undefined && there !== text) lose();
  }
  // A touch that fails is made up for by the next; a disk that takes none at all stops more than this.
  const beat = setInterval(() => void touch().catch(() => undefined), beatMs);
  beat.unref();
  return {
    lost,
    async release() {
      clearInterval(beat);
      if ((await readLock(path)) === text) await unlink(path).catch(() => undefined);
      await file.close();
    },
  };
}

function inUse(root: string, { pid }: ProcessIdentity, usedBy: string): string {
  return `a Reeve already runs on ${root} (process ${pid}): use that one ("${usedBy}"), stop it, or give another folder with --data`;
}

function inUseElsewhere(root: string): string {
  return `a Reeve in another container or on another machine runs on ${root}: stop that one, or give another folder with --data`;
}

// A link either makes the name or fails; two starts can't both succeed.
async function claimed(mine: string, path: string): Promise<boolean> {
  return link(mine, path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

function readLock(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function ownerIn(text = ''): Owner | undefined {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return undefined;
  }
}

function isNear({ place }: Owner): boolean {
  return place === undefined || place === whereabouts();
}

/** Watches, rather than compare clocks of two machines: only what is long silent by its own time is believed at once. */
async function isTouched(path: string, staleMs: number): Promise<boolean> {
  const touchedAt = async () => (await stat(path).catch(() => undefined))?.mtimeMs;
  const first = await touchedAt();
  const until = performance.now() + staleMs;
  while (first !== undefined && Date.now() - first <= staleMs && performance.now() <= until) {
    await pause(staleMs / 100);
    const last = await touchedAt();
    if (last !== first) return last !== undefined;
  }
  return false;
}

/** Moves a stale lock away; if another was taken in the meantime by mistake, it is put back. */
async function setAside(path: string, stale: string, judged: string | undefined): Promise<void> {
  const moved = await rename(path, stale).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  if ((await readLock(stale)) !== judged) await link(stale, path).catch(() => undefined);
  await rm(stale, { force: true });
}
