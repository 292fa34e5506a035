import { once, setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { ClusterHandle } from './cluster.js';

/** What becomes of a request: it waits, is answered so, breaks off, or goes on to the real API server. */
export interface Fate {
  readonly afterMs?: number;
  readonly status?: number;
  readonly body?: string;
  readonly breaksOff?: boolean;
}

export interface ApiProxy {
  readonly url: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  /** How it behaves from now on. */
  readonly be: (fate: (path: string) => Fate) => void;
  readonly close: () => Promise<void>;
}

/** A real HTTPS server before the API server, with its own certificate, that a test can make slow or break in part. */
export async function openApiProxy(handle: ClusterHandle): Promise<ApiProxy> {
  const certs = join(dirname(handle.kubeconfig), 'certs');
  const [cert, key] = await Promise.all([
    readFile(join(certs, 'apiserver.crt')),
    readFile(join(certs, 'apiserver.key')),
  ]);
  const asked: string[] = [];
  let fateOf: (path: string) => Fate = () => ({});
  const over = new AbortController();
  // Every request that waits listens.
  setMaxListeners(0, over.signal);
  const server = createServer({ cert, key }, (given, answer) => {
    const path = given.url ?? '/';
    asked.push(path);
    void follow(fateOf(path), { given, answer, handle, ca: cert, signal: over.signal }).catch(() => answer.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    be: (next) => void (fateOf = next),
    async close() {
      over.abort();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Passing {
  readonly given: IncomingMessage;
  readonly answer: ServerResponse;
  readonly handle: ClusterHandle;
  readonly ca: Buffer;
  readonly signal: AbortSignal;
}

async function follow(fate: Fate, { given, answer, handle, ca, signal }: Passing): Promise<void> {
  if (fate.afterMs !== undefined) await pause(fate.afterMs, undefined, { signal });
  if (fate.breaksOff) {
    answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
    answer.write('{"kind":"PodList","items":[');
    await pause(20);
    answer.destroy();
    return;
  }
  if (fate.status !== undefined) {
    answer.writeHead(fate.status, { 'content-type': 'application/json' }).end(fate.body ?? '{}');
    return;
  }
  const made = request(new URL(given.url ?? '/', handle.url), { method: given.method, headers: given.headers, ca });
  made.once('response', (real) => {
    answer.writeHead(real.statusCode ?? 502, real.headers);
    real.pipe(answer);
  });
  made.once('error', () => answer.destroy());
  given.pipe(made);
}
