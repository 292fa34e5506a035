import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

export interface MetricsServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
}

/** A real HTTP server where Prometheus and Alertmanager would be; what it answers, the test says. */
export async function openMetricsServer(
  answer: (asked: Asked, response: ServerResponse) => unknown,
): Promise<MetricsServer> {
  const asked: Asked[] = [];
  const server = createServer((given, response) => {
    const url = new URL(given.url ?? '/', 'http://x');
    const one = {
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      authorization: given.headers.authorization,
    };
    asked.push(one);
    const said = answer(one, response);
    // Who has begun an answer says the rest of it, or never does.
    if (response.headersSent) return;
    response.setHeader('content-type', 'application/json');
    response.end(typeof said === 'string' ? said : JSON.stringify(said));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
