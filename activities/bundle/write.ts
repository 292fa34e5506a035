import { lstat, mkdir, open, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { listAt, recordAt } from '../../domain/facts/reading.js';
import { BOUNDS } from './bounds.js';
import { cleanText, cleanValue, type Memo } from './clean.js';
import { type Files, isPartOfBundle } from './files.js';
import { type Part, tarOf } from './pack.js';
import { BadBundle } from './refusal.js';

const ARCHIVE = /\.(?:tar|tgz|tar\.gz)$/;

/** What was collected without secrets, as it may be given to others. */
export function redactFiles(files: Files): Files {
  return new Map([...files].map(([path, text]) => [path, redactFile(path, text)]));
}

function redactFile(path: string, text: string): string {
  if (path.endsWith('.log')) return cleanText(text);
  const value: unknown = JSON.parse(text);
  if (path !== 'objects.json') return `${JSON.stringify(cleanValue(value), null, 1)}\n`;
  const memo: Memo = new Map();
  const items = listAt(value, 'items').map((one) => JSON.stringify(cleanValue(one, memo)));
  const { items: _items, ...rest } = recordAt(value);
  return `${JSON.stringify(rest).slice(0, -1)},"items":[\n${items.join(',\n')}\n]}\n`;
}

/** Says early that a bundle can't go there. */
export async function refuseTaken(path: string): Promise<void> {
  const is = await lstat(path).catch((error: NodeJS.ErrnoException) => error.code ?? 'unknown');
  if (typeof is !== 'string')
    throw new BadBundle(`${path} is there already, and nothing is written over: name another`);
  if (is !== 'ENOENT') throw new BadBundle(`${path} can't be written (${is}): name another place`);
}

/** Writes a folder, or an archive where the name says so: for its owner alone, and never over something. */
export async function writeBundle(
  path: string,
  files: Files,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const parts = [...files]
    .filter(([name]) => isPartOfBundle(name))
    .map(([name, text]) => [name, Buffer.from(text)] as const);
  const bytes = parts.reduce((sum, [, content]) => sum + content.length, 0);
  if (bytes > BOUNDS.totalBytesMax || parts.length > BOUNDS.filesMax)
    throw new BadBundle(
      'what was collected is larger than a bundle may be (256 MiB): name one workload or a smaller namespace',
    );
  await refuseTaken(path);
  try {
    if (ARCHIVE.test(path)) await writeNew(path, packed(path, parts));
    else await writeFolder(path, parts);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new BadBundle(`${path} can't be written (${code}): name another place, or make room`, { cause: error });
  }
  return { files: parts.length, bytes };
}

async function writeFolder(folder: string, parts: readonly Part[]): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  try {
    for (const [name, content] of parts) {
      await mkdir(dirname(join(folder, name)), { recursive: true, mode: 0o700 });
      await writeNew(join(folder, name), content);
    }
  } catch (error) {
    // Half a bundle would be taken for a whole one.
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function writeNew(path: string, content: Buffer): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
  } catch (error) {
    await unlink(path).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}

function packed(path: string, parts: readonly Part[]): Buffer {
  const tar = tarOf(parts);
  const bytes = path.endsWith('.tar') ? tar : gzipSync(tar);
  if (bytes.length > BOUNDS.archiveBytesMax)
    throw new BadBundle(
      `the archive would have more than ${BOUNDS.archiveBytesMax / 2 ** 20} MiB: capture into a folder`,
    );
  return bytes;
}
