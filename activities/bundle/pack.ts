import { gzipSync } from 'node:zlib';
import type { Files } from './files.js';

const BLOCK = 512;

export type Part = readonly [name: string, content: Buffer];

/** The files of a bundle as one .tgz, as it is sent; the same files always give the same bytes. */
export function packFiles(files: Files): Buffer<ArrayBuffer> {
  const parts = [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => [path, Buffer.from(text)] as const);
  return gzipSync(tarOf(parts));
}

export function tarOf(parts: readonly Part[]): Buffer {
  return Buffer.concat([...parts.flatMap(([name, content]) => entry(name, content)), Buffer.alloc(2 * BLOCK)]);
}

function entry(name: string, content: Buffer): readonly Buffer[] {
  const before = Buffer.byteLength(name) > 99 ? block('././@LongLink', Buffer.from(`${name}\0`), 'L') : [];
  return [...before, ...block(name, content, '0')];
}

function block(name: string, content: Buffer, type: string): readonly Buffer[] {
  const head = Buffer.alloc(BLOCK);
  head.write(name.slice(0, 99), 0);
  head.write('0000600\0', 100);
  head.write('0000000\0', 108);
  head.write('0000000\0', 116);
  head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  head.write('00000000000\0', 136);
  head.write('        ', 148);
  head.write(type, 156);
  head.write('ustar\x0000', 257);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [head, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)];
}
