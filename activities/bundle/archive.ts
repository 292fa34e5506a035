import { gunzipSync } from 'node:zlib';
import { BOUNDS } from './bounds.js';
import { BadBundle } from './refusal.js';

const BLOCK = 512;

/** The plain files of a tar archive, read in memory: nothing is unpacked, so no path can lead anywhere. */
export function filesOfArchive(packed: Buffer, path: string): ReadonlyMap<string, string> {
  const bytes = isPacked(packed) ? unpack(packed, path) : packed;
  const files = new Map<string, string>();
  let long = '';
  for (let from = 0; from + BLOCK <= bytes.length;) {
    const head = bytes.subarray(from, from + BLOCK);
    const name = textIn(head, 0, 100);
    if (name === '') break;
    const size = Number.parseInt(textIn(head, 124, 12).trim() || '0', 8);
    if (!Number.isFinite(size) || size < 0)
      throw new BadBundle(`${path} is damaged at byte ${from}: make the archive anew`);
    const type = textIn(head, 156, 1);
    const prefix = textIn(head, 257, 5) === 'ustar' ? textIn(head, 345, 155) : '';
    const short = prefix === '' ? name : `${prefix}/${name}`;
    const whole = (long === '' ? short : long).replace(/^\.\//, '');
    if (whole.startsWith('/') || whole.includes('\\') || whole.split('/').includes('..'))
      throw new BadBundle(
        `${path} names ${JSON.stringify(whole.slice(0, 120))}, which lies outside of the bundle: it is not trusted, so nothing of it is read`,
      );
    const end = from + BLOCK + size;
    if (end > bytes.length)
      throw new BadBundle(`${path} ends in the middle of ${JSON.stringify(whole.slice(0, 120))}: copy it anew`);
    if (type === '0' || type === '') {
      refuseLarge(files.size, { path, name: whole, size });
      const begin = isLog(whole) ? Math.max(from + BLOCK, end - BOUNDS.logBytesMax) : from + BLOCK;
      files.set(whole, bytes.subarray(begin, end).toString('utf8'));
    }
    // A name that is too long for its head goes before it, as a file of its own.
    long = type === 'L' ? textIn(bytes, from + BLOCK, Math.min(size, 4_096)) : '';
    from += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return withoutTopFolder(files);
}

/** The same bounds as of a folder. */
function refuseLarge(
  before: number,
  { path, name, size }: { readonly path: string; readonly name: string; readonly size: number },
): void {
  if (before >= BOUNDS.filesMax)
    throw new BadBundle(`${path} holds more than ${BOUNDS.filesMax} files: capture less of it`);
  if (!isLog(name) && size > BOUNDS.jsonBytesMax)
    throw new BadBundle(
      `${JSON.stringify(name.slice(0, 120))} in ${path} has more than ${BOUNDS.jsonBytesMax / 2 ** 20} MiB: capture less of it`,
    );
}

export function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpack(packed: Buffer, path: string): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: BOUNDS.totalBytesMax });
  } catch (error) {
    throw new BadBundle(
      `${path} can't be unpacked (${(error as Error).message}): it is damaged, or larger than 256 MiB`,
      { cause: error },
    );
  }
}

function textIn(bytes: Buffer, from: number, length: number): string {
  const part = bytes.subarray(from, from + length);
  const end = part.indexOf(0);
  return part.subarray(0, end === -1 ? length : end).toString('utf8');
}

function isLog(path: string): boolean {
  return path.endsWith('.log');
}

/** Archives are often made of the folder itself. */
function withoutTopFolder(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const has = (name: string) => [...files.keys()].some((path) => path === name);
  if (has('bundle.json') || has('objects.json')) return files;
  const root = [...files.keys()].map((path) => /^([^/]+)\/(?:bundle|objects)\.json$/.exec(path)?.[1]).find(Boolean);
  return root === undefined
    ? files
    : new Map(
        [...files]
          .filter(([path]) => path.startsWith(`${root}/`))
          .map(([path, text]) => [path.slice(root.length + 1), text]),
      );
}
