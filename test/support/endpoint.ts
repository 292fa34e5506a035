import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TestEndpoint {
  readonly port: number;
  /** The address of a role that it plays, by the number of this host. */
  readonly url: (role: string) => string;
  readonly heard: readonly Heard[];
  /** Requests of one role, the first one first. */
  readonly of: (role: string) => readonly Heard[];
  /** How much of an endless answer was taken. */
  readonly bytesGiven: () => number;
  readonly close: () => Promise<void>;
}

/** Somebody else's service, with all that such do: by the first part of the path. */
export async function openEndpoint(): Promise<TestEndpoint> {
  const heard: Heard[] = [];
  let given = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const first = !heard.some((one) => one.path === path);
      heard.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      const role = path.split(/[/?]/)[1] ?? '';
      void play(role, first, response, (bytes) => (given += bytes)).catch(() => response.destroy());
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: (role) => `http://127.0.0.1:${port}/${role}`,
    heard,
    of: (role) => heard.filter(({ path }) => path === `/${role}`),
    bytesGiven: () => given,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

async function play(
  role: string,
  first: boolean,
  response: ServerResponse,
  gave: (bytes: number) => void,
): Promise<void> {
  const headers: Record<string, string> = {};
  const [status = 200, text = 'done'] = WORDS[role] ?? [];
  if (role === 'later' && first) return void response.writeHead(429, { 'retry-after': '2' }).end('not so fast');
  if (role === 'busy' && first) return void response.writeHead(503).end('busy');
  if (role === 'reset') return void response.socket?.resetAndDestroy();
  if (role === 'silent' || (role === 'held' && first)) return;
  if (role === 'moved' || role === 'see-other') headers['location'] = '/followed';
  response.writeHead(status, headers);
  if (role === 'drip') {
    response.write('it is done');
    return;
  }
  if (role === 'huge') {
    const chunk = Buffer.alloc(65_536, 'a');
    while (!response.destroyed) {
      gave(chunk.length);
      if (!response.write(chunk)) await pause(5);
    }
    return;
  }
  response.end(text);
}

const WORDS: Readonly<Record<string, readonly [status: number, text: string]>> = {
  bad: [422, 'no such thing'],
  denied: [403, 'who are you'],
  down: [503, 'down'],
  moved: [301, ''],
  'see-other': [303, ''],
  telling: [200, 'password=hunter2 \u0000 token was s3cr3t-token, ü'],
  'not-well': [500, 'no'],
};
