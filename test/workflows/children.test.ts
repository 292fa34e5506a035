import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freeLeases, holdsFence, takeLeases } from '../../activities/store/spine/leases.js';
import { holdRecord } from '../../activities/store/spine/record.js';
import { aPlan } from '../support/spine.js';
import { openSpineWorld, type SpineWorld } from '../support/spine-world.js';

const LEASE_MS = 600_000;
const target = { kind: 'flag', name: 'checkout.new' };

describe('children of an approved plan, on a real Temporal and PostgreSQL', () => {
  let world: SpineWorld;
  beforeAll(async () => {
    world = await openSpineWorld();
  });
  beforeEach(async () => {
    // Parents are written by hand, and nobody may work on them meanwhile.
    await world.rest();
    for (const table of ['reservation', 'lease']) await world.sql(`DELETE FROM reeve.${table}`);
    await world.sql('UPDATE reeve.flag SET value = $1, effect = NULL', ['false']);
  });
  afterAll(() => world?.close());

  /** A rollout that is under way: nothing of the catalogue grants anything yet, so its plan is written by hand. */
  async function rollout(most = 5): Promise<string> {
    const key = await world.propose({ parameters: { value: randomUUID() }, why: [randomUUID()] });
    const grants = [
      {
        ...{ action: 'feature-flag', targets: 'flag/*', parameters: { value: true }, most, withinMs: 3_600_000 },
        fields: [{ path: 'value', from: false, to: true }],
      },
    ];
    await world.sql(`DELETE FROM reeve.inbox WHERE workflow_id = $1`, [`intervene/home/${key}`]);
    await world.sql(
      `UPDATE reeve.intervention SET stage = 'acting', begun_at = now(), fence = 1, plan = $2 WHERE key = $1`,
      [key, JSON.stringify(aPlan({ grants }))],
    );
    await lease(key);
    return key;
  }
  const lease = (key: string) =>
    world.store.db.withAccount('home', async (tx) => takeLeases(tx, await holdRecord(tx, 'home', key), LEASE_MS));
  const holds = (key: string, fence: number) =>
    world.store.db.withAccount('home', async (tx) => holdsFence(tx, await holdRecord(tx, 'home', key), fence));
  const free = (key: string) => world.store.db.withAccount('home', (tx) => freeLeases(tx, 'home', key));

  it('act within what was granted without asking anybody, under the lease of their parent', async () => {
    const parent = await rollout();
    await world.run(async () => {
      const key = await world.propose({ parent, target });
      expect(await world.ended(key)).toMatchObject({ outcome: 'verified' });
    });
    expect(await world.flag()).toBe(true);
    const [row] = await world.sql('SELECT holder, child FROM reeve.lease');
    expect(row).toEqual({ holder: parent, child: null });
    expect(await holds(parent, 1)).toBe(true);
    await free(parent);
  });

  it('are stale outside of it, and when their parent is over', async () => {
    const parent = await rollout(0);
    await world.run(async () => {
      const tooMany = await world.propose({ parent, target });
      expect(await world.ended(tooMany)).toMatchObject({
        outcome: 'stale',
        because: expect.stringContaining('0 children'),
      });
      await world.sql(`UPDATE reeve.intervention SET outcome = 'verified', ended_at = now() WHERE key = $1`, [parent]);
      await free(parent);
      const late = await world.propose({ parent, target, parameters: { value: true }, why: ['again'] });
      expect(await world.ended(late)).toMatchObject({
        ...{ outcome: 'stale', because: expect.stringContaining('its parent has ended') },
      });
    });
    expect(await world.flag()).toBe(false);
  });

  it('enter one at a time; others wait; and who lost its parent writes no more', async () => {
    const parent = await rollout();
    const propose = async (over: object) => {
      const key = await world.propose({ parameters: { value: randomUUID() }, ...over });
      await world.sql(`DELETE FROM reeve.inbox WHERE workflow_id = $1`, [`intervene/home/${key}`]);
      return key;
    };
    const [one, two, stranger] = [await propose({ parent }), await propose({ parent }), await propose({})];
    const first = await lease(one);
    expect(first).toEqual({ fence: 2 });
    expect(await lease(two)).toMatchObject({ holder: one });
    expect(await lease(stranger)).toMatchObject({ holder: parent });
    expect([await holds(one, 2), await holds(one, 1), await holds(parent, 1)]).toEqual([true, false, true]);
    await free(one);
    expect([await holds(one, 2), await holds(parent, 1)]).toEqual([false, true]);
    expect(await lease(two)).toEqual({ fence: 3 });
    await free(parent);
    expect(await holds(two, 3)).toBe(false);
    expect(await lease(stranger)).toEqual({ fence: 4 });
    expect([await holds(two, 3), await holds(stranger, 4)]).toEqual([false, true]);
    for (const key of [parent, one, two, stranger])
      await world.sql(`UPDATE reeve.intervention SET outcome = 'cancelled', ended_at = now() WHERE key = $1`, [key]);
  });
});
