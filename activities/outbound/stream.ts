import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isPublic, NotPublic, publicLookup } from './addresses.js';
import { lateAfter } from './late.js';
import { sayWhy } from './read.js';

/** Something long that is read as it comes. */
export interface Streaming {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it may lead to this host or into a private network. */
  readonly private: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** As it is sent, and once it is unpacked. */
  readonly bytesMax: number;
  readonly unpackedBytesMax: number;
  /** Is given the bytes as they were sent, before anybody reads them. */
  readonly onSent?: (bytes: Uint8Array) => void;
}

export interface Streamed {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Unpacked where it is gzip, whoever packed it. */
  readonly body: AsyncIterable<Buffer>;
}

/** One GET over a connection of its own, within its bounds. No redirect is followed. Rejects with one line. */
export async function stream<T>(of: Streaming, use: (answer: Streamed) => Promise<T>): Promise<T> {
  const late = lateAfter(of.timeoutMs);
  const over = AbortSignal.any([of.signal, late]);
  let made: ClientRequest | undefined;
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      made = ask(of, over);
      made.once('response', resolve);
      made.on('error', reject);
      made.end();
    });
    return await use({ status: answer.statusCode ?? 0, headers: answer.headers, body: unpacked(answer, of) });
  } catch (error) {
    if (late.aborted) throw new Error(`it did not come to an end within ${of.timeoutMs / 1000} s`, { cause: error });
    throw new Error(error instanceof NotPublic ? notPublic(new URL(of.url).hostname) : sayWhy(error), { cause: error });
  } finally {
    made?.destroy();
  }
}

function ask(of: Streaming, signal: AbortSignal): ClientRequest {
  const url = new URL(of.url);
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  // A literal address is connected to without a lookup.
  if (!of.private && isIP(host) !== 0 && !isPublic(host)) throw new NotPublic('it', host);
  const headers = { 'accept-encoding': 'gzip, identity', connection: 'close', ...of.headers };
  return (url.protocol === 'https:' ? requestTls : requestPlain)(url, {
    ...{ agent: false, signal, headers },
    ...(!of.private && { lookup: publicLookup }),
  });
}

export function notPublic(hostname: string): string {
  return `${hostname} stands in no public network: add it to fleet.privateHosts if that is meant`;
}

const GZIP = [0x1f, 0x8b] as const;

async function* unpacked(answer: IncomingMessage, of: Streaming): AsyncGenerator<Buffer> {
  const sent = counted(answer, of.bytesMax, 'as it is sent', of.onSent);
  let start = Buffer.alloc(0);
  while (start.length < GZIP.length) {
    const next = await sent.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
  }
  const whole = (async function* () {
    yield start;
    yield* sent;
  })();
  if (!GZIP.every((byte, at) => start[at] === byte)) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip();
  // What goes wrong on either side is heard by whoever reads.
  pipeline(Readable.from(whole), gunzip).catch(() => undefined);
  yield* counted(gunzip as AsyncIterable<Buffer>, of.unpackedBytesMax, 'once it is unpacked');
}

async function* counted(
  chunks: AsyncIterable<Buffer>,
  most: number,
  how: string,
  onChunk: (bytes: Uint8Array) => void = () => undefined,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > most) throw new Error(`it has more than ${sizeOf(most)} ${how}`);
    onChunk(chunk);
    yield chunk;
  }
}

function sizeOf(bytes: number): string {
  return bytes < 2 ** 20 ? `${bytes} bytes` : `${Math.floor(bytes / 2 ** 20)} MiB`;
}
