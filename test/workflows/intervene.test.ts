import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ANSWERED } from '../../workflows/messages.js';
import { eventually } from '../support/cluster.js';
import { allowAlone, openSpineWorld, type SpineWorld } from '../support/spine-world.js';

describe('intervene, on a real Temporal and PostgreSQL', () => {
  let world: SpineWorld;
  const madeUp: string[] = [];
  beforeAll(async () => {
    world = await openSpineWorld('home', {}, { onUnknownAnswer: (_ref, ids) => void madeUp.push(...ids) });
  });
  beforeEach(async () => {
    for (const table of ['stop', 'policy', 'reservation', 'budget']) await world.sql(`DELETE FROM reeve.${table}`);
    await world.sql(`UPDATE reeve.flag SET value = 'false', effect = NULL`);
    await world.sql(`UPDATE reeve.intervention SET ended_at = ended_at - interval '2 days'`);
    await world.sql(`UPDATE reeve.scope SET stage = 'act'`);
  });
  afterAll(() => world?.close());

  const auto = () => allowAlone(world.store, world.account);
  const stop = (kind: 'kill' | 'freeze') =>
    world.sql(
      `INSERT INTO reeve.stop (account, id, kind, starts_at, reason, author) VALUES ($1, gen_random_uuid(), $2, now(), 'fire', 'person/admin')`,
      [world.account, kind],
    );
  const kinds = async (key: string) => {
    const rows = await world.sql<{ kind: string }>(
      `SELECT kind FROM reeve.ledger WHERE account = $1 AND body::jsonb -> 'data' ->> 'intervention' = $2 ORDER BY seq`,
      [world.account, key],
    );
    return rows.map(({ kind }) => kind);
  };
  const events = async (key: string) => {
    const { historyLength } = await world.temporal.client.workflow.getHandle(`intervene/home/${key}`).describe();
    return historyLength;
  };

  it('asks, applies what was approved, verifies it and tells the whole story in the book', async () => {
    await world.run(async () => {
      const key = await world.propose({ forUser: 'olga' });
      const request = await world.request(key);
      expect(await world.flag()).toBe(false);
      await world.answer('bob', { request, says: 'approve' });
      expect(await world.ended(key)).toMatchObject({ outcome: 'verified', because: 'checkout.new is true' });
      expect(await world.flag()).toBe(true);
      expect(await kinds(key)).toEqual([
        ...['proposed', 'judged', 'asked', 'answered', 'judged', 'intent', 'receipt', 'outcome', 'trust'],
      ]);
      expect(await events(key)).toBeLessThanOrEqual(56);
    });
  });

  it('does by itself what a row lets it do, in few events', async () => {
    await auto();
    await world.run(async () => {
      const key = await world.propose();
      expect(await world.ended(key)).toMatchObject({ outcome: 'verified' });
      expect(await kinds(key)).toEqual(['proposed', 'judged', 'intent', 'receipt', 'outcome', 'trust']);
      expect(await events(key)).toBeLessThanOrEqual(36);
    });
  });

  it('only records where no scope is open, and refuses under a freeze and the kill switch', async () => {
    await auto();
    await world.run(async () => {
      await world.sql(`UPDATE reeve.scope SET stage = 'observe'`);
      expect(await world.ended(await world.propose())).toMatchObject({ outcome: 'recorded' });
      await world.sql(`UPDATE reeve.scope SET stage = 'act'`);
      await stop('freeze');
      expect(await world.ended(await world.propose())).toMatchObject({
        outcome: 'refused',
        because: expect.stringContaining('freeze'),
      });
      await stop('kill');
      expect(await world.ended(await world.propose())).toMatchObject({
        outcome: 'refused',
        because: expect.stringContaining('kill switch'),
      });
      expect(await world.ended(await world.propose({ target: { kind: 'flag', name: 'nobody.knows' } }))).toMatchObject({
        because: expect.stringContaining('undiscovered'),
      });
      expect(await world.flag()).toBe(false);
    });
  });

  it('knows a flag by one name alone: with a namespace or a cluster it has no scope, lease or budget of its own', async () => {
    await auto();
    await world.sql(`UPDATE reeve.scope SET stage = 'observe'`);
    await world.sql(
      `INSERT INTO reeve.scope (account, pattern, stage, risk_max, author, reason, written_at)
       VALUES ('home', 'dev/*', 'act', 'critical', 'person/admin', 'test', now())`,
    );
    await world.run(async () => {
      const flag = { kind: 'flag', name: 'checkout.new' };
      for (const [name, target] of [
        ['dev/flag/checkout.new', { ...flag, namespace: 'dev' }],
        ['dev/flag/checkout.new', { ...flag, cluster: 'dev' }],
        ['dev/lamp/checkout.new', { ...flag, kind: 'lamp', namespace: 'dev' }],
      ] as const)
        expect(await world.ended(await world.propose({ target }))).toMatchObject({
          ...{ outcome: 'refused', because: expect.stringContaining(`there is no flag ${name}`) },
        });
      expect(await world.flag()).toBe(false);
      expect(await world.sql(`SELECT name FROM reeve.target WHERE name LIKE 'dev/%'`)).toEqual([]);
    });
    await world.sql(`DELETE FROM reeve.scope WHERE pattern = 'dev/*'`);
  });

  it('ends as people say: rejected, changes requested; and a no by one is enough', async () => {
    await world.run(async () => {
      const first = await world.propose();
      await world.answer('bob', { request: await world.request(first), says: 'reject', reason: 'not today' });
      expect(await world.ended(first)).toMatchObject({ outcome: 'rejected', because: 'bob said no: not today' });
      await expect(world.propose()).rejects.toThrow(/was rejected: agents may propose it again in 60 min/);
      const second = await world.propose({
        parameters: { value: 'blue' },
        by: { kind: 'person', id: 'olga' },
        origin: 'person',
      });
      await world.answer('eve', { request: await world.request(second), says: 'request-changes', reason: 'green' });
      expect(await world.ended(second)).toMatchObject({ outcome: 'changes-requested' });
      expect(await world.flag()).toBe(false);
    });
  });

  it('gives nobody a vote who may not vote, and an answer once', async () => {
    await world.run(async () => {
      const key = await world.propose({ forUser: 'bob' });
      const request = await world.request(key);
      const says = 'approve';
      await expect(world.answer('bob', { request, says })).rejects.toThrow('you proposed this yourself');
      await expect(world.answer('olga', { request, says })).rejects.toThrow('role approver');
      await expect(world.answer('demo-agent', { request, says })).rejects.toThrow('agents have no vote');
      await expect(world.answer('eve', { request, says, planHash: 'other' })).rejects.toThrow('look at it again');
      const clicks = await Promise.all([
        world.answer('eve', { request, says }),
        world.answer('eve', { request, says }),
      ]);
      expect(clicks.filter(({ again }) => again)).toHaveLength(1);
      expect(clicks[0]?.id).toBe(clicks[1]?.id);
      expect(await world.ended(key)).toMatchObject({ outcome: 'verified' });
      await expect(world.answer('admin', { request, says })).rejects.toThrow('closed');
    });
  });

  it('does nothing for a name that reached Temporal and no door', async () => {
    await world.run(async () => {
      const key = await world.propose();
      const request = await world.request(key);
      const handle = world.temporal.client.workflow.getHandle(`intervene/home/${key}`);
      await handle.signal(ANSWERED, 'made-up');
      await handle.executeUpdate<void, [string]>(ANSWERED, { args: ['made-up-too'] });
      expect(await world.standing(key)).toMatchObject({ outcome: null });
      expect(await world.flag()).toBe(false);
      await world.answer('bob', { request, says: 'reject' });
      expect(await world.ended(key)).toMatchObject({ outcome: 'rejected' });
      expect(madeUp).toEqual(['made-up', 'made-up-too']);
    });
  });

  it('reports such a name also where nobody is asked', async () => {
    await auto();
    const tomorrow = `(extract(dow FROM now() AT TIME ZONE 'UTC')::int + 1) % 7`;
    await world.sql(
      `INSERT INTO reeve.maintenance VALUES ('home', 'tomorrow', 'UTC', ARRAY[${tomorrow}], 0, 0, 'person/admin', 'test')`,
    );
    await world.run(async () => {
      const key = await world.propose({ parameters: { value: 'later' } });
      await eventually(async () => (await world.standing(key)).stage === 'waiting' || undefined);
      const handle = world.temporal.client.workflow.getHandle(`intervene/home/${key}`);
      await handle.signal(ANSWERED, 'made-up-while-it-waits');
      await handle.cancel();
      await world.ended(key);
      await expect.poll(() => madeUp.at(-1)).toBe('made-up-while-it-waits');
    });
    await world.sql('DELETE FROM reeve.maintenance');
  });

  it('does not do what people approved when the target changed meanwhile', async () => {
    await world.run(async () => {
      const key = await world.propose();
      const request = await world.request(key);
      await world.sql(`UPDATE reeve.flag SET value = '"red"'`);
      await world.answer('bob', { request, says: 'approve' });
      expect(await world.ended(key)).toMatchObject({ outcome: 'stale' });
      expect(await world.flag()).toBe('red');
    });
  });

  it('takes no freeze for granted that began while people were thinking', async () => {
    await world.run(async () => {
      const key = await world.propose();
      const request = await world.request(key);
      await stop('freeze');
      await world.answer('bob', { request, says: 'approve' });
      expect(await world.ended(key)).toMatchObject({ outcome: 'refused', because: expect.stringContaining('freeze') });
    });
  });

  it('lets a person delegate a place once, and the suspended have no vote', async () => {
    await world.run(async () => {
      const key = await world.propose();
      const request = await world.request(key);
      await world.sql(`UPDATE reeve.principal SET state = 'suspended' WHERE id = 'eve'`);
      await expect(world.answer('eve', { request, says: 'approve' })).rejects.toThrow('only an active person');
      await world.sql(`UPDATE reeve.principal SET state = 'active' WHERE id = 'eve'`);
      await expect(world.answer('bob', { request, says: 'delegate', delegate: 'nobody' })).rejects.toThrow(
        'nobody to delegate to',
      );
      await world.answer('bob', { request, says: 'delegate', delegate: 'olga' });
      await expect(world.answer('olga', { request, says: 'delegate', delegate: 'eve' })).rejects.toThrow(
        'can not be delegated again',
      );
      await world.answer('olga', { request, says: 'approve' });
      expect(await world.ended(key)).toMatchObject({ outcome: 'verified' });
    });
  });

  it('asks anew when who approved lost the role before it began', async () => {
    await world.sql(
      `INSERT INTO reeve.policy (account, category, verb, score_min, chain, author, reason, written_at)
       VALUES ('home', 'flag.set', 'require_approval', 0.4, 'manual_operations', 'person/admin', 'test', now())`,
    );
    const key = await world.propose();
    await world.run(async () => {
      await world.request(key);
    });
    await world.rest();
    // No worker runs: the answer waits in the inbox while the role is taken away.
    const request = await world.request(key);
    await world.answer('bob', { request, says: 'approve' });
    await world.sql(`UPDATE reeve.principal SET roles = '{viewer}' WHERE id = 'bob'`);
    await world.run(async () => {
      await world.answer('eve', { request, says: 'approve' });
      expect(await world.ended(key)).toMatchObject({ outcome: 'verified' });
    });
    const answers = await world.sql(`SELECT person FROM reeve.answer WHERE request = $1`, [request]);
    expect(answers).toHaveLength(2);
    await world.sql(`UPDATE reeve.principal SET roles = '{approver}' WHERE id = 'bob'`);
  });

  it('lets three of twenty through a budget of three, all at once', async () => {
    await auto();
    await world.sql(
      `INSERT INTO reeve.budget (account, name, most, author, reason) VALUES ('home', 'act/group', 3, 'person/admin', 'test')`,
    );
    for (let n = 0; n < 20; n += 1)
      await world.sql(`INSERT INTO reeve.flag VALUES ('home', $1, 'false', NULL, now()) ON CONFLICT DO NOTHING`, [
        `f-${n}`,
      ]);
    await world.run(async () => {
      const keys = await Promise.all(
        Array.from({ length: 20 }, (_, n) => world.propose({ target: { kind: 'flag', name: `f-${n}` } })),
      );
      const settled = async (key: string) => {
        const { outcome, stage } = await world.standing(key);
        return outcome ?? (stage === 'waiting' ? stage : undefined);
      };
      const outcomes = await Promise.all(keys.map((key) => eventually(() => settled(key))));
      expect(outcomes.filter((one) => one === 'verified')).toHaveLength(3);
      expect(outcomes.filter((one) => one === 'waiting')).toHaveLength(17);
      const [set] = await world.sql<{ n: number }>(`SELECT count(*)::int AS n FROM reeve.flag WHERE value = 'true'`);
      expect(set?.n).toBe(3);
    });
  });
});
