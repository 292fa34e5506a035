import { once } from 'node:events';
import { Agent as PlainAgent, type IncomingMessage, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';

const ANSWER_BYTES_MAX = 1024 * 1024;

export interface Asked {
  readonly token: string;
  readonly body?: unknown;
  /** How long the answer may take. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}
export interface Answered {
  readonly status: number;
  readonly json: unknown;
  /** After so long it may be asked again, where the answer says so. */
  readonly againMs: number;
}

export interface Link {
  readonly ask: (method: 'GET' | 'POST', path: string, asked: Asked) => Promise<Answered>;
  readonly close: () => void;
}

/** Connections that are kept open between requests, and no more of them than are said: who finds none waits for one. */
export function openLink(url: string, socketsMax: number): Link {
  const isSecure = new URL(url).protocol === 'https:';
  const settings = { keepAlive: true, maxSockets: socketsMax, scheduling: 'fifo' as const };
  const agent = isSecure ? new SecureAgent(settings) : new PlainAgent(settings);
  const send = isSecure ? secureRequest : plainRequest;
  return {
    async ask(method, path, { token, body, withinMs, signal }) {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const request = send(new URL(path, url), {
        ...{ method, agent, signal, timeout: withinMs },
        headers: {
          authorization: `Bearer ${token}`,
          ...(text !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          }),
        },
      });
      request.on('timeout', () => request.destroy(new Error(`${url} did not answer within ${withinMs} ms`)));
      request.end(text);
      const [answer] = (await once(request, 'response')) as [IncomingMessage];
      return {
        status: answer.statusCode ?? 0,
        json: await jsonOf(answer),
        againMs: Number(answer.headers['retry-after'] ?? 0) * 1000,
      };
    },
    close: () => agent.destroy(),
  };
}

async function jsonOf(answer: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error('the answer is too long for what was asked');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
