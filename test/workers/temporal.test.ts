import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureSchedules, ensureSearchAttributes } from '../../workers/temporal.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.js';
import { eventually } from '../support/cluster.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openTestTemporal, type TestTemporal } from '../support/temporal.js';

describe('what Temporal must know before anything runs', () => {
  let store: TestStore;
  let temporal: TestTemporal;
  beforeAll(async () => {
    [store, temporal] = await Promise.all([openTestStore(), openTestTemporal()]);
  });
  afterAll(async () => {
    await temporal?.close();
    await store?.close();
  });

  const schedules = async () => {
    const ids: string[] = [];
    for await (const { scheduleId } of temporal.client.schedule.list()) ids.push(scheduleId);
    return ids;
  };
  const schedule = () => temporal.client.schedule.getHandle('checkpoint');

  it('is one schedule of each, however many workers make sure of it, with the minutes of the last', async () => {
    await Promise.all([60, 60, 60].map((minutes) => ensureSchedules(temporal.client, minutes)));
    await ensureSchedules(temporal.client, 15);
    expect(await eventually(async () => (await schedules()).length === 2)).toBe(true);
    expect(await schedule().describe()).toMatchObject({
      scheduleId: 'checkpoint',
      spec: { intervals: [{ every: 900_000 }] },
      action: { type: 'startWorkflow', workflowType: 'checkpoint', taskQueue: 'reeve-control' },
      policies: { overlap: 'SKIP' },
    });
  });

  it('signs the books when the hour strikes, and can be found by its kind', async () => {
    await store.account('home');
    await ensureSchedules(temporal.client, 60);
    await temporal.withWorkers(store, async () => {
      await schedule().trigger();
      const query = `ReeveKind = 'checkpoint' AND ExecutionStatus = 'Completed'`;
      await eventually(async () => (await temporal.client.workflow.count(query)).count === 1);
    });
    expect(await store.tamper(`SELECT kind FROM reeve.ledger WHERE account = 'home' ORDER BY seq`)).toEqual([
      { kind: 'setting' },
      { kind: 'checkpoint' },
    ]);
  });

  it('is a search attribute for each that workflows may set, usable once they were made sure of', async () => {
    await Promise.all([ensureSearchAttributes(temporal.client), ensureSearchAttributes(temporal.client)]);
    for (const name of Object.keys(SEARCH_ATTRIBUTES)) {
      await expect(temporal.client.workflow.count(`${name} = 'x'`)).resolves.toMatchObject({ count: 0 });
    }
    await expect(temporal.client.workflow.count("ReeveNonsense = 'x'")).rejects.toMatchObject({
      cause: { details: expect.stringContaining('ReeveNonsense') },
    });
  });
});
