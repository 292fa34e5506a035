import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../../activities/spine/acting.js';
import { plan } from '../../activities/spine/plan.js';
import { begin, end, judge } from '../../activities/spine/steps.js';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';
import { allowAlone } from '../support/spine-world.js';
import { depsOf } from '../support/temporal.js';

/** No relay goes here: the word of a person is on its way to the workflow all the time. */
describe('work that somebody calls off', () => {
  let door: SpineDoor;
  beforeAll(async () => {
    door = await openSpineDoor();
    await allowAlone(door.world.store, 'home');
  });
  afterAll(() => door?.close());

  const pen = { heartbeat: () => undefined, signal: new AbortController().signal };
  const deps = () => depsOf(door.world.store as never).spine;
  const off = (who: 'olga' | 'admin', key: string, how: 'withdraw' | 'cancel', reason: string) =>
    door.ask(who, 'POST', `/api/v1/interventions/${key}/${how}`, { reason });
  async function judged(value: string) {
    const key = await door.world.propose({ parameters: { value } });
    const ref = { account: 'home', key };
    await plan(deps(), ref);
    const { planHash } = (await judge(deps(), { ...ref, round: 1 })) as { planHash: string };
    const begun = async () => {
      const { fence } = (await begin(deps(), { ...ref, round: 1, planHash })) as { fence: number };
      return { ...ref, fence };
    };
    return { key, ref, begun };
  }

  it.each(['withdraw', 'cancel'] as const)('writes nothing any more once it is accepted: %s', async (how) => {
    const { key, ref, begun } = await judged(how);
    expect((await off('olga', key, how, 'not now')).status).toBe(202);
    expect(await apply(deps(), await begun(), pen)).toEqual({
      ...{ state: 'stopped', because: 'it was called off', written: false },
    });
    expect(await door.world.flag()).toBe(false);
    await end(deps(), { ...ref, outcome: 'cancelled', because: 'it was called off' });
  });

  it('is no answer to the same wish, wished anew', async () => {
    const { key, ref } = await judged('anew');
    const wish = {
      action: 'feature-flag',
      target: { kind: 'flag', name: 'checkout.new' },
      parameters: { value: 'anew' },
    };
    const again = async () => (await door.ask('olga', 'POST', '/api/v1/proposals', wish)).json;
    expect(await again()).toEqual({ key, again: true });
    await off('olga', key, 'withdraw', 'not now');
    const next = await again();
    expect(next).toEqual({ key: expect.not.stringMatching(key), again: false });
    expect(await again()).toEqual({ key: next['key'], again: true });
    for (const one of [key, String(next['key'])])
      await end(deps(), { ...ref, key: one, outcome: 'cancelled', because: 'it was called off' });
  });

  it('is no undo that is under way: another one can be wished', async () => {
    const { key, ref } = await judged('back');
    await door.world.sql(
      `UPDATE reeve.intervention SET outcome = 'verified', stage = 'ended', begun_at = now(), ended_at = now() WHERE key = $1`,
      [key],
    );
    const undo = async () =>
      (await door.ask('olga', 'POST', `/api/v1/interventions/${key}/undo`, { reason: 'orders fell' })).json;
    expect(await undo()).toEqual({ key: `undo:${key}`, again: false });
    await off('olga', `undo:${key}`, 'cancel', 'not yet');
    expect(await undo()).toEqual({ key: `undo:${key}:2`, again: false });
    for (const one of [`undo:${key}`, `undo:${key}:2`])
      await end(deps(), { ...ref, key: one, outcome: 'cancelled', because: 'it was called off' });
  });

  it('is called off by everybody who says so, in their own words, and the same words count once', async () => {
    const { key, ref } = await judged('words');
    for (const how of ['cancel', 'withdraw'] as const)
      for (const [who, reason] of [
        ['olga', 'too late'],
        ['olga', 'too late'],
        ['olga', 'too early'],
        ['admin', 'too late'],
      ] as const)
        expect((await off(who, key, how, reason)).status).toBe(202);
    const said = await door.world.sql(
      `SELECT body::jsonb -> 'data' ->> 'change' AS change, body::jsonb ->> 'actor' AS actor, body::jsonb -> 'data' ->> 'reason' AS reason
       FROM reeve.ledger WHERE kind = 'setting' AND body::jsonb -> 'data' ->> 'intervention' = $1 ORDER BY seq`,
      [key],
    );
    expect(said).toEqual(
      ['cancelled', 'withdrawn'].flatMap((change) => [
        { change, actor: 'person/olga', reason: 'too late' },
        { change, actor: 'person/olga', reason: 'too early' },
        { change, actor: 'person/admin', reason: 'too late' },
      ]),
    );
    await end(deps(), { ...ref, outcome: 'cancelled', because: 'it was called off' });
  });
});
