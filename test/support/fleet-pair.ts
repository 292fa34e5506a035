import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type FleetGround, furnishFleet } from './fleet.js';
import { openTestStore, type TestStore } from './store.js';

/** For each test an account with one template, node and instance, and another account beside it that must not see anything. */
export function fleetPair(): { readonly home: () => FleetGround; readonly other: () => FleetGround } {
  let store: TestStore;
  let nth = 0;
  let home: FleetGround;
  let other: FleetGround;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());
  beforeEach(async () => {
    nth += 1;
    home = await furnishFleet(store, `home-${nth}`);
    other = await furnishFleet(store, `other-${nth}`);
    await home.put('template', { id: 'web' });
    await home.put('node', { id: 'n-1', template: 'web' });
    await home.put('instance', { id: 'web-1', node: 'n-1', template: 'web' });
    await home.put('heartbeat', { instance: 'web-1', at: home.ago(1_000), report: 'r-7' });
  });
  return { home: () => home, other: () => other };
}

/** What stands open, as `kind severity fingerprint`, by that. */
export async function standing(ground: FleetGround): Promise<readonly string[]> {
  const all = await ground.conditions();
  return all
    .filter(({ closed }) => closed === false)
    .map(({ kind, severity, fingerprint }) => `${String(kind)} ${String(severity)} ${String(fingerprint)}`)
    .toSorted();
}

/** How all that is over ended, the oldest first. */
export async function endings(ground: FleetGround): Promise<readonly unknown[]> {
  const all = await ground.conditions();
  return all.filter(({ closed }) => closed === true).map(({ closed_because }) => closed_because);
}
