import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiscord } from '../../activities/adapters/discord.js';
import type { Card } from '../../activities/notify/render/card.js';
import type { Surface } from '../../activities/notify/surface.js';
import { BOT_TOKEN, CHANNEL, openDiscord, type TestDiscord } from '../support/discord.js';

const HASH = 'ab'.repeat(32);
const card = (over: Partial<Card> = {}): Card => ({
  ...{ tone: 'asks', title: 'May it?', text: 'It asks because it must.', facts: [], changes: [], buttons: [] },
  ...over,
});
const KEY = 'default/request/3f0c.1/discord/207';
const place = { channel: CHANNEL };

describe('the surface of Discord', () => {
  let discord: TestDiscord;
  let surface: Surface;
  beforeEach(async () => {
    discord = await openDiscord();
    surface = createDiscord({ apiUrl: discord.apiUrl, botToken: BOT_TOKEN, timeoutMs: 400 });
  });
  afterEach(async () => {
    await discord.close();
    if (discord.faults.length > 0) throw new Error(`Discord would not have taken: ${discord.faults.join(', ')}`);
  });
  const post = (key = KEY) => surface.post(place, key, card());
  const isSaid = async () => {
    const said = await post();
    if (said.state !== 'said') throw new Error(JSON.stringify(said));
    return said.ref;
  };

  it('posts, answers another message, edits, and takes the buttons away', async () => {
    const approve = { does: 'approve', request: '3f0c.1', planHash: HASH } as const;
    const first = await surface.post(place, KEY, card({ buttons: [approve] }));
    const { ref } = first as { ref: string };
    expect(discord.messages.get(ref)?.components[0]?.components[0]?.label).toBe('Approve');
    await surface.post({ ...place, under: ref }, 'another', card());
    await surface.post({ ...place, under: 'dry-run' }, 'a third', card());
    expect([...discord.messages.values()].map(({ under }) => under)).toEqual([undefined, ref, undefined]);
    expect(await surface.edit(CHANNEL, ref, card({ title: 'Done' }), KEY)).toEqual({ state: 'said', ref });
    expect(discord.messages.get(ref)).toMatchObject({ edits: 1, components: [], embeds: [{ title: 'Done' }] });
  });

  it('says it once where the same is posted twice at short notice', async () => {
    expect(await isSaid()).toBe(await isSaid());
    expect(discord.messages.size).toBe(1);
  });

  it.each([
    ['in the header', { headers: { 'retry-after': '7' }, body: {} }, 7_000],
    ['in the body', { body: { retry_after: 1.25 } }, 1_250],
    ['in both, the longer counts', { headers: { 'retry-after': '2' }, body: { retry_after: 1.5 } }, 2_000],
    ['nowhere', { body: 'go away' }, 5_000],
    ['beyond reason', { body: { retry_after: 1e9 } }, 3_600_000],
  ] as const)('waits as long as Discord says %s, and sends nothing meanwhile', async (_where, answer, afterMs) => {
    discord.next({ status: 429, ...answer });
    expect(await post()).toMatchObject({ state: 'later', afterMs });
    const again = await surface.edit(CHANNEL, '207000000000000009', card(), KEY);
    expect(again).toMatchObject({ state: 'later', because: 'Discord asked to wait' });
    expect(discord.heard).toHaveLength(1);
  });

  it('keeps a limit of one channel to that channel, and one of the bot for all', async () => {
    const other = { channel: '207000000000000002' };
    discord.next({ status: 429, body: { retry_after: 60 } });
    await post();
    expect(await surface.post(other, KEY, card())).toMatchObject({ state: 'refused' });
    discord.next({ status: 429, body: { retry_after: 60, global: true } });
    await surface.post(other, KEY, card());
    expect(await surface.post({ channel: '207000000000000003' }, KEY, card())).toMatchObject({ state: 'later' });
    expect(discord.heard).toHaveLength(3);
  });

  it.each([
    ['an error of the server', { status: 502 }],
    ['an error after it was done', { status: 500, done: true }],
    ['a connection that breaks', { reset: true, done: true }],
    ['no answer', { silent: true, done: true }],
    ['an answer that says no message', { status: 200, body: {} }],
  ] as const)('leaves open whether it was said after %s', async (_what, trouble) => {
    discord.next(trouble);
    await expect(post()).rejects.toThrow(/Discord/);
    const done = 'done' in trouble;
    const found = await surface.find(place, KEY, Date.now() - 60_000);
    expect(found).toBe(done ? [...discord.messages.keys()][0] : undefined);
  });

  it('certainly said nothing where nobody listens', async () => {
    await discord.close();
    expect(await post()).toMatchObject({ state: 'later', because: expect.stringContaining('ECONNREFUSED') });
    const away = createDiscord({ apiUrl: 'http://discord.invalid/api', botToken: BOT_TOKEN });
    expect(await away.post(place, KEY, card())).toMatchObject({ state: 'later' });
    discord = await openDiscord();
  });

  it.each([
    [401, 'set discord.botToken'],
    [403, 'give it View Channel, Send Messages'],
    [404, 'add the bot to that server'],
    [400, 'does not take this message (400, code 50035): Invalid Form Body'],
    [302, 'set discord.apiUrl'],
  ])('says what to do after %i', async (status, words) => {
    const body = { code: 50035, message: 'Invalid Form Body' };
    discord.next({ status, body, headers: { location: `${discord.apiUrl}/elsewhere` } });
    expect(await post()).toEqual({ state: 'refused', because: expect.stringContaining(words) });
    expect(discord.heard).toHaveLength(1);
  });

  it('refuses what is no channel and no message of Discord without asking', async () => {
    for (const channel of ['general', '../users', '#ops', ''])
      expect(await surface.post({ channel }, KEY, card())).toMatchObject({ state: 'refused' });
    expect(await surface.edit(CHANNEL, 'C1/2', card(), KEY)).toMatchObject({ state: 'refused' });
    expect(discord.heard).toEqual([]);
  });

  it('tells a message that is gone from a channel that is, and tries an edit again when Discord is unwell', async () => {
    const ref = await isSaid();
    discord.messages.delete(ref);
    expect(await surface.edit(CHANNEL, ref, card(), KEY)).toEqual({ state: 'gone' });
    expect(await surface.edit('207000000000000002', ref, card(), KEY)).toMatchObject({ state: 'refused' });
    discord.next({ status: 503 });
    expect(await surface.edit(CHANNEL, ref, card(), KEY)).toMatchObject({ state: 'later' });
  });

  it('finds its own message over pages, and none of others or of before', async () => {
    const footer = { text: `reeve ${KEY}` };
    const now = Date.now();
    discord.put({ embeds: [{ footer }], author: { id: '107000000000000002' } });
    discord.put({ embeds: [{ footer }], at: now - 3_600_000 });
    for (let n = 0; n < 230; n += 1) discord.put({ at: now - 30_000 });
    expect(await surface.find(place, KEY, now - 60_000)).toBeUndefined();
    const { id } = discord.put({ embeds: [{ footer }], at: now - 1_000 });
    expect(await surface.find(place, KEY, now - 60_000)).toBe(id);
    for (let n = 0; n < 1_000; n += 1) discord.put({ at: now - 30_000 });
    await expect(surface.find(place, KEY, now - 60_000)).rejects.toThrow('is not known');
  });

  it('ends a search in time where each page comes late', async () => {
    discord.next({ status: 200, body: { id: '1' } }, { silent: true });
    await expect(surface.find(place, KEY, 0)).rejects.toThrow(/Discord did not answer GET.*(?:timeout|aborted)/);
  });

  it('rejects a search that can not be made', async () => {
    discord.next({ status: 503 });
    await expect(surface.find(place, KEY, 0)).rejects.toThrow('Discord is not well (503)');
    discord.next({ status: 200, body: { id: '1' } }, { status: 403 });
    await expect(surface.find(place, KEY, 0)).rejects.toThrow('Read Message History');
  });

  it('tells its token to nobody', async () => {
    expect(() => createDiscord({ apiUrl: discord.apiUrl, botToken: 'a\nsecret' })).toThrow(/^(?!.*secret)/s);
    const wrong = createDiscord({ apiUrl: discord.apiUrl, botToken: 'wrong-token' });
    const said = await wrong.post(place, KEY, card());
    expect([said.state, JSON.stringify(said)]).toEqual(['refused', expect.not.stringContaining('wrong-token')]);
  });
});
