import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { undo } from '../../activities/spine/acting.js';
import { acceptTaskWord } from '../../activities/store/accept/tasks.js';
import { NUDGE } from '../../workflows/messages.js';
import { eventually } from '../support/cluster.js';
import { openEndpoint, type TestEndpoint } from '../support/endpoint.js';
import { begunBy } from '../support/spine-steps.js';
import { openSpineWorld, type SpineWorld } from '../support/spine-world.js';
import { depsOf } from '../support/temporal.js';

/** As the server numbers kinds of events. */
const TIMER_STARTED = 17;
const target = { kind: 'instance', name: 'web-1' };

describe('a task for a person, on a real Temporal and PostgreSQL', () => {
  let world: SpineWorld;
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
    const at = { method: 'POST', timeoutMs: 2_000, private: true, idempotent: false } as const;
    world = await openSpineWorld('home', {
      endpoints: {
        web: { ...at, url: endpoint.url('web'), checkUrl: endpoint.url('busy/check') },
        blind: { ...at, url: endpoint.url('web') },
      },
    });
    await world.sql(
      `INSERT INTO reeve.scope (account, pattern, stage, risk_max, author, reason, written_at)
       VALUES ('home', 'instance/*', 'act', 'critical', 'person/admin', 'test', now())`,
    );
    await world.sql(`INSERT INTO reeve.target VALUES ('home', 'instance/web-1', NULL, now(), 'test')`);
    await world.sql(
      `INSERT INTO reeve.policy (account, category, verb, score_min, chain, author, reason, written_at)
       VALUES ('home', 'system.capacity_resize', 'auto_approve', 0.4, 'manual_operations', 'person/admin', 'test', now())`,
    );
  });
  beforeEach(async () => {
    await world.sql('DELETE FROM reeve.reservation');
  });
  afterAll(async () => {
    await endpoint?.close();
    await world?.close();
  });

  const propose = (over: Record<string, string> = {}, at = target) =>
    world.propose({
      ...{ action: 'manual', target: at, why: [randomUUID()] },
      parameters: { category: 'system.capacity_resize', text: `reboot it, ${randomUUID()}`, ...over },
    });
  const taskOf = (key: string) =>
    eventually(async () => {
      const [row] = await world.sql<{ id: string }>('SELECT id FROM reeve.task WHERE intervention = $1', [key]);
      return row?.id;
    });
  const waits = (key: string) =>
    eventually(async () => {
      const { events } = await world.temporal.client.workflow.getHandle(`intervene/home/${key}`).fetchHistory();
      return events?.some(({ eventType }) => Number(eventType) === TIMER_STARTED);
    });
  const say = (principal: string, task: string, says: 'done' | 'can-not', note?: string) =>
    acceptTaskWord(
      world.store,
      { account: 'home', kind: 'person', principal, door: 'token' },
      { task, says, trace: {}, ...(note !== undefined && { note }) },
    );

  it('is judged by the category that it stands in for, waits, and is done when a person says so', async () => {
    await world.run(async () => {
      const key = await propose();
      const task = await taskOf(key);
      await eventually(async () => (await world.standing(key)).stage === 'acting');
      expect(await world.standing(key)).toMatchObject({ outcome: null });
      await say('olga', task, 'done', 'took two tries');
      expect(await world.ended(key)).toMatchObject({
        ...{ outcome: 'verified', because: 'olga has done it: took two tries' },
      });
      const entries = await world.sql<{ actor: string; data: object }>(
        `SELECT body::jsonb ->> 'actor' AS actor, body::jsonb -> 'data' AS data FROM reeve.ledger
         WHERE kind = 'answered' AND body::jsonb -> 'data' ->> 'intervention' = $1`,
        [key],
      );
      expect(entries).toMatchObject([{ actor: 'person/olga', data: { task, says: 'done', note: 'took two tries' } }]);
    });
  });

  it('asks people first where the category has no row, and fails with the reason of who can not', async () => {
    await world.run(async () => {
      const key = await propose({ category: 'system.region_expansion' });
      await world.answer('bob', { request: await world.request(key), says: 'approve' });
      await say('olga', await taskOf(key), 'can-not', 'no way in');
      expect(await world.ended(key)).toMatchObject({ outcome: 'failed', because: 'olga can not do it: no way in' });
    });
  });

  it('waits for its check to agree, and looks at once when it is nudged', async () => {
    await world.run(async () => {
      const key = await propose({ check: 'web' });
      // Said before its first look is over, one word is answered by two looks, and the second finds it done.
      await waits(key);
      await say('olga', await taskOf(key), 'done');
      await eventually(() => Promise.resolve(endpoint.of('busy/check').length === 1));
      expect(await world.standing(key)).toMatchObject({ outcome: null });
      await world.temporal.client.workflow.getHandle(`intervene/home/${key}`).signal(NUDGE);
      expect(await world.ended(key)).toMatchObject({
        ...{ outcome: 'verified', because: expect.stringMatching(/^olga has done it, and .*busy\/check says 200$/) },
      });
    });
  });

  it('hears only people who may, once, and the first word', async () => {
    await world.run(async () => {
      const key = await propose();
      const task = await taskOf(key);
      await expect(say('eve', task, 'done')).rejects.toThrow('role operator');
      await expect(say('demo-agent', task, 'done')).rejects.toThrow('a task is for hands');
      await expect(say('olga', 'none', 'done')).rejects.toThrow('there is no task none');
      await expect(say('olga', task, 'done', 'x'.repeat(1001))).rejects.toThrow('shorten it');
      const both = await Promise.all([say('olga', task, 'done'), say('olga', task, 'done')]);
      expect(both.filter(({ again }) => again)).toHaveLength(1);
      await expect(say('olga', task, 'can-not')).rejects.toThrow('has said "done" already');
      await expect(say('admin', task, 'done')).rejects.toThrow('olga has said "done" already');
      expect(await world.ended(key)).toMatchObject({ outcome: 'verified' });
      expect(await say('olga', task, 'done')).toMatchObject({ again: true });
    });
  });

  it('refuses what was never observed, and a check that nobody configured', async () => {
    await world.run(async () => {
      expect(await world.ended(await propose({}, { kind: 'instance', name: 'web-2' }))).toMatchObject({
        because: expect.stringContaining('undiscovered'),
      });
      for (const check of ['blind', 'nobody'])
        expect(await world.ended(await propose({ check }))).toMatchObject({
          because: expect.stringContaining(`no endpoint "${check}" with a check is configured`),
        });
    });
  });

  it('is taken back while it is open, and never once a person has answered', async () => {
    const deps = depsOf(world.store).spine;
    const pen = { heartbeat: () => undefined, signal: new AbortController().signal };
    const begin = () =>
      begunBy(world.store, deps, {
        ...{ action: 'manual', target, parameters: { category: 'system.architecture.create', text: randomUUID() } },
      });
    const open = await begin();
    await open.apply();
    expect(await open.look()).toMatchObject({ says: 'not-yet', againMs: 3_600_000 });
    expect(await undo(deps, open.ref, pen)).toEqual({ state: 'undone' });
    expect(await open.look()).toMatchObject({ says: 'no', because: 'the task was taken back' });
    await expect(say('olga', await taskOf(open.ref.key), 'done')).rejects.toThrow('it was taken back');
    await open.end();
    const done = await begin();
    await done.apply();
    await say('olga', await taskOf(done.ref.key), 'done');
    expect(await undo(deps, done.ref, pen)).toMatchObject({ state: 'none' });
    await done.end();
    const over = await begin();
    await over.apply();
    await over.end();
    await expect(say('olga', await taskOf(over.ref.key), 'done')).rejects.toThrow('its work ended as verified');
  });
});
