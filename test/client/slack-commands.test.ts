import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/cluster.js';
import type { TestSlack } from '../support/slack.js';
import { openSlackDesk, type SlackDesk } from '../support/slack-desk.js';
import type { SlackPeople, SlackPerson } from '../support/slack-person.js';
import type { SpineDoor } from '../support/spine-door.js';

const OLGA = { user: 'UOLGA' };
const BOB = { user: 'UBOB' };

describe('/reeve', () => {
  let slack: TestSlack;
  let door: SpineDoor;
  let people: SlackPeople;
  let desk: SlackDesk;
  beforeAll(async () => {
    desk = await openSlackDesk();
    ({ slack, door, people } = desk);
  });
  beforeEach(() => door.world.sql('DELETE FROM reeve.stop'));
  afterAll(() => desk?.close());

  const stops = async () => (await door.ask('admin', 'GET', '/api/v1/stops')).json['freezes'] as { reason: string }[];
  async function asks(who: SlackPerson, text: string) {
    const before = slack.views.length;
    expect((await people.command(who, text)).text).toBe('');
    return eventually(() => Promise.resolve(slack.views[before]), { withinMs: 10_000, everyMs: 10 });
  }

  it.each([
    ['nothing', ''],
    ['help', 'help'],
    ['a word that is none', 'sudo <!channel>'],
    ['a word that every object has', 'constructor'],
  ])('tells what it can after %s', async (_name, text) => {
    const words = await people.commandWhispers({ user: 'USTRANGER' }, text);
    for (const one of ['/reeve status', '/reeve approvals', '/reeve freeze', '/reeve thaw', 'ephemeral'])
      expect(words).toContain(one);
    expect(words).not.toContain('<!channel>');
  });

  it('says how Reeve stands, and what stops work', async () => {
    await door.ask('admin', 'POST', '/api/v1/freeze', { reason: 'the <!here> release' });
    const words = await people.commandWhispers(OLGA, 'status');
    for (const one of ['postgresql', 'ledger', 'A freeze by person/admin: the &lt;!here&gt; release'])
      expect(words).toContain(one);
  });

  it('lists what waits, with the buttons that this one may press', async () => {
    await door.world.run(async () => {
      expect(await people.commandWhispers(BOB, 'approvals')).toContain('Nothing waits for people.');
      const { json } = await door.ask('olga', 'POST', '/api/v1/proposals', {
        ...{ action: 'feature-flag', target: { kind: 'flag', name: 'checkout.new' }, parameters: { value: true } },
      });
      await door.asked(String(json['key']));
      const his = await people.commandWhispers(BOB, ' approvals ');
      expect(his).toContain('feature-flag at flag/checkout.new, by person/olga');
      expect(his).toContain('reeve:approve');
      const hers = await people.commandWhispers(OLGA, 'approvals');
      expect(hers).toContain('reeve:details');
      expect(hers).not.toContain('reeve:approve');
      await door.ask('admin', 'POST', `/api/v1/interventions/${String(json['key'])}/cancel`, { reason: 'enough' });
    });
  });

  it('freezes after it has asked again, once however often it comes, and thaws the same way', async () => {
    const freeze = await asks(OLGA, 'freeze the release');
    expect(JSON.stringify(freeze.view)).toContain('"initial_value":"the release"');
    expect(await stops()).toEqual([]);
    const bare = await people.submit(OLGA, freeze, ' ');
    expect(bare.json).toMatchObject({ response_action: 'errors', errors: { reason: 'Give a reason.' } });
    const copies = await Promise.all([1, 2, 3].map(() => people.submit(OLGA, freeze, 'the release')));
    for (const { json } of copies) expect(JSON.stringify(json)).toContain('Nothing changes from now on');
    expect(await stops()).toMatchObject([{ reason: 'the release', by: 'person/olga' }]);

    const thaw = await asks(OLGA, 'thaw it is out');
    expect(JSON.stringify(thaw.view)).toContain('person/olga: the release');
    // A freeze that began while the window was open is none of those that it showed.
    await door.ask('admin', 'POST', '/api/v1/freeze', { reason: 'an outage' });
    expect((await people.submit(OLGA, thaw, 'it is out')).text).toContain('1 freeze ended.');
    expect(await stops()).toMatchObject([{ reason: 'an outage' }]);
    expect((await people.submit(OLGA, thaw, 'it is out')).text).toContain(
      'None of these freezes is in force any more.',
    );
    expect(await stops()).toMatchObject([{ reason: 'an outage' }]);
    // The copy of a freeze that was thawed does not bring it back, and says so.
    expect((await people.submit(OLGA, freeze, 'the release')).text).toContain('This freeze has ended already');
    expect(await stops()).toMatchObject([{ reason: 'an outage' }]);
    await door.world.sql('DELETE FROM reeve.stop');
    expect(await people.commandWhispers(OLGA, 'thaw')).toContain('No freeze is in force.');
    expect(slack.faults).toEqual([]);
  });

  it('wants the role that the API wants, when it is asked and when it is done', async () => {
    const refusal = /needs the role operator; you hold [\w, ]*approver: ask an admin of home/;
    const api = await door.ask('bob', 'POST', '/api/v1/freeze', { reason: 'x' });
    expect(api.json['detail']).toMatch(refusal);
    for (const text of ['freeze x', 'thaw']) expect(await people.commandWhispers(BOB, text)).toMatch(refusal);
    expect(await people.commandWhispers({ user: 'USTRANGER' }, 'status')).toContain('reeve people link NAME slack T1/');
    const window = await asks(OLGA, 'freeze x');
    expect((await people.submit(BOB, window, 'x')).text).toMatch(refusal);
    await door.ask('admin', 'PATCH', '/api/v1/people/olga', { roles: ['viewer'] });
    expect((await people.submit(OLGA, window, 'x')).text).toContain('This needs the role operator');
    await door.ask('admin', 'PATCH', '/api/v1/people/olga', { roles: ['operator'] });
    expect(await stops()).toEqual([]);
  });
});
