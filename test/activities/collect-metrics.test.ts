import { setMaxListeners } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';

import { alerts } from '../../activities/collect/alerts.js';
import type { World } from '../../activities/collect/collector.js';
import { metrics } from '../../activities/collect/metrics.js';
import type { Reader } from '../../activities/collect/reader.js';
import { targetOf } from '../../activities/collect/target.js';
import { openMetricsServer } from '../support/metrics-server.js';

const NOW = Date.parse('2026-10-06T05:22:30Z');
const STARTS = '2026-10-06T04:51:30Z';
const HOUR = 3_600_000;

const payload = (labels: Record<string, string>) => JSON.stringify({ alerts: [{ labels, startsAt: STARTS }] });
/** A cluster that has these pods, and nothing else. */
const readerOf = (items: readonly Record<string, unknown>[]): Reader => ({
  list: () => Promise.resolve({ items, state: 'ok', why: '' }),
  text: () => Promise.resolve({ state: 'missing', status: 404, because: '' }),
  hasApi: () => Promise.resolve(false),
});
const patient = AbortSignal.timeout(60_000);
setMaxListeners(0, patient);
const worldOf = (more: Partial<World>): World => ({
  target: targetOf({ namespace: 'shop' }),
  reader: readerOf([]),
  signal: patient,
  now: NOW,
  sinceMs: HOUR,
  spaces: () => Promise.resolve(['shop']),
  ...more,
});
const served = async (answer: Parameters<typeof openMetricsServer>[0]) => {
  const server = await openMetricsServer(answer);
  onTestFinished(server.close);
  return server;
};
const vector = (metric: Record<string, string>, value: string) => ({
  status: 'success',
  data: { resultType: 'vector', result: [{ metric, value: [NOW / 1000, value] }] },
});
const nothing = { status: 'success', data: { resultType: 'vector', result: [] } };

describe('metrics', () => {
  it('asks for bounded windows around the start of the trouble, of the namespace alone', async () => {
    const volume = { namespace: 'shop', persistentvolumeclaim: 'data' };
    const { url, asked } = await served(({ query }) =>
      query['query']?.startsWith('kubelet_volume_stats_available') ? vector(volume, '1024') : nothing,
    );
    const target = targetOf({ alert: payload({ alertname: 'X', namespace: 'shop', consumergroup: 'orders' }) });
    const { status, metrics: found } = await metrics.collect(worldOf({ prometheus: `${url}/prom/`, target }));
    expect(status).toBe('ok');
    expect(Object.keys(found ?? {})).toEqual(['kubelet_volume_stats_available_bytes{namespace="shop"}']);
    expect(new Set(asked.map(({ path }) => path))).toEqual(new Set(['/prom/api/v1/query', '/prom/api/v1/query_range']));
    const ranged = asked.filter(({ path }) => path.endsWith('_range'));
    for (const { query } of ranged) {
      expect(query).toMatchObject({ start: String((Date.parse(STARTS) - HOUR) / 1000), end: String(NOW / 1000) });
      expect((Number(query['end']) - Number(query['start'])) / Number(query['step'])).toBeLessThanOrEqual(121);
    }
    for (const { query } of asked) {
      expect(query).toMatchObject({ timeout: '8s', limit: '5000' });
      expect(query['query']).toMatch(/namespace="shop"|node_|ALERTS|consumergroup="orders"/);
    }
  });

  it('asks for no week of points, however old the alert is', async () => {
    const { url, asked } = await served(() => nothing);
    const target = { ...targetOf({ namespace: 'shop' }), alert: { text: '', labels: {}, startsAt: NOW - 700 * HOUR } };
    await metrics.collect(worldOf({ prometheus: url, target }));
    const starts = asked.flatMap(({ query }) => (query['start'] ? [Number(query['start'])] : []));
    expect(Math.min(...starts)).toBe((NOW - 25 * HOUR) / 1000);
  });

  it('keeps a hostile label a label', async () => {
    const { url, asked } = await served(() => nothing);
    const evil = 'x"}) or vector(1) #';
    const target = targetOf({ alert: payload({ namespace: 'shop', consumergroup: evil }) });
    await metrics.collect(worldOf({ prometheus: url, target }));
    expect(asked.map(({ query }) => query['query'])).toContain(
      'sum by (consumergroup) (kafka_consumergroup_lag{consumergroup="x\\"}) or vector(1) #"})',
    );
  });

  it.each([
    ['nothing is named', undefined, 'unavailable', /no --prometheus URL/],
    [
      'an error',
      (): unknown => ({ status: 'error', error: 'too many samples' }),
      'unavailable',
      /answered with no data/,
    ],
    ['no JSON', (): unknown => '<html>', 'unavailable', /answered with no data/],
    ['too much', (): unknown => 'x'.repeat(5 << 20), 'unavailable', /more than 4096 KiB/],
    ['nothing to tell', (): unknown => nothing, 'absent', /^$/],
  ] as const)('says what came of it: %s', async (_how, answer, status, why) => {
    const url = answer && (await served(answer)).url;
    const brought = await metrics.collect(worldOf(url === undefined ? {} : { prometheus: url }));
    expect(brought.status).toBe(status);
    expect(brought.why ?? '').toMatch(why);
  });

  it('is partial where some queries fail, and never says the password of its address', async () => {
    const { url, asked } = await served(({ query }, response) => {
      if (query['query']?.startsWith('up{')) response.statusCode = 422;
      return query['query']?.startsWith('up{')
        ? { status: 'error', error: 'bad up' }
        : vector({ namespace: 'shop' }, '1');
    });
    const prometheus = url.replace('//', '//ada:hunter2@');
    const brought = await metrics.collect(worldOf({ prometheus }));
    expect(brought).toMatchObject({
      status: 'partial',
      why: expect.stringMatching(/1 of \d+ queries: it answered 422 bad up/),
    });
    expect(asked[0]?.authorization).toBe(`Basic ${Buffer.from('ada:hunter2').toString('base64')}`);
    expect(JSON.stringify(brought)).not.toContain('hunter2');
    const gone = await metrics.collect(worldOf({ prometheus: 'http://ada:hunter2@127.0.0.1:1' }));
    expect(gone).toMatchObject({ status: 'unavailable', why: expect.stringMatching(/ECONNREFUSED/) });
    expect(JSON.stringify(gone)).not.toContain('hunter2');
  });
});

