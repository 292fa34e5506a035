import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/cluster.js';
import { APP_TOKEN, type TestSlack } from '../support/slack.js';
import { openSlackDesk, type SlackDesk } from '../support/slack-desk.js';
import { clickOf, commandOf } from '../support/slack-person.js';
import { slackSocket, type SlackSocketEnd } from '../support/slack-socket.js';

const BOB = { user: 'UBOB' };
const ACTION = { action_id: 'reeve:details', value: JSON.stringify({ does: 'details', request: 'none' }) };

describe('Socket Mode', () => {
  let desk: SlackDesk;
  let slack: TestSlack;
  let socket: SlackSocketEnd;
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  beforeAll(async () => {
    process.on('unhandledRejection', note);
    // Nobody answers at the start, and the gateway serves all the same.
    desk = await openSlackDesk({ appToken: APP_TOKEN }, (all) => all.down());
    slack = desk.slack;
    socket = slackSocket(slack);
  });
  afterAll(async () => {
    await desk?.close();
    process.off('unhandledRejection', note);
  });

  const opened = async (click: () => Promise<unknown>) => {
    const before = slack.views.length;
    await click();
    return eventually(() => Promise.resolve(slack.views[before]), { withinMs: 10_000, everyMs: 10 });
  };
  const pressed = () => opened(() => socket.deliver('interactive', clickOf(slack, BOB, ACTION)));

  it('waits for Slack without holding anybody up, and takes the same clicks', async () => {
    expect((await desk.door.ask('bob', 'GET', '/api/v1/approvals')).status).toBe(200);
    await eventually(() => Promise.resolve(desk.door.gateway.logged().includes('can not be reached by Socket Mode')));
    await slack.up();
    await socket.connected();
    expect(JSON.stringify((await pressed()).view)).toContain('There is no request none');
    const before = slack.whispers.length;
    expect(await socket.deliver('slash_commands', commandOf(slack, { user: 'UNONE' }, 'status'))).toEqual({});
    const words = await eventually(() => Promise.resolve(slack.whispers[before]));
    expect(JSON.stringify(words)).toContain('reeve people link NAME slack T1/UNONE');
  });

  it('comes back after the line broke, after Slack asked it to, and after Slack was away', async () => {
    for (const part of [
      () => Promise.resolve(socket.cut()),
      () => Promise.resolve(socket.say(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }))),
      async () => {
        socket.cut();
        await slack.down();
        await new Promise((over) => setTimeout(over, 1_500));
        await slack.up();
      },
    ]) {
      const before = socket.connections();
      await part();
      await eventually(() => Promise.resolve(socket.connections() > before));
      expect(await pressed()).toBeDefined();
    }
  });

  it('passes over what can not be read', async () => {
    const before = socket.connections();
    for (const text of ['null', '{', '"x"', '[]', '{"type":"events_api"}', '{"type":"interactive","envelope_id":"x"}'])
      socket.say(text);
    await pressed();
    expect(socket.connections()).toBe(before);
    expect(unhandled).toEqual([]);
    expect(desk.door.gateway.logged()).not.toContain(APP_TOKEN);
  });

  it('lets go of Slack when it ends', async () => {
    expect(slack.calls.filter(({ method }) => method === 'apps.connections.open').length).toBeGreaterThan(3);
    await desk.letGo();
    const before = socket.connections();
    await new Promise((over) => setTimeout(over, 1_500));
    expect(socket.connections()).toBe(before);
  });
});
