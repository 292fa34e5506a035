import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAgent } from '../../workers/node/agent.js';
import { type NodeState, openNodeFolder } from '../../workers/node/identity.js';
import { type Cli, openCli } from '../support/cli.js';
import { type NodeDesk, openNodeDesk } from '../support/nodes.js';

let desk: NodeDesk;
let dir: string;
let cli: Cli;
beforeAll(async () => {
  desk = await openNodeDesk();
});
afterAll(() => desk?.close());
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reeve-node-'));
  cli = await openCli(dir, desk.gateway.url, desk.admin);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const state = async () => JSON.parse(await readFile(join(dir, 'node', 'state.json'), 'utf8')) as NodeState;
async function enrolled(name: string) {
  const { said } = await cli(['fleet', 'enrol', name, '--template', 'hosts', '--json']);
  return cli(['node', '--once', '--json', '--server', desk.gateway.url, '--token', String(said['token'])]);
}

describe('the agent of a host', () => {
  it('enrols, reports, gets a certificate, does what it is asked, and is shown', async () => {
    const name = `host-${hostname().toLowerCase()}`.slice(0, 60);
    const first = await enrolled(name);
    expect(first).toMatchObject({
      code: 0,
      said: { instance: name, account: 'home', reports: 1, ignored: 0, tasks: [] },
    });
    expect(first.err).toContain(`this host is ${name} of home`);
    const secret = (await state()).credential;
    expect((await stat(join(dir, 'node', 'state.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dir, 'node', 'node.pem'))).mode & 0o777).toBe(0o600);

    const pem = await readFile(join(dir, 'node', 'node.pem'), 'utf8');
    const own = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERT')));
    const ca = new X509Certificate(await readFile(join(dir, 'node', 'ca.pem')));
    expect(own.verify(ca.publicKey)).toBe(true);

    await desk.want(name, { kind: 'certificate.rotate', parameters: {} });
    await desk.want(name, { kind: 'instance.reboot', parameters: {} });
    const second = await cli(['node', '--once']);
    expect(second.out).toMatch(/certificate\.rotate: done, the certificate [0-9a-f]{32} is in use/);
    expect(second.out).toContain('instance.reboot: failed, this agent may not reboot its host');

    const shown = await cli(['fleet', 'show', name]);
    for (const part of [`kernel`, release(), 'last heard', 'issued', 'superseded by', 'certificate.rotate', 'done'])
      expect(shown.out).toContain(part);
    expect(shown.out.match(/^ *architecture/gm)).toHaveLength(1);
    expect(shown.out).toMatch(/last heard +\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/m);
    expect(shown.out).not.toContain('+00:00');
    expect(`${shown.out}${first.out}${first.err}${second.out}${second.err}`).not.toContain(secret.slice(-20));
    const installed = execFileSync('dpkg-query', ['-W', '-f', '${db:Status-Status}\\n'], { encoding: 'utf8' });
    const count = installed.split('\n').filter((line) => line === 'installed').length;
    const { observed } = (await desk.instance(name)) as { observed: { packages: number } };
    // The same package of two architectures is one.
    expect(observed.packages).toBeGreaterThan(count * 0.9);
    expect(observed.packages).toBeLessThanOrEqual(count);

    const listed = await cli(['fleet', 'list', '--template', 'hosts', '--status', 'running']);
    expect(listed.out).toContain(name);
    expect(listed.out).not.toContain('more:');
    expect((await cli(['fleet', 'list', '--limit', '1'])).out).toMatch(/there may be more: --after \S+$/m);
    const none = await cli(['fleet', 'list', '--status', 'terminated']);
    expect(none.out).toContain('no instance is like that: "reeve fleet list" shows all');
    const [serial] = own.serialNumber.toLowerCase().split(' ');
    expect((await cli(['fleet', 'certificates'])).out).toMatch(new RegExp(`${serial}.*revoked: superseded`));
  });

  it('watches certificates that are named to it, and passes over files that are none', async () => {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '5',
        '-subj',
        '/CN=shop.example',
        '-keyout',
        join(dir, 'k.pem'),
        '-out',
        join(dir, 'c.pem'),
      ],
      { stdio: 'ignore' },
    );
    await writeFile(join(dir, 'garbage.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    const { said } = await cli(['fleet', 'enrol', 'watcher', '--template', 'hosts', '--json']);
    const files = ['c.pem', 'garbage.pem', 'missing.pem'].flatMap((file) => ['--certificate', join(dir, file)]);
    const run = await cli(['node', '--once', '--server', desk.gateway.url, '--token', String(said['token']), ...files]);
    expect(run.code).toBe(0);
    const { certificates } = (await desk.instance('watcher')) as {
      certificates: { source: string; subject: string }[];
    };
    expect(
      certificates.map(({ source, subject }) => `${source} ${subject}`).toSorted((a, b) => (a < b ? -1 : 1)),
    ).toEqual(['issued O=home, CN=watcher', 'reported CN=shop.example']);
  });

  it('changes its credential in time', async () => {
    await enrolled('turner');
    const before = await state();
    const old = { ...before, credentialFrom: Date.now() - 200 * 86_400_000 };
    await openNodeFolder(join(dir, 'node')).write(old);
    expect((await cli(['node', '--once'])).code).toBe(0);
    const after = await state();
    expect(after.credential).not.toBe(before.credential);
    expect((await desk.report(before.credential, { boot: 'x', seq: 1, at: 1 })).status).toBe(401);
    expect((await cli(['node', '--once'])).code).toBe(0);
  });

  it.each([
    ['nobody yet', ['node', '--once'], 1, 'not enrolled'],
    ['a token that is none', ['node', '--once', '--token', 'x', '--server', 'http://127.0.0.1:1'], 2, 'rve_'],
    ['no address', ['node', '--once', '--token', `rve_home.x.${'a'.repeat(43)}`], 2, '--server is missing'],
    [
      'an address that others can read',
      ['node', '--once', '--token', `rve_home.x.${'a'.repeat(43)}`, '--server', 'http://reeve.example'],
      2,
      'not encrypted',
    ],
    [
      'a server that is away',
      ['node', '--once', '--token', `rve_home.x.${'a'.repeat(43)}`, '--server', 'http://127.0.0.1:1'],
      1,
      'no Reeve answers',
    ],
  ])('says what is missing: %s', async (_name, argv, code, words) => {
    const run = await cli(argv);
    expect(run.code).toBe(code);
    expect(run.err).toContain(words);
  });

  it('survives a server that is away, and tells it then what it has missed', async () => {
    await enrolled('patient');
    const said: string[] = [];
    const stopping = new AbortController();
    const far = { ...(await state()), server: 'http://127.0.0.1:1', everyMs: 50, renewAfter: Date.now() + 86_400_000 };
    const folder = openNodeFolder(join(dir, 'node'));
    const open = (from: NodeState) =>
      openAgent({
        folder,
        state: from,
        version: 't',
        certificateFiles: [],
        say: (text) => said.push(text),
        stopping: stopping.signal,
      });
    const running = (await open(far)).run();
    await expect.poll(() => said.length, { timeout: 10_000 }).toBeGreaterThan(1);
    expect(said[0]).toMatch(/no Reeve answers at .* tried again in \d+ s/);
    stopping.abort();
    await running;
    const back = await openAgent({
      folder,
      state: { ...(await state()), server: desk.gateway.url },
      version: 't',
      certificateFiles: [],
      say: () => undefined,
      stopping: new AbortController().signal,
    });
    expect(await back.once()).toMatchObject({ reports: 1 });
  });

  it('ends when nobody knows it any more, and says how it comes back', async () => {
    await enrolled('gone');
    await cli(['fleet', 'revoke', 'gone', '--reason', 'lost']);
    const agent = await openAgent({
      folder: openNodeFolder(join(dir, 'node')),
      state: await state(),
      version: 't',
      certificateFiles: [],
      say: () => undefined,
      stopping: new AbortController().signal,
    });
    await expect(agent.run()).rejects.toThrow('enrol the node again');
  });
});
