import { createConnection, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A loopback port that nobody listens on at this moment; the wish is granted when it is free. */
export async function freePort(wish = 0): Promise<number> {
  return (await canListen(wish)) ?? (await canListen(0)) ?? fail();
}

/** Free ports that are all different and fit into 15 bits: the Temporal server keeps those of its members in a smallint. */
export async function freeLowPorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count && tries < 1_000; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (!found.has(port) && (await isFree(port))) found.add(port);
  }
  return found.size === count ? [...found] : fail();
}

export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await listenFailure(port, host)) === undefined;
}

/** Why nobody could listen there right now; nothing when somebody could. */
export function listenFailure(port: number, host: string): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** Waits until something listens, or until `gaveUp` says why it never will. */
export async function waitForPort(port: number, withinMs: number, gaveUp: Promise<unknown>): Promise<boolean> {
  let over = false;
  void gaveUp.then(() => {
    over = true;
  });
  const deadline = Date.now() + withinMs;
  while (!over && Date.now() < deadline) {
    if (await answers(port)) return true;
    await pause(25);
  }
  return false;
}

function canListen(port: number, host = '127.0.0.1'): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function fail(): never {
  throw new Error('no loopback port is free on this machine: stop something that listens, then start again');
}
