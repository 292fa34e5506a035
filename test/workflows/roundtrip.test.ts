import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUEUE_NAMES, QUEUES } from '../../workflows/messages.js';
import type { roundtrip } from '../../workflows/roundtrip.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openTestTemporal, type TestTemporal } from '../support/temporal.js';

describe('roundtrip', () => {
  let store: TestStore;
  let temporal: TestTemporal;
  beforeAll(async () => {
    console.time('x');
    [store, temporal] = await Promise.all([openTestStore(), openTestTemporal()]);
    console.timeEnd('x');
  });
  afterAll(async () => {
    await temporal?.close();
    await store?.close();
  });
  const ask = () =>
    temporal.client.workflow.execute<typeof roundtrip>('roundtrip', {
      taskQueue: QUEUES.control,
      workflowId: `roundtrip/${randomUUID()}`,
    });

  it('hears from the worker of every queue', async () => {
    const answers = await temporal.withWorkers(store, ask);
    expect(answers).toEqual(QUEUE_NAMES.map((queue) => ({ queue, answered: true, worker: 'test' })));
  });
});
