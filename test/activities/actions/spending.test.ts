import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Action, defineAction } from '../../../activities/actions/action.js';
import { acceptAnswer } from '../../../activities/store/accept/answers.js';
import type { SpineDeps } from '../../../activities/spine/deps.js';
import { plan } from '../../../activities/spine/plan.js';
import { begin, end, judge, tally } from '../../../activities/spine/steps.js';
import type { Outcome } from '../../../workflows/ports.js';
import { lampAction } from '../../support/lamp.js';
import { furnish, proposeIn } from '../../support/spine-world.js';
import { openTestStore, type TestStore } from '../../support/store.js';
import { depsOf } from '../../support/temporal.js';

const account = 'home';

/** A lamp that belongs to a module. */
const lamp = lampAction({ on: false, applied: 0, undone: 0, looks: [], holdMs: 0, undo: { state: 'undone' } });
const moduleLamp: Action = defineAction({
  ...(lamp as unknown as Action<unknown>),
  plan: async (work) => ({
    ...(await (lamp as unknown as Action<unknown>).plan(work)),
    touches: [work.target, { kind: 'module', name: 'light' }],
  }),
});

describe('what an act spends', () => {
  let store: TestStore;
  let deps: SpineDeps;
  beforeAll(async () => {
    store = await openTestStore();
    await furnish(store, account);
    deps = depsOf(store, { catalogue: new Map([['lamp', moduleLamp]]) }).spine;
    await store.tamper(
      `INSERT INTO reeve.budget (account, name, most, author, reason) SELECT $1, n, m, 'person/admin', 'test'
       FROM (VALUES ('act/target', 100), ('consent/light', 1), ('fix', 1)) AS b (n, m)`,
      [account],
    );
  });
  beforeEach(() => store.tamper('DELETE FROM reeve.reservation'));
  afterAll(() => store?.close());

  const judged = async () => {
    const key = await proposeIn(store, account, {
      ...{ action: 'lamp', target: { kind: 'flag', name: 'lamp' }, parameters: { on: true }, why: [randomUUID()] },
    });
    const ref = { account, key };
    await plan(deps, ref);
    return { ref, said: await judge(deps, { ...ref, round: 1 }) };
  };
  const act = async (outcome: Outcome) => {
    const { ref, said } = await judged();
    if (said.decision === 'ask') {
      const request = said.request.id;
      const bob = { account, kind: 'person', principal: 'bob', door: 'token' } as const;
      await acceptAnswer(store, bob, { request, says: 'approve', trace: {} });
      await tally(deps, { ...ref, request, heard: [] });
    }
    const again = said.decision === 'ask' ? await judge(deps, { ...ref, round: 2 }) : said;
    const begun = await begin(deps, {
      ...{ ...ref, round: 2 },
      planHash: again.decision === 'proceed' ? again.planHash : '',
    });
    expect(begun.state).toBe('begun');
    await end(deps, { ...ref, outcome, because: 'test' });
    return said.decision;
  };
  const spent = async () => {
    const rows = await store.tamper<{ bucket: string }>(
      `SELECT bucket FROM reeve.reservation WHERE state = 'spent' AND bucket !~ '^act/(group|account)' ORDER BY bucket`,
    );
    return rows.map(({ bucket }) => bucket);
  };

  it('consent and a fix where it goes by itself; where people say yes only its rate', async () => {
    expect(await act('verified')).toBe('proceed');
    expect(await spent()).toEqual(['act/target/flag/lamp', 'consent/light', 'fix/lamp/flag/lamp']);
    expect(await act('verified')).toBe('ask');
    expect(await spent()).toEqual([
      ...['act/target/flag/lamp', 'act/target/flag/lamp', 'consent/light', 'fix/lamp/flag/lamp'],
    ]);
  });

  it.each([
    ['failed', ['act/target/flag/lamp', 'fix/lamp/flag/lamp']],
    ['undone', ['act/target/flag/lamp', 'consent/light', 'fix/lamp/flag/lamp']],
    ['unknown', ['act/target/flag/lamp', 'consent/light', 'fix/lamp/flag/lamp']],
    ['cancelled', []],
  ] as const)('and what of it comes back when it ends as %s', async (outcome, left) => {
    await act(outcome);
    expect(await spent()).toEqual(left);
  });
});
