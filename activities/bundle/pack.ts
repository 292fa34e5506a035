import { gzipSync } from 'node:zlib';
import type { Files } from './files.js';
import { BadBundle } from './refusal.js';

const BLOCK = 512;
const NAME_MAX = 100;

/** The files of a bundle as one .tgz, as it is sent and stored; the same files always give the same bytes. */
export function packFiles(files: Files): Buffer<ArrayBuffer> {
  const blocks = [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => {
      const bytes = Buffer.from(text, 'utf8');
      return [headOf(path, bytes.length), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
    });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

function headOf(path: string, size: number): Buffer {
  const head = Buffer.alloc(BLOCK);
  const [prefix, name] = partsOf(path);
  head.write(name, 0);
  head.write('0000600\0', 100);
  head.write('0000000\0', 108);
  head.write('0000000\0', 116);
  head.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  head.write('00000000000\0', 136);
  head.write('        ', 148);
  head.write('0', 156);
  head.write('ustar\u000000', 257);
  head.write(prefix, 345);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return head;
}

/** Tar keeps a long path in two fields, split at a slash. */
function partsOf(path: string): readonly [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= NAME_MAX) return ['', path];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= NAME_MAX && Buffer.byteLength(prefix) <= 155) return [prefix, name];
  }
  throw new BadBundle(`${path.slice(0, 200)} has too long a name to be put into an archive`);
}
