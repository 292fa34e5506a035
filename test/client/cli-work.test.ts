import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Cli, openCli } from '../support/cli.js';
import { eventually } from '../support/cluster.js';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';

describe('work, at the command line', () => {
  let door: SpineDoor;
  let olga: Cli;
  let bob: Cli;
  let admin: Cli;
  beforeAll(async () => {
    door = await openSpineDoor();
    const cli = (token: string) => openCli(door.world.store.dir, door.gateway.url, token);
    [olga, bob, admin] = await Promise.all([cli(door.tokens.olga), cli(door.tokens.bob), cli(door.tokens.admin)]);
  });
  beforeEach(async () => {
    await door.world.sql(
      `DELETE FROM reeve.stop; DELETE FROM reeve.reservation; UPDATE reeve.flag SET value = 'false'`,
    );
    await door.world.sql(`UPDATE reeve.intervention SET ended_at = ended_at - interval '2 days'`);
  });
  afterAll(() => door?.close());

  const flag = ['propose', 'feature-flag', '--target', 'flag/checkout.new', '--param', 'value=true'];
  const proposed = async (...more: readonly string[]) => {
    const { said, err } = await olga([...flag, ...more, '--json']);
    expect(err).toBe('');
    const key = String(said['key']);
    return { key, request: await door.world.request(key) };
  };

  it('shows the plan and the rules, asks, approves that very plan, and says how it ended', async () => {
    await door.world.run(async () => {
      const waited = olga([...flag, '--as', 'demo-agent', '--reason', 'it is ready', '--wait', '--json']);
      const request = await door.world.request(await keyOf());
      const list = await bob(['approvals', 'list']);
      expect(list.out).toMatch(
        /feature-flag +flag\/checkout\.new +agent\/demo-agent +low +\d+ .+ 1 approver +may approve/,
      );
      const shown = await bob(['approvals', 'show', request]);
      expect(shown.out).toMatch(/the whole story: reeve trace \S+$/m);
      for (const part of [
        '- value: false',
        '+ value: true',
        'require-approval',
        'it can be put back',
        'for olga',
        'it is ready',
      ])
        expect(shown.out).toContain(part);
      expect(await bob(['approvals', 'approve', request])).toMatchObject({
        code: 2,
        err: 'approve asks on a terminal before it says yes: without one give --yes',
      });
      const no = await bob(['approvals', 'approve', request], { typed: 'n' });
      expect(no).toMatchObject({ code: 1, out: '', err: expect.stringContaining('nothing was approved') });
      expect(no.err).toContain('+ value: true');
      expect(await bob(['approvals', 'approve', request], { typed: 'y' })).toMatchObject({
        code: 0,
        out: `your yes to ${request} stands`,
      });
      expect(await waited).toMatchObject({ code: 0, said: { outcome: 'verified' } });
      expect(await door.world.flag()).toBe(true);
    });
    const listed = await olga(['interventions', 'list', '--ended', '--limit', '1']);
    expect(listed.out).toMatch(/feature-flag +flag\/checkout\.new +agent\/demo-agent +verified$/m);
    const story = await olga(['interventions', 'show', await keyOf()]);
    for (const part of ['verified, checkout.new is true', '+ value: true', 'bob: approve', 'intent', 'receipt'])
      expect(story.out).toContain(part);
  });

  it('says why somebody may not, and ends with 1', async () => {
    await door.world.run(async () => {
      const { key, request } = await proposed();
      expect(await olga(['approvals', 'approve', request, '--yes'])).toMatchObject({
        code: 1,
        err: 'this is for somebody with the role approver',
      });
      expect((await olga(['approvals', 'show', request])).out).toContain(
        'you may not approve it: this is for somebody',
      );
      expect(await bob(['approvals', 'delegate', request, '--to', 'nobody'])).toMatchObject({ code: 1 });
      expect(await bob(['approvals', 'reject', request, '--reason', 'not on a Friday'])).toMatchObject({ code: 0 });
      expect(await door.world.ended(key)).toMatchObject({
        outcome: 'rejected',
        because: 'bob said no: not on a Friday',
      });
    });
  });

  it('takes back and cancels', async () => {
    await door.world.run(async () => {
      const first = await proposed();
      expect(await olga(['interventions', 'withdraw', first.key, '--reason', 'a mistake'])).toMatchObject({ code: 0 });
      expect(await door.world.ended(first.key)).toMatchObject({ outcome: 'withdrawn' });
      const second = await proposed();
      expect(await olga(['interventions', 'cancel', second.key, '--reason', 'stop'])).toMatchObject({ code: 0 });
      expect(await door.world.ended(second.key)).toMatchObject({ outcome: 'cancelled' });
    });
    expect(
      (await olga(['interventions', 'list', '--outcome', 'withdrawn', '--json'])).said['interventions'],
    ).toHaveLength(1);
  });

  it('freezes, thaws and pulls the kill switch', async () => {
    expect((await olga(['freeze', '--for', '2h', '--reason', 'the sale'])).out).toMatch(/^frozen until \d{4}-/);
    expect(await olga(['thaw', '--reason', 'over'])).toMatchObject({ code: 0, out: 'the freeze is over' });
    expect(await olga(['thaw', '--reason', 'over'])).toMatchObject({ code: 1, err: 'no freeze is in force' });
    expect(await olga(['kill-switch', 'on', '--reason', 'x'])).toMatchObject({ code: 1 });
    expect((await admin(['kill-switch', 'on', '--reason', 'x'])).out).toContain('ON');
    expect((await admin(['kill-switch', 'off', '--reason', 'x'])).out).toBe('the kill switch is off');
  });

  it('lists what Reeve can do, and takes what does not fit for misuse', async () => {
    expect((await bob(['actions', 'list'])).out).toMatch(/^feature-flag +Set a feature flag +flag\.set .* value$/m);
    const wrong = ['propose', 'feature-flag', '--target', 'flag/x', '--param', 'value=[1]'];
    expect(await olga(wrong)).toMatchObject({ code: 2, err: expect.stringContaining('feature-flag takes value: ') });
  });

  async function keyOf(): Promise<string> {
    return eventually(async () => {
      const [row] = await door.world.sql<{ key: string }>(
        'SELECT key FROM reeve.intervention ORDER BY proposed_at DESC LIMIT 1',
      );
      return row?.key;
    });
  }
});
