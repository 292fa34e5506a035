import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apply, look, undo } from '../../activities/spine/acting.js';
import { plan } from '../../activities/spine/plan.js';
import { begin, end, judge } from '../../activities/spine/steps.js';
import { openCli } from '../support/cli.js';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';
import { depsOf } from '../support/temporal.js';
import { allowAlone } from '../support/spine-world.js';
import { signedInAs } from './console-browser.js';

type Who = keyof SpineDoor['tokens'];

describe('a person puts a finished change back', () => {
  let door: SpineDoor;
  beforeAll(async () => {
    door = await openSpineDoor();
  });
  beforeEach(async () => {
    for (const table of ['stop', 'policy', 'reservation', 'budget']) await door.world.sql(`DELETE FROM reeve.${table}`);
    await door.world.sql(`UPDATE reeve.flag SET value = 'false', effect = NULL; UPDATE reeve.scope SET stage = 'act'`);
    await door.world.sql(`UPDATE reeve.intervention SET ended_at = ended_at - interval '2 days'`);
  });
  afterAll(() => door?.close());

  const undoOf = (who: Who, key: string, body: unknown = { reason: 'orders fell' }) =>
    door.ask(who, 'POST', `/api/v1/interventions/${encodeURIComponent(key)}/undo`, body);
  const story = async (key: string) =>
    (await door.ask('vera', 'GET', `/api/v1/interventions/${encodeURIComponent(key)}`)).json;
  /** A change by the agent that was done by itself; from then on people would be asked. */
  async function changed(value: unknown = true): Promise<string> {
    await allowAlone(door.world.store, 'home');
    const key = await door.world.propose({ parameters: { value: value as never } });
    expect(await door.world.ended(key)).toMatchObject({ outcome: 'verified' });
    await door.world.sql('DELETE FROM reeve.policy; DELETE FROM reeve.reservation');
    return key;
  }

  it('without a second person, once however often it is clicked, and the story says so', async () => {
    await door.world.run(async () => {
      const key = await changed();
      const clicks = await Promise.all([undoOf('olga', key), undoOf('olga', key)]);
      expect(clicks.map(({ status, json }) => [status, json['key']])).toEqual([
        [202, `undo:${key}`],
        [202, `undo:${key}`],
      ]);
      expect(await door.world.ended(`undo:${key}`)).toMatchObject({
        ...{ outcome: 'verified', because: 'checkout.new is false' },
      });
      expect(await door.world.flag()).toBe(false);
      expect(await story(`undo:${key}`)).toMatchObject({
        ...{ proposer: 'person/olga', origin: 'person', proposal: { undoes: key, why: [key] }, requests: [] },
        ...{ summary: 'put back “turn the new checkout on”: orders fell' },
        plan: { effects: [{ path: 'value', before: true, after: false }], inverse: null },
        judgements: [
          {
            verdict: {
              spoke: [{ rule: 'require-approval', says: 'satisfied', because: expect.stringContaining(`by ${key}`) }],
            },
          },
        ],
        entries: expect.arrayContaining([expect.objectContaining({ data: expect.objectContaining({ undoes: key }) })]),
      });
      expect((await story(key))['undos']).toEqual([{ key: `undo:${key}`, by: 'person/olga', outcome: 'verified' }]);
      expect((await undoOf('olga', key)).json).toMatchObject({
        ...{ status: 409, detail: `it was put back already, by undo:${key}: propose what is wanted now` },
      });
      expect((await undoOf('olga', `undo:${key}`)).json).toMatchObject({
        ...{ status: 409, detail: 'this is an undo itself: propose what is wanted now (reeve propose feature-flag)' },
      });
    });
  });

  it('never writes over what somebody has changed since, and can be tried again', async () => {
    await door.world.run(async () => {
      const key = await changed();
      await door.world.sql(`UPDATE reeve.flag SET value = '"blue"'`);
      await undoOf('olga', key);
      expect(await door.world.ended(`undo:${key}`)).toMatchObject({
        outcome: 'refused',
        because: expect.stringContaining(`value does not hold Reeve's value any more: it is "blue", and not true`),
      });
      expect(await door.world.flag()).toBe('blue');
      await door.world.sql(
        `UPDATE reeve.flag SET value = 'true'; UPDATE reeve.intervention SET outcome = 'unknown' WHERE key = '${key}'`,
      );
      expect((await undoOf('admin', key)).json).toEqual({ key: `undo:${key}:2`, again: false });
      expect(await door.world.ended(`undo:${key}:2`)).toMatchObject({ outcome: 'verified' });
      expect(await door.world.flag()).toBe(false);
    });
  });

  it('is judged like everything: roles, stops, scopes, and people where the grant is over', async () => {
    await door.world.run(async () => {
      const key = await changed();
      for (const who of ['vera', 'bob', 'demo-agent'] as const) expect((await undoOf(who, key)).status).toBe(403);
      expect((await undoOf('olga', key, {})).status).toBe(400);
      expect((await undoOf('olga', 'never')).status).toBe(404);
      const token = await door.world.store.account('rival');
      const path = `/api/v1/interventions/${key}/undo`;
      expect((await door.gateway.call('POST', path, { token, body: { reason: 'x' } })).status).toBe(404);

      await door.ask('olga', 'POST', '/api/v1/freeze', { reason: 'the sale' });
      await undoOf('olga', key);
      expect(await door.world.ended(`undo:${key}`)).toMatchObject({ because: expect.stringContaining('the sale') });
      await door.ask('olga', 'POST', '/api/v1/thaw', { reason: 'over' });
      await door.world.sql(`UPDATE reeve.scope SET stage = 'observe'`);
      await undoOf('olga', key);
      expect(await door.world.ended(`undo:${key}:2`)).toMatchObject({ outcome: 'recorded' });
      await door.world.sql(`UPDATE reeve.scope SET stage = 'act'`);
      await door.world.sql(`UPDATE reeve.intervention SET ended_at = now() - interval '8 days' WHERE key = $1`, [key]);
      await undoOf('olga', key);
      const asked = await door.asked(`undo:${key}:3`);
      expect(asked['rules']).toMatchObject([
        { because: expect.stringContaining(`the grant of ${key} does not cover it: it ended more than 7 days ago`) },
      ]);
      const yes = { planHash: asked['planHash'] };
      await door.ask('bob', 'POST', `/api/v1/approvals/${encodeURIComponent(String(asked['id']))}/approve`, yes);
      expect(await door.world.ended(`undo:${key}:3`)).toMatchObject({ outcome: 'verified' });
    });
  });

  it('is a wish of its own beside the same change, and none of what did nothing', async () => {
    await door.world.run(async () => {
      const key = await changed();
      const wish = {
        action: 'feature-flag',
        target: { kind: 'flag', name: 'checkout.new' },
        parameters: { value: true },
      };
      const open = String((await door.ask('olga', 'POST', '/api/v1/proposals', wish)).json['key']);
      await door.asked(open);
      expect((await undoOf('olga', open)).json).toMatchObject({
        status: 409,
        detail: expect.stringContaining('cancel it'),
      });
      expect((await undoOf('olga', key)).json).toEqual({ key: `undo:${key}`, again: false });
      expect(await door.world.ended(`undo:${key}`)).toMatchObject({ outcome: 'verified' });
      await door.ask('olga', 'POST', `/api/v1/interventions/${open}/withdraw`, { reason: 'enough' });
      await door.world.ended(open);
      expect((await undoOf('olga', open)).json).toMatchObject({
        ...{ status: 409, detail: 'it ended as withdrawn, so nothing of it stands: there is nothing to undo' },
      });
    });
  });

  it('ends as a conflict where it is changed between the judgement and the write', async () => {
    const key = await door.world.run(() => changed());
    // Its steps are taken here, one by one: nobody else may take them.
    await door.world.rest();
    const deps = depsOf(door.world.store).spine;
    const ref = { account: 'home', key: `undo:${key}` };
    await undoOf('olga', key);
    await plan(deps, ref);
    const judged = await judge(deps, { ...ref, round: 1 });
    const begun = await begin(deps, { ...ref, round: 1, planHash: (judged as { planHash: string }).planHash });
    await door.world.sql(`UPDATE reeve.flag SET value = '"blue"'`);
    const held = { ...ref, fence: (begun as { fence: number }).fence };
    const pen = { heartbeat: () => undefined, signal: new AbortController().signal };
    expect(await apply(deps, held, pen)).toEqual({
      ...{ state: 'failed', because: "the flag checkout.new does not hold Reeve's value any more" },
    });
    expect(await look(deps, { ...ref, step: 'apply' })).toMatchObject({ says: 'no' });
    expect(await undo(deps, held, pen)).toMatchObject({ state: 'stopped' });
    expect(await door.world.flag()).toBe('blue');
    await end(deps, { ...ref, outcome: 'failed', because: 'test' });
    await door.world.sql(`DELETE FROM reeve.inbox WHERE sent_at IS NULL`);
  });

  it('can not be barred beforehand: a key that an undo will have is taken from no door', async () => {
    const wish = { action: 'feature-flag', target: { kind: 'flag', name: 'checkout.new' }, parameters: { value: 7 } };
    const answer = await door.ask('demo-agent', 'POST', '/api/v1/proposals', { ...wish, key: 'undo:some-change' });
    expect(answer.json).toMatchObject({
      status: 400,
      detail: expect.stringContaining('kept for putting a change back'),
    });
  });

  it('takes a reason that is cut in the middle of a character', async () => {
    await door.world.run(async () => {
      const key = await changed();
      await door.world.sql(
        `UPDATE reeve.intervention SET proposal = proposal || jsonb_build_object('summary', repeat('x', 500)) WHERE key = $1`,
        [key],
      );
      for (const reason of ['😀'.repeat(250), `a${'😀'.repeat(249)}`]) {
        const { status, json } = await undoOf('olga', key, { reason });
        expect(status).toBe(202);
        expect(await door.world.ended(String(json['key']))).toMatchObject({ outcome: 'verified' });
        await door.world.sql(`UPDATE reeve.flag SET value = 'true', effect = NULL; DELETE FROM reeve.reservation`);
        await door.world.sql(`UPDATE reeve.intervention SET outcome = 'stale' WHERE key = $1`, [json['key']]);
      }
    });
  });

  it('is proposed at the command line, and from the story in the console', async () => {
    await door.world.run(async () => {
      const key = await changed();
      const olga = await openCli(door.world.store.dir, door.gateway.url, door.tokens.olga);
      const done = await olga(['interventions', 'undo', key, '--reason', 'orders fell', '--wait']);
      expect(done).toMatchObject({ code: 0, out: `undo:${key}: verified, checkout.new is false` });
      expect((await olga(['interventions', 'show', key])).out).toContain(
        `person/olga proposed to put it back: undo:${key}, verified`,
      );
      expect((await olga(['interventions', 'show', `undo:${key}`])).out).toContain(`it puts back ${key}`);
      expect(await olga(['interventions', 'undo', key])).toMatchObject({ code: 2 });

      const next = await changed('green');
      const [asOlga, asVera] = [
        await signedInAs(door.gateway, door.tokens.olga),
        await signedInAs(door.gateway, door.tokens.vera),
      ];
      const path = `/console/interventions/${next}`;
      expect((await asVera.get(path)).text).not.toContain('popovertarget="undo"');
      expect((await asOlga.get(path)).text).toContain('popovertarget="undo"');
      const without = await asOlga.post(`${path}/undo`, { csrf: asOlga.word, reason: ' ' });
      expect([without.status, without.text.includes('Nothing was proposed: give a reason')]).toEqual([400, true]);
      expect((await asVera.post(`${path}/undo`, { csrf: asVera.word, reason: 'x' })).status).toBe(403);
      const clicked = await asOlga.post(`${path}/undo`, { csrf: asOlga.word, reason: 'orders fell' });
      const at = `/console/interventions/${encodeURIComponent(`undo:${next}`)}`;
      expect([clicked.status, clicked.headers.location]).toEqual([303, at]);
      await door.world.ended(`undo:${next}`);
      expect((await asOlga.get(at)).text).toContain('Puts back');
      const after = (await asOlga.get(path)).text;
      expect([after.includes('Put back by'), after.includes('popovertarget="undo"')]).toEqual([true, false]);
    });
  });
});
