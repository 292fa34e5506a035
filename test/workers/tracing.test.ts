import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMetrics } from '../../workers/metrics.js';
import { startRelay } from '../../workers/relay.js';
import type { Rounds } from '../../workers/rounds.js';
import { temporalTracing } from '../../workers/telemetry/temporal-tracing.js';
import { eventually } from '../support/cluster.js';
import { openCollector, type SentSpan as Span, type TestCollector } from '../support/collector.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openTestTemporal, quiet, type TestTemporal } from '../support/temporal.js';

const CALLER = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };

describe('one trace', () => {
  let store: TestStore;
  let collector: TestCollector;
  let temporal: TestTemporal;
  let gateway: TestGateway;
  let relay: Rounds;
  let token: string;
  let spans: readonly Span[];
  beforeAll(async () => {
    collector = await openCollector();
    store = await openTestStore();
    token = await store.account('home');
    temporal = await openTestTemporal({ tracing: temporalTracing(collector.telemetry) });
    gateway = await openTestGateway(store, { temporal: temporal.client });
    relay = startRelay(store.relayDb, temporal.client, { log: quiet(), metrics: createMetrics({ version: 'test' }) });
    spans = await sent();
  });
  afterAll(async () => {
    await gateway?.close();
    await temporal?.close();
    await store?.close();
    collector?.close();
  });

  /** Asks for two checkpoints, one within a trace of the caller, and gives what the collector then has. */
  async function sent(): Promise<readonly Span[]> {
    await temporal.withWorkers(store, async () => {
      for (const headers of [{}, CALLER]) {
        const { status } = await gateway.call('POST', '/api/v1/ledger/checkpoints', { token, headers });
        if (status !== 202) throw new Error(`it was answered with ${status}`);
      }
      await eventually(async () => {
        const { count } = await temporal.client.workflow.count(`ExecutionStatus = 'Completed'`);
        return count === 2;
      });
      await relay.stop();
      await pause(200);
    });
    return collector.spans();
  }
  const roots = () => spans.filter(({ name }) => name === 'POST /api/v1/ledger/checkpoints');
  /** Names from a span up to where its trace began. */
  const wayUp = (span: Span): readonly string[] => {
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
    return [span.name, ...(parent ? wayUp(parent) : [])];
  };

  it('runs from the request through the inbox and the relay to the workflow and its activity', () => {
    const activities = spans.filter(({ name }) => name === 'RunActivity:signCheckpoints');
    expect(activities.map(wayUp)).toEqual(
      activities.map(() => [
        'RunActivity:signCheckpoints',
        'StartActivity:signCheckpoints',
        'RunWorkflow:checkpoint',
        'StartWorkflow:checkpoint',
        'POST /api/v1/ledger/checkpoints',
      ]),
    );
    expect(new Set(activities.map(({ traceId }) => traceId))).toEqual(new Set(roots().map(({ traceId }) => traceId)));
  });

  it('is one for each request, and that of the caller where there is one', () => {
    const traceIds = roots().map(({ traceId }) => traceId);
    expect(new Set(traceIds).size).toBe(2);
    expect(traceIds).toContain('0af7651916cd43dd8448eb211c80319c');
    expect(roots().map(({ parentSpanId }) => parentSpanId)).toContain('b7ad6b7169203331');
  });

  it('names the route and the answer, and holds no token', () => {
    for (const { attributes } of roots()) {
      expect(attributes).toEqual(
        expect.arrayContaining([
          { key: 'http.route', value: { stringValue: '/api/v1/ledger/checkpoints' } },
          { key: 'http.response.status_code', value: { intValue: 202 } },
        ]),
      );
    }
    expect(collector.text()).not.toContain(token.split('.')[3]);
  });
});
