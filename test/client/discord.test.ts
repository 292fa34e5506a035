import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Button } from '../../activities/notify/render/card.js';
import { clickOf, nameOf } from '../../activities/notify/render/discord-names.js';
import { discordMounts } from '../../workers/main/discord-door.js';
import { openDiscord, type TestDiscord } from '../support/discord.js';
import { discordCaller } from '../support/discord-clicks.js';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';

const FLAG = { kind: 'flag', name: 'checkout.new' };
const USERS = { bob: '501', eve: '502', olga: '503', vera: '504', admin: '505', 'demo-agent': '506' } as const;
const NOBODY = '599';

describe('the door for Discord', () => {
  const caller = discordCaller();
  let discord: TestDiscord;
  let door: SpineDoor;
  beforeAll(async () => {
    discord = await openDiscord();
    const settings = { account: 'home', botToken: 'x', publicKey: caller.publicKey, apiUrl: discord.apiUrl };
    door = await openSpineDoor({ mounts: () => discordMounts(settings, 'https://reeve.example') });
    for (const [id, subject] of Object.entries(USERS)) {
      const kind = id === 'demo-agent' ? 'agents' : 'people';
      const to = `/api/v1/${kind}/${id}/identities`;
      await door.ask('admin', 'POST', to, { provider: 'discord', subject });
    }
  });
  beforeEach(async () => {
    await door.world.sql(`DELETE FROM reeve.stop`);
    await door.world.sql(`UPDATE reeve.flag SET value = 'false', effect = NULL`);
    await door.world.sql(`UPDATE reeve.intervention SET ended_at = ended_at - interval '2 days'`);
  });
  afterAll(async () => {
    await door?.close();
    await discord?.close();
  });

  const send = (interaction: object) => caller.post(door.gateway, interaction);
  const click = (user: string, name: string) => send(caller.click(user, name));
  const submit = (user: string, name: string, reason: string) => send(caller.submit(user, name, reason));
  const command = (user: string, name: string, options = {}) => send(caller.command(user, name, options));
  const nameFor = (does: Exclude<Button['does'], 'undo'>, { id, planHash }: { id: string; planHash: string }) =>
    nameOf(clickOf({ does, request: id, planHash }));

  async function asked(who: 'admin' | 'olga' = 'olga', over: Record<string, unknown> = {}) {
    const wish = { action: 'feature-flag', target: FLAG, parameters: { value: true }, summary: 'the *new* checkout' };
    const { json, text } = await door.ask(who, 'POST', '/api/v1/proposals', { ...wish, ...over });
    const key = String(json['key']);
    expect(text).toContain('key');
    const { id, planHash } = await door.asked(key);
    return { key, id: String(id), planHash: String(planHash) };
  }
  const answersOf = (id: string) =>
    door.world.sql<{ person: string; says: string; door: string; reason: string | null }>(
      'SELECT person, says, door, reason FROM reeve.answer WHERE request = $1 ORDER BY at',
      [id],
    );
  const cancel = async (key: string) => {
    await door.ask('olga', 'POST', `/api/v1/interventions/${key}/cancel`, { reason: 'over' });
    await door.ask('olga', 'POST', `/api/v1/interventions/${key}/withdraw`, { reason: 'over' });
    await door.world.ended(key);
  };

  it('is known to Discord: a ping gets its pong, and what Discord did not sign gets 401', async () => {
    expect((await send({ type: 1, id: '1', application_id: '107', token: 't' })).raw.json).toEqual({ type: 1 });
    const ping = { type: 1 };
    for (const posting of [
      { signature: '0'.repeat(128) },
      { signature: 'no hex' },
      { forged: '{"type":1,"id":"2"}' },
      { late: -301 },
      { late: 301 },
    ])
      expect((await caller.post(door.gateway, ping, posting)).status).toBe(401);
    for (const late of [-290, 290]) expect((await caller.post(door.gateway, ping, { late })).status).toBe(200);
    const bare = await door.gateway.call('POST', '/discord/interactions', { body: ping });
    expect(bare.status).toBe(401);
    expect((await discordCaller().post(door.gateway, ping)).status).toBe(401);
    expect((await send({ type: 99 })).status).toBe(400);
    expect((await send({ type: 3, data: {} })).status).toBe(400);
    expect((await send({ type: 1, filler: 'x'.repeat(300_000) })).status).toBe(413);
    expect((await door.gateway.call('GET', '/discord/interactions')).status).toBe(404);
  });

  it('takes a yes in two steps, and it is the answer of that person at this door', async () => {
    await door.world.run(async () => {
      const long = await asked('olga', { parameters: { value: 'x'.repeat(900) } });
      expect((await click(USERS.bob, nameFor('approve', long))).text).toContain('Not all of it fits here: read the');
      await cancel(long.key);
      const request = await asked('olga', { as: 'demo-agent' });
      const second = await click(USERS.bob, nameFor('approve', request));
      expect([second.type, second.ephemeral]).toEqual([4, true]);
      for (const words of [
        'Approve? the *new* checkout',
        'once you confirm',
        'value: false → true',
        'agent/demo-agent',
      ])
        expect(second.text).toContain(words);
      expect(await answersOf(request.id)).toEqual([]);

      const confirm = second.buttons['Confirm'] ?? '';
      const other = await click(USERS.eve, confirm);
      expect([other.type, other.text]).toEqual([
        7,
        'This was asked of somebody else: press Approve at the request yourself.',
      ]);
      expect(await answersOf(request.id)).toEqual([]);
      const cancelled = await click(USERS.bob, second.buttons['Cancel'] ?? '');
      expect([cancelled.type, cancelled.text, cancelled.buttons]).toEqual([7, 'Nothing was done.', {}]);

      const done = await click(USERS.bob, confirm);
      expect([done.type, done.text, done.buttons]).toEqual([7, 'Your answer stands: approve.', {}]);
      expect(await answersOf(request.id)).toEqual([{ person: 'bob', says: 'approve', door: 'discord', reason: null }]);
      expect(await door.world.ended(request.key)).toMatchObject({ outcome: 'verified' });
      expect((await click(USERS.eve, nameFor('approve', request))).text).toContain(
        'This request is closed: it is approved',
      );
      const { json } = await door.ask('vera', 'GET', `/api/v1/interventions/${request.key}`);
      const entries = json['entries'] as unknown as { kind: string; actor: string; data: { door?: string } }[];
      expect(entries.find(({ kind }) => kind === 'answered')).toMatchObject({
        actor: 'person/bob',
        data: { door: 'discord', says: 'approve' },
      });
    });
  });

  it('is one answer, clicked twice, replayed, and given at the API at once', async () => {
    await door.world.run(async () => {
      const request = await asked();
      const { buttons } = await click(USERS.bob, nameFor('approve', request));
      const confirm = caller.signed(caller.click(USERS.bob, buttons['Confirm'] ?? ''));
      const yes = { planHash: request.planHash };
      const [first, replayed, again, api] = await Promise.all([
        caller.send(door.gateway, confirm),
        caller.send(door.gateway, confirm),
        click(USERS.bob, buttons['Confirm'] ?? ''),
        door.ask('bob', 'POST', `/api/v1/approvals/${request.id}/approve`, yes),
      ]);
      expect(replayed.text).toBe(first.text);
      for (const { text } of [first, again]) expect(text).toMatch(/approve\.$/);
      expect(api.status).toBe(202);
      expect(await answersOf(request.id)).toHaveLength(1);
      await door.world.ended(request.key);
    });
  });

  it('refuses in the words of every door: the own proposal, the missing role, an agent, and what is too much for a chat', async () => {
    await door.world.run(async () => {
      const own = await asked('admin');
      const { json } = await door.ask('admin', 'GET', `/api/v1/approvals/${own.id}`);
      const mayNot = json['mayNot'] as Record<string, string>;
      expect((await click(USERS.admin, nameFor('approve', own))).text).toMatch(
        new RegExp(`^${mayNot['approve']?.replace(/^y/, 'Y')}\\.`),
      );
      expect((await click(USERS.olga, nameFor('approve', own))).text).toContain('for somebody with the role approver');
      expect((await click(USERS.olga, nameFor('reject', own))).text).toContain('for somebody with the role approver');
      expect((await submit(USERS.olga, nameFor('reject', own), 'no')).text).toContain('with the role approver');
      expect((await click(USERS['demo-agent'], nameFor('approve', own))).text).toContain('agents have no vote');
      const { buttons } = await click(USERS.bob, nameFor('approve', own));
      await door.world.sql(
        `UPDATE reeve.request SET chain = jsonb_set(chain, '{steps,0,chat}', 'false') WHERE id = $1`,
        [own.id],
      );
      const tooMuch = 'This is too much for a button in a chat: approve it in the console or with the CLI.';
      expect((await click(USERS.bob, nameFor('approve', own))).text).toContain(tooMuch);
      expect((await click(USERS.bob, buttons['Confirm'] ?? '')).text).toBe(tooMuch);
      expect(await answersOf(own.id)).toEqual([]);
      await cancel(own.key);
    });
  });

  it('refuses an old plan, a request that is not there, and a button that nobody made', async () => {
    await door.world.run(async () => {
      const request = await asked();
      const { buttons } = await click(USERS.bob, nameFor('approve', request));
      const old = 'f'.repeat(64);
      const otherPlan = 'The plan that you saw is not the plan any more: look at it again.';
      for (const does of ['approve', 'reject', 'request-changes'] as const)
        expect((await click(USERS.bob, nameFor(does, { ...request, planHash: old }))).text).toBe(otherPlan);
      await door.world.sql('UPDATE reeve.request SET plan_hash = $2 WHERE id = $1', [request.id, old]);
      expect((await click(USERS.bob, buttons['Confirm'] ?? '')).text).toBe(otherPlan);
      await door.world.sql('UPDATE reeve.request SET plan_hash = $2 WHERE id = $1', [request.id, request.planHash]);
      expect((await click(USERS.bob, nameFor('approve', { ...request, id: 'none.1' }))).text).toContain(
        'no such request',
      );
      expect((await click(USERS.bob, nameFor('details', { ...request, id: 'n'.repeat(90) }))).text).toContain(
        'no such request',
      );
      expect((await click(USERS.bob, 'rm -rf')).text).toContain('not known any more');
      expect((await click(USERS.bob, 'freeze')).text).toContain('Type the command again');
      expect((await submit(USERS.bob, nameFor('approve', request), 'yes')).text).toContain('says nothing here');
      expect(await answersOf(request.id)).toEqual([]);
      await cancel(request.key);
    });
  });

  it('tells who is linked to nobody how to be, and does nothing', async () => {
    await door.world.run(async () => {
      const request = await asked();
      for (const shown of [
        await click(NOBODY, nameFor('approve', request)),
        await click(NOBODY, nameFor('details', request)),
        await submit(NOBODY, nameFor('reject', request), 'no'),
        await command(NOBODY, 'status'),
      ]) {
        expect([shown.type, shown.ephemeral]).toEqual([4, true]);
        expect(shown.text).toContain('reeve people link PERSON discord 599');
      }
      await door.ask('admin', 'PATCH', '/api/v1/people/eve', { state: 'suspended' });
      expect((await click(USERS.eve, nameFor('approve', request))).text).toContain('linked to nobody');
      await door.ask('admin', 'PATCH', '/api/v1/people/eve', { state: 'active' });
      expect(await answersOf(request.id)).toEqual([]);
      await cancel(request.key);
    });
  });

  it('asks for a reason before it rejects or asks for changes, and long ids work too', async () => {
    await door.world.run(async () => {
      const first = await asked('olga', { key: `long-${'x'.repeat(110)}` });
      const window = await click(USERS.bob, nameFor('reject', first));
      expect([window.type, window.window]).toEqual([9, nameFor('reject', first)]);
      expect(window.text).toContain('the *new* checkout');
      for (const bad of ['', '   ', 'a\0b', 'x'.repeat(501)])
        expect((await submit(USERS.bob, window.window ?? '', bad)).text).toContain('Give a reason of up to 500');
      expect(await answersOf(first.id)).toEqual([]);
      const sent = await submit(USERS.bob, window.window ?? '', ' not on a Friday ');
      expect([sent.type, sent.ephemeral, sent.text]).toEqual([4, true, 'Your answer stands: reject.']);
      expect(await answersOf(first.id)).toEqual([
        { person: 'bob', says: 'reject', door: 'discord', reason: 'not on a Friday' },
      ]);
      expect(await door.world.ended(first.key)).toMatchObject({ outcome: 'rejected' });
      await door.world.sql(`UPDATE reeve.intervention SET ended_at = ended_at - interval '2 days'`);

      const second = await asked();
      const details = await click(USERS.vera, nameFor('details', second));
      for (const words of ['the *new* checkout', 'value: false → true', 'https://reeve.example/console/approvals/'])
        expect(details.text).toContain(words);
      const changes = await click(USERS.bob, nameFor('request-changes', second));
      await submit(USERS.bob, changes.window ?? '', 'in green');
      expect(await door.world.ended(second.key)).toMatchObject({ outcome: 'changes-requested' });
    });
  });

  it('opens a window for undo only to who may propose, and for work that is there', async () => {
    const none = nameOf(clickOf({ does: 'undo', intervention: 'nothing' }));
    expect((await click(USERS.bob, none)).text).toContain('This needs the role operator; you hold approver');
    expect((await submit(USERS.bob, none, 'no')).text).toContain('no intervention nothing');
    expect((await click(USERS.olga, none)).text).toContain('no such work');
  });

  it('shows status and approvals to their reader alone', async () => {
    await door.world.run(async () => {
      const { key } = await asked();
      const status = await command(USERS.vera, 'status');
      expect([status.type, status.ephemeral]).toEqual([4, true]);
      for (const words of ['postgresql: schema', 'ledger: ', 'Nothing stops work.', '1 request waits for people.'])
        expect(status.text).toContain(words);
      const list = await command(USERS.bob, 'approvals');
      expect(list.text).toMatch(/The \*new\* checkout \(flag\/checkout\.new\), until .* UTC, you may approve it\./);
      expect((await command(USERS.vera, 'approvals')).text).toContain('for the role approver');
      expect((await command(USERS.vera, 'dance')).text).toContain('/reeve freeze');
      await cancel(key);
      expect((await command(USERS.bob, 'approvals')).text).toBe('Nothing waits for people.');
    });
  });

  it('freezes and thaws in two steps, in the words of the API where somebody may not, and each once', async () => {
    const stops = async () => (await door.ask('vera', 'GET', '/api/v1/stops')).json['freezes'] as unknown as object[];
    const { json } = await door.ask('bob', 'POST', '/api/v1/freeze', { reason: 'x' });
    const held = /; you hold [a-z, ]+:/;
    expect((await command(USERS.bob, 'freeze')).text.replace(held, '')).toBe(
      `T${String(json['detail']).slice(1).replace(held, '')}.`,
    );
    expect((await submit(USERS.bob, 'freeze', 'no')).text).toContain('needs the role operator');

    const window = await command(USERS.olga, 'freeze', { reason: 'the *sale*' });
    expect([window.type, window.window]).toEqual([9, 'freeze']);
    expect(window.text).toContain('the *sale*');
    expect(await stops()).toEqual([]);
    const freeze = caller.signed(caller.submit(USERS.olga, 'freeze', 'the sale'));
    expect((await caller.send(door.gateway, freeze)).text).toContain('A freeze is in force');
    await caller.send(door.gateway, freeze);
    expect(await stops()).toMatchObject([{ reason: 'the sale', by: 'person/olga' }]);
    expect((await command(USERS.vera, 'status')).text).toMatch(/Frozen by person\/olga since .* UTC: the sale\./);

    const ending = await command(USERS.olga, 'thaw');
    expect(ending.text).toContain('the sale');
    await door.ask('olga', 'POST', '/api/v1/freeze', { reason: 'another' });
    const other = 'The freezes in force are not those that you saw: type /reeve thaw again.';
    expect((await submit(USERS.olga, ending.window ?? '', 'over')).text).toBe(other);
    expect(await stops()).toHaveLength(2);
    const { window: both = '' } = await command(USERS.olga, 'thaw');
    const thaw = caller.signed(caller.submit(USERS.olga, both, 'it is over'));
    expect((await caller.send(door.gateway, thaw)).text).toBe('2 freezes ended.');
    expect((await caller.send(door.gateway, thaw)).text).toBe('2 freezes ended.');
    expect((await submit(USERS.olga, both, 'again')).text).toBe(other);
    await door.world.sql(`DELETE FROM reeve.stop`);
    expect((await command(USERS.olga, 'thaw')).text).toBe('No freeze is in force.');
  });
});
