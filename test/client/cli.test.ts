import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../client/cli/program.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openTestTemporal, type TestTemporal } from '../support/temporal.js';

describe('a command, on a Reeve that runs', () => {
  let store: TestStore;
  let temporal: TestTemporal;
  let gateway: TestGateway;
  let config: string;
  let admin: string;
  beforeAll(async () => {
    [store, temporal] = await Promise.all([openTestStore(), openTestTemporal()]);
    gateway = await openTestGateway(store, { temporal: temporal.client });
    admin = await store.account('home');
    config = await configFor(admin);
  });
  afterAll(async () => {
    await gateway?.close();
    await temporal?.close();
    await store?.close();
  });

  let files = 0;
  async function configFor(token: string): Promise<string> {
    const file = join(store.dir, `reeve-${(files += 1)}.yaml`);
    await writeFile(file, `cli: { url: "${gateway.url}", token: ${token} }\ndata: ${store.dir}\n`);
    return file;
  }
  async function run(argv: readonly string[], file = config) {
    const [out, err]: [string[], string[]] = [[], []];
    const io = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) };
    const code = await runProgram([...argv, '--config', file], { ...io, color: false, live: false }, 'test');
    return { code, out: out.join('\n'), err: err.join('\n') };
  }
  const json = async (...argv: readonly string[]) => {
    const { code, out, err } = await run([...argv, '--json']);
    return { code, err, said: JSON.parse(out) as Record<string, unknown> };
  };

  it('adds, changes, links and unlinks a person, each written in the book in the name of who did it', async () => {
    const done = { code: 0, err: '' };
    expect(await json('people', 'add', 'ada', '--name', 'Ada Lovelace', '--roles', 'operator, viewer')).toEqual({
      ...done,
      said: { added: 'ada' },
    });
    expect(await json('people', 'change', 'ada', '--roles', 'approver')).toMatchObject(done);
    expect(await json('people', 'change', 'ada', '--state', 'paused')).toMatchObject(done);
    expect(await json('people', 'link', 'ada', 'oidc', 'a/b c')).toMatchObject(done);
    expect((await json('people', 'list')).said).toContainEqual(
      expect.objectContaining({
        ...{ id: 'ada', name: 'Ada Lovelace', roles: ['approver'], state: 'paused' },
        identities: [{ provider: 'oidc', subject: 'a/b c' }],
      }),
    );
    expect((await run(['people', 'list'])).out).toMatch(/^ada +Ada Lovelace +approver +paused +0 +oidc:a\/b c$/m);
    expect(await json('people', 'unlink', 'oidc', 'a/b c')).toMatchObject(done);
    const { said } = await json('ledger', 'tail', '--subject', 'person/ada');
    expect(said).toMatchObject([
      { actor: 'person/admin', data: { change: 'added' } },
      { data: { change: 'changed', roles: ['approver'] } },
      { data: { change: 'changed', state: 'paused' } },
      { data: { change: 'identity linked' } },
    ]);
  });

  it('does for agents what it does for people, and does not take one for the other', async () => {
    expect(await run(['agents', 'add', 'night'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('agent night'),
    });
    expect(await run(['people', 'change', 'night', '--state', 'paused'])).toEqual({
      ...{ code: 1, out: '' },
      err: 'there is no person night in this account',
    });
    expect(await run(['agents', 'change', 'night', '--state', 'suspended'])).toMatchObject({ code: 0 });
    expect((await run(['agents', 'list'])).out).toMatch(/^night +night +viewer +suspended/m);
  });

  it('issues a token that works until it is revoked, and lists it without its text', async () => {
    const { said } = await json(
      'tokens',
      'issue',
      '--for',
      'admin',
      '--name',
      'mine',
      '--roles',
      'viewer',
      '--days',
      '7',
    );
    const own = await configFor(String(said['token']));
    expect(await run(['ledger', 'tail', '--limit', '1'], own)).toMatchObject({ code: 0 });
    const refused = await run(['tokens', 'list'], own);
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringContaining('this needs the role admin; you hold viewer'),
    });
    const { out } = await run(['tokens', 'list']);
    expect(out).toMatch(new RegExp(`^${String(said['id'])} +admin +mine +viewer +\\d{4}-\\d\\d-\\d\\d +good$`, 'm'));
    expect(out).not.toContain(String(said['token']).split('.')[3]);
    expect(await run(['tokens', 'revoke', String(said['id'])])).toMatchObject({ code: 0 });
    expect(await run(['ledger', 'tail'], own)).toMatchObject({ code: 1, err: expect.stringContaining('was revoked') });
    expect((await run(['tokens', 'list'])).out).toMatch(/ revoked$/m);
  });

  it('verifies, exports, and verifies the export with the exported key', async () => {
    const [book, key] = [join(store.dir, 'book.jsonl'), join(store.dir, 'key.pem')];
    await store.witness.flush();
    expect(await run(['ledger', 'verify'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('of home is whole'),
    });
    expect(await run(['ledger', 'export', '--out', book])).toEqual({ code: 0, out: '', err: '' });
    await writeFile(key, (await run(['ledger', 'key'])).out);
    expect(await run(['ledger', 'verify', '--file', book, '--key', key])).toMatchObject({ code: 0 });
    expect((await run(['ledger', 'export'])).out).toBe((await readFile(book, 'utf8')).trimEnd());
    await store.tamper(`UPDATE reeve.ledger SET body = replace(body, 'Ada', 'Eve') WHERE account = 'home'`);
    const broken = await run(['ledger', 'verify']);
    const refused = await run(['people', 'add', 'late']);
    await store.tamper(`UPDATE reeve.ledger SET body = replace(body, 'Eve', 'Ada') WHERE account = 'home'`);
    expect(broken).toMatchObject({
      code: 1,
      out: expect.stringMatching(/BROKEN at entry 2 .*docs\/runbooks\/ledger-broken/s),
    });
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('runbook "ledger broken"') });
    expect(await run(['ledger', 'verify'])).toMatchObject({ code: 0 });
  });

  it('says how things stand: 1 while nobody serves the queues, 0 once somebody does', async () => {
    const before = await run(['status']);
    expect(before).toMatchObject({ code: 1, out: expect.stringContaining('NOT READY') });
    expect(before.out).toContain('start "reeve worker"');
    await temporal.withWorkers(store, async () => {
      const { code, said } = await json('status', '--roundtrip');
      expect(said).toMatchObject({
        ready: true,
        account: 'home',
        queues: Array(4).fill({ workers: [expect.any(String)] }),
      });
      expect((said['roundtrip'] as object[]).length).toBe(4);
      expect(code).toBe(0);
    });
  });

  it('accepts a checkpoint although nobody signs it now', async () => {
    expect(await run(['ledger', 'checkpoint'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^accepted as [\w-]{36}/),
    });
    expect((await run(['status'])).out).toContain('inbox: 1 not yet sent');
    await store.tamper(`UPDATE reeve.inbox SET failed_at = now(), last_error = 'the reason'`);
    expect((await run(['status'])).out).toContain('inbox: 0 not yet sent; 1 REFUSED by Temporal (the reason), see');
  });

  it.each([
    ['an id that is none', ['people', 'add', 'Ada!'], 'takes lower case'],
    ['a role that is none', ['people', 'add', 'bob', '--roles', 'root'], 'roles.0'],
    ['a change of nothing', ['people', 'change', 'ada'], 'give roles, state or both'],
    ['a kind that is none', ['ledger', 'tail', '--kind', 'gossip'], 'kind: Invalid option'],
    ['the last admin', ['people', 'change', 'admin', '--roles', 'viewer'], 'is the last active admin'],
    [
      'more days than there are',
      ['tokens', 'issue', '--for', 'admin', '--name', 'x', '--days', '99999'],
      'expiresInDays',
    ],
  ])('says in the words of the gateway what it does not take: %s', async (_what, argv, because) => {
    expect(await run(argv)).toMatchObject({ code: 1, out: '', err: expect.stringContaining(because) });
  });
});
