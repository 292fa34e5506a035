import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMetrics } from '../../workers/metrics.js';
import { countOpenRequests } from '../../workers/open-requests.js';
import { spineObserver } from '../../workers/telemetry/spine-observer.js';
import { temporalTracing } from '../../workers/telemetry/temporal-tracing.js';
import { eventually } from '../support/cluster.js';
import { openCollector, type SentSpan, type TestCollector } from '../support/collector.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openSpineWorld, type SpineWorld } from '../support/spine-world.js';
import { quiet } from '../support/temporal.js';

describe('an intervention that is watched', () => {
  const metrics = createMetrics({ version: 'test' });
  const text = async () => (await metrics.render()).body;
  let collector: TestCollector;
  let world: SpineWorld;
  let gateway: TestGateway;
  let spans: readonly SentSpan[];
  let approved: string;
  let refused: string;
  beforeAll(async () => {
    collector = await openCollector();
    const { telemetry } = collector;
    const observer = spineObserver(telemetry.tracer, metrics);
    world = await openSpineWorld('home', {}, { tracing: temporalTracing(telemetry), observer });
    gateway = await openTestGateway(world.store, { temporal: world.temporal.client });
    await world.run(async () => {
      approved = await world.propose({
        parameters: { value: 'a-very-private-value' },
        summary: 'a-very-private-reason',
      });
      const request = await world.request(approved);
      const path = `/api/v1/approvals/${request}`;
      const { planHash } = (await gateway.call('GET', path, { token: world.token })).json;
      for (let times = 0; times < 2; times += 1) {
        const { status, text: said } = await gateway.call('POST', `${path}/approve`, {
          ...{ token: world.token, body: { planHash } },
        });
        if (status !== 202 && status !== 200) throw new Error(said);
      }
      await world.ended(approved);
      refused = await world.propose({ target: { kind: 'flag', name: 'not.there' } });
      await world.ended(refused);
      // The step is counted and its span is over a moment after its row is there.
      await eventually(async () => /outcome="refused"} 1/.test(await text()));
    });
    spans = await collector.spans();
  });
  afterAll(async () => {
    await gateway?.close();
    await world?.close();
    collector?.close();
  });

  const valueOf = (span: SentSpan, name: string) =>
    span.attributes.find(({ key }) => key === name)?.value as
      | { stringValue?: string; arrayValue?: unknown }
      | undefined;
  const stagesOf = (key: string) => spans.filter((span) => valueOf(span, 'reeve.intervention')?.stringValue === key);

  it('has a span for each stage, within that of its activity, with what came of it', () => {
    const told = stagesOf(approved).map((span) => [
      valueOf(span, 'reeve.stage')?.stringValue,
      valueOf(span, 'reeve.decision')?.stringValue ?? valueOf(span, 'reeve.outcome')?.stringValue,
    ]);
    expect(told).toEqual([
      ['plan', undefined],
      ['judge', 'ask'],
      ['ask', 'approved'],
      ['plan', undefined],
      ['judge', 'proceed'],
      ['begin', 'begun'],
      ['apply', 'applied'],
      ['look', 'yes'],
      ['end', 'verified'],
    ]);
    for (const span of stagesOf(approved)) {
      expect(valueOf(span, 'reeve.account')).toEqual({ stringValue: 'home' });
      expect(valueOf(span, 'reeve.action')).toEqual({ stringValue: 'feature-flag' });
      expect(spans.find(({ spanId }) => spanId === span.parentSpanId)?.name).toMatch(/^RunActivity:/);
    }
    expect(new Set(stagesOf(approved).map(({ traceId }) => traceId)).size).toBe(1);
  });

  it('tells which rules spoke, and has an event for what was applied and for each rule that refused', () => {
    const [judged] = stagesOf(approved).filter(({ name }) => name === 'intervention judge');
    expect(JSON.stringify(judged && valueOf(judged, 'reeve.rules'))).toMatch(/verb: ask|policy: ask|: ask/);
    const events = (key: string) => stagesOf(key).flatMap((span) => span.events);
    expect(events(approved)).toMatchObject([{ name: 'applied' }]);
    expect(events(refused)).toMatchObject(
      ['discovery', 'possible'].map((stringValue) => ({
        name: 'refused',
        attributes: [{ key: 'reeve.rule', value: { stringValue } }],
      })),
    );
  });

  it('sends no parameter and no reason', () => {
    expect(collector.text()).not.toContain('a-very-private');
  });

  it('counts what ended, what was decided, what refused, and each answer once', async () => {
    expect(await text()).toContain('reeve_interventions_total{action="feature-flag",outcome="verified"} 1');
    expect(await text()).toContain('reeve_interventions_total{action="feature-flag",outcome="refused"} 1');
    for (const [decision, n] of Object.entries({ ask: 1, proceed: 1, refuse: 1 }))
      expect(await text()).toContain(`reeve_judgements_total{decision="${decision}"} ${n}`);
    for (const rule of ['discovery', 'possible'])
      expect(await text()).toContain(`reeve_refusals_total{rule="${rule}"} 1`);
    const answered = await gateway.call('GET', '/metrics', { token: world.token });
    expect(answered.text).toContain('reeve_answers_total{door="token",word="approve"} 1');
  });

  it('knows how many requests wait, over all accounts', async () => {
    const counting = countOpenRequests(world.store.db, { metrics, log: quiet(), everyMs: 20 });
    expect(await eventually(async () => (await text()).includes('reeve_open_requests 0'))).toBe(true);
    await world.store.account('other');
    for (const [account, id] of [
      ['home', 'a'],
      ['other', 'b'],
    ])
      await world.sql(
        `INSERT INTO reeve.intervention (account, key, proposal, action, target, proposer, origin, severity, correlation, proposed_at)
         VALUES ($1, $2, '{}', 'x', 'y/z', 'person/admin', 'person', 'low', 'c', now())`,
        [account, id],
      );
    for (const [account, id] of [
      ['home', 'a'],
      ['other', 'b'],
    ])
      await world.sql(
        `INSERT INTO reeve.request (account, id, intervention, round, plan_hash, rules, chain, opened_at, deadline)
         VALUES ($1, $2, $2, 1, 'h', '{}', '{}', now(), now() + interval '1 hour')`,
        [account, id],
      );
    expect(await eventually(async () => (await text()).includes('reeve_open_requests 2'))).toBe(true);
    await counting.stop();
  });
});
