import { setImmediate as othersFirst } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { type EstateDocument, MISTAKES_MAX, openDocument } from '../reeve.js';
import { Refused } from './door.js';
import { readRow } from './fleet-rows.js';

/** One row, with all that its instance runs and is. */
const LINE_CHARS_MAX = 200_000;

export interface LineMistake {
  readonly path: string;
  readonly message: string;
}
export type ReadDocument = { readonly document: EstateDocument } | { readonly mistakes: readonly LineMistake[] };

/** What is sent small must not become large without a bound. */
const INFLATED_BYTES_MAX = 1024 * 2 ** 20;
const PIECE_BYTES = 256 * 1024;

/** The bytes as they were before they were compressed, piece by piece, so that others are served in between. */
export async function* inflated(sent: Uint8Array, encoding: string | undefined): AsyncGenerator<Uint8Array> {
  if (encoding !== 'gzip') {
    for (let at = 0; at < sent.length; at += PIECE_BYTES) {
      yield sent.subarray(at, at + PIECE_BYTES);
      await othersFirst();
    }
    return;
  }
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  gunzip.end(sent);
  let bytes = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > INFLATED_BYTES_MAX) throw new Refused(413, 'the document is too large: import it in parts');
      yield piece;
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(
      400,
      'what was sent is no gzip, or breaks off: send it again, or without "content-encoding"',
      error,
    );
  }
}

/** Reads a document line by line, and goes on after a mistake, so that several can be told at once. */
export async function readDocument(body: AsyncIterable<Uint8Array>): Promise<ReadDocument> {
  const { add, end } = openDocument();
  const wrong: LineMistake[] = [];
  let line = 0;
  for await (const text of linesOf(body)) {
    line += 1;
    if (text.trim() === '') continue;
    const said = text.length > LINE_CHARS_MAX ? ['it is too long for one row'] : read(text, line);
    wrong.push(...said.map((message) => ({ path: `line ${line}`, message })));
    if (wrong.length >= MISTAKES_MAX) break;
  }
  return wrong.length > 0 ? { mistakes: wrong.slice(0, MISTAKES_MAX) } : { document: end() };

  function read(text: string, line: number): readonly string[] {
    let sent: unknown;
    try {
      sent = JSON.parse(text);
    } catch {
      return ['it is no JSON: each line holds one row, such as {"kind":"template","id":"web"}'];
    }
    const found = readRow(sent);
    if ('wrong' in found) return found.wrong;
    const because = add(found.entity, found.row, line);
    return because === undefined ? [] : [because];
  }
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of body) {
    const texts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = texts.pop() ?? '';
    yield* texts;
    // A line without an end must not grow with all that is sent.
    if (rest.length > LINE_CHARS_MAX) {
      yield rest;
      return;
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
