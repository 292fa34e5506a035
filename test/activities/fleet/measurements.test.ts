import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { STEP_MS } from '../../../domain/fleet/measuring.js';
import { type FleetGround, furnishFleet } from '../../support/fleet.js';
import { standing } from '../../support/fleet-pair.js';
import { type Asked, type MetricsServer, openMetricsServer } from '../../support/metrics-server.js';
import { openTestStore, type TestStore } from '../../support/store.js';

const git = { fetchFile: () => Promise.reject(new Error('none')) };
type Value = (query: string) => number | undefined;

describe('who measures', () => {
  let store: TestStore;
  let server: MetricsServer;
  let ground: FleetGround;
  let nth = 0;
  let value: Value;
  /** What it answers instead, where a test wants that. */
  let instead: ((asked: Asked) => unknown) | undefined;
  let status = 200;
  const openly = { stalls: false };
  beforeAll(async () => {
    store = await openTestStore();
    server = await openMetricsServer((asked, response) => {
      response.statusCode = status;
      if (openly.stalls) {
        response.flushHeaders();
        return undefined;
      }
      if (instead) return instead(asked);
      // As Prometheus does: every parameter is wanted, and there is an answer for each step of the window.
      const { query = '', start, end, step } = asked.query;
      const [from, to] = [Number(start), Number(end)];
      const isWhole = from % 120 === 0 && to % 120 === 0 && to >= from && to - from <= 6 * 3600;
      if (asked.path !== '/select/0/prometheus/api/v1/query_range' || step !== '120' || !isWhole) {
        response.statusCode = 400;
        return { status: 'error', error: `this is no question: ${JSON.stringify(asked)}` };
      }
      const measured = value(query);
      const values = Array.from({ length: (to - from) / 120 + 1 }, (_one, index) => [
        from + index * 120,
        String(measured),
      ]);
      const result = measured === undefined ? [] : [{ metric: {}, values }];
      return { status: 'success', data: { resultType: 'matrix', result } };
    });
  });
  afterAll(async () => {
    await server?.close();
    await store?.close();
  });
  const furnish = async (over: object = {}) => {
    nth += 1;
    const made = await furnishFleet(store, `measured-${nth}`, {
      outside: { git, privateHosts: ['127.0.0.1'], metrics: { url: `${server.url}/select/0/prometheus` }, ...over },
    });
    await made.put('module', { id: 'nginx' });
    return made;
  };
  beforeEach(async () => {
    [instead, status] = [undefined, 200];
    openly.stalls = false;
    value = (query) => (query.includes('hits_failed') ? 5 : 100);
    ground = await furnish();
  });
  const slo = (id: string, queries: object, over: object = {}) =>
    ground.put('slo', { id, module: 'nginx', uptime_pct: 99, error_rate_pct: 1, queries, ...over });
  const samples = (table = 'slo_sample') =>
    ground.sql<Record<string, unknown>>(`SELECT * FROM reeve.${table} WHERE account = $1 ORDER BY at`, [
      ground.account,
    ]);
  const again = async () => {
    for (const table of ['slo', 'project'])
      await ground.sql(`UPDATE reeve.${table} SET asked_at = NULL WHERE account = $1`, [ground.account]);
  };
  const failure = async () =>
    (await ground.conditions()).find(({ kind, closed }) => kind === 'sensor.failed' && closed === false)?.['payload'];
  const asked = async (work: () => Promise<unknown>) => {
    const before = server.asked.length;
    await work();
    return server.asked.slice(before);
  };
  const QUERIES = { requests: 'sum(increase(hits[$step]))', errors: 'sum(increase(hits_failed[$step]))' };

  it('is asked for what an SLO needs, for hours the first time, and the sensor sees what it answers', async () => {
    await slo('shop', QUERIES);
    const all = await asked(() => ground.tick());
    expect(all.map(({ query }) => String(query['query'])).toSorted()).toEqual([
      'sum(increase(hits[120s]))',
      'sum(increase(hits_failed[120s]))',
    ]);
    const rows = await samples();
    expect(rows).toHaveLength(180);
    expect(rows.at(-1)).toMatchObject({ requests: '100', errors: '5', up_pct: null, source: 'prometheus' });
    expect(await standing(ground)).toEqual(['slo.violated warning slo_violation:shop']);
    // Nothing is asked twice: the next question begins where this answer ended.
    expect(await asked(() => ground.tick())).toEqual([]);
    await again();
    await ground.sql(
      `DELETE FROM reeve.slo_sample WHERE account = $1 AND at > (SELECT max(at) FROM reeve.slo_sample WHERE account = $1) - interval '3 minutes'`,
      [ground.account],
    );
    const [next] = await asked(() => ground.tick());
    expect(Number(next?.query['end']) - Number(next?.query['start'])).toBeLessThanOrEqual((2 * STEP_MS) / 1000);
    expect((await samples()).length).toBeGreaterThanOrEqual(180);
  });

  it('is asked once for what several want, and for projects that are active', async () => {
    await slo('a', QUERIES);
    await slo('b', QUERIES);
    const queries = { latency_p99_ms: 'latency', cost_usd: 'cost' };
    await ground.put('project', { id: 'shop', queries, latency_p99_ms: 50 }, { id: 'old', queries, status: 'ended' });
    const all = await asked(() => ground.tick());
    expect(all).toHaveLength(4);
    expect(await samples()).toHaveLength(360);
    expect(await samples('project_sample')).toHaveLength(360);
    expect((await standing(ground)).filter((line) => line.startsWith('project.slo_violation critical'))).toHaveLength(
      1,
    );
  });

  it.each<[string, number, (() => unknown) | undefined, object, string]>([
    [
      'a query that is none',
      400,
      () => ({ status: 'error', error: 'parse error at char 3' }),
      QUERIES,
      'errors: it answered 400: parse error at char 3',
    ],
    [
      'an error that no row can hold',
      400,
      () => ({ status: 'error', error: 'a\0b \ud83d!' }),
      QUERIES,
      'it answered 400: ab \ufffd!',
    ],
    ['a server that is ill', 503, () => 'upstream', QUERIES, 'it answered 503'],
    [
      'several series',
      200,
      () => ({ status: 'success', data: { result: [{ values: [] }, { values: [] }] } }),
      QUERIES,
      'it gives 2 series',
    ],
    ['no JSON', 200, () => '<html>', QUERIES, 'it is no answer of Prometheus'],
    ['an endless answer', 200, () => 'x'.repeat(2 ** 21), QUERIES, 'it has more than 1 MiB'],
    ['a value that can not be', 200, undefined, { upPct: 'x' }, 'upPct gives 120'],
    ['a name that nobody knows', 200, undefined, { ratio: 'x' }, '"ratio" is nothing to ask for'],
  ])('with %s is told, and what was known of that stays', async (_what, answered, answer, queries, because) => {
    await slo('well', { requests: 'hits' });
    await slo('shop', { requests: 'hits' });
    await ground.tick();
    value = () => 120;
    status = answered;
    instead = answer;
    await ground.sql(`UPDATE reeve.slo SET queries = $2, asked_at = NULL WHERE account = $1 AND id = 'shop'`, [
      ground.account,
      JSON.stringify(queries),
    ]);
    await ground.sql(
      `DELETE FROM reeve.slo_sample WHERE account = $1 AND at > clock_timestamp() - interval '10 minutes'`,
      [ground.account],
    );
    const before = (await samples()).length;
    await ground.tick();
    expect(await failure()).toMatchObject({
      sensor: 'measurements',
      error: expect.stringMatching(/^1 SLO or project could not be measured: slo\/shop: /),
    });
    expect(String((await failure())?.['error' as never])).toContain(because);
    expect(await samples()).toHaveLength(before);
    [instead, status] = [undefined, 200];
    await ground.sql(`UPDATE reeve.slo SET queries = '{"requests":"hits"}', asked_at = NULL WHERE account = $1`, [
      ground.account,
    ]);
    await ground.tick();
    expect(await failure()).toBeUndefined();
    expect((await samples()).length).toBeGreaterThan(before);
  });

  it('that is slow takes time from nobody for good: whoever was not asked is the first of the next round', async () => {
    // Each answer begins at once and ends never; so many can not be asked in the time of one round.
    openly.stalls = true;
    const ids = Array.from({ length: 40 }, (_one, index) => `s-${String(index).padStart(2, '0')}`);
    for (const id of ids) await slo(id, { requests: id });
    await ground.put('project', { id: 'shop', queries: { cost_usd: 'cost' } });
    const first = await asked(() => ground.tick());
    expect(first.length).toBeLessThan(ids.length);
    expect(first.map(({ query }) => query['query'])).toContain('cost');
    openly.stalls = false;
    const next = await asked(() => ground.tick());
    expect(next.map(({ query }) => String(query['query'])).toSorted()).toEqual(
      ids.filter((id) => !first.some(({ query }) => query['query'] === id)),
    );
  }, 120_000);

  it('who is away is not asked on and on', async () => {
    ground = await furnish({ metrics: { url: 'http://127.0.0.1:1' } });
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n'])
      await slo(id, { requests: id });
    await ground.tick();
    const rows = await ground.sql<{ ask_error: string }>('SELECT ask_error FROM reeve.slo WHERE account = $1', [
      ground.account,
    ]);
    expect(rows.every(({ ask_error }) => ask_error !== '')).toBe(true);
    expect(rows.some(({ ask_error }) => ask_error.includes('not asked any more'))).toBe(true);
  });

  it('that an account names itself goes before that of the configuration, and gets no token of it', async () => {
    const tokenFile = join(store.dir, 'metrics-token');
    await writeFile(tokenFile, 'secret\n');
    ground = await furnish({ metrics: { url: `${server.url}/select/0/prometheus`, tokenFile } });
    await slo('shop', { requests: 'hits' });
    expect(await asked(() => ground.tick())).toMatchObject([{ authorization: 'Bearer secret' }]);
    await ground.put('metrics_source', { id: 'off', url: 'http://127.0.0.1:1', enabled: false });
    await ground.put('metrics_source', { id: 'own', url: `${server.url}/select/0/prometheus/` });
    await ground.sql('DELETE FROM reeve.slo_sample WHERE account = $1', [ground.account]);
    await again();
    const [own] = await asked(() => ground.tick());
    expect(own?.authorization).toBeUndefined();
    expect((await samples()).length).toBeGreaterThan(0);
  });

  it('is missed where nobody is named, and in a private network that nobody allowed', async () => {
    ground = await furnish({ metrics: undefined });
    await slo('plain', {});
    await ground.tick();
    expect(await failure()).toBeUndefined();
    await slo('shop', { requests: 'hits' });
    await ground.tick();
    expect(await failure()).toMatchObject({
      error: expect.stringContaining('1 SLO or project with queries, and nobody to ask'),
    });
    await ground.put('metrics_source', { id: 'own', url: 'http://user:pass@127.0.0.1' });
    await ground.tick();
    expect(await failure()).toMatchObject({ error: expect.stringContaining('a name or a password') });
    expect(JSON.stringify(await failure())).not.toContain('pass@');
    ground = await furnish({ privateHosts: [] });
    await slo('shop', { requests: 'hits' });
    expect(await asked(() => ground.tick())).toEqual([]);
    expect(await failure()).toMatchObject({ error: expect.stringContaining('add it to fleet.privateHosts') });
  });
});
