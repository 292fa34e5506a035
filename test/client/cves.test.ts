import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCli } from '../support/cli.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';

const osv = (id: string, more: object = {}) => ({
  id,
  summary: 'a hole',
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'openssl' },
      ranges: [{ events: [{ introduced: '0' }, { fixed: '3.0.8-1' }] }],
    },
  ],
  ...more,
});
const SBOM = JSON.stringify({
  bomFormat: 'CycloneDX',
  components: [{ purl: 'pkg:deb/debian/openssl@3.0.7-1' }, { name: 'without' }],
});

describe('advisories', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let token: string;
  let other: string;
  let cli: Awaited<ReturnType<typeof openCli>>;
  const send = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    gateway.call('POST', '/api/v1/cves', {
      token,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers,
    });
  const entries = () =>
    store.tamper(
      `SELECT subject, body -> 'data' AS data FROM reeve.ledger WHERE account = 'home' AND kind = 'setting' ORDER BY seq`,
    );

  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    token = await store.account('home');
    other = await store.account('away');
    cli = await openCli(store.dir, gateway.url, token);
    await store.tamper(`INSERT INTO reeve.module (account, id, version) VALUES ('home', 'app', 1)`);
    await store.tamper(
      `INSERT INTO reeve.module_version (account, module, version, digest) VALUES ('home', 'app', 1, 'sha256:1')`,
    );
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  it('are taken from a file, and what could not be read is said', async () => {
    const { status, json } = await send([
      osv('CVE-2026-0001'),
      osv('CVE-2026-0002', { summary: 'nul \0' }),
      { id: '' },
      osv('CVE-2026-0003'),
    ]);
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        ...{ read: 4, new: 2, changed: 0, same: 0, refused: 2 },
        because: ['entry 2: CVE-2026-0002 holds a character that can not be kept', 'entry 3: it has no id'],
      },
    });
    expect((await send([osv('CVE-2026-0001')])).json).toMatchObject({ new: 0, changed: 0, same: 1 });
    expect((await entries()).filter(({ subject }) => subject === 'cve')).toMatchObject([
      { data: { change: 'advisories taken', from: 'file', read: 4, new: 2, refused: 2, door: 'token' } },
    ]);
  });

  it.each([
    ['nothing', '', {}, 400, 'it holds no entry of OSV or NVD'],
    ['what breaks off', '[{"id":"CVE-2026-0001"', {}, 400, 'it breaks off in the middle'],
    ['no gzip that says it is', 'plain', { 'content-encoding': 'gzip' }, 400, 'is no gzip although it says so'],
    ['another packing', 'plain', { 'content-encoding': 'br' }, 415, 'only gzip is unpacked'],
    ['a list nested without end', '['.repeat(5000), {}, 400, 'it is nested more than 100 deep'],
  ])('are not taken from %s, and nothing of it is', async (_what, body, headers, status, because) => {
    const answer = await send(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.json['detail']).toContain(because);
  });

  it('are listed, shown and let be in their own account alone', async () => {
    expect((await gateway.call('GET', '/api/v1/cves?severity=unknown', { token })).json).toMatchObject([
      { id: 'CVE-2026-0003', open: 0, instances: 0 },
      { id: 'CVE-2026-0001' },
    ]);
    expect((await gateway.call('GET', '/api/v1/cves', { token: other })).json).toEqual([]);
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/ignore'],
      ['POST', '/heed'],
    ] as const) {
      const asked = { token: other, ...(method === 'POST' && { body: { reason: 'x' } }) };
      expect((await gateway.call(method, `/api/v1/cves/CVE-2026-0001${path}`, asked)).status).toBe(404);
    }
  });

  it('are worked with at the command line', async () => {
    const file = join(store.dir, 'osv.jsonl');
    await writeFile(file, `${JSON.stringify(osv('CVE-2026-0004'))}\n${JSON.stringify({ id: 'x' })}\n`);
    const taken = await cli(['cve', 'import', file]);
    expect(taken).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 entries read: 1 new, 0 changed, 0 known already, 1 refused'),
    });
    expect(taken.out).toContain('entry 2: it has no id');
    expect((await cli(['cve', 'ignore', 'CVE-2026-0004', '--reason', 'not reachable'])).out).toContain('is let be');
    expect((await cli(['cve', 'show', 'CVE-2026-0004'])).out).toContain('let be by person/admin: not reachable');
    expect((await cli(['cve', 'heed', 'CVE-2026-0004', '--reason', 'it is'])).out).toContain('no longer let be');
    expect((await cli(['cve', 'list'])).out).toContain('CVE-2026-0004');
    expect(await cli(['cve', 'import', join(store.dir, 'nothing')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('can not be read'),
    });
    const sbom = join(store.dir, 'sbom.json');
    await writeFile(sbom, SBOM);
    expect((await cli(['cve', 'sbom', 'app', '1', sbom])).out).toBe(
      'cyclonedx: 1 package, and 1 part without a package URL, which can not be compared',
    );
    expect(await cli(['cve', 'sbom', 'app', '2', sbom])).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no version 2 of app'),
    });
  });

  it('take a bill of materials, also packed, and refuse what is none', async () => {
    const post = (body: unknown, headers = {}) =>
      gateway.call('POST', '/api/v1/sboms?module=app&version=1', { token, body, headers });
    expect((await post(SBOM)).json).toEqual({ format: 'cyclonedx', packages: 1, unnamed: 1 });
    expect((await post('{}')).json['detail']).toContain('it is neither CycloneDX');
    expect((await post('no')).json['detail']).toContain('is no JSON');
    expect((await entries()).at(-1)).toMatchObject({
      subject: 'module/app',
      data: { change: 'bill of materials taken', packages: 1 },
    });
  });
});

