import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, openTestGateway, readAnswer, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';

const BODY_MAX = 64 * 1024;
const LINE = 'GET /healthz HTTP/1.1\r\n';
const HOST = 'Host: localhost\r\n';
const POST = `POST /api/v1/people HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`;

describe('on the wire', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let token: string;
  beforeAll(async () => {
    store = await openTestStore();
    token = await store.account('home');
    gateway = await openTestGateway(store, { requestMsMax: 1_000, settings: { bodyBytesMax: BODY_MAX } });
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  it.each([
    ['with its length', {}, '/api/v1/people'],
    ['in chunks', { 'transfer-encoding': 'chunked' }, '/api/v1/people'],
    ['to where nothing is', {}, '/nowhere'],
    ['in chunks to the codec', { 'transfer-encoding': 'chunked' }, '/codec/decode'],
  ])('refuses 50 MB %s, long before all of it was sent', async (_how, headers: Asked['headers'], path) => {
    const { answer, sent } = await flood(gateway.port, path, { authorization: `Bearer ${token}`, ...headers });
    expect(answer).toMatchObject({
      status: path === '/nowhere' && headers ? 413 : 413,
      json: { title: 'Too large' },
    });
    expect(answer.json['detail']).toContain(`${BODY_MAX} bytes`);
    // What was on its way in the buffers of both sides.
    expect(sent).toBeLessThan(12_000_000);
  });

  it.each([
    ['what is no HTTP', 'hello\r\n\r\n', 400],
    ['a request without a host', `${LINE}\r\n`, 400],
    ['two hosts', `${LINE.replace('healthz', 'api')}${HOST}Host: evil.example\r\nConnection: close\r\n\r\n`, 421],
    ['a header of 20 kB', `${LINE}${HOST}X: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a length below nothing', `${POST}Content-Length: -5\r\n\r\n`, 400],
    ['a length and chunks', `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ])('refuses %s', async (_what, text, status) => {
    expect((await wire(gateway.port, text)).status).toBe(status);
  });

  it.each([
    ['headers that never end', () => `${LINE}${HOST}`],
    ['a body that never ends', () => `${POST}Authorization: Bearer ${token}\r\nContent-Length: 100\r\n\r\n{"id"`],
    [
      'chunks that never end',
      () => `${POST}Authorization: Bearer ${token}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"id"\r\n`,
    ],
  ] as [string, () => string][])('cuts off %s in bounded time', async (_what, text) => {
    const { status, ms } = await wire(gateway.port, text());
    expect(status).toBe(408);
    // A second for the request, and up to one more until connections are looked over.
    expect(ms).toBeGreaterThan(900);
    expect(ms).toBeLessThan(3_500);
  });

  it('goes on serving others while fifty send nothing', async () => {
    const idle = Array.from({ length: 50 }, () => connect(gateway.port, '127.0.0.1').on('error', () => undefined));
    idle.forEach((socket) => socket.write(LINE));
    await pause(50);
    expect((await gateway.call('GET', '/api/v1/whoami', { token })).status).toBe(200);
    idle.forEach((socket) => socket.destroy());
  });

  it('has called none of this its own fault, and written no secret', () => {
    const lines = gateway.logged().split('\n');
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    expect(gateway.logged()).not.toContain(token.split('.')[3]);
  });
});

/** Sends 50 MB for as long as the other side listens. */
async function flood(port: number, path: string, headers: Readonly<Record<string, string>>) {
  const size = 50_000_000;
  const length = 'transfer-encoding' in headers ? {} : { 'content-length': String(size) };
  const asking = request({
    ...{ host: '127.0.0.1', port, path, method: 'POST', agent: false },
    headers: { 'content-type': 'application/json', ...length, ...headers },
  });
  asking.on('error', () => undefined);
  const part = Buffer.alloc(64 * 1024, 'a');
  let sent = 0;
  let heard = false;
  const answered = once(asking, 'response').then(async ([answer]) => {
    heard = true;
    return readAnswer(answer as never);
  });
  while (sent < size && !heard) {
    sent += part.length;
    if (!asking.write(part)) await Promise.race([once(asking, 'drain'), answered, pause(100)]);
  }
  const answer = await answered;
  asking.destroy();
  return { answer, sent };
}

/** Writes text to the socket and waits until the other side closes. */
async function wire(port: number, text: string): Promise<{ readonly status: number; readonly ms: number }> {
  const started = performance.now();
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  let said = '';
  socket.on('data', (bytes: Buffer) => (said += bytes.toString()));
  socket.write(text);
  await once(socket, 'close');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1]), ms: performance.now() - started };
}
