import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/cluster.js';
import { HOUR, MINUTE } from '../support/spine.js';
import { openStories, type Stories } from '../support/stories.js';

/** Hours pass in a moment: Temporal skips time, and the database's clock stands where the story puts it. */
describe('stories of waiting', () => {
  let world: Stories;
  beforeAll(async () => {
    world = await openStories();
  });
  beforeEach(() => world.begin());
  afterAll(() => world?.close());

  const LAMP = { action: 'lamp', target: { kind: 'flag', name: 'lamp' }, parameters: { on: true } };

  it('people are reminded at half and at nine tenths of each step, whoever has answered meanwhile', async () => {
    await world.chain({ name: 'First line', withinMs: HOUR, onDeadline: 'escalate' }, { name: 'Both', quorum: 2 });
    await world.sql(
      `INSERT INTO reeve.route (account, id, provider, channel, tells, author, reason)
       VALUES ($1, 'ops', 'slack', 'C1', '{requests}', 'person/admin', 'test')`,
    );
    const reminders = async (n: number) => {
      const said = await eventually(async () => {
        const rows = await world.sql(`SELECT id FROM reeve.post WHERE account = $1 AND kind = 'reminder'`);
        return rows.length >= n ? rows.length : undefined;
      });
      world.tell(`reminded ${said} times`);
    };
    const key = await world.propose();
    await world.asked(key);
    await world.pass(HOUR / 2);
    await reminders(1);
    await world.pass(HOUR / 2);
    const request = await eventually(async () =>
      (await world.isAsked(key)).step === 1 ? world.asked(key) : undefined,
    );
    await world.pass(HOUR);
    await reminders(2);
    await world.say('bob', request, 'approve');
    await world.pass(HOUR);
    await reminders(3);
    await world.say('eve', request, 'approve');
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes feature-flag",
        "00:00 asked: First line",
        "00:30 reminded 1 times",
        "01:00 asked: Both",
        "02:00 reminded 2 times",
        "02:00 bob says approve",
        "03:00 reminded 3 times",
        "03:00 eve says approve",
        "03:00 verified: checkout.new is true",
      ]
    `);
  });

  it('a probe that others take again and again is waited for, and makes no plan stale', async () => {
    await world.sql(
      `INSERT INTO reeve.breaker (account, name, state) VALUES ($1, 'action/lamp/flag', '{"state": "half-open", "failures": 3,
         "successes": 0, "backoffMs": 15000, "retryAt": 0, "probeUntil": 0}')`,
    );
    await world.beforeBegin(
      7,
      `UPDATE reeve.breaker SET state = state || jsonb_build_object('probe', 'else', 'probeUntil', reeve.ms(reeve.clock()) + 60000)`,
    );
    const key = await world.propose(LAMP);
    for (let lost = 1; lost <= 7; lost += 1) await world.pass(MINUTE + 1_000);
    await world.pass(MINUTE);
    await world.end(key);
    expect(world.tale().at(-1)).toMatch(/verified: it shines$/);
  });

  it('a target that somebody holds is waited for, also longer than ten minutes', async () => {
    await world.sql(
      `INSERT INTO reeve.lease (account, target, fence, holder, held_until)
       VALUES ($1, 'flag/lamp', 1, 'else', reeve.clock() + interval '15 minutes')`,
    );
    const key = await world.propose(LAMP);
    for (let waits = 0; waits < 20; waits += 1) await world.pass(MINUTE / 2);
    // Between two waits it is judged anew, for a moment.
    await eventually(async () => {
      const [standing] = await world.sql('SELECT stage, because FROM reeve.intervention WHERE account = $1');
      return standing?.['stage'] === 'waiting' && standing['because'] === 'flag/lamp is held by else';
    });
    await world.pass(10 * MINUTE);
    await world.pass(MINUTE);
    await world.end(key);
    expect(world.tale().at(-1)).toMatch(/verified: it shines$/);
  });

  it('what was put off too often is no word of people, and may be proposed again at once', async () => {
    const shines = async () => {
      const key = await world.propose(LAMP);
      await world.pass(MINUTE);
      await world.end(key);
    };
    await shines();
    await world.sql(`UPDATE reeve.intervention SET outcome = 'expired' WHERE account = $1`);
    await shines();
    expect(world.tale().at(-1)).toMatch(/verified: it shines$/);
  });
});
