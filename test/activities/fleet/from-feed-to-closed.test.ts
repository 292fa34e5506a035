import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGit } from '../../../activities/adapters/git.js';
import { sha256 } from '../../../activities/ledger/seal.js';
import type { SpineDeps } from '../../../activities/spine/deps.js';
import { openCli } from '../../support/cli.js';
import { type FleetGround, furnishFleet } from '../../support/fleet.js';
import { openTestGateway, type TestGateway } from '../../support/gateway.js';
import { openRepository, type TestRepository } from '../../support/git.js';
import { pretendNode } from '../../support/pretend-node.js';
import { aptOf, LIST } from '../../support/repositories.js';
import { begunFrom, furnishFreely } from '../../support/spine-steps.js';
import { openStaticServer } from '../../support/static-server.js';
import { openTestStore, type TestStore } from '../../support/store.js';
import { depsOf } from '../../support/temporal.js';

const account = 'home';
const FLEET = (version: number) => `
version: 1
modules:
  - { name: nginx, enabled: true, version: ${version} }
templates:
  - { name: web, modules: [nginx] }
`;
const OSV = {
  ...{ id: 'CVE-2026-0001', summary: 'remote code', database_specific: { severity: 'CRITICAL' } },
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'openssl' },
      ranges: [{ events: [{ introduced: '0' }, { fixed: '3.0.8-1' }] }],
    },
  ],
};

