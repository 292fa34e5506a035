import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Button } from '../../activities/notify/render/card.js';
import { BOT_TOKEN, SIGNING_SECRET, type TestSlack } from '../support/slack.js';
import { openSlackDesk, type SlackDesk } from '../support/slack-desk.js';
import type { SlackPeople } from '../support/slack-person.js';
import type { SpineDoor } from '../support/spine-door.js';

const BOB = { user: 'UBOB' };

describe('what is posted to /slack/events', () => {
  let slack: TestSlack;
  let door: SpineDoor;
  let people: SlackPeople;
  let desk: SlackDesk;
  beforeAll(async () => {
    desk = await openSlackDesk();
    ({ slack, door, people } = desk);
  });
  afterAll(() => desk?.close());

  const counted = async () => {
    const [row] = await door.world.sql<{ n: string }>(
      `SELECT (SELECT count(*) FROM reeve.answer)::text || '/' || (SELECT count(*) FROM reeve.ledger)::text AS n`,
    );
    return row?.n;
  };
  const button: Button = { does: 'details', request: 'none' };
  const action = { action_id: 'reeve:details', value: JSON.stringify(button) };

  it('believes nothing that Slack did not sign just now', async () => {
    const before = [await counted(), slack.calls.length, slack.whispers.length];
    const form = new URLSearchParams({ payload: '{}' }).toString();
    for (const how of [
      { secret: 'another' },
      { ageSeconds: 301 },
      { ageSeconds: -330 },
      { headers: { 'x-slack-signature': 'v0=00' } },
      { headers: { 'x-slack-signature': '' } },
      { headers: { 'x-slack-request-timestamp': 'soon' } },
    ]) {
      const { status, text } = await people.click(BOB, action, how);
      expect([status, text.includes('not signed by Slack')]).toEqual([401, true]);
    }
    expect((await door.gateway.call('POST', '/slack/events', { body: form })).status).toBe(401);
    expect((await people.send('{}', 'json', { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await people.send('[1]', 'json')).status).toBe(400);
    expect((await people.send('{', 'json')).status).toBe(400);
    expect((await people.send(`x=${'y'.repeat(70_000)}`, 'form')).status).toBe(413);
    expect((await door.gateway.call('GET', '/slack/events')).status).toBe(404);
    expect([await counted(), slack.calls.length, slack.whispers.length]).toEqual(before);
    expect(door.gateway.logged()).toContain('was not signed by Slack');
    expect(door.gateway.logged()).not.toContain(SIGNING_SECRET);
  });

  it('answers what Slack asks of an address, and passes over what it does not know', async () => {
    const { json } = await people.send(JSON.stringify({ type: 'url_verification', challenge: 'abc' }), 'json');
    expect(json).toEqual({ challenge: 'abc' });
    for (const body of ['{}', '{"type":"event_callback","event":{"type":"app_mention"}}', '{"type":"shortcut"}'])
      expect((await people.send(body, 'json')).status).toBe(200);
    expect((await people.click(BOB, { action_id: 'reeve:open' })).status).toBe(200);
    // A window closes on 200, as if what it asked were done.
    const foreign = { id: 'V0', view: { callback_id: 'other', private_metadata: '{}' } };
    expect((await people.submit(BOB, foreign)).status).toBe(500);
  });

  it('opens one window for a click that comes twice, and says when it was too late', async () => {
    const trigger = slack.trigger();
    const before = slack.whispers.length;
    await people.click(BOB, action, { trigger });
    await people.click(BOB, action, { trigger, headers: { 'x-slack-retry-num': '1' } });
    const late = await people.whispers(BOB, action, { trigger: slack.trigger(Date.now() - 4_000) });
    expect(late).toContain('press it again');
    expect(slack.whispers).toHaveLength(before + 1);
  });

  it('is not hindered by Slack being away', async () => {
    await slack.down();
    expect((await people.click(BOB, action)).status).toBe(200);
    expect((await door.ask('bob', 'GET', '/api/v1/approvals')).status).toBe(200);
    await slack.up();
    expect(JSON.stringify((await people.opens(BOB, action)).view)).toContain('There is no request none');
    expect(door.gateway.logged()).not.toContain(BOT_TOKEN);
  });
});
