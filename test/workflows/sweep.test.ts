import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUEUES } from '../../workflows/messages.js';
import type { sweep } from '../../workflows/sweep.js';
import { end } from '../../activities/spine/steps.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { furnish, openSpineWorld, proposeIn, type SpineWorld } from '../support/spine-world.js';
import { depsOf } from '../support/temporal.js';

describe('an end', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
    await furnish(store, 'home');
  });
  afterAll(() => store?.close());

  it.each([
    ['cut in the middle of a character', `${'x'.repeat(1999)}😀`, 'x'.repeat(1999)],
    ['with a NUL', 'a\0b', 'ab'],
    ['with half of a character', 'a\ud83db', 'a\ufffdb'],
  ])('is one also for a reason %s', async (_what, because, kept) => {
    const key = await proposeIn(store, 'home', { parameters: { value: randomUUID() }, why: [randomUUID()] });
    await end(depsOf(store as never).spine, { account: 'home', key, outcome: 'failed', because });
    const [row] = await store.tamper(
      `SELECT i.because, n.body ->> 'because' AS told FROM reeve.intervention i
       JOIN reeve.notice n ON n.account = i.account AND n.intervention = i.key WHERE i.key = $1`,
      [key],
    );
    expect(row).toEqual({ because: kept, told: kept });
  });
});

describe('sweep', () => {
  let world: SpineWorld;
  beforeAll(async () => {
    world = await openSpineWorld();
  });
  afterAll(() => world?.close());

  const run = () =>
    world.temporal.client.workflow.execute<typeof sweep>('sweep', {
      ...{ taskQueue: QUEUES.control, workflowId: `sweep/${Math.random()}`, args: [] },
    });
  const asking = async (value: string) => {
    const key = await world.propose({ parameters: { value } });
    await world.request(key);
    return key;
  };
  const over = (key: string) => world.temporal.client.workflow.getHandle(`intervene/home/${key}`).terminate('by hand');

  it('ends what has no workflow any more, and nothing else', async () => {
    await world.run(async () => {
      const [going, asked, begun, fresh] = [await asking('a'), await asking('b'), await asking('c'), await asking('d')];
      for (const key of [asked, begun, fresh]) await over(key);
      await world.sql(`UPDATE reeve.intervention SET proposed_at = now() - interval '5 minutes' WHERE key <> $1`, [
        fresh,
      ]);
      await world.sql(`UPDATE reeve.intervention SET begun_at = now(), fence = 7, stage = 'acting' WHERE key = $1`, [
        begun,
      ]);
      await world.sql(
        `INSERT INTO reeve.lease VALUES ('home', 'flag/checkout.new', 7, $1, now() + interval '1 hour')`,
        [begun],
      );
      expect(await run()).toEqual({ open: 3, ended: [`home/${asked}`, `home/${begun}`] });
      expect(await world.standing(asked)).toMatchObject({
        outcome: 'cancelled',
        because: expect.stringContaining('was terminated'),
      });
      expect(await world.standing(begun)).toMatchObject({
        outcome: 'unknown',
        because: expect.stringContaining('look at the target'),
      });
      expect(await world.standing(going)).toMatchObject({ outcome: null });
      expect(await world.standing(fresh)).toMatchObject({ outcome: null });
      const [lease] = await world.sql('SELECT holder, fence::int AS fence FROM reeve.lease');
      expect(lease).toEqual({ holder: null, fence: 7 });
      const open = await world.sql(`SELECT intervention FROM reeve.request WHERE state = 'open' ORDER BY opened_at`);
      expect(open).toEqual([{ intervention: going }, { intervention: fresh }]);
      expect(await run()).toEqual({ open: 1, ended: [] });
    });
  });
});
