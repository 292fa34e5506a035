import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cli, openCli } from '../support/cli.js';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';

const because = ['--reason', 'four quiet weeks'];

describe('the leash, at the command line', () => {
  let door: SpineDoor;
  let admin: Cli;
  let olga: Cli;
  let vera: Cli;
  beforeAll(async () => {
    door = await openSpineDoor();
    const cli = (token: string) => openCli(door.world.store.dir, door.gateway.url, token);
    [admin, olga, vera] = await Promise.all([cli(door.tokens.admin), cli(door.tokens.olga), cli(door.tokens.vera)]);
  });
  afterAll(() => door?.close());
  const done = { code: 0, err: '' };

  it('writes a row, shows it, explains it rule by rule, and takes it away', async () => {
    expect(await olga(['flags', 'create', 'dark.mode', 'false'])).toMatchObject(done);
    const explain = ['policies', 'explain', 'feature-flag', '--agent', 'demo-agent', '--target', 'flag/dark.mode'];
    const asks = await vera(explain);
    for (const part of [
      'ask\n',
      'category flag.set, risk low',
      'asked: Manual Operations, 1 with the role approver, within 4 h',
    ])
      expect(asks.out).toContain(part);
    expect(asks.out).toMatch(/^require-approval +ask +the row for the account asks/m);
    const set = ['policies', 'set', 'flag.set', '--agent', 'demo-agent', '--verb', 'auto_approve', ...because];
    expect(await vera(set)).toMatchObject({ code: 1, err: expect.stringContaining('this needs the role admin') });
    expect(await admin(set)).toMatchObject({
      ...done,
      out: expect.stringContaining('auto_approve for agent demo-agent'),
    });
    expect((await vera(explain)).out).toContain('the row for agent demo-agent counts (override): auto_approve');
    expect((await vera([...explain, '--json'])).said).toMatchObject({ decision: 'proceed' });
    const shown = await vera(['policies', 'show', 'flag.set']);
    expect(shown.out).toMatch(/^agent demo-agent: person\/admin at .*, four quiet weeks$/m);
    expect((await vera(['policies', 'list', '--overrides'])).out.split('\n')).toHaveLength(2);
    expect((await vera(['policies', 'list'])).out.split('\n').length).toBeGreaterThan(68);
    expect(await admin(['policies', 'unset', 'flag.set', '--agent', 'demo-agent', ...because])).toMatchObject(done);
    expect((await vera(explain)).out).toContain('require_approval');
    const wrong = await admin(['policies', 'set', 'flag.sett', '--verb', 'blocked', ...because]);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('"flag.sett"') });
  });

  it('opens a scope, sets levels, unlocks and locks full, and says what could be next', async () => {
    expect(
      await admin(['autonomy', 'set', 'job/*', '--stage', 'dry-run', '--risk', 'medium', ...because]),
    ).toMatchObject(done);
    expect(await admin(['autonomy', 'set', '--patrol', 'full', '--assistant', 'controlled', ...because])).toMatchObject(
      done,
    );
    const list = await vera(['autonomy', 'list']);
    expect(list.out).toMatch(/^patrol +full +assisted +full is locked/m);
    expect(list.out).toMatch(/^job\/\* +dry-run +medium +person\/admin +four quiet weeks$/m);
    expect((await admin(['autonomy', 'unlock', '--hours', '2', ...because])).out).toMatch(/^full counts until /);
    expect((await vera(['autonomy', 'list'])).out).toMatch(/^patrol +full +full$/m);
    expect(await admin(['autonomy', 'lock', ...because])).toMatchObject(done);
    expect(await admin(['autonomy', 'unset', 'job/*', ...because])).toMatchObject(done);
    expect((await vera(['autonomy', 'next'])).out).toContain('there is no evidence yet');
    expect((await vera(['autonomy', 'next', '--json'])).said).toEqual([]);
    expect(await admin(['autonomy', 'set', 'job/*', ...because])).toMatchObject({
      code: 2,
      err: expect.stringContaining('give --stage'),
    });
    expect(await admin(['autonomy', 'set', ...because])).toMatchObject({ code: 2 });
    expect(await admin(['autonomy', 'set', 'a', '--stage', 'act', '--patrol', 'full', ...because])).toMatchObject({
      code: 2,
    });
  });

  it('says what stops work with how things stand', async () => {
    expect((await vera(['status'])).out).toContain('nothing stops work');
    expect(await admin(['freeze', '--for', '1h', ...because])).toMatchObject({ code: 0 });
    expect(await admin(['kill-switch', 'on', ...because])).toMatchObject({ code: 0 });
    expect((await vera(['status'])).out).toMatch(
      /^the kill switch is ON, by person\/admin: .+\nFROZEN until .+, by person\/admin: .+ \(reeve thaw [\w-]+\)$/m,
    );
    expect(JSON.parse((await vera(['status', '--json'])).out)).toMatchObject({
      stops: { killSwitch: {}, freezes: [{}] },
    });
    expect(await admin(['kill-switch', 'off', ...because])).toMatchObject({ code: 0 });
    expect(await admin(['thaw', ...because])).toMatchObject({ code: 0 });
  });

  it('keeps windows, budgets and trust', async () => {
    const nights = ['--zone', 'Europe/Berlin', '--days', 'mon,tue', '--from', '22:00', '--to', '06:00'];
    expect(await admin(['windows', 'set', 'nights', ...nights, ...because])).toMatchObject(done);
    expect((await vera(['windows', 'list'])).out).toMatch(/^nights +mon,tue +22:00 +06:00 +Europe\/Berlin/m);
    expect(await admin(['windows', 'unset', 'nights', ...because])).toMatchObject(done);
    expect((await vera(['windows', 'list'])).out).toContain('any hour');
    expect(await admin(['budgets', 'set', 'act/target', '5', ...because])).toMatchObject(done);
    expect((await vera(['budgets', 'list'])).out).toMatch(/^act\/target +5 +3 +person\/admin/m);
    expect(await admin(['budgets', 'unset', 'act/target', ...because])).toMatchObject(done);
    expect(await admin(['trust', 'set', 'demo-agent', '--tier', 'T3', '--score', '0.75', ...because])).toMatchObject(
      done,
    );
    expect((await vera(['trust', 'list'])).out).toMatch(/^demo-agent +T3 +0\.75 +trusted/m);
  });

  it('lists flags, and resets a breaker', async () => {
    expect((await vera(['flags', 'list'])).out).toMatch(/^checkout\.new +false/m);
    expect((await vera(['breakers', 'list'])).out).toBe('nothing has failed');
    const state = JSON.stringify({
      state: 'open',
      failures: 3,
      successes: 0,
      backoffMs: 1,
      retryAt: Date.now(),
      probeUntil: 0,
    });
    await door.world.sql(`INSERT INTO reeve.breaker VALUES ('home', 'action/feature-flag/flag', $1)`, [state]);
    expect((await vera(['breakers', 'list'])).out).toMatch(/^action\/feature-flag\/flag +open +3/m);
    expect(await olga(['breakers', 'reset', 'action/feature-flag/flag', ...because])).toMatchObject(done);
    expect((await vera(['breakers', 'list'])).out).toMatch(/closed +0$/m);
  });
});
