import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickOf, nameOf } from '../../activities/notify/render/discord-names.js';
import { discordMounts } from '../../workers/main/discord-door.js';
import { openDiscord, type TestDiscord } from '../support/discord.js';
import { discordCaller, textOf } from '../support/discord-clicks.js';
import { openTestGateway } from '../support/gateway.js';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';

const [BOB, OLGA] = ['501', '503'];
const FLAG = { kind: 'flag', name: 'checkout.new' };

describe('the door for Discord, when something is slow, away or said twice', () => {
  const caller = discordCaller();
  const mountsFor = (apiUrl: string) => () =>
    discordMounts({ account: 'home', botToken: 'x', publicKey: caller.publicKey, apiUrl }, undefined);
  let discord: TestDiscord;
  let door: SpineDoor;
  beforeAll(async () => {
    discord = await openDiscord();
    door = await openSpineDoor({ mounts: mountsFor(discord.apiUrl) });
    for (const [id, subject] of [
      ['bob', BOB],
      ['olga', OLGA],
    ])
      await door.ask('admin', 'POST', `/api/v1/people/${id}/identities`, { provider: 'discord', subject });
  });
  afterAll(async () => {
    await door?.close();
    await discord?.close();
  });

  const later = (token: string) =>
    expect.poll(() => textOf((discord.followedUp.get(token)?.['embeds'] ?? []) as []), { timeout: 10_000 });
  /** Nobody may read or answer requests meanwhile. */
  const slowly = async (seconds: number, what: string) => {
    const over = door.world.sql(`DO $$ BEGIN ${what}; PERFORM pg_sleep(${seconds}); END $$`);
    await new Promise((go) => setTimeout(go, 300));
    return over;
  };
  const within3s = async <T>(work: () => Promise<T>): Promise<T> => {
    const began = Date.now();
    const done = await work();
    expect(Date.now() - began).toBeLessThan(3_000);
    return done;
  };

  it('asks for patience while an answer is being written, and keeps its promise', async () => {
    await door.world.run(async () => {
      const wish = { action: 'feature-flag', target: FLAG, parameters: { value: true } };
      const key = String((await door.ask('olga', 'POST', '/api/v1/proposals', wish)).json['key']);
      const { id, planHash } = await door.asked(key);
      const approve = clickOf({ does: 'approve', request: String(id), planHash: String(planHash) });
      const { buttons } = await caller.post(door.gateway, caller.click(BOB, nameOf(approve)));
      const slow = slowly(4, `PERFORM 1 FROM reeve.request WHERE id = '${String(id)}' FOR UPDATE`);
      await new Promise((go) => setTimeout(go, 300));
      const confirm = caller.signed(caller.click(BOB, buttons['Confirm'] ?? ''));
      const { token } = JSON.parse(confirm.body) as { token: string };
      expect((await within3s(() => caller.send(door.gateway, confirm))).raw.json).toEqual({ type: 6 });
      expect((await caller.send(door.gateway, confirm)).raw.json).toEqual({ type: 6 });
      await slow;
      await later(token).toBe('Your answer stands\\: approve.');
      expect(await door.world.sql('SELECT 1 FROM reeve.answer WHERE request = $1', [id])).toHaveLength(1);
      expect(discord.heard.filter(({ path }) => path.includes(token))).toHaveLength(1);
      await door.world.ended(key);
    });
  });

  it('answers in time while nothing can be read, and opens no window late', async () => {
    const slow = slowly(4, 'LOCK TABLE reeve.request IN ACCESS EXCLUSIVE MODE');
    await new Promise((go) => setTimeout(go, 300));
    const about = { request: 'none.1', planHash: 'a'.repeat(64) };
    const details = caller.click(BOB, nameOf(clickOf({ does: 'details', request: 'none.1' })));
    const reject = caller.click(BOB, nameOf(clickOf({ does: 'reject', ...about })));
    const [shown, window] = await within3s(() =>
      Promise.all([caller.post(door.gateway, details), caller.post(door.gateway, reject)]),
    );
    expect(shown.raw.json).toEqual({ type: 5, data: { flags: 64 } });
    expect([window.type, window.text]).toEqual([
      4,
      'Reeve is slow right now and nothing was done: try again in a moment.',
    ]);
    await slow;
    await later(details.token).toBe('There is no such request in this account.');
    expect(discord.followedUp.has(reject.token)).toBe(false);
    expect(discord.faults).toEqual([]);
  });

  it('serves on while Discord is away, and logs no token of an interaction', async () => {
    const gone = await openDiscord();
    await gone.close();
    const gateway = await openTestGateway(door.world.store, { mounts: mountsFor(gone.apiUrl) });
    const slow = slowly(3, 'LOCK TABLE reeve.request IN ACCESS EXCLUSIVE MODE');
    await new Promise((go) => setTimeout(go, 300));
    const details = caller.click(BOB, nameOf(clickOf({ does: 'details', request: 'none.1' })));
    expect((await caller.post(gateway, details)).type).toBe(5);
    await slow;
    await expect.poll(() => gateway.logged(), { timeout: 10_000 }).toContain('an answer did not reach Discord');
    expect(gateway.logged()).not.toContain(details.token);
    const again = await caller.post(
      gateway,
      caller.click(BOB, nameOf(clickOf({ does: 'details', request: 'none.1' }))),
    );
    expect(again.text).toBe('There is no such request in this account.');
    await gateway.close();
  });

  it('says in one sentence that the database is away', async () => {
    const away = () => Promise.reject(Object.assign(new Error('starting up'), { code: '57P03' }));
    const db = { ...door.world.store.db, withAccount: away };
    const gateway = await openTestGateway(door.world.store, { mounts: mountsFor(discord.apiUrl), parts: { db } });
    const shown = await caller.post(gateway, caller.command(BOB, 'approvals'));
    expect([shown.status, shown.text]).toEqual([
      200,
      'The database does not answer right now; nothing was changed: try again in a moment.',
    ]);
    await gateway.close();
  });

  it('does once what one process heard and another hears again', async () => {
    const other = await openTestGateway(door.world.store, { mounts: mountsFor(discord.apiUrl) });
    const freezes = async () => (await door.ask('vera', 'GET', '/api/v1/stops')).json['freezes'];
    const freeze = caller.signed(caller.submit(OLGA, 'freeze', 'the sale'));
    await caller.send(door.gateway, freeze);
    await caller.send(other, freeze);
    expect(await freezes()).toHaveLength(1);
    const { window = '' } = await caller.post(door.gateway, caller.command(OLGA, 'thaw'));
    const thaw = caller.signed(caller.submit(OLGA, window, 'over'));
    expect((await caller.send(door.gateway, thaw)).text).toBe('1 freeze ended.');
    await caller.send(other, freeze);
    expect(await freezes()).toEqual([]);
    await door.ask('olga', 'POST', '/api/v1/freeze', { reason: 'another' });
    expect((await caller.send(other, thaw)).text).toContain('not those that you saw');
    expect(await freezes()).toMatchObject([{ reason: 'another' }]);
    await other.close();
  });
});
