import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wantRound } from '../../activities/store/accept/rounds.js';
import { childEnvironment } from '../../config/environment.js';
import { resolvePart } from '../../tools/parts/index.js';
import { createMetrics } from '../../workers/metrics.js';
import { startRelay } from '../../workers/relay.js';
import { freePort, waitForPort } from '../../workers/embedded/ports.js';
import { PAUSE, QUEUES, reconcileIdOf, RESUME, SEARCH_ATTRIBUTES, TICK_NOW } from '../../workflows/messages.js';
import type { reconcile } from '../../workflows/reconcile.js';
import { eventually } from '../support/cluster.js';
import { furnishFleet } from '../support/fleet.js';
import { partSettings } from '../support/part-settings.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openTestTemporal, quiet, type TestTemporal } from '../support/temporal.js';

const AGENT = 'fleet_autonomy';
const ID = reconcileIdOf('home', AGENT);
/** As the server numbers kinds of events. */
const EVENT = { timerStarted: 17, activityScheduled: 10, activityCompleted: 12, continuedAsNew: 28 } as const;
/** A server that is patient for thousands of events would keep this test for an hour. */
const SUGGESTED_AT = 60;

describe('the rounds of an agent', () => {
  let store: TestStore;
  let temporal: TestTemporal;
  let server: ChildProcess;
  let stop: () => Promise<void>;
  let firstRun = '';
  beforeAll(async () => {
    const { files } = await resolvePart('temporal', partSettings(), () => undefined);
    const port = await freePort();
    server = spawn(
      files['temporal'] ?? '',
      [
        ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error', '--headless'],
        ...['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${SUGGESTED_AT}`],
        ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
      ],
      { stdio: 'ignore', env: childEnvironment() },
    );
    await waitForPort(port, 45_000, new Promise(() => undefined));
    [store, temporal] = await Promise.all([openTestStore(), openTestTemporal({ address: `127.0.0.1:${port}` })]);
    await furnishFleet(store);
    const workers = await temporal.startWorkers(store, { queues: ['control', 'sense'] });
    const relay = startRelay(store.relayDb, temporal.client, {
      log: quiet(),
      metrics: createMetrics({ version: 'test' }),
    });
    stop = async () => {
      await relay.stop();
      await workers.drain();
    };
    const started = await temporal.client.workflow.start<typeof reconcile>('reconcile', {
      ...{ taskQueue: QUEUES.control, workflowId: ID, args: [{ account: 'home', agent: AGENT }] },
    });
    firstRun = started.firstExecutionRunId;
    await store.tamper(`UPDATE reeve.reconciler SET started_at = now() WHERE agent = $1`, [AGENT]);
  });
  afterAll(async () => {
    await stop?.();
    await temporal?.close();
    server?.kill('SIGTERM');
    await store?.close();
  });

  const row = async () => {
    const [found] = await store.tamper<{ ticked: number | null; wanted: number; done: number }>(
      `SELECT reeve.ms(ticked_at) AS ticked, wanted, done FROM reeve.reconciler WHERE account = 'home' AND agent = $1`,
      [AGENT],
    );
    if (!found) throw new Error('no rounds');
    return found;
  };
  const set = (what: string) => store.tamper(`UPDATE reeve.reconciler SET ${what} WHERE agent = $1`, [AGENT]);
  const tell = (name: string) => temporal.client.workflow.getHandle(ID).executeUpdate(name);
  const historyOf = async (run?: string) => {
    const { events } = await temporal.client.workflow.getHandle(ID, run).fetchHistory();
    return (events ?? []).map(({ eventType, eventId }) => ({ type: Number(eventType), id: Number(eventId) }));
  };
  /** Well within the interval, so that it was the word and not the clock. */
  const after = (before: number) =>
    eventually(
      async () => {
        const { ticked } = await row();
        return ticked !== null && ticked > before ? ticked : undefined;
      },
      { withinMs: 20_000 },
    );

  it('look once, then wait for their time or for a word', async () => {
    const first = await after(0);
    await pause(1_500);
    expect((await row()).ticked).toBe(first);
    await tell(TICK_NOW);
    const second = await after(first);
    // As the relay says it where no worker accepted the Update in time.
    await temporal.client.workflow.getHandle(ID).signal(TICK_NOW);
    expect(await after(second)).toBeGreaterThan(second);
  });

  it('rest while the row says so, whoever asks, and go on when it does not', async () => {
    await set('paused = true');
    await tell(PAUSE);
    const { ticked } = await row();
    await tell(TICK_NOW);
    await pause(1_000);
    expect((await row()).ticked).toBe(ticked);
    await set('paused = false');
    await tell(RESUME);
    await after(ticked ?? 0);
  });

  it('come at their interval, and a quiet one costs little', async () => {
    await set('every_ms = 1000');
    await tell(TICK_NOW);
    const begun = (await row()).ticked ?? 0;
    await eventually(async () => (((await row()).ticked ?? 0) - begun > 3_000 ? true : undefined));
    const events = await historyOf();
    const timers = events.filter(({ type }) => type === EVENT.timerStarted).map(({ id }) => id);
    const [from, to] = timers.slice(-2) as [number, number];
    const between = events.filter(({ id }) => id >= from && id < to);
    const billed = between.filter(({ type }) => type === EVENT.timerStarted || type === EVENT.activityScheduled);
    expect(between.length).toBeLessThanOrEqual(12);
    expect(billed.length).toBeLessThanOrEqual(3);
  });

  it('are carried over to a new run in time, and no word is lost on the way', async () => {
    await set('every_ms = 60000');
    const by = { account: 'home', kind: 'person', principal: 'admin', door: 'token' } as const;
    let newest = 0;
    for (let nth = 0; nth < 14; nth += 1) {
      newest = (await wantRound(store, by, { agent: AGENT, trace: {} })).wanted;
      const wanted = newest;
      await eventually(async () => ((await row()).done >= wanted ? true : undefined), { withinMs: 20_000 });
    }
    expect((await row()).done).toBe(newest);
    const { runId } = await temporal.client.workflow.getHandle(ID).describe();
    expect(runId).not.toBe(firstRun);
    const first = await historyOf(firstRun);
    expect(first.at(-1)?.type).toBe(EVENT.continuedAsNew);
    expect(first.length).toBeLessThan(SUGGESTED_AT * 2);
  });

  it('never overlap: one is over before the next is begun', async () => {
    const beats = (await historyOf(firstRun)).filter(
      ({ type }) => type === EVENT.activityScheduled || type === EVENT.activityCompleted,
    );
    expect(beats.length).toBeGreaterThan(6);
    expect(beats.map(({ type }) => type)).toEqual(
      beats.map((_one, nth) => (nth % 2 === 0 ? EVENT.activityScheduled : EVENT.activityCompleted)),
    );
  });
});
