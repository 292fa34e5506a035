import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/cluster.js';
import { HOUR, MINUTE } from '../support/spine.js';
import { openStories, type Stories } from '../support/stories.js';

/** Hours pass in a moment: Temporal skips time, and the database's clock stands where the story puts it. */
describe('stories of an intervention', () => {
  let world: Stories;
  beforeAll(async () => {
    world = await openStories();
  });
  beforeEach(() => world.begin());
  afterAll(() => world?.close());

  it('approved in time', async () => {
    const key = await world.propose();
    const request = await world.asked(key);
    await world.pass(2 * HOUR);
    await world.say('bob', request, 'approve');
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes feature-flag",
        "00:00 asked: Manual Operations",
        "02:00 bob says approve",
        "02:00 verified: checkout.new is true",
      ]
    `);
  });

  it('approved one second before the deadline', async () => {
    const key = await world.propose();
    const request = await world.asked(key);
    await world.pass(4 * HOUR - 1_000);
    await world.say('bob', request, 'approve');
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes feature-flag",
        "00:00 asked: Manual Operations",
        "03:59 bob says approve",
        "03:59 verified: checkout.new is true",
      ]
    `);
  });

  it('answered at the deadline: it is late', async () => {
    const key = await world.propose();
    const request = await world.asked(key);
    await world.moveClock(4 * HOUR);
    await world.say('bob', request, 'approve');
    await world.skip(4 * HOUR);
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes feature-flag",
        "00:00 asked: Manual Operations",
        "04:00 bob says approve, and is told: this request is closed: its time is over",
        "04:00 expired: nobody answered in time",
      ]
    `);
  });

  it('escalated: who did not answer is followed by who does', async () => {
    await world.chain(
      { name: 'First line', withinMs: HOUR, onDeadline: 'escalate' },
      { name: 'Second line', role: 'admin' },
    );
    const key = await world.propose();
    await world.asked(key);
    await world.pass(HOUR + 1_000);
    const request = await eventually(async () =>
      (await world.isAsked(key)).step === 1 ? world.asked(key) : undefined,
    );
    await world.say('bob', request, 'approve');
    await world.say('admin', request, 'approve');
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes feature-flag",
        "00:00 asked: First line",
        "01:00 asked: Second line",
        "01:00 bob says approve, and is told: this is for somebody with the role admin",
        "01:00 admin says approve",
        "01:00 verified: checkout.new is true",
      ]
    `);
  });

  it('a quorum of two people, not of two clicks', async () => {
    await world.chain({ quorum: 2 });
    const key = await world.propose();
    const request = await world.asked(key);
    await world.say('bob', request, 'approve');
    await world.say('bob', request, 'approve');
    await world.pass(HOUR);
    await world.say('eve', request, 'approve');
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes feature-flag",
        "00:00 asked: Operations",
        "00:00 bob says approve",
        "00:00 bob says approve",
        "01:00 eve says approve",
        "01:00 verified: checkout.new is true",
      ]
    `);
  });

  it('changes are asked for', async () => {
    const key = await world.propose();
    await world.say('bob', await world.asked(key), 'request-changes', 'only for ten per cent');
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes feature-flag",
        "00:00 asked: Manual Operations",
        "00:00 bob says request-changes",
        "00:00 changes-requested: bob asks for changes: only for ten per cent",
      ]
    `);
  });

  it('the plan is not the plan any more', async () => {
    const key = await world.propose();
    const request = await world.asked(key);
    await world.sql(`UPDATE reeve.flag SET value = '"red"' WHERE account = $1`);
    world.tell('somebody sets the flag to red');
    await world.say('bob', request, 'approve');
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes feature-flag",
        "00:00 asked: Manual Operations",
        "00:00 somebody sets the flag to red",
        "00:00 bob says approve",
        "00:00 stale: the plan that people approved is not the plan any more: the target, the policy or the action changed since",
      ]
    `);
  });

  it('rejected, then proposed again: an agent waits, a person need not', async () => {
    const first = await world.propose();
    await world.say('bob', await world.asked(first), 'reject', 'not before the sale');
    await world.end(first);
    await world.pass(59 * MINUTE);
    await world.propose();
    await world.pass(MINUTE);
    const again = await world.propose();
    await world.say('bob', await world.asked(again), 'reject');
    await world.end(again);
    const own = await world.propose({ by: { kind: 'person', id: 'olga' }, origin: 'person' });
    await world.say('eve', await world.asked(own), 'approve');
    await world.end(own);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes feature-flag",
        "00:00 asked: Manual Operations",
        "00:00 bob says reject",
        "00:00 rejected: bob said no: not before the sale",
        "00:59 the agent is told: feature-flag at flag/checkout.new was rejected: agents may propose it again in 1 min; a person may at once",
        "01:00 the agent proposes feature-flag",
        "01:00 asked: Manual Operations",
        "01:00 bob says reject",
        "01:00 rejected: bob said no",
        "01:00 olga proposes feature-flag",
        "01:00 asked: Manual Operations",
        "01:00 eve says approve",
        "01:00 verified: checkout.new is true",
      ]
    `);
  });

  it('a freeze begins while people think', async () => {
    const key = await world.propose();
    const request = await world.asked(key);
    await world.sql(
      `INSERT INTO reeve.stop (account, id, kind, starts_at, reason, author) SELECT $1, 'f', 'freeze', at, 'sale', 'person/admin' FROM public.wall`,
    );
    world.tell('a freeze begins');
    await world.say('bob', request, 'approve');
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes feature-flag",
        "00:00 asked: Manual Operations",
        "00:00 a freeze begins",
        "00:00 bob says approve",
        "00:00 refused: a freeze is in force (person/admin: sale)",
      ]
    `);
  });
});
