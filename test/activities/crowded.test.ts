import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plan } from '../../activities/spine/plan.js';
import { end, judge } from '../../activities/spine/steps.js';
import type { Proposal } from '../../domain/proposal.js';
import { furnish, proposeIn } from '../support/spine-world.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { depsOf } from '../support/temporal.js';

const OLGA = { by: { kind: 'person', id: 'olga' }, origin: 'person' } as const;

/** Whatever agents wish, and however often: a person can still wish something, an undo above all. */
describe('an account that agents have crowded', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
    await furnish(store, 'home');
    await crowd(900);
  });
  afterAll(() => store?.close());

  const crowd = (most: number) =>
    store.tamper(
      `INSERT INTO reeve.intervention (account, key, proposal, action, target, proposer, origin, severity, correlation, proposed_at)
       SELECT 'home', 'crowd-' || n, '{}', 'feature-flag', 'flag/x', 'agent/demo-agent', 'fleet', 'info', 'c', now()
       FROM generate_series(1, $1::int) AS n ON CONFLICT DO NOTHING`,
      [most],
    );
  const propose = (over: Partial<Proposal> = {}) =>
    proposeIn(store, 'home', { parameters: { value: randomUUID() }, why: [randomUUID()], ...over });
  async function judged(over: Partial<Proposal> = {}) {
    const key = await propose(over);
    const { spine } = depsOf(store);
    await plan(spine, { account: 'home', key });
    const said = await judge(spine, { account: 'home', key, round: 1 });
    await end(spine, { account: 'home', key, outcome: 'cancelled', because: 'test' });
    return said;
  }

  it('takes no more wishes of agents, and those of people until all is full', async () => {
    await expect(propose()).rejects.toThrow('900 interventions are open in this account');
    expect(await propose(OLGA)).toEqual(expect.any(String));
    await crowd(999);
    await expect(propose(OLGA)).rejects.toThrow('1000 interventions are open in this account');
    await store.tamper(`UPDATE reeve.intervention SET outcome = 'cancelled' WHERE key = ANY ($1)`, [
      Array.from({ length: 200 }, (_, n) => `crowd-${800 + n}`),
    ]);
  });

  it('asks people no more for agents, and for people until as many wait as may', async () => {
    const wait = (from: number, to: number) =>
      store.tamper(
        `INSERT INTO reeve.request (account, id, intervention, round, plan_hash, rules, chain, opened_at, deadline)
         SELECT 'home', 'crowd-' || n || '.1', 'crowd-' || n, 1, 'x', '{}', '{"steps": []}', now(), now() + interval '1 day'
         FROM generate_series($1::int, $2::int) AS n`,
        [from, to],
      );
    await wait(1, 90);
    expect(await judged()).toMatchObject({
      ...{
        decision: 'end',
        outcome: 'refused',
        because: expect.stringContaining('90 requests wait for people already'),
      },
    });
    expect(await judged(OLGA)).toMatchObject({ decision: 'ask' });
    await wait(91, 100);
    expect(await judged(OLGA)).toMatchObject({
      ...{ decision: 'end', because: expect.stringContaining('100 requests wait for people already') },
    });
  });
});
