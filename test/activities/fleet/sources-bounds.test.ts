import { once } from 'node:events';
import { afterAll, beforeAll, expect, it, describe } from 'vitest';
import { openFleet, UNWATCHED_FLEET } from '../../../activities/fleet/open.js';
import { tick } from '../../../activities/fleet/tick.js';
import type { Source } from '../../../activities/sources/source.js';
import { type FleetGround, furnishFleet } from '../../support/fleet.js';
import { openTestStore, type TestStore } from '../../support/store.js';

describe('a source', () => {
  let store: TestStore;
  let ground: FleetGround;
  beforeAll(async () => {
    store = await openTestStore();
    ground = await furnishFleet(store);
  });
  afterAll(() => store?.close());

  const named = (id: string, gather: Source['gather']): Source => ({ id, agent: 'fleet_autonomy', gather });
  const git = { fetchFile: () => Promise.reject(new Error('none')) };

  it('that hangs and hears no signal is told of as late, and holds up nobody', async () => {
    const deps = openFleet(store, { ...UNWATCHED_FLEET, outside: { git, privateHosts: [] } });
    let asked = 0;
    const sources = [
      named('hangs', () => new Promise(() => undefined)),
      named('next', () => Promise.resolve({ looked: (asked += 1) })),
    ];
    const round = { ...deps, sources, sourceMsMax: 300 };
    expect(await tick(round, { account: ground.account, agent: 'fleet_autonomy' })).toMatchObject({ state: 'done' });
    expect(asked).toBe(1);
    expect(await ground.conditions()).toMatchObject([
      {
        ...{ kind: 'sensor.failed', fingerprint: 'sensor_failed:hangs', closed: false },
        payload: { error: 'it did not come to an end within 0.3 s' },
      },
    ]);
  });

  it('waits for nobody but whose rows it compares', async () => {
    const deps = openFleet(store, { ...UNWATCHED_FLEET, outside: { git, privateHosts: [] } });
    const told: string[] = [];
    const all = new AbortController();
    // Each of three ends only once all of them have begun.
    const begun = (id: string) =>
      named(id, async () => {
        told.push(`${id} begins`);
        if (told.length === 3) all.abort();
        else await once(all.signal, 'abort');
        told.push(`${id} ends`);
        return { looked: 1 };
      });
    const last: Source = { ...named('last', () => Promise.resolve({ looked: told.push('last') })), after: 'b' };
    await tick(
      { ...deps, sources: [begun('a'), begun('b'), begun('c'), last], sourceMsMax: 5_000 },
      { account: ground.account, agent: 'fleet_autonomy' },
    );
    expect(told.indexOf('last')).toBeGreaterThan(told.indexOf('b ends'));
    expect(told).toHaveLength(7);
  });
});