describe('repositories that declare the fleet', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let token: string;
  let cli: Awaited<ReturnType<typeof openCli>>;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    token = await store.account('home');
    cli = await openCli(store.dir, gateway.url, token);
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  it('are added, listed, read at once when somebody asks, and removed', async () => {
    expect(
      (await cli(['gitops', 'add', 'fleet', 'https://git.example.org/fleet.git', '--folder', '/prod/', '--prune']))
        .code,
    ).toBe(0);
    expect((await cli(['gitops', 'list'])).out).toContain('not yet');
    expect(await cli(['gitops', 'add', 'fleet', 'https://git.example.org/x'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is a repository fleet already'),
    });
    expect((await cli(['gitops', 'sync', 'fleet'])).out).toContain('a round is asked for');
    const rows = await store.tamper(`SELECT folder, prune, wanted_at IS NOT NULL AS wanted FROM reeve.gitops_source`);
    expect(rows).toEqual([{ folder: 'prod', prune: true, wanted: true }]);
    expect(await store.tamper(`SELECT kind, name, workflow_id FROM reeve.inbox`)).toContainEqual({
      ...{ kind: 'start', name: 'reconcile', workflow_id: expect.stringContaining('fleet_autonomy') },
    });
    expect((await cli(['gitops', 'show', 'fleet'])).out).toContain('it was not read yet');
    await store.tamper(
      `INSERT INTO reeve.gitops_run (account, id, source, started_at, ended_at, state, revision, diffs)
       VALUES ('home', 'r', 'fleet', now(), now(), 'success', 'abc123', '[{"does": "left", "kind": "module", "id": "web"}]')`,
    );
    const { out } = await cli(['gitops', 'show', 'fleet']);
    expect(out).toContain('module/web not declared any more, and stays');
    expect(out).toContain('as declared');
    expect((await cli(['gitops', 'remove', 'fleet', '--reason', 'moved'])).code).toBe(0);
    expect(await cli(['gitops', 'show', 'fleet'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no repository fleet'),
    });
    const told = await store.tamper(
      `SELECT body -> 'data' ->> 'change' AS change FROM reeve.ledger WHERE subject = 'gitops/fleet' ORDER BY seq`,
    );
    expect(told.map(({ change }) => change)).toEqual(['added', 'sync asked for', 'removed']);
  });

  it.each([
    ['holds a password', 'https://a:secret@example.org/x', 'main', 'holds a password'],
    ['holds a token', 'https://token@example.org/x', 'main', 'holds a name or a token'],
    ['would run a command', 'ext::sh -c id', 'main', 'only https:// and ssh:// are read'],
    ['lies on this machine', 'file:///etc', 'main', 'only https:// and ssh:// are read'],
    ['has an option for a branch', 'https://example.org/x', '--upload-pack=id', 'is no name of a branch'],
  ])('are refused where the address %s, and nothing of it is shown', async (_what, url, branch, because) => {
    const { status, json } = await gateway.call('POST', '/api/v1/gitops', { token, body: { id: 'x', url, branch } });
    expect({ status, detail: json['detail'] }).toEqual({ status: 409, detail: expect.stringContaining(because) });
    expect(JSON.stringify(json)).not.toContain('secret');
  });

  it('are of their account alone', async () => {
    await gateway.call('POST', '/api/v1/gitops', { token, body: { id: 'mine', url: 'ssh://git@example.org/x' } });
    const other = await store.account('away');
    expect((await gateway.call('GET', '/api/v1/gitops', { token: other })).json).toEqual([]);
    expect((await gateway.call('GET', '/api/v1/gitops/mine', { token: other })).status).toBe(404);
    expect((await gateway.call('DELETE', '/api/v1/gitops/mine', { token: other, body: { reason: 'x' } })).status).toBe(
      404,
    );
    expect((await gateway.call('POST', '/api/v1/gitops/mine/sync', { token: other })).status).toBe(404);
  });
});