describe('the pressure on the nodes', () => {
  const nodes = (values: Readonly<Record<string, readonly string[]>>) => ({
    status: 'success',
    data: {
      resultType: 'matrix',
      result: Object.entries(values).map(([instance, points]) => ({
        metric: { instance },
        values: points.map((value, place) => [NOW / 1000 - 60 * place, value]),
      })),
    },
  });

  it('is counted over the window, and of the disks only those under the target are looked at', async () => {
    const { url, asked } = await served(({ query }) => {
      if (query['query']?.includes('node_cpu'))
        return nodes({ '10.0.0.1:9100': ['0.2', '0.97'], '10.0.0.2:9100': ['0.1'] });
      if (query['query']?.includes('MemAvailable'))
        return nodes({ '10.0.0.1:9100': ['0.5'], '10.0.0.2:9100': ['0.95'] });
      return nothing;
    });
    const pods = [{ spec: { nodeName: 'node-1' }, status: { hostIP: '10.0.0.1' } }, { spec: { nodeName: 'x"}' } }];
    const { snapshot } = await metrics.collect(worldOf({ prometheus: url, reader: readerOf(pods) }));
    expect(snapshot).toEqual({ peaks: { cpu: 0.97, memory: 0.95, disk: 0 }, hot: { all: 2, near: 2 } });
    expect(asked.map(({ query }) => query['query'])).toContain(
      String.raw`max by (instance) (rate(node_disk_io_time_seconds_total{instance=~"(?:node-1|10\\.0\\.0\\.1)(?::[0-9]+)?"}[5m]))`,
    );
  });
});

describe('alerts near by', () => {
  const firing = [
    { labels: { alertname: 'A', namespace: 'shop' }, startsAt: STARTS },
    { labels: { alertname: 'B', namespace: 'other' }, startsAt: STARTS },
    { labels: { alertname: 'C', node: 'node-1' }, startsAt: STARTS },
  ];

  it('are those of the namespace, and those of what all stand on', async () => {
    const { url, asked } = await served(() => firing);
    const brought = await alerts.collect(worldOf({ alertmanager: url }));
    expect(asked).toMatchObject([{ path: '/api/v2/alerts', query: { active: 'true', silenced: 'false' } }]);
    expect(brought).toMatchObject({ status: 'ok', snapshot: { firing: { all: 3, near: 2 } } });
    const [series] = Object.values(brought.metrics ?? {}) as { result: { metric: { alertname: string } }[] }[];
    expect(series?.result.map(({ metric }) => metric.alertname)).toEqual(['A', 'C']);
  });

  it('may be away', async () => {
    const { url } = await served((_asked, response) => {
      response.statusCode = 500;
      return {};
    });
    expect(await alerts.collect(worldOf({ alertmanager: url }))).toMatchObject({
      status: 'unavailable',
      why: expect.stringMatching(/answered 500/),
    });
  });
});
