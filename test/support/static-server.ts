import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StaticServer {
  readonly url: string;
  /** What stands where, by path; what is not there is 404. */
  readonly serve: (files: Readonly<Record<string, string | Uint8Array>>) => void;
  readonly close: () => void;
}

/** Files over HTTP, as a mirror of packages gives them. */
export async function openStaticServer(): Promise<StaticServer> {
  let files: Readonly<Record<string, string | Uint8Array>> = {};
  const server = createServer(({ url = '/' }, answer) => {
    const found = files[decodeURIComponent(url.slice(1))];
    if (found === undefined) answer.writeHead(404).end();
    else answer.end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    serve: (next) => (files = next),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
