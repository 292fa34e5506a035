import { sha256 } from '../../activities/ledger/seal.js';
import type { Reach } from '../../activities/actions/reach.js';
import type { SpineDeps } from '../../activities/spine/deps.js';
import { plan } from '../../activities/spine/plan.js';
import type { Plan } from '../../domain/plan.js';
import type { Proposal, Target } from '../../domain/proposal.js';
import { type Begun, begunBy, furnishFreely } from './spine-steps.js';
import { putRows } from './fleet.js';
import { type PretendNode, pretendNode } from './pretend-node.js';
import { proposeIn } from './spine-world.js';
import { openTestStore, type TestStore } from './store.js';
import { depsOf } from './temporal.js';

type Row = Readonly<Record<string, unknown>>;
type Parameters = Proposal['parameters'];

/** An account with a small fleet in which actions are taken step by step, as the spine takes them. */
export interface ActionGround {
  readonly store: TestStore;
  readonly put: (table: string, ...rows: readonly Row[]) => Promise<void>;
  /** The first row of a table with these values. */
  readonly row: (table: string, where: Row) => Promise<Row>;
  readonly sql: TestStore['tamper'];
  readonly ago: (ms: number) => string;
  readonly node: (instance: string) => PretendNode;
  /** Accepted by two people and begun. */
  readonly begin: (action: string, target: Target, parameters?: Parameters) => Promise<Begun>;
  readonly planOf: (action: string, target: Target, parameters?: Parameters) => Promise<Plan>;
  /** Applies, and leaves everything to the test. */
  readonly applied: (action: string, target: Target, parameters?: Parameters) => Promise<Begun>;
  readonly close: () => Promise<void>;
}

const account = 'home';

/** Five instances of one template, web-1 to web-5, each with a node that reports. */
export async function openActionGround(reach: Partial<Reach> = {}): Promise<ActionGround> {
  const store = await openTestStore();
  await furnishFreely(store, account, ['*']);
  const { spine } = depsOf(store);
  const tools = { db: store.db, ledger: store.ledger, digest: sha256 };
  const deps: SpineDeps = { ...spine, tools, reach: { ...spine.reach, ...reach } };
  const put = (table: string, ...rows: readonly Row[]) => putRows(store, account, table, rows);
  const names = [1, 2, 3, 4, 5].map((nth) => `web-${nth}`);
  await put('template', { id: 'web' });
  await put('node', ...names.map((id) => ({ id, template: 'web' })));
  await put('instance', ...names.map((id) => ({ id, node: id, template: 'web' })));
  await put('heartbeat', ...names.map((instance) => ({ instance, at: new Date().toISOString() })));
  const over = (action: string, target: Target, parameters: Parameters = {}) => ({ action, target, parameters });
  const begin: ActionGround['begin'] = async (...wish) => {
    await store.tamper(`UPDATE reeve.lease SET holder = NULL, held_until = now()`);
    await store.tamper('DELETE FROM reeve.reservation');
    // Whoever wishes what is under way is given that.
    await store.tamper(`UPDATE reeve.intervention SET outcome = 'verified', ended_at = now() WHERE outcome IS NULL`);
    return begunBy(store, deps, over(...wish), ['bob', 'eve']);
  };
  return {
    ...{ store, put, begin, sql: store.tamper },
    async row(table, where) {
      const [row] = await store.tamper<Row & Record<string, unknown>>(
        `SELECT * FROM reeve.${table} WHERE account = $1 AND to_jsonb(${table}) @> $2::jsonb LIMIT 1`,
        [account, JSON.stringify(where)],
      );
      if (!row) throw new Error(`no ${table} with ${JSON.stringify(where)}`);
      return row;
    },
    ago: (ms) => new Date(Date.now() - ms).toISOString(),
    node: (instance) => pretendNode(store, account, instance),
    async planOf(...wish) {
      const by = { by: { kind: 'person', id: 'olga' }, origin: 'person' } as const;
      const key = await proposeIn(store, account, { ...by, ...over(...wish), why: [crypto.randomUUID()] });
      await plan(deps, { account, key });
      const [row] = await store.tamper<{ plan: Plan }>('SELECT plan FROM reeve.intervention WHERE key = $1', [key]);
      await store.tamper(`UPDATE reeve.intervention SET outcome = 'withdrawn', ended_at = now() WHERE key = $1`, [key]);
      if (!row?.plan) throw new Error('it was not planned');
      return row.plan;
    },
    async applied(...wish) {
      const begun = await begin(...wish);
      const applied = await begun.apply();
      if (applied.state !== 'applied') throw new Error(`not applied: ${JSON.stringify(applied)}`);
      return begun;
    },
    close: () => store.close(),
  };
}
