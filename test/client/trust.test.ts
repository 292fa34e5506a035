import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { end } from '../../activities/spine/steps.js';
import { openCli } from '../support/cli.js';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';
import { allowAlone } from '../support/spine-world.js';
import { depsOf } from '../support/temporal.js';
import type { Outcome } from '../../workflows/ports.js';
import { signedInAs } from './console-browser.js';

const START = { safety: 0.8, reliability: 0.8, quality: 0.8, cost: 0.8, speed: 0.8 };

describe('trust that is earned and lost', () => {
  let door: SpineDoor;
  beforeAll(async () => {
    door = await openSpineDoor();
  });
  beforeEach(async () => {
    for (const table of ['policy', 'reservation']) await door.world.sql(`DELETE FROM reeve.${table}`);
    await door.world.sql(`UPDATE reeve.flag SET value = 'false', effect = NULL`);
    await door.world.sql(`UPDATE reeve.intervention SET outcome = 'withdrawn', ended_at = now() - interval '2 days'`);
    await door.world.sql(
      `UPDATE reeve.trust SET safety = 0.8, reliability = 0.8, quality = 0.8, cost = 0.8, speed = 0.8, tier = 'T2', evaluated_at = now()`,
    );
  });
  afterAll(() => door?.close());

  const stands = async () => (await door.ask('vera', 'GET', '/api/v1/trust/demo-agent')).json;
  /** Ends a wish that no workflow works on. */
  const ended = (key: string, outcome: Outcome, over: { readonly fromOutside?: true } = {}) =>
    end(depsOf(door.world.store).spine, { account: 'home', key, outcome, because: 'test', ...over });
  const wished = (value: number, over: Parameters<SpineDoor['world']['propose']>[0] = {}) =>
    door.world.propose({ parameters: { value }, ...over });

  it('moves with the work of an agent, in the book and at every door', async () => {
    await allowAlone(door.world.store, 'home');
    const key = await door.world.run(async () => {
      const done = await door.world.propose();
      expect(await door.world.ended(done)).toMatchObject({ outcome: 'verified' });
      return done;
    });
    const found = await stands();
    expect(found).toMatchObject({ agent: 'demo-agent', tier: 'T2', trust: 'trusted' });
    expect(found['scoreNow']).toBeCloseTo(0.845, 10);
    expect((found['movements'] as unknown as object[])[0]).toMatchObject({
      ...{ change: 'moved', outcome: 'verified', intervention: key, from: 0.8, score: 0.845, tier: 'T2' },
      actor: 'reeve/spine',
    });
    const { json } = await door.ask('vera', 'GET', '/api/v1/ledger?kind=trust&limit=1');
    expect(json).toMatchObject([{ kind: 'trust', subject: 'agent/demo-agent', data: { intervention: key } }]);

    const vera = await openCli(door.world.store.dir, door.gateway.url, door.tokens.vera);
    const shown = await vera(['trust', 'show', 'demo-agent']);
    for (const part of ['stands at T2 with 0.84 (trusted)', 'quality 0.86', '0.80 → 0.84'])
      expect(shown.out).toContain(part);
    expect(shown.out).toContain(`verified: ${key}`);
    expect(await vera(['trust', 'show', 'nobody'])).toMatchObject({
      ...{ code: 1, err: 'the agent nobody stands nowhere in this account: an admin places it first' },
    });
    const browser = await signedInAs(door.gateway, door.tokens.vera);
    expect((await browser.get('/console/people')).text).toContain('href="/console/agents/demo-agent">T2, 0.84 trusted');
    const page = (await browser.get('/console/agents/demo-agent')).text;
    for (const part of ['0.80 → 0.84', `href="/console/interventions/${key}"`, 'Of reliability'])
      expect(page).toContain(part);
    expect((await browser.get('/console/agents/nobody')).status).toBe(404);
    expect((await browser.get(`/console/interventions/${key}`)).text).toContain('From 0.8 to 0.845, at T2.');
    const rival = await signedInAs(door.gateway, await door.world.store.account('rival'));
    expect((await rival.get('/console/agents/demo-agent')).status).toBe(404);
  });

  it('is not earned with what is so already', async () => {
    await allowAlone(door.world.store, 'home');
    await door.world.run(async () => {
      const key = await door.world.propose({ parameters: { value: false } });
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'verified' });
    });
    expect((await stands())['scoreNow']).toBeCloseTo(0.8, 10);
  });

  it('loses none of many ends at once, and counts each once', async () => {
    const keys = await Promise.all([1, 2, 3, 4, 5].map((n) => wished(n)));
    await Promise.all([...keys, ...keys].map((key) => ended(key, 'rejected')));
    const { dimensions, movements } = await stands();
    expect(dimensions).toEqual({ ...START, quality: expect.closeTo(0.8 * 0.7 ** 5, 10) });
    const moved = (movements as unknown as { intervention: string; from: number; score: number }[]).slice(0, 5);
    expect(moved.map(({ intervention }) => intervention).toSorted()).toEqual(keys.toSorted());
    for (const [at, later] of moved.slice(0, 4).entries()) expect(later.from).toBe(moved[at + 1]?.score);
  });

  it('is not moved by what says nothing of the agent', async () => {
    await ended(await wished(2), 'undone', { fromOutside: true });
    await ended(await wished(3, { by: { kind: 'person', id: 'olga' }, origin: 'person' }), 'failed');
    await ended(await wished(4, { origin: 'person', forUser: 'olga' }), 'failed');
    await ended(await wished(1), 'expired');
    expect((await stands())['dimensions']).toEqual(START);
  });

  it('places nobody who was never placed', async () => {
    await door.ask('admin', 'POST', '/api/v1/agents', { id: 'newcomer', name: 'New', roles: [] });
    await ended(await wished(1, { by: { kind: 'agent', id: 'newcomer' } }), 'failed');
    expect((await door.ask('vera', 'GET', '/api/v1/trust/newcomer')).status).toBe(404);
    expect(await door.world.sql(`SELECT 1 FROM reeve.trust WHERE agent = 'newcomer'`)).toEqual([]);
  });

  it('starts anew where a person says where the agent stands', async () => {
    const reason = 'a long talk';
    await door.ask('admin', 'PUT', '/api/v1/trust', { agent: 'demo-agent', score: 0.5, tier: 'T1', reason });
    expect(await stands()).toMatchObject({
      ...{ tier: 'T1', score: 0.5 },
      movements: expect.arrayContaining([expect.objectContaining({ change: 'placed', actor: 'person/admin', reason })]),
    });
  });
});
