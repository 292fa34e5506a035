import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../client/cli/program.js';
import { saveLines } from '../../client/cli/save-lines.js';
import { launch } from '../support/reeve.js';
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
    expect((await run(['ledger', 'export', '--out', book])).out).toMatch(/^\S+book\.jsonl: \d+ entries, [\d,]+ bytes$/);
    const { said } = await json('ledger', 'export', '--out', book, '--force');
    const kept = await readFile(book, 'utf8');
    expect(said).toEqual({ file: book, entries: kept.trimEnd().split('\n').length, bytes: Buffer.byteLength(kept) });
    await writeFile(key, (await run(['ledger', 'key'])).out);
    expect(await run(['ledger', 'verify', '--file', book, '--key', key])).toMatchObject({ code: 0 });
    expect((await run(['ledger', 'export'])).out).toBe((await readFile(book, 'utf8')).trimEnd());
    await store.tamper(`UPDATE reeve.ledger SET body = replace(body::text, 'Ada', 'Eve')::json WHERE account = 'home'`);
    const broken = await run(['ledger', 'verify']);
    const refused = await run(['people', 'add', 'late']);
    await store.tamper(`UPDATE reeve.ledger SET body = replace(body::text, 'Eve', 'Ada')::json WHERE account = 'home'`);
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

  it('writes over no file without being told, and leaves none half written', async () => {
    const folder = await mkdtemp(join(store.dir, 'export-'));
    const book = join(folder, 'book.jsonl');
    await writeFile(book, 'mine');
    expect(await run(['ledger', 'export', '--out', book])).toEqual({
      ...{ code: 2, out: '' },
      err: `--out ${book}: there is such a file already; name another, or write over it with --force`,
    });
    const half = async function* () {
      yield Buffer.from('one\ntw');
      throw new Error('the line broke');
    };
    await expect(saveLines(Readable.from(half()), book, { force: true })).rejects.toThrow('the line broke');
    expect([await readFile(book, 'utf8'), await readdir(folder)]).toEqual(['mine', ['book.jsonl']]);
    const late = saveLines(Readable.from([Buffer.from('late\n')]), book, { force: false });
    await expect(late).rejects.toThrow('there is such a file already');
    expect([await readFile(book, 'utf8'), await readdir(folder)]).toEqual(['mine', ['book.jsonl']]);
  });

  it('ends at once with one line and 130 when Ctrl-C is pressed', async () => {
    const child = launch(['ledger', 'tail', '--follow', '--config', config]);
    let err = '';
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    await once(child.stdout ?? child, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(err).toBe('stopped by Ctrl-C\n');
  });

  it('takes a request that the gateway can not read for misuse: exit code 2', async () => {
    expect(await run(['people', 'add', 'nul', '--name', 'a\0b'])).toMatchObject({
      ...{ code: 2, out: '' },
      err: expect.stringContaining('the character NUL'),
    });
  });

  it('does not take the last admin away', async () => {
    expect(await run(['people', 'change', 'admin', '--roles', 'viewer'])).toMatchObject({
      ...{ code: 1, out: '' },
      err: expect.stringContaining('is the last active admin'),
    });
  });
});
