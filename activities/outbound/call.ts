import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP } from 'node:net';
import { redact } from '../../domain/redaction.js';
import { isPublic, NotPublic, publicLookup } from './addresses.js';
import { sayWhy } from './read.js';

export const READ_BYTES_MAX = 65_536;
export const KEPT_BYTES_MAX = 1024;

export interface Call {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** Whether it may lead to this host or into a private network. */
  readonly private: boolean;
  readonly signal: AbortSignal;
  /** What must not be kept of the answer, wherever it stands. */
  readonly secrets: readonly string[];
}

export type Called =
  | { readonly got: 'answer'; readonly status: number; readonly excerpt: string; readonly retryAfterMs: number }
  /** `sent`: it may have arrived. Where not, certainly nothing was done. `lasting`: trying again changes nothing. */
  | { readonly got: 'nothing'; readonly sent: boolean; readonly lasting: boolean; readonly because: string };

/** One request over a connection of its own. No redirect is followed, and no more is read than is bounded. */
export async function call(of: Call): Promise<Called> {
  const url = new URL(of.url);
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  // A literal address is connected to without a lookup.
  if (!of.private && isIP(host) !== 0 && !isPublic(host)) return notSent(new NotPublic('it', host));
  const over = new AbortController();
  const late = setTimeout(() => over.abort(new Error(`no answer within ${of.timeoutMs} ms`)), of.timeoutMs);
  const giveUp = () => over.abort(new Error('it was given up while it was under way'));
  of.signal.addEventListener('abort', giveUp, { once: true });
  try {
    of.signal.throwIfAborted();
    return await attempt(of, url, over.signal);
  } finally {
    clearTimeout(late);
    of.signal.removeEventListener('abort', giveUp);
  }
}

async function attempt(of: Call, url: URL, over: AbortSignal): Promise<Called> {
  let sent = false;
  let made: ClientRequest | undefined;
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const { method, headers } = of;
      const request = url.protocol === 'https:' ? requestTls : requestPlain;
      made = request(url, {
        ...{ method, agent: false, headers: { ...headers, 'accept-encoding': 'identity', connection: 'close' } },
        ...(!of.private && { lookup: publicLookup }),
      });
      made.on('socket', (socket) =>
        socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (sent = true)),
      );
      made.once('response', resolve);
      made.on('error', reject);
      over.addEventListener('abort', () => reject(over.reason as Error), { once: true });
      made.end(of.body);
    });
    // The status is the answer: what of the body still comes is only read for people.
    const text = await readSome(answer, over);
    const retryAfterMs = retryAfter(answer.headers['retry-after']);
    return { got: 'answer', status: answer.statusCode ?? 0, excerpt: excerptOf(text, of.secrets), retryAfterMs };
  } catch (error) {
    return sent ? { got: 'nothing', sent, lasting: false, because: sayWhy(error) } : notSent(error);
  } finally {
    made?.destroy();
  }
}

async function readSome(answer: IncomingMessage, over: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const stop = () => answer.destroy();
  answer.on('error', () => undefined);
  over.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of answer) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes >= READ_BYTES_MAX) break;
    }
  } catch {
    // Broken off: what came until then is kept.
  } finally {
    over.removeEventListener('abort', stop);
  }
  return Buffer.concat(chunks).subarray(0, READ_BYTES_MAX).toString('utf8');
}

/** What people may see of an answer: no secrets, no control characters, and not much. */
export function excerptOf(text: string, secrets: readonly string[]): string {
  const bare = secrets.filter((secret) => secret !== '').reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  const shown = redact(bare).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ');
  return Buffer.from(shown)
    .subarray(0, KEPT_BYTES_MAX)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}

/** Seconds or a date, as HTTP has it; 0 where it says neither. */
export function retryAfter(said: string | undefined, now = Date.now()): number {
  if (said === undefined) return 0;
  if (/^\d{1,9}$/.test(said.trim())) return Number(said) * 1000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}

const NOT_YET_THERE = /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|no answer within/;

function notSent(error: unknown): Called {
  const because = sayWhy(error);
  return { got: 'nothing', sent: false, lasting: !NOT_YET_THERE.test(because), because };
}
