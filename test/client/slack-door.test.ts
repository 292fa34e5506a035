import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/cluster.js';
import type { TestSlack } from '../support/slack.js';
import { openSlackDesk, type SlackDesk } from '../support/slack-desk.js';
import type { SlackPeople } from '../support/slack-person.js';
import type { SpineDoor } from '../support/spine-door.js';

const FLAG = { kind: 'flag', name: 'checkout.new' };
const BOB = { user: 'UBOB' };
const EVE = { user: 'UEVE', team: 'T1', enterprise: 'E1' };
const OLGA = { user: 'UOLGA' };
const STRANGER = { user: 'USTRANGER' };

describe('approvals in Slack', () => {
  let slack: TestSlack;
  let door: SpineDoor;
  let people: SlackPeople;
  let desk: SlackDesk;
  beforeAll(async () => {
    desk = await openSlackDesk();
    ({ slack, door, people } = desk);
  });
  beforeEach(async () => {
    await door.world.sql(`UPDATE reeve.flag SET value = 'false', effect = NULL`);
    await door.world.sql(`UPDATE reeve.intervention SET ended_at = ended_at - interval '2 days'`);
  });
  afterAll(() => desk?.close());

  /** A question of today, and its buttons as they stand in the channel. */
  async function asked(who: 'olga' | 'admin' = 'olga', over: Record<string, unknown> = {}) {
    const wish = { action: 'feature-flag', target: FLAG, parameters: { value: true }, summary: 'the <!here> checkout' };
    const { json } = await door.ask(who, 'POST', '/api/v1/proposals', { ...wish, ...over });
    const key = String(json['key']);
    const found = await door.asked(key);
    const [request, planHash] = [String(found['id']), String(found['planHash'])];
    const about = { request, planHash };
    const ways = (['approve', 'reject', 'request-changes'] as const).map((does) => ({ does, ...about }));
    const button = await people.posted(...ways, { does: 'details', request });
    return { key, request, planHash, button };
  }
  const answersOf = (request: string) =>
    door.world.sql<{ person: string; says: string; door: string; reason: string | null; plan_hash: string }>(
      'SELECT person, says, door, reason, plan_hash FROM reeve.answer WHERE request = $1',
      [request],
    );
  const counted = async () => {
    const [row] = await door.world.sql<{ n: string }>(
      `SELECT (SELECT count(*) FROM reeve.answer)::text || '/' || (SELECT count(*) FROM reeve.ledger)::text AS n`,
    );
    return row?.n;
  };
  const drop = (key: string) => door.ask('admin', 'POST', `/api/v1/interventions/${key}/cancel`, { reason: 'enough' });

  it('asks a second time, shows the plan, and takes the answer as a row', async () => {
    await door.world.run(async () => {
      const { key, request, planHash, button } = await asked('olga', { as: 'demo-agent' });
      const window = await people.opens(BOB, button('approve'));
      const shown = JSON.stringify(window.view);
      for (const words of ['Approve this plan', 'value: false → true', 'feature-flag at flag/checkout.new'])
        expect(shown).toContain(words);
      expect(shown).toContain('the &lt;!here&gt; checkout');
      // Nothing stands yet: the click only asked.
      expect(await answersOf(request)).toEqual([]);
      const answer = await people.submit(BOB, window, ' it is time ');
      expect([answer.status, answer.text]).toEqual([200, '']);
      const row = { person: 'bob', says: 'approve', door: 'slack', reason: 'it is time', plan_hash: planHash };
      expect(await answersOf(request)).toEqual([row]);
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'verified' });
      // A copy of the same submission is the same answer.
      const before = await counted();
      expect((await people.submit(BOB, window, 'it is time')).status).toBe(200);
      expect(await counted()).toBe(before);
      // What is closed says so, in the words of every door.
      const late = await people.opens(EVE, button('approve'));
      expect(JSON.stringify(late.view)).toContain('This request is closed: it is approved.');
      expect(slack.faults).toEqual([]);
    });
  });

  it('says so where not all of what is said yes to can be shown', async () => {
    await door.world.run(async () => {
      const long = await asked('olga', { parameters: { value: 'x'.repeat(900) } });
      const short = await asked('olga', { parameters: { value: 'short' } });
      const text = 'Not all of it fits here: read the whole of it in the console';
      expect(JSON.stringify((await people.opens(BOB, long.button('approve'))).view)).toContain(text);
      expect(JSON.stringify((await people.opens(BOB, short.button('approve'))).view)).not.toContain(text);
      for (const { key } of [long, short]) await drop(key);
      expect(slack.faults).toEqual([]);
    });
  });

  it('takes no and changes with a reason alone, also of somebody who is linked by the organisation', async () => {
    await door.world.run(async () => {
      const one = await asked();
      const window = await people.opens(EVE, one.button('reject'));
      const bare = await people.submit(EVE, window, '  ');
      expect(bare.json).toEqual({ response_action: 'errors', errors: { reason: 'Give a reason.' } });
      expect((await people.submit(EVE, window, 'a\0b')).text).toContain('holds the character NUL');
      expect(await answersOf(one.request)).toEqual([]);
      expect((await people.submit(EVE, window, 'not <@U1> today')).text).toBe('');
      expect(await answersOf(one.request)).toMatchObject([
        { person: 'eve', says: 'reject', reason: 'not <@U1> today' },
      ]);
      expect(await door.world.ended(one.key)).toMatchObject({ outcome: 'rejected' });

      const two = await asked('olga', { parameters: { value: 'green' } });
      const changes = await people.opens(BOB, two.button('request-changes'));
      expect((await people.submit(BOB, changes, 'blue instead')).text).toBe('');
      expect(await door.world.ended(two.key)).toMatchObject({ outcome: 'changes-requested' });
    });
  });

  it('shows the whole of it to who asks for details', async () => {
    await door.world.run(async () => {
      const { key, button } = await asked('olga', { parameters: { value: 'detailed' } });
      const { view } = await people.opens(OLGA, button('details'));
      expect(JSON.stringify(view)).toContain('value: false → detailed');
      expect(JSON.stringify(view)).toContain('Silent if: ');
      expect(JSON.stringify(view)).not.toContain('"submit"');
      await drop(key);
    });
  });

  it('refuses who may not, in the same words as every door, and writes nothing', async () => {
    await door.world.run(async () => {
      const { key, request, planHash, button } = await asked('admin', { parameters: { value: 'refused' } });
      const { json: api } = await door.ask('admin', 'GET', `/api/v1/approvals/${request}`);
      const own = String((api['mayNot'] as Record<string, string>)['approve']);
      expect(own).toBe('you proposed this yourself: another person must approve it');
      const before = await counted();
      const mine = await people.opens({ user: 'UADMIN' }, button('approve'));
      expect(JSON.stringify(mine.view).toLowerCase()).toContain(own);
      expect(JSON.stringify((await people.opens(OLGA, button('approve'))).view)).toContain(
        'This is for somebody with the role approver.',
      );
      for (const who of [STRANGER, { ...BOB, team: 'T2' }, { ...BOB, user: 'ubob/../x' }]) {
        const words = await people.whispers(who, button('approve'));
        expect(words).toMatch(/linked to no active person of Reeve|does not say who you are/);
        expect(words).toContain('"response_type":"ephemeral"');
      }
      expect(await people.whispers(STRANGER, button('approve'))).toContain('reeve people link NAME slack T1/USTRANGER');
      expect(await people.whispers({ ...BOB, bot: true }, button('approve'))).toContain('A bot has no say here');
      // A window that somebody else opened, or that was never opened, decides nothing.
      const window = await people.opens(BOB, button('approve'));
      expect((await people.submit(STRANGER, window)).text).toContain('linked to no active person');
      expect((await people.submit({ user: 'UADMIN' }, window)).text.toLowerCase()).toContain(own);
      const about = (over: object) => ({
        ...window,
        view: { ...window.view, private_metadata: JSON.stringify({ says: 'approve', request, planHash, ...over }) },
      });
      for (const [over, words] of [
        [{ planHash: 'f'.repeat(64) }, 'The plan that you saw is not the plan any more'],
        [{ request: 'none' }, 'There is no request none'],
        [{ says: 'delegate' }, 'not one of this Reeve'],
        [{ extra: 1 }, 'not one of this Reeve'],
      ] as const)
        expect((await people.submit(BOB, about(over))).text).toContain(words);
      const old = await people.posted({ does: 'approve', request, planHash: 'e'.repeat(64) });
      expect(JSON.stringify((await people.opens(BOB, old('approve'))).view)).toContain('not the plan any more');
      for (const value of ['', 'x', '{}', '{"does":"approve"}', JSON.stringify({ does: 'sudo', request })])
        expect(await people.whispers(BOB, { action_id: 'reeve:approve', value })).toContain('not one of this Reeve');
      expect(await counted()).toBe(before);
      await drop(key);
    });
  });

  it('leaves to the console what is too much for a button', async () => {
    await door.world.run(async () => {
      const { key, request, button } = await asked('olga', { parameters: { value: 'high' } });
      const window = await people.opens(BOB, button('approve'));
      await door.world.sql(
        `UPDATE reeve.request SET chain = jsonb_set(chain, '{steps,0,chat}', 'false') WHERE id = $1`,
        [request],
      );
      const words = 'This is too much for a button in a chat: approve it in the console or with the CLI.';
      expect(JSON.stringify((await people.opens(BOB, button('approve'))).view)).toContain(words);
      expect((await people.submit(BOB, window)).text).toContain(words);
      expect(await answersOf(request)).toEqual([]);
      // A no is never too much.
      const no = await people.opens(BOB, button('reject'));
      expect((await people.submit(BOB, no, 'no')).text).toBe('');
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'rejected' });
    });
  });

  it('reads the roles again when the answer comes', async () => {
    await door.world.run(async () => {
      const { key, request, button } = await asked('olga', { parameters: { value: 'withdrawn' } });
      const window = await people.opens(EVE, button('approve'));
      await door.ask('admin', 'PATCH', '/api/v1/people/eve', { roles: ['viewer'] });
      expect((await people.submit(EVE, window)).text).toContain('This is for somebody with the role approver.');
      await door.ask('admin', 'PATCH', '/api/v1/people/eve', { roles: ['approver'], state: 'suspended' });
      expect((await people.submit(EVE, window)).text).toContain('linked to no active person');
      await door.ask('admin', 'PATCH', '/api/v1/people/eve', { state: 'active' });
      expect(await answersOf(request)).toEqual([]);
      await drop(key);
    });
  });

  it('is one answer, from however many doors at once', async () => {
    await door.world.run(async () => {
      const { key, request, planHash, button } = await asked('olga', { parameters: { value: 'twice' } });
      const windows = [await people.opens(BOB, button('approve')), await people.opens(BOB, button('approve'))];
      const all = await Promise.all([
        ...windows.map((window) => people.submit(BOB, window, 'yes')),
        door.ask('bob', 'POST', `/api/v1/approvals/${request}/approve`, { planHash }),
        people.submit(BOB, windows[0]!, 'yes'),
      ]);
      expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 202]);
      expect(await answersOf(request)).toHaveLength(1);
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'verified' });
    });
  });

  it('says in the window how it went where that takes longer than Slack waits', async () => {
    await door.world.run(async () => {
      const { key, request, button } = await asked('olga', { parameters: { value: 'slow' } });
      const window = await people.opens(BOB, button('approve'));
      const held = door.world.sql(
        `DO $$ BEGIN PERFORM 1 FROM reeve.request WHERE id = '${request}' FOR UPDATE; PERFORM pg_sleep(6); END $$`,
      );
      await eventually(async () => {
        const asleep = await door.world.sql(`SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
        return asleep.length > 0;
      });
      const started = Date.now();
      const answer = await people.submit(BOB, window);
      expect(Date.now() - started).toBeLessThan(5_000);
      expect(answer.text).toContain('This takes longer than usual');
      expect(await answersOf(request)).toEqual([]);
      await held;
      await eventually(() => Promise.resolve(JSON.stringify(slack.views.at(-1)).includes('It stands as you said it.')));
      expect(await answersOf(request)).toHaveLength(1);
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'verified' });
    });
  });
});
