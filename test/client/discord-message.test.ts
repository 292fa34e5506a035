import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiscord } from '../../activities/adapters/discord.js';
import { discordMounts } from '../../workers/main/discord-door.js';
import { startCourier } from '../../workers/courier.js';
import type { Rounds } from '../../workers/rounds.js';
import { createMetrics } from '../../workers/metrics.js';
import { eventually } from '../support/cluster.js';
import { BOT_TOKEN, CHANNEL, type Held, openDiscord, type TestDiscord } from '../support/discord.js';
import { discordCaller, textOf } from '../support/discord-clicks.js';
import { openTestGateway } from '../support/gateway.js';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';
import { quiet } from '../support/temporal.js';

const [BOB, OLGA] = ['501', '503'];
const links = (path: string) => `https://reeve.example${path}`;

describe('messages at Discord and the door that hears their buttons', () => {
  const caller = discordCaller();
  const settings = { account: 'home', botToken: BOT_TOKEN, publicKey: caller.publicKey };
  let discord: TestDiscord;
  let door: SpineDoor;
  let courier: Rounds;
  beforeAll(async () => {
    discord = await openDiscord();
    const { apiUrl } = discord;
    door = await openSpineDoor({ mounts: () => discordMounts({ ...settings, apiUrl }, 'https://reeve.example') });
    for (const [id, subject] of [
      ['bob', BOB],
      ['olga', OLGA],
    ])
      await door.ask('admin', 'POST', `/api/v1/people/${id}/identities`, { provider: 'discord', subject });
    const { db, relayDb } = door.world.store;
    const surfaces = { discord: { surface: createDiscord({ apiUrl, botToken: BOT_TOKEN }) } };
    courier = startCourier({
      ...{ db, relayDb, surfaces, links },
      ...{ log: quiet(), metrics: createMetrics({ version: 'test' }) },
    });
  });
  afterAll(async () => {
    await courier?.stop();
    await door?.close();
    await discord?.close();
  });

  const shown = (words: string): Promise<Held> =>
    eventually(async () => [...discord.messages.values()].find(({ embeds }) => embeds[0]?.title?.startsWith(words)));

  it('go all the way: asked once although an answer was lost, pressed, and edited where it stands', async () => {
    await door.world.run(async () => {
      const route = { id: 'ops', provider: 'discord', channel: CHANNEL, tells: ['requests', 'notices', 'trouble'] };
      expect((await door.ask('admin', 'PUT', '/api/v1/routes', { ...route, reason: 'test' })).text).not.toContain(
        'title',
      );
      discord.next({ status: 502, done: true });
      const { json } = await door.ask('olga', 'POST', '/api/v1/proposals', {
        ...{ action: 'feature-flag', target: { kind: 'flag', name: 'checkout.new' }, parameters: { value: true } },
        ...{ as: 'demo-agent', summary: '@everyone [free](https://evil.example) **now**' },
      });
      const held = await shown('May it?');
      await eventually(async () => discord.heard.find(({ method }) => method === 'PATCH'));
      expect(discord.messages.size).toBe(1);
      expect(held.embeds[0]?.title).toBe('May it? \\@everyone \\[free\\]\\(https\\://evil.example\\) \\*\\*now\\*\\*');
      const buttons = held.components.flatMap(({ components }) => components);
      expect(buttons.map(({ label }) => label)).toEqual(['Approve', 'Reject', 'Request changes', 'Details']);

      const types = [];
      for (const { custom_id: name } of buttons)
        types.push((await caller.post(door.gateway, caller.click(BOB, name))).type);
      expect(types).toEqual([4, 9, 9, 4]);
      const second = await caller.post(door.gateway, caller.click(BOB, buttons[0]?.custom_id ?? ''));
      await caller.post(door.gateway, caller.click(BOB, second.buttons['Confirm'] ?? ''));
      expect(await door.world.ended(String(json['key']))).toMatchObject({ outcome: 'verified' });
      await eventually(
        async () => (held.components.length === 0 && textOf(held.embeds).includes('Done and verified')) || undefined,
      );

      expect(discord.faults).toEqual([]);
    });
  });

  it('tell what was done, and put it back in two steps', async () => {
    await door.world.run(async () => {
      await door.world.sql(`DELETE FROM reeve.policy; UPDATE reeve.flag SET value = 'false', effect = NULL`);
      await door.world.sql(`UPDATE reeve.intervention SET ended_at = ended_at - interval '2 days'`);
      await door.world.sql(
        `INSERT INTO reeve.policy (account, category, verb, score_min, chain, author, reason, written_at)
         VALUES ('home', 'flag.set', 'notify_and_proceed', 0.4, 'manual_operations', 'person/admin', 'test', now())`,
      );
      const key = await door.world.propose({ parameters: { value: true } });
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'verified' });
      const told = await shown('Done and verified');
      const undo = told.components.flatMap(({ components }) => components).find(({ label }) => label === 'Undo');
      const window = await caller.post(door.gateway, caller.click(OLGA, undo?.custom_id ?? ''));
      expect([window.type, window.window]).toEqual([9, undo?.custom_id]);
      expect((await caller.post(door.gateway, caller.submit(BOB, window.window ?? '', 'no'))).text).toContain(
        'To undo needs the role operator',
      );
      const back = caller.signed(caller.submit(OLGA, window.window ?? '', 'it was too soon'));
      const [first, second] = await Promise.all([caller.send(door.gateway, back), caller.send(door.gateway, back)]);
      expect(first.text).toContain('Putting it back is proposed in your name');
      expect(second.text).toBe(first.text);
      expect(await door.world.ended(`undo:${key}`)).toMatchObject({ outcome: 'verified' });
      expect(await door.world.flag()).toBe(false);
      const again = await caller.post(door.gateway, caller.submit(OLGA, window.window ?? '', 'again'));
      expect(again.text).toContain('put back already');
      expect(discord.faults).toEqual([]);
    });
  });

  it('is no door where no public key is configured', async () => {
    const mounts = discordMounts({ account: 'home', apiUrl: discord.apiUrl }, undefined);
    expect(mounts).toEqual([]);
    const gateway = await openTestGateway(door.world.store, { mounts: () => mounts });
    expect((await caller.post(gateway, { type: 1 })).status).toBe(404);
    await gateway.close();
  });
});
