import { type Agent, type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { createGunzip } from 'node:zlib';
import { redact } from '../../domain/redaction.js';
import { tlsWords } from './tls-words.js';

/** One question to somebody who answers with a text. */
export interface Question {
  readonly url: string;
  /** GET, where nothing else is said. */
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
  readonly bytesMax: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type Read =
  | {
      readonly got: 'answer';
      readonly status: number;
      readonly text: string;
      readonly at: number | undefined;
      readonly retryAfterS: number;
    }
  | { readonly got: 'nothing'; readonly how: 'late' | 'too-large' | 'unreachable'; readonly because: string };

class TooLarge extends Error {}
class Late extends Error {}

/** Reads one answer, within its bounds of time and bytes; what is larger is not read in part. No redirect is followed. */
export async function readAnswer(of: Question): Promise<Read> {
  const over = new AbortController();
  const late = setTimeout(() => over.abort(new Late(`no answer within ${of.timeoutMs} ms`)), of.timeoutMs);
  const giveUp = () => over.abort(new Late('the time for all of it was over'));
  of.signal.addEventListener('abort', giveUp, { once: true });
  let made: ClientRequest | undefined;
  try {
    if (of.signal.aborted) giveUp();
    over.signal.throwIfAborted();
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      made = send(of, resolve, reject);
      over.signal.addEventListener('abort', () => reject(over.signal.reason as Error), { once: true });
    });
    const text = await textOf(answer, of.bytesMax, over.signal);
    const at = Date.parse(answer.headers.date ?? '');
    const retryAfterS = Math.min(Number(answer.headers['retry-after']) || 0, 3600);
    return { got: 'answer', status: answer.statusCode ?? 0, text, at: Number.isNaN(at) ? undefined : at, retryAfterS };
  } catch (error) {
    made?.destroy();
    const how = error instanceof Late ? 'late' : error instanceof TooLarge ? 'too-large' : 'unreachable';
    return { got: 'nothing', how, because: sayWhy(error) };
  } finally {
    clearTimeout(late);
    of.signal.removeEventListener('abort', giveUp);
  }
}

function send(
  { url, method = 'GET', body, headers, agent }: Question,
  resolve: (answer: IncomingMessage) => void,
  reject: (error: Error) => void,
): ClientRequest {
  const { username, password, protocol, hostname, port, pathname, search } = new URL(url);
  const request = protocol === 'https:' ? requestTls : requestPlain;
  const login = username === '' ? '' : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const made = request({
    ...{ method, protocol, port, path: pathname + search, hostname: hostname.replaceAll(/^\[|\]$/g, '') },
    ...(login !== '' && { auth: login }),
    ...(agent && { agent }),
    headers: { 'accept-encoding': 'gzip', ...headers },
  });
  made.once('response', resolve);
  made.on('error', reject);
  made.end(body);
  return made;
}

async function textOf(answer: IncomingMessage, bytesMax: number, over: AbortSignal): Promise<string> {
  const isPacked = answer.headers['content-encoding'] === 'gzip';
  const stream = isPacked ? answer.pipe(createGunzip()) : answer;
  // A break of the packed stream is not passed on by pipe.
  if (isPacked) answer.once('error', (error) => stream.destroy(error));
  const stop = () => stream.destroy(over.reason as Error);
  over.addEventListener('abort', stop, { once: true });
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    over.throwIfAborted();
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length;
      if (bytes > bytesMax) throw new TooLarge(`the answer has more than ${Math.ceil(bytesMax / 1024)} KiB`);
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    over.removeEventListener('abort', stop);
  }
}

/** Why there is no answer: one line, without secrets, addresses with passwords, and what moves a cursor. */
export function sayWhy(error: unknown): string {
  const { code, message, errors } = error as { code?: string; message?: string; errors?: readonly Error[] };
  const said = message || errors?.[0]?.message || String(error);
  const words = tlsWords(said);
  if (words !== undefined) return words;
  return redact(code !== undefined && !said.includes(code) ? `${code}: ${said}` : said)
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .slice(0, 300);
}
