import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../activities/ledger/seal.js';
import { apply } from '../../../activities/spine/acting.js';
import type { SpineDeps } from '../../../activities/spine/deps.js';
import { plan } from '../../../activities/spine/plan.js';
import { begin, end, judge } from '../../../activities/spine/steps.js';
import { type Kept, noteFailure } from '../../../activities/store/spine/breakers.js';
import { BREAKER, CLOSED, type Fault } from '../../../domain/breaker.js';
import { allowAlone, furnish, proposeIn } from '../../support/spine-world.js';
import { openTestStore, type TestStore } from '../../support/store.js';
import { depsOf } from '../../support/temporal.js';

const account = 'home';
const name = 'action/feature-flag/flag';
const pen = { heartbeat: () => undefined, signal: new AbortController().signal };

describe('the breaker of an action, as a row', () => {
  let store: TestStore;
  let deps: SpineDeps;
  beforeAll(async () => {
    store = await openTestStore();
    await furnish(store, account);
    await allowAlone(store, account);
    deps = { ...depsOf(store).spine, tools: { db: store.db, ledger: store.ledger, digest: sha256 } };
    await store.tamper(
      `INSERT INTO reeve.budget (account, name, most, author, reason) SELECT $1, n, 1000, 'person/admin', 'test'
       FROM unnest('{act/target,act/group,act/account,fix}'::text[]) AS n`,
      [account],
    );
  });
  beforeEach(async () => {
    for (const table of ['breaker', 'stop']) await store.tamper(`DELETE FROM reeve.${table}`);
    await store.tamper(`UPDATE reeve.lease SET holder = NULL, held_until = now()`);
    await store.tamper(`UPDATE reeve.flag SET value = 'false', effect = NULL`);
  });
  afterAll(() => store?.close());

  const kept = async (): Promise<Kept | undefined> => {
    const [row] = await store.tamper<{ state: Kept }>('SELECT state FROM reeve.breaker WHERE name = $1', [name]);
    return row?.state;
  };
  const put = (state: Partial<Kept>) =>
    store.tamper('INSERT INTO reeve.breaker (account, name, state) VALUES ($1, $2, $3)', [
      ...[account, name, JSON.stringify({ ...CLOSED, ...state })],
    ]);
  const fail = (fault: Fault, key = 'somebody', retryAfterMs = 0) =>
    noteFailure(store.db, account, { name, key, fault, retryAfterMs });
  /** Up to the moment before it acts; with a value of its own, since the same wish twice is one. */
  const ready = async () => {
    const key = await proposeIn(store, account, { parameters: { value: randomUUID() } });
    const ref = { account, key };
    await plan(deps, ref);
    const judged = await judge(deps, { ...ref, round: 1 });
    const go = () => begin(deps, { ...ref, round: 1, planHash: judged.decision === 'proceed' ? judged.planHash : '' });
    return { ref, judged, go };
  };
  const open = { state: 'open', failures: 3, backoffMs: 15_000, retryAt: 1 } as const;

  it('opens after so many failures of the other side, and one that was told to wait opens at once', async () => {
    for (let n = 1; n < BREAKER.failures; n += 1) await fail('transient');
    expect(await kept()).toMatchObject({ state: 'closed', failures: BREAKER.failures - 1 });
    expect((await ready()).judged.decision).toBe('proceed');
    await fail('transient');
    expect(await kept()).toMatchObject({ state: 'open', backoffMs: BREAKER.firstBackoffMs });
    expect((await ready()).judged).toMatchObject({ decision: 'defer', rule: 'breaker' });
    await store.tamper('DELETE FROM reeve.breaker');
    await fail('rate-limit', 'somebody', 40_000);
    expect(await kept()).toMatchObject({ state: 'open', failures: 1 });
    expect(((await kept())?.retryAt ?? 0) - Date.now()).toBeGreaterThan(30_000);
  });

  it('counts no request that was wrong or not allowed, and loses no failure of many at once', async () => {
    await fail('invalid');
    await fail('denied');
    expect(await kept()).toBeUndefined();
    await put({ state: 'closed', failures: 0 });
    await Promise.all([fail('transient'), fail('transient'), fail('invalid')]);
    expect(await kept()).toMatchObject({ state: 'closed', failures: 2 });
  });

  it('lets one of two through when its time has come, and closes after two that went well', async () => {
    await put(open);
    const [one, two] = [await ready(), await ready()];
    const begun = await one.go();
    expect(begun.state).toBe('begun');
    expect(await kept()).toMatchObject({ state: 'half-open', probe: one.ref.key });
    expect(await two.go()).toMatchObject({ state: 'again', because: expect.stringContaining('breaker') });
    expect(await apply(deps, { ...one.ref, fence: begun.state === 'begun' ? begun.fence : 0 }, pen)).toEqual({
      state: 'applied',
    });
    expect(await kept()).toMatchObject({ state: 'half-open', successes: 1, probeUntil: 0 });
    expect(await kept()).not.toHaveProperty('probe');
    await end(deps, { ...one.ref, outcome: 'verified', because: 'test' });
    const three = await ready();
    const again = await three.go();
    await apply(deps, { ...three.ref, fence: again.state === 'begun' ? again.fence : 0 }, pen);
    expect(await kept()).toEqual(CLOSED);
  });

  it('hears of a success once, however often the same try is made', async () => {
    await put(open);
    const one = await ready();
    const begun = await one.go();
    const ref = { ...one.ref, fence: begun.state === 'begun' ? begun.fence : 0 };
    for (let n = 0; n < 3; n += 1) expect(await apply(deps, ref, pen)).toEqual({ state: 'applied' });
    expect(await kept()).toMatchObject({ state: 'half-open', successes: 1 });
  });

  it.each([
    ['its work was stopped before it wrote', 'stopped'],
    ['nobody took its work up', 'lost'],
  ])('gives the probe back when %s', async (_name, how) => {
    await put(open);
    const one = await ready();
    const begun = await one.go();
    const stopped = async () => {
      await store.tamper(
        `INSERT INTO reeve.stop (account, id, kind, starts_at, reason, author) VALUES ($1, 's', 'freeze', now(), 'fire', 'person/admin')`,
        [account],
      );
      return apply(deps, { ...one.ref, fence: begun.state === 'begun' ? begun.fence : 0 }, pen);
    };
    expect(how === 'stopped' ? await stopped() : { state: 'stopped' }).toMatchObject({ state: 'stopped' });
    await end(deps, { ...one.ref, outcome: 'cancelled', because: 'test' });
    expect(await kept()).toMatchObject({ state: 'half-open', probeUntil: 0 });
    expect(await kept()).not.toHaveProperty('probe');
  });

  it('leaves a probe to who holds it, and gives up one that never reports', async () => {
    await put({ ...open, state: 'half-open', probeUntil: Date.now() + 60_000, probe: 'holder' });
    await fail('invalid', 'another');
    expect((await ready()).judged.decision).toBe('defer');
    await fail('invalid', 'holder');
    expect((await ready()).judged.decision).toBe('proceed');
    await store.tamper('DELETE FROM reeve.breaker');
    await put({ ...open, state: 'half-open', probeUntil: Date.now() - 1, probe: 'dead' });
    const { ref, go } = await ready();
    expect((await go()).state).toBe('begun');
    expect(await kept()).toMatchObject({ probe: ref.key });
  });

  it('takes no probe for work that does not begin', async () => {
    await put(open);
    const one = await ready();
    await store.tamper(
      `INSERT INTO reeve.lease (account, target, fence, holder, held_until) VALUES ($1, 'flag/checkout.new', 1, 'else', now() + interval '1 min')
       ON CONFLICT (account, target) DO UPDATE SET holder = 'else', held_until = now() + interval '1 min'`,
      [account],
    );
    expect((await one.go()).state).toBe('held');
    expect(await kept()).toMatchObject({ state: 'open', probeUntil: 0 });
  });
});
