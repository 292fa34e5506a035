import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSlackSurface } from '../../activities/adapters/slack.js';
import { startCourier } from '../../workers/courier.js';
import type { Rounds } from '../../workers/rounds.js';
import { createMetrics } from '../../workers/metrics.js';
import { eventually } from '../support/cluster.js';
import { BOT_TOKEN, type SlackMessageHeld, type TestSlack } from '../support/slack.js';
import { openSlackDesk, type SlackDesk } from '../support/slack-desk.js';
import type { SlackPeople } from '../support/slack-person.js';
import type { SpineDoor } from '../support/spine-door.js';
import { quiet } from '../support/temporal.js';

const BOB = { user: 'UBOB' };
const OLGA = { user: 'UOLGA' };

describe('from a question in Slack to what became of it', () => {
  let desk: SlackDesk;
  let slack: TestSlack;
  let door: SpineDoor;
  let people: SlackPeople;
  let courier: Rounds;
  beforeAll(async () => {
    desk = await openSlackDesk();
    ({ slack, door, people } = desk);
    const route = { id: 'ops', provider: 'slack', channel: 'C1', tells: ['requests', 'notices'], reason: 'test' };
    await door.ask('admin', 'PUT', '/api/v1/routes', route);
    const { db, relayDb } = door.world.store;
    courier = startCourier({
      ...{ db, relayDb, log: quiet(), metrics: createMetrics({ version: 'test' }) },
      surfaces: {
        slack: { surface: createSlackSurface({ token: BOT_TOKEN, apiUrl: slack.apiUrl, timeoutMs: 2_000 }) },
      },
      links: (path) => `https://reeve.example${path}`,
    });
  });
  beforeEach(async () => {
    await door.world.sql(`UPDATE reeve.flag SET value = 'false', effect = NULL`);
    await door.world.sql(`UPDATE reeve.intervention SET ended_at = ended_at - interval '2 days'`);
  });
  afterAll(async () => {
    await courier?.stop();
    await desk?.close();
  });

  async function proposed(summary: string, over: Record<string, unknown> = {}): Promise<string> {
    const wish = {
      action: 'feature-flag',
      target: { kind: 'flag', name: 'checkout.new' },
      parameters: { value: true },
    };
    const { json, text } = await door.ask('olga', 'POST', '/api/v1/proposals', { ...wish, summary, ...over });
    return typeof json['key'] === 'string' ? json['key'] : text;
  }
  const message = (words: string) =>
    eventually(() => Promise.resolve([...slack.messages.values()].find((one) => JSON.stringify(one).includes(words))));
  const buttonOf = ({ attachments }: SlackMessageHeld, does: string) => {
    const row = attachments[0]?.blocks.at(-1)?.['elements'] as { readonly action_id: string }[];
    return row?.find(({ action_id }) => action_id === `reeve:${does}`) ?? {};
  };

  it('asks, is answered by a click and its window, and says in the same message what became of it', async () => {
    await door.world.run(async () => {
      const key = await proposed('ring <!channel> & &lt;');
      const posted = await message('May it? ring &lt;!channel&gt; &amp; &amp;lt;');
      expect(JSON.stringify(posted)).toContain('https://reeve.example/console/approvals/');
      const window = await people.opens(BOB, buttonOf(posted, 'approve'));
      expect((await people.submit(BOB, window, 'yes')).text).toBe('');
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'verified' });
      const edited = await eventually(() => {
        const now = slack.messages.get(posted.ts);
        return Promise.resolve(JSON.stringify(now).includes('Done and verified') ? now : undefined);
      });
      expect(buttonOf(edited, 'approve')).toEqual({});
      expect(slack.messages.size).toBe(1);
      expect(slack.faults).toEqual([]);
    });
  });

  it('says it once although the answer of Slack was lost, and later where Slack was away', async () => {
    await door.world.run(async () => {
      slack.next('chat.postMessage', 'lost');
      const lost = await proposed('the answer was lost', { parameters: { value: 'lost' } });
      await message('May it? the answer was lost');
      await eventually(async () => {
        const [row] = await door.world.sql<{ ref: string | null }>(
          `SELECT p.ref FROM reeve.post p WHERE p.kind = 'request' ORDER BY p.opened_at DESC LIMIT 1`,
        );
        return row?.ref;
      });
      const said = [...slack.messages.values()].filter((one) => JSON.stringify(one).includes('the answer was lost'));
      expect(said).toHaveLength(1);
      await door.ask('admin', 'POST', `/api/v1/interventions/${lost}/cancel`, { reason: 'enough' });
      await door.world.ended(lost);

      await slack.down();
      const away = await proposed('Slack was away', { parameters: { value: 'away' } });
      await door.asked(away);
      await slack.up();
      const posted = await message('May it? Slack was away');
      const window = await people.opens(BOB, buttonOf(posted, 'reject'));
      await people.submit(BOB, window, 'not now');
      expect(await door.world.ended(away)).toMatchObject({ outcome: 'rejected' });
    });
  });

  it('puts back what was done, by the button of the notice, once', async () => {
    await door.world.run(async () => {
      const key = await proposed('to be put back');
      const window = await people.opens(BOB, buttonOf(await message('May it? to be put back'), 'approve'));
      await people.submit(BOB, window);
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'verified' });
      const button = await people.posted({ does: 'undo', intervention: key });
      const refused = await people.opens(BOB, button('undo'));
      expect(JSON.stringify(refused.view)).toContain('To undo needs the role operator');
      const asking = await people.opens(OLGA, button('undo'));
      expect(JSON.stringify(asking.view)).toContain('Put it back');
      expect((await people.submit(OLGA, asking, '')).text).toContain('Give a reason.');
      const clicks = await Promise.all([1, 2].map(() => people.submit(OLGA, asking, 'orders fell')));
      for (const { text } of clicks) expect(text).toContain(`Proposed in your name: undo:${key}`);
      expect(await door.world.ended(`undo:${key}`)).toMatchObject({ outcome: 'verified' });
      expect(await door.world.flag()).toBe(false);
      expect(JSON.stringify((await people.opens(OLGA, button('undo'))).view)).toContain('It was put back already');
    });
  });
});
