import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pacedBody } from '../../client/http/paced.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';

const READER_MS_MAX = 400;

describe('the export of a long book', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let token: string;
  beforeAll(async () => {
    store = await openTestStore();
    token = await store.account('home');
    gateway = await openTestGateway(store, { settings: { readerMsMax: READER_MS_MAX } });
    // More than the buffers between two sockets take in.
    const note = 'x'.repeat(60_000);
    for (let n = 0; n < 300; n += 1) {
      const draft = { kind: 'trust', key: `${n}`, actor: 'a', subject: 'b', data: { note } } as const;
      await store.ledger.append('home', draft);
    }
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  async function ask(): Promise<IncomingMessage> {
    const asking = request({
      ...{ host: '127.0.0.1', port: gateway.port, path: '/api/v1/ledger/export', agent: false },
      headers: { authorization: `Bearer ${token}` },
    });
    asking.end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    return answer;
  }

  it('is broken off for who stops reading, so that it is not held for ever nor taken for whole', async () => {
    const answer = await ask();
    await once(answer, 'readable');
    await pause(READER_MS_MAX * 4);
    const read = async () => {
      for await (const part of answer) void part;
    };
    await expect(read()).rejects.toThrow('aborted');
    expect(answer.complete).toBe(false);
    expect(gateway.logged()).toContain('a reader of the ledger was too slow and is cut off');
  });

  it('comes whole to who reads slowly but steadily, for longer than one piece may take', async () => {
    const answer = await ask();
    const started = performance.now();
    let entries = 0;
    let at = 0;
    for await (const part of answer as AsyncIterable<Buffer>) {
      for (const byte of part) entries += byte === 10 ? 1 : 0;
      if ((at += 1) % 8 === 0) await pause(20);
    }
    expect([answer.complete, entries]).toEqual([true, 301]);
    expect(performance.now() - started).toBeGreaterThan(READER_MS_MAX);
  });

  it('is made no faster than it is read, and no more once the reader has gone', async () => {
    let made = 0;
    let ended = false;
    async function* chunks() {
      try {
        for (;;) {
          made += 1;
          yield new Uint8Array(200_000);
        }
      } finally {
        ended = true;
      }
    }
    const reader = pacedBody(chunks(), { readerMsMax: 60_000, cutOff: () => undefined }).getReader();
    for (let read = 0; read < 4; read += 1)
      expect((await reader.read()).value?.length).toBe([65_536, 65_536, 65_536, 3_392][read]);
    expect(made).toBe(1);
    await reader.cancel();
    expect([made, ended]).toEqual([1, true]);
  });
});
