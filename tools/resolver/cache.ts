import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { firstMissing, type Look } from './found.js';
import { type Part, type PartSettings, thisMachine } from './part.js';

/** Written last into a finished folder: a folder without it, or that it does not fit, is not taken. */
interface Receipt {
  readonly version: string;
  readonly machine: string;
  readonly from: string;
  readonly bytes: Readonly<Record<string, number>>;
}

const RECEIPT = 'part.json';

export function folderOf(part: Part, settings: PartSettings): string {
  return join(settings.cacheRoot, part.name, part.version);
}

export function filesIn(part: Part, folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(part.files).map(([name, path]) => [name, join(folder, path)]));
}

export async function fromCache(part: Part, settings: PartSettings): Promise<Look> {
  const folder = folderOf(part, settings);
  let receipt: Receipt;
  try {
    receipt = JSON.parse(await readFile(join(folder, RECEIPT), 'utf8')) as Receipt;
  } catch {
    return { kind: 'nothing' };
  }
  const files = filesIn(part, folder);
  if (receipt.version !== part.version || receipt.machine !== machineName()) {
    return { kind: 'nothing', because: `${folder} was made for ${receipt.version} on ${receipt.machine}` };
  }
  if ((await firstMissing(files)) !== undefined) return { kind: 'nothing', because: `${folder} is not complete` };
  for (const [name, path] of Object.entries(files)) {
    if ((await stat(path)).size !== receipt.bytes[name]) return { kind: 'nothing', because: `${path} was changed` };
  }
  return { kind: 'found', version: part.version, files, note: receipt.from };
}

/** A folder next to the final one, so that the rename at the end is on one file system. */
export async function draftFolder(part: Part, settings: PartSettings): Promise<string> {
  const final = folderOf(part, settings);
  await mkdir(dirname(final), { recursive: true });
  return mkdtemp(`${final}.draft-`);
}

/** Removes what builds that were cut off have left; only the holder of the lock may. */
export async function removeDrafts(part: Part, settings: PartSettings): Promise<void> {
  const final = folderOf(part, settings);
  const siblings = await readdir(dirname(final)).catch(() => []);
  const left = siblings.filter(
    (name) => name.startsWith(`${basename(final)}.draft-`) || name.startsWith(`${basename(final)}.old-`),
  );
  for (const name of left) await removeTree(join(dirname(final), name));
}

/** Makes a finished draft the cached part in one step. */
export async function adopt(
  part: Part,
  settings: PartSettings,
  draft: string,
  from: string,
): Promise<Record<string, string>> {
  const bytes: Record<string, number> = {};
  for (const [name, path] of Object.entries(filesIn(part, draft))) bytes[name] = (await stat(path)).size;
  const receipt: Receipt = { version: part.version, machine: machineName(), from, bytes };
  await writeFile(join(draft, RECEIPT), `${JSON.stringify(receipt, null, 2)}\n`);
  // A temporary folder is its maker's alone; a part may be run by another user, as PostgreSQL is under root.
  await chmod(draft, 0o755);
  const final = folderOf(part, settings);
  const old = `${final}.old-${process.pid}`;
  // A folder that did not fit its receipt may be there; programs started from it keep running on the old files.
  await rename(final, old).catch(() => undefined);
  await rename(draft, final);
  await removeTree(old);
  return filesIn(part, final);
}

export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 2 }).catch(() => undefined);
}

function machineName(): string {
  const { platform, arch } = thisMachine();
  return `${platform}-${arch}`;
}
