import { randomUUID } from 'node:crypto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolvePart } from '../../tools/parts/index.js';
import { createLog } from '../../workers/log.js';
import { startTelemetry } from '../../workers/telemetry.js';
import { temporalTracing } from '../../workers/telemetry/temporal-tracing.js';
import { installRuntime, startWorkers } from '../../workers/worker.js';
import { type Queue, QUEUE_NAMES, QUEUES } from '../../workflows/messages.js';
import type { roundtrip } from '../../workflows/roundtrip.js';
import { eventually } from '../support/cluster.js';
import { partSettings } from '../support/part-settings.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { depsOf, openTestTemporal, quiet, type TestTemporal } from '../support/temporal.js';

const options = () => ({ taskQueue: QUEUES.control, workflowId: `roundtrip/${randomUUID()}`, args: [] as [] });

describe('roundtrip', () => {
  let store: TestStore;
  let temporal: TestTemporal;
  let skipping: TestWorkflowEnvironment;
  const written: string[] = [];
  beforeAll(async () => {
    [store, temporal] = await Promise.all([openTestStore(), openTestTemporal()]);
    const { files } = await resolvePart('time-skipping-server', partSettings(), () => undefined);
    installRuntime(createLog({ log: { level: 'warn', format: 'json' } }, { write: (line) => void written.push(line) }));
    const path = files['temporal-test-server'] ?? '';
    skipping = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
    });
  });
  afterAll(async () => {
    await skipping?.teardown();
    await temporal?.close();
    await store?.close();
  });

  it('hears from the worker of every queue', async () => {
    const answers = await temporal.withWorkers(store, () =>
      temporal.client.workflow.execute<typeof roundtrip>('roundtrip', options()),
    );
    expect(answers).toEqual(QUEUE_NAMES.map((queue) => ({ queue, answered: true, worker: 'test' })));
  });

  it('says which queues nobody serves, after five seconds of the clock it runs on', async () => {
    const queues: readonly Queue[] = ['control', 'sense'];
    const { answers, tookMs } = await whileServing(queues, askTimed);
    expect(answers).toEqual(
      QUEUE_NAMES.map((queue) =>
        queues.includes(queue)
          ? { queue, answered: true, worker: 'test' }
          : { queue, answered: false, why: `no worker took it from ${QUEUES[queue]} within 5 seconds` },
      ),
    );
    expect(tookMs).toBeGreaterThan(4_900);
    expect(tookMs).toBeLessThan(9_000);
  });

  it('tells a worker that took it and failed from one that is not there', async () => {
    const broken = await Worker.create({
      connection: skipping.nativeConnection,
      taskQueue: QUEUES.act,
      activities: { answer: () => Promise.reject(new Error('no hands')) },
    });
    const { answers } = await whileServing(['control', 'sense', 'model'], () => broken.runUntil(askTimed));
    expect(answers.filter(({ answered }) => !answered)).toEqual([
      { queue: 'act', answered: false, why: 'a worker of reeve-act took it and did not answer: no hands' },
    ]);
  });

  it("logs what Temporal's native part says as JSON, like everyone else", async () => {
    // The test server is of an old kind, which the native part warns of whenever a worker meets it.
    const lines = await eventually(async () => {
      const found = written.filter((line) => line.includes('Temporal Server 1.16.0 or newer'));
      return found.length > 0 && found;
    });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      msg: expect.stringContaining('heartbeat details'),
    });
  });

  async function askTimed() {
    const handle = await skipping.client.workflow.start<typeof roundtrip>('roundtrip', options());
    const answers = await handle.result();
    const { startTime, closeTime } = await handle.describe();
    return { answers, tookMs: Number(closeTime) - Number(startTime) };
  }

  async function whileServing<T>(queues: readonly Queue[], use: () => Promise<T>): Promise<T> {
    const untraced = { telemetry: { serviceName: 'test', headers: {}, sampleRatio: 1 } };
    const workers = await startWorkers({
      ...{ queues, deps: depsOf(store), namespace: 'default', dataConverter: {}, log: quiet() },
      connection: { address: skipping.address },
      tracing: temporalTracing(startTelemetry(untraced)),
      cacheDir: partSettings().cacheRoot,
      drainMs: 1_000,
    });
    try {
      return await use();
    } finally {
      await workers.drain();
    }
  }
});
