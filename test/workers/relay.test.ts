import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acceptErrand, type Errand } from '../../activities/store/accept/errands.js';
import { openDatabase } from '../../activities/store/database.js';
import { type ClaimedErrand, countUnsent, relayErrands, type Send } from '../../activities/store/relay.js';
import { createLog } from '../../workers/log.js';
import { createMetrics } from '../../workers/metrics.js';
import { startRelay } from '../../workers/relay.js';
import { startTelemetry } from '../../workers/telemetry.js';
import { temporalTracing } from '../../workers/telemetry/temporal-tracing.js';
import { openClient } from '../../workers/temporal.js';
import { QUEUES } from '../../workflows/messages.js';
import { eventually } from '../support/cluster.js';
import { openProxy, targetOf, throughProxy } from '../support/proxy.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openTestTemporal, quiet, type TestTemporal } from '../support/temporal.js';

describe('the relay', () => {
  let store: TestStore;
  let temporal: TestTemporal;
  beforeAll(async () => {
    [store, temporal] = await Promise.all([openTestStore(), openTestTemporal()]);
    for (const account of ['home', 'other']) await store.account(account);
  });
  beforeEach(() => store.tamper('DELETE FROM reeve.inbox'));
  afterAll(async () => {
    await temporal?.close();
    await store?.close();
  });

  let made = 0;
  const accept = async (account = 'home', over: Partial<Errand> = {}) => {
    const workflowId = over.workflowId ?? `checkpoint/${account}/${(made += 1)}`;
    const errand = { kind: 'start', name: 'checkpoint', args: [{ account }], trace: {}, ...over, workflowId } as const;
    await store.db.withAccount(account, (tx) => acceptErrand(tx, errand));
    return workflowId;
  };
  const inbox = () =>
    store.tamper<{ account: string; sent: boolean; attempts: number; error: string | null; wait: number }>(
      `SELECT account, sent_at IS NOT NULL AS sent, failed_at IS NOT NULL AS failed, attempts, refusals, last_error AS error,
         extract(epoch FROM next_attempt_at - now())::float AS wait FROM reeve.inbox ORDER BY accepted_at`,
    );
  const allDue = () => store.tamper('UPDATE reeve.inbox SET next_attempt_at = now()');
  const allSent = () => eventually(async () => (await countUnsent(store.relayDb)).pending === 0);
  const start = (client: Client = temporal.client, db = store.relayDb, log = quiet(), idleMs = 250) => {
    const metrics = createMetrics({ version: 'test' });
    return { relay: startRelay(db, client, { log, metrics, sendMsMax: 2_000, idleMs }), metrics };
  };
  const runs = async (workflowId: string) => {
    const found: string[] = [];
    for await (const one of temporal.client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
      found.push(one.runId);
    return found.length;
  };

  it('starts the workflow of an errand, findable by its account and kind', async () => {
    const workflowId = await accept();
    const { relay } = start();
    await allSent();
    await relay.stop();
    const description = await temporal.client.workflow.getHandle(workflowId).describe();
    expect(description).toMatchObject({ type: 'checkpoint', taskQueue: QUEUES.control, status: { name: 'RUNNING' } });
    expect(await description.staticSummary()).toBe('checkpoint for home');
    const query = `ReeveAccount = 'home' AND ReeveKind = 'checkpoint' AND WorkflowId = '${workflowId}'`;
    expect(await eventually(async () => (await temporal.client.workflow.count(query)).count === 1)).toBe(true);
    expect(await inbox()).toMatchObject([{ sent: true, attempts: 1, error: null }]);
  });

  it('sends each errand once, though several relays of several processes are at it', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, n) => accept(n % 3 ? 'home' : 'other')));
    const dbs = Array.from({ length: 4 }, () => openDatabase({ url: store.urls.relay, login: 'relay', poolMax: 1 }));
    const sent: string[] = [];
    const send: Send = async ({ id }) => {
      await pause(Math.random() * 5);
      sent.push(id);
      return 'taken';
    };
    await Promise.all(
      dbs.map(async (db) => {
        while ((await countUnsent(store.relayDb)).pending > 0) await relayErrands(db, 7, send);
      }),
    );
    await Promise.all(dbs.map((db) => db.close()));
    expect(sent).toHaveLength(300);
    expect(new Set(sent).size).toBe(300);
  });

  it('gives every account the same share of a pass, the oldest first', async () => {
    for (let n = 0; n < 30; n += 1) await accept('home');
    for (let n = 0; n < 2; n += 1) await accept('other');
    const taken: ClaimedErrand[] = [];
    await relayErrands(store.relayDb, 10, (errand) => {
      taken.push(errand);
      return Promise.resolve('taken');
    });
    expect(taken.filter(({ account }) => account === 'other')).toHaveLength(2);
    expect(await inbox()).toEqual(
      Array.from({ length: 32 }, (_, n) => expect.objectContaining({ sent: n < 8 || n >= 30 })),
    );
  });

  it('takes an errand whose workflow was started before for done, be it running or over, and starts no second', async () => {
    const running = await accept();
    const over = await accept();
    const options = { taskQueue: QUEUES.control, args: [{}] };
    await temporal.client.workflow.start('checkpoint', { ...options, workflowId: running });
    const ended = await temporal.client.workflow.start('checkpoint', { ...options, workflowId: over });
    await ended.terminate();
    const { relay } = start();
    await allSent();
    await relay.stop();
    expect((await inbox()).map(({ attempts, error }) => [attempts, error])).toEqual([
      [1, null],
      [1, null],
    ]);
    expect([await runs(running), await runs(over)]).toEqual([1, 1]);
  });

  it('hands a signal to its workflow, and tries again for one that is not there', async () => {
    const workflowId = await accept();
    const { relay } = start();
    await allSent();
    await accept('home', { kind: 'signal', name: 'nudge', workflowId, args: ['row-7'] });
    await allSent();
    await accept('home', { kind: 'signal', name: 'nudge', workflowId: 'nobody' });
    await eventually(async () => Boolean((await inbox())[2]?.error));
    await relay.stop();
    expect((await inbox())[2]).toMatchObject({ sent: false, failed: false, refusals: 1 });
    const { history } = await temporal.client.workflowService.getWorkflowExecutionHistory({
      namespace: temporal.namespace,
      execution: { workflowId },
    });
    const signals = history?.events?.map((event) => event.workflowExecutionSignaledEventAttributes).filter(Boolean);
    expect(signals).toMatchObject([{ signalName: 'nudge' }]);
    expect(String(signals?.[0]?.input?.payloads?.[0]?.data)).toBe('"row-7"');
  });

  it.each(['signal', 'update', 'cancel'] as const)('takes a %s for one that is over for done', async (kind) => {
    const workflowId = await accept();
    const { relay } = start();
    await allSent();
    await temporal.client.workflow.getHandle(workflowId).terminate('the test ends it');
    await accept('home', { kind, name: 'nudge', workflowId, args: ['x'] });
    await allSent();
    await relay.stop();
    expect(await inbox()).toMatchObject([{ attempts: 1 }, { sent: true, attempts: 1, error: null }]);
  });

  it('tries again to cancel one that has not begun', async () => {
    const workflowId = `checkpoint/home/later-${(made += 1)}`;
    await accept('home', { kind: 'cancel', name: 'cancel', workflowId, args: [] });
    const { relay } = start();
    await eventually(async () => ((await inbox())[0]?.attempts ?? 0) > 0);
    await eventually(async () => (await inbox())[0]?.error !== null);
    await accept('home', { workflowId });
    await allDue();
    await allSent();
    await relay.stop();
    expect((await inbox()).map(({ sent }) => sent)).toEqual([true, true]);
  });

  it('ends one that Temporal will never take, says so and counts it, and sends the rest', async () => {
    await accept('home', { workflowId: 'x'.repeat(2_000) });
    await accept();
    // As if it had been refused often before: the waits in between would last minutes.
    await store.tamper('UPDATE reeve.inbox SET refusals = 9 WHERE length(workflow_id) = 2000');
    const written: string[] = [];
    const log = createLog({ log: { level: 'warn', format: 'json' } }, { write: (line) => void written.push(line) });
    const { relay, metrics } = start(temporal.client, store.relayDb, log);
    await allSent();
    await eventually(async () => /^reeve_relay_failed 1$/m.test((await metrics.render()).body));
    await relay.stop();
    const [refused, sent] = await inbox();
    expect([refused, sent]).toMatchObject([{ sent: false, failed: true, refusals: 10 }, { sent: true }]);
    expect(refused?.error).toMatch(/WorkflowId length exceeds limit/i);
    expect(written.join('')).toContain('refused an errand for the last time');
    expect(await countUnsent(store.relayDb)).toEqual({ pending: 0, failed: 1 });
  });

  it('keeps what it can not send while Temporal is away, says so, and sends it when it is back', async () => {
    const way = await openProxy(targetOf(`tcp://${temporal.address}`));
    const tracing = temporalTracing(startTelemetry({ telemetry: { serviceName: 'x', headers: {}, sampleRatio: 1 } }));
    const { namespace } = temporal;
    const far = openClient({ address: `127.0.0.1:${way.port}` }, { namespace, dataConverter: {}, tracing });
    const written: string[] = [];
    const log = createLog({ log: { level: 'warn', format: 'json' } }, { write: (line) => void written.push(line) });
    await far.workflow.count();
    way.be('cut');
    const { relay, metrics } = start(far, store.relayDb, log);
    const workflowId = await accept();
    await eventually(async () => Boolean((await inbox())[0]?.error));
    expect(await inbox()).toMatchObject([{ sent: false, error: expect.stringMatching(/\w/) }]);
    await eventually(async () => /^reeve_relay_pending 1$/m.test((await metrics.render()).body));
    expect(written.join('')).toContain('Temporal did not take some errands');
    way.be('open');
    await allDue();
    await allSent();
    await eventually(async () => (await runs(workflowId)) === 1);
    await eventually(async () => /^reeve_relay_pending 0$/m.test((await metrics.render()).body));
    expect((await metrics.render()).body).toMatch(/^reeve_relay_sent_total 1$/m);
    await relay.stop();
    await far.connection.close();
    await way.close();
  });

  it('goes on by itself after the database was away', async () => {
    const way = await openProxy(targetOf(store.urls.relay));
    const db = openDatabase({ url: throughProxy(store.urls.relay, way), login: 'relay', poolMax: 2 });
    const { relay } = start(temporal.client, db);
    way.be('cut');
    await accept();
    await pause(600);
    expect(await countUnsent(store.relayDb)).toMatchObject({ pending: 1 });
    way.be('open');
    await allSent();
    await relay.stop();
    await db.close();
    await way.close();
  });

  it('stops at once when it has nothing to do', async () => {
    // It would rest for longer than this test may take.
    const { relay } = start(temporal.client, store.relayDb, quiet(), 600_000);
    await pause(100);
    await expect(relay.stop()).resolves.toBeUndefined();
  });
});
