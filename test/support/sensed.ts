import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { type FleetGround, furnishFleet } from './fleet.js';
import { openTestStore, type TestStore } from './store.js';

export interface SensedFleet {
  readonly ground: FleetGround;
  /** A round of the agent: what stands open after it, by fingerprint. */
  readonly round: () => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly instances: (template: string, ...names: readonly string[]) => Promise<void>;
  /** What was decided so far. */
  readonly decided: () => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly set: (table: string, what: string) => Promise<void>;
}

/** A fresh account for each test of the file, beside one that has nothing and must see nothing. */
export function openSensedFleet(agent: string): SensedFleet {
  let store: TestStore;
  let ground: FleetGround;
  let other: FleetGround;
  let nth = 0;
  beforeAll(async () => {
    store = await openTestStore();
    other = await furnishFleet(store, 'elsewhere');
  });
  afterAll(() => store?.close());
  beforeEach(async () => {
    nth += 1;
    ground = await furnishFleet(store, `home-${nth}`);
  });
  return {
    get ground() {
      return ground;
    },
    async round() {
      await ground.tick(agent);
      await other.tick(agent);
      expect(await other.conditions()).toEqual([]);
      return (await ground.conditions()).filter(({ closed }) => closed === false);
    },
    async instances(template, ...names) {
      await ground.put('template', { id: template });
      await ground.put('node', ...names.map((id) => ({ id, template })));
      await ground.put('instance', ...names.map((id) => ({ id, node: id, template })));
      await ground.put('heartbeat', ...names.map((instance) => ({ instance, at: ground.ago(0) })));
    },
    decided: () => ground.decisions(),
    async set(table, what) {
      await ground.sql(`UPDATE reeve.${table} SET ${what} WHERE account = $1`, [ground.account]);
    },
  };
}
