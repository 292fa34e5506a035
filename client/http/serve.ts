import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from './door.js';

export interface Served {
  readonly port: number;
  /** Takes no new request and gives those under way the time they have. */
  readonly close: (drainMs: number) => Promise<void>;
}

/** Listens. A client that sends slowly is cut off, so that it can't hold a place for ever. */
export function serve(
  app: App,
  { host, port, requestMsMax }: { host: string; port: number; requestMsMax: number },
): Promise<Served> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      headersTimeout: Math.min(10_000, requestMsMax),
      requestTimeout: requestMsMax,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
    },
  }) as Server;
  server.maxConnections = 2_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve({ port: (server.address() as AddressInfo).port, close: (drainMs) => close(server, drainMs) });
    });
  });
}

function close(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
