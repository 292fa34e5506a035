import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Desk } from '../../client/cli/command.js';
import { commands } from '../../client/cli/commands/index.js';
import { freePort } from '../../workers/embedded/ports.js';
import { LEAST_ARGUMENTS } from './least-arguments.js';
import { run } from './run.js';

/** Every command that does something, as it is typed. */
const leaves = ((): readonly (readonly string[])[] => {
  const program = new Command('reeve');
  for (const add of commands) add(program, {} as Desk);
  const below = (command: Command, path: readonly string[]): readonly (readonly string[])[] =>
    command.commands.length === 0 ? [path] : command.commands.flatMap((child) => below(child, [...path, child.name()]));
  return below(program, []);
})();

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reeve-cli-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));
const keep = async (name: string, text: string) => {
  await mkdir(join(dir, name, '..'), { recursive: true });
  await writeFile(join(dir, name), text);
  return join(dir, name);
};

describe('help', () => {
  it('is there for every command that the issue asks for', () => {
    const names = new Set(leaves.map(([first]) => first));
    const asked = [
      'up',
      'gateway',
      'worker',
      'migrate',
      'doctor',
      'status',
      'config',
      'tokens',
      'ledger',
      'people',
      'agents',
    ];
    expect([...names]).toEqual(expect.arrayContaining([...asked, 'backup', 'restore']));
    expect(leaves.length).toBeGreaterThan(25);
  });

  it.each(leaves.map((path) => [path.join(' '), path] as const))(
    'of reeve %s has an example of it, and the flags that all have',
    async (name, path) => {
      const { code, out, err } = await run(...path, '--help');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const [usage, ...lines] = out.split('\n');
      expect(usage).toContain(`Usage: reeve ${name}`);
      expect(lines.slice(lines.indexOf('Example:') + 1).join('\n')).toMatch(
        new RegExp(`^ {2}.*reeve ${name}(?: |$)`, 'm'),
      );
      for (const flag of ['--json', '--data <folder>', '--config <file>']) expect(out).toContain(flag);
      // What it does, in a sentence.
      expect(lines.join('\n')).toMatch(/^[a-z][^\n]{7,}$/m);
    },
  );

  it.each([
    [['--help'], 0, 'Example:'],
    [['help'], 0, 'Commands:'],
    [['help', 'ledger'], 0, 'reeve ledger'],
    [['--version'], 0, '1.2.3'],
  ])('%j: %i', async (argv, code, said) => {
    const ran = await run(...argv);
    expect(ran).toMatchObject({ code, err: '' });
    expect(ran.out).toContain(said);
  });
});

