import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../../activities/ledger/append.js';
import { type Database, openDatabase } from '../../activities/store/database.js';
import { eventually } from '../support/cluster.js';
import { openTestGateway, readAnswer, type TestGateway } from '../support/gateway.js';
import { openProxy, type Proxy, targetOf, throughProxy } from '../support/proxy.js';
import { openTestStore, type TestStore } from '../support/store.js';

describe('while something is wrong', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let token: string;
  let way: Proxy;
  let db: Database;
  let draining = false;
  beforeAll(async () => {
    store = await openTestStore();
    token = await store.account('home');
    way = await openProxy(targetOf(store.urls.app));
    db = openDatabase({ url: throughProxy(store.urls.app, way), login: 'app', poolMax: 4, statementMsMax: 300 });
    const ledger = openLedger(db, store);
    gateway = await openTestGateway(store, { parts: { db, ledger }, draining: () => draining });
  });
  afterAll(async () => {
    await gateway?.close();
    way?.be('open');
    await db?.close();
    await way?.close();
    await store?.close();
  });
  const get = (path: string) => gateway.call('GET', path, { token });
  const add = (id: string) =>
    gateway.call('POST', '/api/v1/people', { token, body: { id, name: id, roles: ['viewer'] } });
  const isBack = () => eventually(async () => (await get('/api/v1/people')).status === 200);

  describe('with the database', () => {
    it.each([
      ['breaks off', 'cut', 200],
      ['says nothing', 'silent', 5_000],
    ] as const)('which %s: answers 503 with what to do, lives on, and recovers by itself', async (_how, state, ms) => {
      await isBack();
      way.be(state);
      const started = performance.now();
      const refused = await Promise.all([get('/api/v1/people'), add(`in-${state}`), get('/api/v1/whoami')]);
      for (const answer of refused) {
        expect(answer).toMatchObject({ status: 503, json: { title: 'Not available' } });
        expect(answer.json['detail']).toContain('the database does not answer right now; nothing was changed');
      }
      expect(performance.now() - started).toBeLessThan(ms + 5_000);
      await eventually(async () => (await gateway.call('GET', '/readyz')).status === 503, { withinMs: 5_000 });
      expect(await gateway.call('GET', '/healthz')).toMatchObject({ status: 200, json: { alive: true } });
      expect((await gateway.call('GET', '/readyz')).json).toMatchObject({
        ready: false,
        parts: [{ name: 'postgresql', ready: false }, { name: 'temporal' }],
      });
      expect(gateway.logged()).toMatch(
        /"parts":\[\{"name":"postgresql","ready":false,"detail":"does not answer[^}]*\}/,
      );
      way.be(state === 'silent' ? 'cut' : state);
      way.be('open');
      await isBack();
      expect((await add(`after-${state}`)).status).toBe(201);
      expect((await get('/api/v1/people')).text).not.toContain(`in-${state}`);
    });

    it('which is of another schema: is not ready, tells who is signed in what to run, and nobody else', async () => {
      await isBack();
      await store.tamper(`INSERT INTO reeve.migration (version, name, checksum) VALUES (9999, '9999-x.sql', 'x')`);
      const ready = () => gateway.call('GET', '/readyz');
      await eventually(async () => (await ready()).status === 503, { withinMs: 5_000 });
      const [answer, known] = await Promise.all([ready(), get('/api/v1/status')]);
      await store.tamper('DELETE FROM reeve.migration WHERE version = 9999');
      expect(answer.json).toEqual({
        ready: false,
        parts: [
          { name: 'postgresql', ready: false },
          { name: 'temporal', ready: true },
        ],
      });
      expect(known.text).toMatch(/schema 9999, but this Reeve needs \d+: run \\"reeve migrate\\"/);
      await eventually(async () => (await ready()).status === 200, { withinMs: 5_000 });
    });

    it('is looked at for readiness at most once a second, however many ask', async () => {
      await isBack();
      await pause(1_100);
      const asked = async () =>
        (
          await store.tamper<{ n: number }>(
            `SELECT sum(xact_commit)::int AS n FROM pg_stat_database WHERE datname = current_database()`,
          )
        )[0]?.n ?? 0;
      await Promise.all(Array.from({ length: 200 }, () => gateway.call('GET', '/readyz')));
      await pause(1_500);
      const before = await asked();
      await Promise.all(Array.from({ length: 200 }, () => gateway.call('GET', '/readyz')));
      await pause(1_500);
      expect((await asked()) - before).toBeLessThan(50);
    });

    it('keeps its words to itself where the trouble is its own', async () => {
      await store.tamper('ALTER TABLE reeve.identity RENAME TO elsewhere');
      const answer = await get('/api/v1/people');
      await store.tamper('ALTER TABLE reeve.elsewhere RENAME TO identity');
      expect(answer).toMatchObject({ status: 500, json: { title: 'Internal error' } });
      expect(answer.text).not.toMatch(/identity|relation|SELECT/);
      expect(answer.json['detail']).toContain(String(answer.headers['x-request-id']));
      expect(gateway.logged()).toContain(String(answer.headers['x-request-id']));
    });
  });

  describe('with the ledger', () => {
    const change = (from: string, to: string) =>
      store.tamper(
        `UPDATE reeve.ledger SET body = replace(body::text, $1, $2)::json WHERE account = 'home' AND seq = 1`,
        [from, to],
      );

    it('takes no change into a broken book and names the runbook, reads on, and takes them again once it is whole', async () => {
      await isBack();
      await change('"account opened"', '"account closed"');
      expect((await gateway.call('POST', '/api/v1/ledger/verify', { token })).json).toMatchObject({
        whole: false,
        fault: { kind: 'changed', seq: 1 },
      });
      const refused = await add('late');
      expect(refused.status).toBe(503);
      expect(refused.json['detail']).toMatch(/broken at entry 1.*see the runbook "ledger broken"/);
      const checkpoint = await gateway.call('POST', '/api/v1/ledger/checkpoints', { token });
      expect(checkpoint).toMatchObject({ status: 503, json: { detail: expect.stringMatching(/broken at entry 1/) } });
      expect((await get('/api/v1/people')).text).not.toContain('"late"');
      expect((await get('/api/v1/ledger')).status).toBe(200);
      const { json } = await get('/api/v1/status');
      expect(json).toMatchObject({ ready: false });
      expect(json['parts']).toContainEqual(
        expect.objectContaining({ name: 'ledger', ready: false, detail: expect.stringContaining('ledger broken') }),
      );
      await change('"account closed"', '"account opened"');
      await gateway.call('POST', '/api/v1/ledger/verify', { token });
      expect((await add('late')).status).toBe(201);
    });

    it('is not ready while nothing outside the database says how far the book should reach', async () => {
      const alone = await store.account('alone');
      await store.witness.flush();
      const ledgerPart = async () => {
        const { json } = await gateway.call('GET', '/api/v1/status', { token: alone });
        return (json['parts'] as { name: string }[]).find(({ name }) => name === 'ledger');
      };
      expect(await ledgerPart()).toMatchObject({ ready: true });
      for (const name of await readdir(store.witnessDir)) {
        if (name.startsWith('alone.')) await rm(join(store.witnessDir, name));
      }
      expect(await ledgerPart()).toMatchObject({ ready: false, detail: expect.stringContaining('NOT WITNESSED') });
      const { json } = await gateway.call('POST', '/api/v1/ledger/verify', { token: alone });
      expect(json).toMatchObject({ whole: true, witnessed: false, unwitnessedBecause: expect.any(String) });
    });

    it('does not touch the book of another account', async () => {
      const other = await store.account('other');
      await change('"account opened"', '"account closed"');
      await gateway.call('POST', '/api/v1/ledger/verify', { token });
      const body = { id: 'ada', name: 'Ada' };
      const answer = await gateway.call('POST', '/api/v1/people', { token: other, body });
      await change('"account closed"', '"account opened"');
      await gateway.call('POST', '/api/v1/ledger/verify', { token });
      expect(answer.status).toBe(201);
    });
  });

  describe('with ourselves', () => {
    it('is not ready while it drains, though all parts are', async () => {
      draining = true;
      const answer = await gateway.call('GET', '/readyz');
      draining = false;
      expect(answer.status).toBe(503);
      expect(answer.json['parts']).toContainEqual({ name: 'gateway', ready: false });
    });

    it('lets a request under way end when it stops, and takes no other', async () => {
      const own = await openTestGateway(store);
      const asking = request({
        ...{ host: '127.0.0.1', port: own.port, method: 'POST', path: '/api/v1/people', agent: false },
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'transfer-encoding': 'chunked',
          expect: '100-continue',
        },
      });
      asking.flushHeaders();
      await once(asking, 'continue');
      asking.write('{"id":"last",');
      const closed = own.close(20_000);
      await expect(own.call('GET', '/healthz')).rejects.toThrow('ECONNREFUSED');
      asking.end('"name":"Last"}');
      const [answer] = await once(asking, 'response');
      expect((await readAnswer(answer as never)).status).toBe(201);
      await closed;
    });

    it('breaks off what does not end within its time to drain', async () => {
      const own = await openTestGateway(store);
      const asking = request({
        ...{ host: '127.0.0.1', port: own.port, method: 'POST', path: '/api/v1/people', agent: false },
        headers: { authorization: `Bearer ${token}`, 'transfer-encoding': 'chunked', expect: '100-continue' },
      });
      asking.flushHeaders();
      await once(asking, 'continue');
      asking.write('{');
      const broken = once(asking, 'error');
      await own.close();
      expect(await broken).toMatchObject([{ code: 'ECONNRESET' }]);
    });
  });

  it('measures by route and not by path, and names no account', async () => {
    await get('/api/v1/ledger/entries/1');
    await get('/nowhere/home');
    const { text } = await get('/metrics');
    expect(text).toContain('route="/api/v1/ledger/entries/:seq"');
    expect(text).not.toMatch(/entries\/1"|nowhere|home/);
  });
});
