import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Proxy {
  readonly port: number;
  /** How the way behaves from now on: `cut` breaks what is open and takes nothing, `silent` takes all and says nothing. */
  readonly be: (state: 'open' | 'cut' | 'silent') => void;
  readonly close: () => Promise<void>;
}

/** A way to a real server that a test can break and mend. */
export async function openProxy(target: { readonly host: string; readonly port: number }): Promise<Proxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let state: 'open' | 'cut' | 'silent' = 'open';
  const drop = () => pairs.forEach((pair) => pair.forEach((socket) => socket.destroy()));
  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(target.port, target.host);
    const pair = [near, far] as const;
    pairs.add(pair);
    const pass = (to: Socket) => (bytes: Buffer) => void (state === 'silent' || to.write(bytes));
    near.on('data', pass(far));
    far.on('data', pass(near));
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        pair.forEach((one) => one.destroy());
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    be(next) {
      state = next;
      if (next === 'cut') drop();
    },
    async close() {
      drop();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The same address by way of the proxy. */
export function throughProxy(url: string, { port }: Proxy): string {
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(port);
  return through.toString();
}

export function targetOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