describe('misused: exit code 2, and a word of how it is meant', () => {
  it.each([
    [[], 'Usage: reeve'],
    [['ledger'], 'Usage: reeve ledger'],
    [['statsu'], "unknown command 'statsu'\n(Did you mean status?)"],
    [['ledger', 'tial'], "unknown command 'tial'\n(Did you mean tail?)"],
    [['status', '--jsn'], "unknown option '--jsn'\n(Did you mean --json?)"],
    [['status', 'now'], 'too many arguments'],
    [['backup'], "missing required argument 'folder'"],
    [['people', 'link', 'ada', 'oidc'], "missing required argument 'subject'"],
    [['tokens', 'issue', '--for', 'ada'], "required option '--name <text>' not specified"],
    [
      ['tokens', 'issue', '--for', 'ada', '--name', 'x', '--days', '1.5'],
      '--days takes a whole number from 1 to 3,650, not "1.5"',
    ],
    [['tokens', 'issue', '--for', 'ada', '--name', 'x', '--days', '3651'], '--days takes a whole number'],
    [['tokens', 'issue', '--for', 'ada', '--name', 'x', '--days', '0'], '--days takes a whole number'],
    [['tokens', 'issue', '--for', 'ada', '--name', 'x', '--days', ''], '--days takes a whole number'],
    [['tokens', 'issue', '--for', 'ada', '--name', 'x', '--days', '-3'], '--days takes a whole number'],
    [['ledger', 'tail', '--limit', '0'], '--limit takes a whole number from 1 to 500, not "0"'],
    [['ledger', 'tail', '--limit', '501'], '--limit takes a whole number from 1 to 500, not "501"'],
    [['ledger', 'tail', '--limit', '1e2'], '--limit takes a whole number from 1 to 500, not "1e2"'],
    [['ledger', 'verify', '--file', 'book.jsonl'], '--file needs --key'],
    [['ledger', 'verify', '--key', 'key.pem'], '--key goes with --file'],
    [
      ['people', 'change', 'ada', '--state', 'actve'],
      '--state takes active, paused, suspended or revoked, not "actve": did you mean active?',
    ],
    [
      ['people', 'add', 'ada', '--roles', 'viewer,root'],
      '--roles takes viewer, operator, approver or admin, not "root"',
    ],
    [['tokens', 'issue', '--for', 'ada', '--name', 'x', '--roles', ','], '--roles takes at least one of viewer'],
    [['tokens', 'issue', '--for', 'Ada', '--name', 'x'], '--for takes an id of at most 63 lower case letters'],
    [['tokens', 'issue', '--for', 'ada', '--name', ' '], '--name takes a text, not " "'],
    [['tokens', 'issue', '--for', 'ada', '--name', 'x'.repeat(201)], '--name takes at most 200 characters, not 201'],
    [['agents', 'add', 'Ada!'], '<id> takes an id of at most 63 lower case letters'],
    [['people', 'add', 'ada', '--roles', ''], '--roles takes at least one of viewer'],
    [['people', 'change', 'ada'], 'nothing is to be changed: give --roles, --state or --team'],
    [['people', 'link', 'ada', 'github', 'x'], '<provider> takes oidc, slack or discord, not "github"'],
    [['tokens', 'revoke', 'rv1.home.abc.secret'], '<id> takes the id of a token, such as'],
    [['ledger', 'tail', '--kind', 'checkpont'], 'not "checkpont": did you mean checkpoint?'],
    [['ledger', 'export', '--force'], '--force goes with --out'],
    [['ledger', 'export', '--out', tmpdir()], 'it is a folder; name a file in it'],
    [['ledger', 'export', '--out', '/no/where/book.jsonl'], 'there is no folder /no/where; make it first'],
    [['propose', 'x', '--target', 'checkout'], '--target takes kind/name, such as flag/checkout.new, not "checkout"'],
    [['propose', 'x', '--target', 'flag/x', '--param', 'value'], '--param takes name=value'],
    [['propose', 'x', '--target', 'flag/x', '--param', 'v=1', '--param', 'v=2'], '--param v is given twice'],
    [['propose', 'x'], "required option '--target <kind/name>' not specified"],
    [['freeze', '--reason', 'x', '--for', '31d'], '--for takes a time such as 90m, 4h or 2d, 30d at most, not "31d"'],
    [['freeze', '--reason', 'x', '--for', '0m'], '--for takes a time'],
    [['freeze'], "required option '--reason <text>' not specified"],
    [['cluster', 'fault', 'crash-lop', 'on'], 'there is no fault "crash-lop": did you mean crash-loop?'],
    [['cluster', 'fault', 'crash-loop', 'maybe'], '<on|off> takes on or off, not "maybe"'],
    [['cluster', 'simulate', '--nodes', '0'], '--nodes takes a whole number from 1 to 50, not "0"'],
    [['cluster', 'simulate', '--fault', 'boom', '--data', '/dev/null'], 'there is no fault "boom"'],
    [['kill-switch', 'maybe', '--reason', 'x'], '<on|off> takes on or off, not "maybe"'],
    [['interventions', 'show', 'a/b'], '<key> takes an id of letters'],
    [['interventions', 'list', '--open', '--ended'], '--open and --ended leave nothing'],
    [['interventions', 'list', '--outcome', 'verifed'], 'did you mean verified?'],
    [['approvals', 'reject', 'k.1'], "required option '--reason <text>' not specified"],
    [['policies', 'set', 'x', '--reason', 'x', '--verb', 'alow'], '--verb takes auto_approve, notify_and_proceed'],
    [
      ['policies', 'set', 'x', '--reason', 'x', '--verb', 'blocked', '--score-min', '2'],
      '--score-min takes a number from 0 to 1',
    ],
    [['autonomy', 'unlock', '--reason', 'x', '--hours', '25'], '--hours takes a whole number from 1 to 24, not "25"'],
    [['budgets', 'set', 'act/target', '-1', '--reason', 'x'], '<most> takes a whole number from 0 to 100,000'],
    [
      ['trust', 'set', 'a', '--reason', 'x', '--tier', 'T5', '--score', '1'],
      '--tier takes T0, T1, T2, T3 or T4, not "T5"',
    ],
    [
      ['windows', 'set', 'a', '--reason', 'x', '--zone', 'UTC', '--days', 'xmas', '--from', '1', '--to', '2'],
      '--days takes sun, mon',
    ],
    [['flags', 'create', 'x'], "missing required argument 'value'"],
    [['up', '--port', '70000'], '--port must be a whole number from 0 to 65535, not "70000"'],
    [['up', '--while-running', 'me'], '--while-running takes a whole number'],
    [['worker', '--queues', 'control,sens'], '--queues must be one of control, sense, act, model'],
    [['status', '--url', 'reeve'], '--url must be an http:// or https:// address, not "reeve"'],
  ] as [string[], string][])('%j', async (argv, said) => {
    const { code, out, err } = await run(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(said);
  });
});

describe('a configuration that is wrong: exit code 2, with all that is', () => {
  const bad = 'gateway:\n  prot: 7420\n  host: [a]\nlog:\n  level: loud\nworker:\n  drainMs: -1\n';
  const mistakes = ['gateway.prot is no setting: did you mean port?', 'gateway.host', 'log.level', 'worker.drainMs'];

  it.each([
    ['config', 'check'],
    ['config', 'print'],
    ['status'],
    ['ledger', 'tail'],
    ['tokens', 'list'],
    ['doctor'],
    ['migrate'],
    ['gateway'],
    ['worker'],
    ['up'],
    ['backup', '/nowhere'],
  ])('%s %s', async (...argv) => {
    const file = await keep('bad.yaml', bad);
    const { code, out, err } = await run(...argv.filter(Boolean), '--data', dir, '--config', file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('the configuration has 4 mistakes');
    for (const mistake of mistakes) expect(err).toContain(mistake);
    expect(err).toContain('bad.yaml');
  });

  it.each([
    [
      'a file that there is not',
      async () => join(dir, 'none.yaml'),
      /none\.yaml cannot be read: there is no such file$/m,
    ],
    ['a folder', async () => dir, /cannot be read: it is a folder$/m],
    ['broken YAML', () => keep('broken.yaml', 'gateway: [1, 2\nlog: {'), /broken\.yaml/],
    ['a list', () => keep('list.yaml', '- 1\n'), /list\.yaml/],
  ])('%s', async (_what, file, named) => {
    const { code, err } = await run('config', 'check', '--data', dir, '--config', await file());
    expect(code).toBe(2);
    expect(err).toMatch(named);
  });

  it('is said in JSON to who asks so', async () => {
    const file = await keep('bad.yaml', bad);
    const { code, err } = await run('status', '--json', '--config', file);
    expect(code).toBe(2);
    expect(JSON.parse(err)).toMatchObject({ error: expect.stringContaining(mistakes[0] ?? '') });
  });
});

describe('backup', () => {
  it('refuses a data folder that holds no Reeve, and makes neither it nor a backup', async () => {
    const [typo, saved] = [join(dir, 'typo'), join(dir, 'saved')];
    expect(await run('backup', saved, '--data', typo)).toEqual({
      ...{ code: 1, out: '' },
      err: `the data folder ${typo} holds no Reeve: name the one that does with --data`,
    });
    expect([existsSync(typo), existsSync(saved)]).toEqual([false, false]);
  });
});

describe('config', () => {
  it('check says that all is well, and exits with 1 on what production would refuse', async () => {
    const good = await keep('good.yaml', 'log: { level: warn }\n');
    expect(await run('config', 'check', '--json', '--data', dir, '--config', good)).toMatchObject({
      code: 0,
      out: expect.stringContaining('"valid":true'),
    });
    const unsafe = await keep('unsafe.yaml', 'env: production\n');
    const { code, out } = await run('config', 'check', '--data', dir, '--config', unsafe);
    expect(code).toBe(1);
    expect(out).toContain('refused in production: ');
  });

  it('print says where each value is from and shows no secret', async () => {
    const file = await keep('secret.yaml', 'webhook: { secret: hunter2hunter2 }\ncli: { token: hunter2hunter2 }\n');
    for (const flags of [[], ['--json']]) {
      const { code, out } = await run('config', 'print', ...flags, '--data', dir, '--config', file);
      expect(code).toBe(0);
      expect(out).toContain('webhook.secret');
      expect(out).not.toContain('hunter2');
    }
    const { out } = await run('config', 'print', '--json', '--data', dir, '--config', file);
    expect(JSON.parse(out)).toContainEqual(expect.objectContaining({ key: 'data', value: dir, from: '--data' }));
  });
});

describe('no server: exit code 1, with the way out', () => {
  const local = [
    'up',
    'doctor',
    'diagnose',
    'capture',
    'causes',
    'cluster',
    'config',
    'backup',
    'restore',
    'migrate',
    'gateway',
    'worker',
    'node',
  ];
  const asking = leaves.filter((path) => !local.includes(path[0] ?? '') && path.join(' ') !== 'fleet faults');
  const filled = (path: readonly string[]) => [
    ...path,
    ...(LEAST_ARGUMENTS[path.join(' ')] ?? LEAST_ARGUMENTS[path[1] ?? ''] ?? []),
  ];

  it.each(asking.map((path) => [path.join(' '), filled(path)] as const))('reeve %s', async (_name, argv) => {
    const none = await run(...argv, '--data', dir);
    expect(none).toEqual({
      ...{ code: 1, out: '' },
      err: `no Reeve runs on ${dir}: start it with "reeve up", or name another with --data or --url`,
    });
    const json = await run(...argv, '--json', '--data', dir);
    expect([json.code, JSON.parse(json.err)]).toEqual([1, { error: none.err }]);
  });

  it('says so when one ran and is gone, when its token is not ours to read, and when there is no token', async () => {
    const port = await freePort();
    await keep('gone/run/state.json', JSON.stringify({ url: `http://127.0.0.1:${port}` }));
    const unread = await run('status', '--data', join(dir, 'gone'));
    expect(unread).toMatchObject({ code: 1, err: expect.stringMatching(/can't be read \(ENOENT\): set REEVE_TOKEN/) });
    await keep('gone/secrets/cli-token', 'rv1.x');
    const gone = await run('status', '--data', join(dir, 'gone'));
    expect(gone).toMatchObject({
      code: 1,
      err: `no Reeve answers at http://127.0.0.1:${port} (ECONNREFUSED): start it with "reeve up", or name another with --url`,
    });
    const far = await run('status', '--url', 'https://reeve.example', '--data', dir);
    expect(far).toMatchObject({ code: 1, err: 'a token is needed for https://reeve.example: set REEVE_TOKEN' });
  });
});