describe('from what is told outside to what is mended here', () => {
  let store: TestStore;
  let ground: FleetGround;
  let gateway: TestGateway;
  let repository: TestRepository;
  let cacheDir: string;
  let cli: Awaited<ReturnType<typeof openCli>>;
  let deps: SpineDeps;
  beforeAll(async () => {
    [store, repository, cacheDir] = await Promise.all([
      openTestStore(),
      openRepository(),
      mkdtemp(join(tmpdir(), 'reeve-git-cache-')),
    ]);
    const token = await furnishFreely(store, account, []);
    const git = openGit({
      privateHosts: [],
      cacheDir,
      localRoots: [repository.root],
      env: { PATH: '/usr/bin:/bin' },
      bytesMax: 2 ** 20,
      timeoutMs: 30_000,
    });
    ground = await furnishFleet(store, account, { isThere: true, outside: { git, privateHosts: [] } });
    gateway = await openTestGateway(store, { gitRoots: [repository.root] });
    cli = await openCli(store.dir, gateway.url, token);
    const { spine } = depsOf({ ...store, outside: { privateHosts: ['127.0.0.1'] } });
    deps = { ...spine, tools: { db: store.db, ledger: store.ledger, digest: sha256 } };
  });
  afterAll(async () => {
    await gateway?.close();
    await Promise.all([store?.close(), repository?.remove(), rm(cacheDir, { recursive: true, force: true })]);
  });

  const open = async (kind: string) =>
    (await ground.conditions()).filter((one) => one['kind'] === kind && one['closed'] === false);
  const proposed = async () => {
    const found = (await ground.decisions()).findLast(({ outcome }) => outcome === 'proposed');
    return { found, ref: { account, key: String(found?.['intervention']) } };
  };
  /** Approved by people, done, looked at, and ended. */
  const carriedOut = async (
    ref: { readonly account: string; readonly key: string },
    meanwhile: () => Promise<unknown>,
  ) => {
    const begun = await begunFrom(store, deps, { ref, approvers: ['bob', 'eve'] });
    expect(await begun.apply()).toMatchObject({ state: 'applied' });
    await meanwhile();
    expect(await begun.look()).toMatchObject({ says: 'yes' });
    await begun.end();
  };
  const readAgain = () => ground.sql(`UPDATE reeve.gitops_run SET started_at = started_at - interval '10 minutes'`);

  it('a repository: drift, a condition, a proposal, a yes, and no drift', async () => {
    await repository.commit({ 'fleet.yaml': FLEET(1) });
    expect((await cli(['gitops', 'add', 'fleet', repository.url])).err).toBe('');
    await ground.tick();
    const [drift] = await open('gitops.drift_detected');
    expect(drift).toMatchObject({ subject: 'gitops/fleet', payload: { diff_count: 2, diff_summary: { create: 2 } } });
    const { found, ref } = await proposed();
    expect(found).toMatchObject({ category: 'gitops.apply', action: 'gitops-apply', target: 'gitops/fleet' });
    await carriedOut(ref, () => Promise.resolve());
    expect(await ground.sql('SELECT id, version FROM reeve.module')).toEqual([{ id: 'nginx', version: 1 }]);
    await readAgain();
    await ground.tick();
    expect(await open('gitops.drift_detected')).toEqual([]);
    expect((await cli(['gitops', 'list'])).out).toContain('as declared');
    // Somebody changes the fleet by hand: it is seen, and shown field by field.
    await ground.sql(`UPDATE reeve.module SET version = 9 WHERE id = 'nginx'`);
    expect((await cli(['gitops', 'sync', 'fleet'])).err).toBe('');
    await ground.tick();
    expect(await open('gitops.drift_detected')).toHaveLength(1);
    expect((await cli(['gitops', 'show', 'fleet'])).out).toContain('module/nginx differs (version: 9 → 1)');
  });

  it('packages: a repository that nobody read, read by the agent itself, and no condition any more', async () => {
    const mirror = await openStaticServer();
    try {
      mirror.serve(aptOf(LIST));
      await ground.put('repository', { id: 'debian', kind: 'apt', url: mirror.url, suite: 'stable' });
      await ground.tick();
      expect(await open('system.package_drift_pressure')).toMatchObject([{ subject: 'repository/debian' }]);
      const { found, ref } = await proposed();
      expect(found).toMatchObject({ action: 'package-repository-sync', target: 'repository/debian' });
      const begun = await begunFrom(store, deps, { ref, approvers: [] });
      expect(await begun.apply()).toEqual({ state: 'applied' });
      expect(await begun.look()).toMatchObject({ says: 'yes' });
      await begun.end();
      await ground.tick();
      expect(await open('system.package_drift_pressure')).toEqual([]);
    } finally {
      mirror.close();
    }
  });

  it('a CVE: an exposure, a proposal, a yes, a mended package reported, and the exposure closed', async () => {
    const names = ['web-1', 'web-2'];
    await ground.put('package_set', { digest: 'old', packages: { deb: ['openssl@3.0.7-1'] }, seen_at: ground.ago(0) });
    await ground.put('package_set', {
      digest: 'mended',
      packages: { deb: ['openssl@3.0.8-1'] },
      seen_at: ground.ago(0),
    });
    await ground.put('template', { id: 'app' });
    await ground.put('node', ...names.map((id) => ({ id, template: 'app' })));
    await ground.put(
      'instance',
      ...names.map((id) => ({
        id,
        node: id,
        template: 'app',
        package_set: 'old',
        facts: { os: 'debian', 'os-version': '12', upgradesTo: 'mended' },
      })),
    );
    await ground.put('heartbeat', ...names.map((instance) => ({ instance, at: ground.ago(0) })));
    const file = join(store.dir, 'osv.json');
    await writeFile(file, JSON.stringify(OSV));
    expect((await cli(['cve', 'import', file])).out).toContain('1 new');
    for (const instance of names) {
      await ground.tick('cve_responder');
      expect(await open('cve.critical_published')).toMatchObject([{ subject: 'cve/CVE-2026-0001' }]);
      const { found, ref } = await proposed();
      expect(found).toMatchObject({
        category: 'system.cve_remediate',
        action: 'cve-remediate',
        target: 'cve/CVE-2026-0001',
      });
      await carriedOut(ref, async () => {
        expect(await pretendNode(store, account, instance).turn()).toEqual(['packages.upgrade']);
      });
      // What was decided a while ago may be decided about again.
      await ground.sql(`UPDATE reeve.condition SET decided_at = decided_at - interval '11 minutes'`);
      await ground.sql(
        `UPDATE reeve.intervention SET ended_at = ended_at - interval '1 day' WHERE outcome IS NOT NULL`,
      );
    }
    await ground.tick('cve_responder');
    expect(await open('cve.critical_published')).toEqual([]);
    expect(await ground.sql('SELECT state, instances, note FROM reeve.exposure')).toEqual([
      { state: 'resolved', instances: 0, note: 'nothing runs it any more' },
    ]);
    expect((await cli(['cve', 'show', 'CVE-2026-0001'])).out).toContain('resolved');
  });
});
