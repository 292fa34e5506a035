import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptErrand } from '../../activities/store/accept/errands.js';
import { countUnsent } from '../../activities/store/relay.js';
import { createLog } from '../../workers/log.js';
import { createMetrics } from '../../workers/metrics.js';
import { startRelay } from '../../workers/relay.js';
import { eventually } from '../support/cluster.js';
import { openProxy, targetOf, throughProxy } from '../support/proxy.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openTestTemporal, quiet, type TestTemporal } from '../support/temporal.js';

const HOUR = 3_600_000;

describe('the relay that listens', () => {
  let store: TestStore;
  let temporal: TestTemporal;
  beforeAll(async () => {
    [store, temporal] = await Promise.all([openTestStore(), openTestTemporal()]);
    await store.account('home');
  });
  afterAll(async () => {
    await temporal?.close();
    await store?.close();
  });

  let made = 0;
  const accept = async () => {
    const workflowId = `checkpoint/home/${(made += 1)}`;
    const errand = { kind: 'start', name: 'checkpoint', workflowId, args: [{}], trace: {} } as const;
    await store.db.withAccount('home', (tx) => acceptErrand(tx, errand));
  };
  const allSent = () => eventually(async () => (await countUnsent(store.relayDb)).pending === 0);
  const started = async () =>
    (await store.tamper<{ n: number }>('SELECT count(*)::int AS n FROM reeve.inbox WHERE sent_at IS NOT NULL'))[0]?.n;
  const hearing = () => {
    const metrics = createMetrics({ version: 'test' });
    const listenUrl = store.urls.relay;
    return startRelay(store.relayDb, temporal.client, { log: quiet(), metrics, listenUrl, idleMs: HOUR });
  };
  const ears = () =>
    store.tamper<{ pid: number; hears: boolean }>(
      `SELECT pid, state = 'idle' AND query LIKE 'LISTEN %' AS hears FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'reeve-relay-listens'`,
    );
  /** The process of the server that listens for the relay, once it does. */
  const ear = (other = 0) =>
    eventually(async () => (await ears()).find(({ pid, hears }) => hears && pid !== other)?.pid);

  it('sends an errand as soon as it is committed, though it would look by itself in an hour', async () => {
    const relay = hearing();
    await ear();
    for (let n = 1; n <= 3; n += 1) {
      await accept();
      await allSent();
      expect(await started()).toBe(made);
    }
    await relay.stop();
  });

  it('sends what was accepted before it could listen', async () => {
    await accept();
    const relay = hearing();
    await allSent();
    await relay.stop();
    expect(await started()).toBe(made);
  });

  it('listens again when the server has ended its connection, misses nothing meanwhile, and leaves none behind', async () => {
    const relay = hearing();
    const first = await ear();
    await store.tamper('SELECT pg_terminate_backend($1)', [first]);
    await accept();
    await allSent();
    expect(await ear(first)).not.toBe(first);
    await accept();
    await allSent();
    expect(await started()).toBe(made);
    await relay.stop();
    expect(await eventually(async () => (await ears()).length === 0)).toBe(true);
  });

  it('goes on by the clock where it can not listen, says so once, and says when it can again', async () => {
    const way = await openProxy(targetOf(store.urls.relay));
    way.be('cut');
    const written: string[] = [];
    const log = createLog({ log: { level: 'info', format: 'json' } }, { write: (line) => void written.push(line) });
    const metrics = createMetrics({ version: 'test' });
    const listenUrl = throughProxy(store.urls.relay, way);
    const relay = startRelay(store.relayDb, temporal.client, { log, metrics, listenUrl });
    await accept();
    await allSent();
    await eventually(async () => written.join('').includes("can't hear of errands"));
    way.be('open');
    await eventually(async () => written.join('').includes('hears of errands at once again'));
    await relay.stop();
    await way.close();
    expect(written.join('').match(/can't hear/g)).toHaveLength(1);
  });
});
