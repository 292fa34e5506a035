import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** What the process that plays the nodes is asked, and what it answers. */
export interface LoadWish {
  readonly port: number;
  readonly credentials: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** The first number of a report. */
  readonly from: number;
}

export interface Loaded {
  readonly latencies: readonly number[];
  readonly refused: number;
}

/** Each connection lets its share of the nodes report, one after the other. It writes HTTP by hand, so that those who report cost little. */
async function load({ port, credentials, connections, seconds, from }: LoadWish): Promise<Loaded> {
  const until = performance.now() + seconds * 1000;
  const latencies: number[] = [];
  let refused = 0;
  await Promise.all(
    Array.from({ length: connections }, async (_unused, connection) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      await once(socket, 'connect');
      const answers = answersOf(socket);
      for (let n = 0; performance.now() < until; n += 1) {
        const mine = Math.ceil((credentials.length - connection) / connections);
        const credential = credentials[connection + connections * (n % mine)] ?? '';
        const started = performance.now();
        socket.write(requestOf(credential, from + n));
        if ((await answers()) === 200) latencies.push(performance.now() - started);
        else refused += 1;
      }
      socket.destroy();
    }),
  );
  return { latencies, refused };
}

function requestOf(credential: string, seq: number): string {
  const body = JSON.stringify({
    ...{ boot: 'b-1', seq, at: Date.now(), agent: '1.0.0', status: 'running', architecture: 'amd64' },
    facts: { os: 'debian', 'os-version': '12', kernel: '6.1.0' },
  });
  return `POST /node/v1/report HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${credential}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** The status of one answer after the other. A socket that ends before one is whole is an error. */
function answersOf(socket: Socket): () => Promise<number> {
  let text = '';
  let wanting: { readonly resolve: (status: number) => void; readonly reject: (error: Error) => void } | undefined;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
    const status = wholeAnswer(text);
    if (status === undefined) return;
    text = '';
    wanting?.resolve(status);
  });
  socket.on('error', (error) => wanting?.reject(error));
  socket.on('close', () => wanting?.reject(new Error('the gateway closed a connection')));
  return () => new Promise((resolve, reject) => (wanting = { resolve, reject }));
}

function wholeAnswer(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head + 2))?.[1];
  const isWhole = length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length >= head + 4 + Number(length);
  return isWhole ? Number(text.slice(9, 12)) : undefined;
}

process.on('message', (wish: LoadWish) => {
  void load(wish).then(
    (loaded) => process.send?.(loaded),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
