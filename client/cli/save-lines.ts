import { randomUUID } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { link, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Misused } from './command.js';

export interface Saved {
  readonly lines: number;
  readonly bytes: number;
}

/** Writes a stream of lines into a file that is there whole or not at all, and never over another without being told. */
export async function saveLines(
  source: Readable,
  file: string,
  { force }: { readonly force: boolean },
): Promise<Saved> {
  const there = await stat(file).catch(() => undefined);
  const { through, saved } = counter();
  // A pipe or a terminal is written to and can't be moved into place.
  if (there && !there.isFile()) {
    await pipeline(source, through, createWriteStream(file));
    return saved();
  }
  const fresh = `${file}.${randomUUID()}.part`;
  const clear = () => rmSync(fresh, { force: true });
  // Also when Ctrl-C ends the process.
  process.once('exit', clear);
  try {
    const handle = await open(fresh, 'wx', 0o600);
    await pipeline(source, through, handle.createWriteStream());
    if (force) await rename(fresh, file);
    else await linkNew(fresh, file);
    return saved();
  } finally {
    process.off('exit', clear);
    clear();
  }
}

/** Said before anything is asked for, since a book may be long. */
export async function assertMayWrite(file: string, { force }: { readonly force: boolean }): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) throw new Misused(`--out ${file}: it is a folder; name a file in it`);
  if (there?.isFile() && !force) throw taken(file);
  const folder = await stat(dirname(file)).catch(() => undefined);
  if (!folder?.isDirectory()) throw new Misused(`--out ${file}: there is no folder ${dirname(file)}; make it first`);
}

async function linkNew(fresh: string, file: string): Promise<void> {
  try {
    // A link makes the name or fails: another may have made that file meanwhile.
    await link(fresh, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw taken(file);
    // A file system without links.
    if (code !== 'EPERM' && code !== 'ENOTSUP') throw error;
    return rename(fresh, file);
  }
  await unlink(fresh);
}

function taken(file: string): Misused {
  return new Misused(`--out ${file}: there is such a file already; name another, or write over it with --force`);
}

function counter(): { readonly through: Transform; readonly saved: () => Saved } {
  let lines = 0;
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
      done(null, chunk);
    },
  });
  return { through, saved: () => ({ lines, bytes }) };
}
