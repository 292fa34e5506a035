import { constants } from 'node:fs';
import { type FileHandle, lstat, open, opendir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { filesOfArchive, isPacked } from './archive.js';
import { BOUNDS } from './bounds.js';
import { BadBundle } from './refusal.js';

/** The files of a bundle by their path within it. Logs may be cut at their beginning. */
export type Files = ReadonlyMap<string, string>;

const JSON_FILES = ['bundle.json', 'alert.json', 'objects.json', 'metrics.json', 'changes.json'];
/** Whatever it is, it begins as JSON does. */
const IS_OBJECT = /^[\uFEFF\s]*\{/;
const LOG = /^logs\/[^/]+\/[^/]+\/[^/]+\.log$/;

/** Reads a folder, an archive of one, or what `kubectl get -o json` printed. Links are not followed, and nothing is written. */
export async function readFiles(path: string): Promise<Files> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new BadBundle(`${path} can't be read (${error.code ?? 'unknown'}): name the folder or file of a bundle`);
  });
  if (found.isDirectory()) return readFolder(path);
  if (!found.isFile()) throw new BadBundle(`${path} is neither a folder nor a file: name those of a bundle`);
  if (found.size > BOUNDS.archiveBytesMax)
    throw new BadBundle(`${path} has more than ${BOUNDS.archiveBytesMax / 2 ** 20} MiB: capture less, or unpack it`);
  if (/\.(?:tar|tgz|tar\.gz)$/.test(path)) return pick(filesOfArchive(await readFile(path), path), path);
  const text = await readText(path, BOUNDS.jsonBytesMax, path);
  if (!IS_OBJECT.test(text.slice(0, 64)))
    throw new BadBundle(
      `${path} is no bundle: name a folder, a .tgz or .tar of one, or what "kubectl get -o json" printed`,
    );
  return new Map([['objects.json', text]]);
}

/** The same of what somebody sent: an archive, or the objects alone. */
export function filesOfUpload(bytes: Buffer, name: string): Files {
  if (bytes.length === 0) throw new BadBundle(`${name} is empty: send the archive of a bundle`);
  if (isPacked(bytes) || bytes.subarray(257, 262).toString('latin1') === 'ustar')
    return pick(filesOfArchive(bytes, name), name);
  if (IS_OBJECT.test(bytes.subarray(0, 64).toString('utf8')))
    return new Map([['objects.json', bytes.toString('utf8')]]);
  throw new BadBundle(
    `${name} is no bundle: send a .tgz or a .tar of its folder, or what "kubectl get -o json" printed`,
  );
}

async function readFolder(folder: string): Promise<Files> {
  const files = new Map<string, string>();
  let bytes = 0;
  for (const name of JSON_FILES) {
    const text = await readText(join(folder, name), BOUNDS.jsonBytesMax, name).catch(absent);
    if (text !== undefined) files.set(name, text);
  }
  const logs = await lstat(join(folder, 'logs')).catch(absent);
  if (logs?.isSymbolicLink()) throw new BadBundle(linkSaid('logs'));
  for await (const path of logsUnder(folder)) {
    const text = await readEnd(join(folder, path), path);
    bytes += text.length;
    if (bytes > BOUNDS.totalBytesMax || files.size > BOUNDS.filesMax)
      throw new BadBundle(
        `${folder} holds more than a bundle may (${BOUNDS.filesMax} files, 256 MiB): capture less of it`,
      );
    files.set(path, text);
  }
  return pick(files, folder);
}

function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}

export function isPartOfBundle(path: string): boolean {
  return JSON_FILES.includes(path) || (LOG.test(path) && !path.includes('/../') && !path.includes('/./'));
}

/** Only what belongs to a bundle; `expected.json` and whatever else lies there is left alone. */
function pick(files: Files, from: string): Files {
  const kept = new Map([...files].filter(([path]) => isPartOfBundle(path)));
  if (kept.size === 0)
    throw new BadBundle(
      `${from} is no bundle: it holds neither bundle.json nor objects.json nor logs; see docs/diagnosis.md for its form`,
    );
  return kept;
}

async function* logsUnder(folder: string, path = 'logs', depth = 0): AsyncGenerator<string> {
  if (depth > 3) return;
  const entries = await opendir(join(folder, path)).catch(absent);
  if (!entries) return;
  const names: string[] = [];
  for await (const entry of entries) {
    // A link may lead anywhere; what it names is no part of the bundle.
    if (entry.isDirectory()) yield* logsUnder(folder, `${path}/${entry.name}`, depth + 1);
    else if (entry.isFile() && LOG.test(`${path}/${entry.name}`)) names.push(`${path}/${entry.name}`);
  }
  yield* names.toSorted();
}

function linkSaid(shown: string): string {
  return `${shown} is a link, which may lead out of the bundle: put there what it leads to`;
}

async function openPlain(path: string, shown: string): Promise<FileHandle> {
  // A pipe would be waited for, and a link may lead out of the folder.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ELOOP') throw new BadBundle(linkSaid(shown));
      throw error;
    },
  );
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new BadBundle(`${shown} is no file: put a file there, or take it away`);
}

async function readText(path: string, bytesMax: number, shown: string): Promise<string> {
  const handle = await openPlain(path, shown);
  try {
    const { size } = await handle.stat();
    if (size > bytesMax) throw new BadBundle(`${shown} has more than ${bytesMax / 2 ** 20} MiB: capture less of it`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

async function readEnd(path: string, shown: string): Promise<string> {
  const handle = await openPlain(path, shown);
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, BOUNDS.logBytesMax);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}
