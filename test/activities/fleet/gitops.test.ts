import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gitopsApply } from '../../../activities/actions/gitops-apply.js';
import type { Writing } from '../../../activities/actions/action.js';
import { type Git, openGit } from '../../../activities/adapters/git.js';
import { gitops } from '../../../activities/sources/gitops.js';
import type { Plan } from '../../../domain/plan.js';
import { type FleetGround, furnishFleet } from '../../support/fleet.js';
import { openRepository, type TestRepository } from '../../support/git.js';
import { openTestStore, type TestStore } from '../../support/store.js';

const FLEET = `
version: 1
modules:
  - { name: nginx, enabled: true, version: 2 }
templates:
  - { name: web, modules: [nginx] }
nodes:
  - { name: web-1, template: web, region: eu }
assignments:
  - { node: web-1, module: nginx, version: 1 }
`;

describe('a fleet in a repository', () => {
  let store: TestStore;
  let ground: FleetGround;
  let repository: TestRepository;
  let cacheDir: string;
  let git: Git;
  let nth = 0;
  beforeAll(async () => {
    [store, repository, cacheDir] = await Promise.all([
      openTestStore(),
      openRepository(),
      mkdtemp(join(tmpdir(), 'reeve-git-cache-')),
    ]);
    git = openGit({
      cacheDir,
      localRoots: [repository.root],
      privateHosts: ['git.within.test'],
      repositoryBytesMax: 3 * 1024 * 1024,
      env: { PATH: '/usr/bin:/bin' },
      bytesMax: 1024 * 1024,
      timeoutMs: 30_000,
    });
  });
  afterAll(async () => {
    await Promise.all([store?.close(), repository?.remove(), rm(cacheDir, { recursive: true, force: true })]);
  });
  beforeEach(async () => {
    nth += 1;
    ground = await furnishFleet(store, `git-${nth}`);
    await ground.put('gitops_source', { id: 'fleet', url: repository.url });
    await ground.put('module', { id: 'theirs' });
  });

  const gather = async () => {
    await ground.sql(`UPDATE reeve.gitops_run SET started_at = now() - interval '10 minutes' WHERE account = $1`, [
      ground.account,
    ]);
    await gitops
      .gather({ ...store, git, privateHosts: [] }, ground.account, AbortSignal.timeout(30_000))
      .catch(() => undefined);
    const [run] = await ground.sql(
      `SELECT state, revision, diffs, diff_count, error FROM reeve.gitops_run WHERE account = $1 ORDER BY started_at DESC LIMIT 1`,
      [ground.account],
    );
    return run;
  };
  const work = (revision: string, plan?: Plan) =>
    ({
      ...{
        account: ground.account,
        intervention: 'i',
        target: { kind: 'gitops', name: 'fleet' },
        parameters: { revision },
      },
      ...{ reach: { db: store.db, endpoints: {}, jobs: {}, runs: {} }, key: 'k', plan, sentBefore: false },
      ...{ mayWrite: () => Promise.resolve(), signal: new AbortController().signal },
    }) as unknown as Writing<never>;
  const planOf = async (revision: string) =>
    ({ action: 'gitops-apply', actionVersion: 1, ...(await gitopsApply.plan(work(revision))) }) satisfies Plan;

  it('is found to differ, is brought, differs no more, drifts, and is put back', async () => {
    const revision = await repository.commit({ 'fleet.yaml': FLEET });
    expect(await gather()).toMatchObject({ state: 'success', revision, diff_count: 4, error: '' });
    const plan = await planOf(revision);
    expect(plan).toMatchObject({ blast: { count: 4 } });
    expect(plan.effects).toContainEqual({ path: 'module/nginx#version', before: null, after: 2 });
    expect(await gitopsApply.apply(work(revision, plan))).toMatchObject({ state: 'applied' });
    expect(await gitopsApply.apply(work(revision, plan))).toMatchObject({ state: 'applied' });
    expect(await gitopsApply.verify(work(revision, plan), 'apply')).toMatchObject({ says: 'yes' });
    expect(await gather()).toMatchObject({ diff_count: 0 });

    await ground.sql(`UPDATE reeve.module SET version = 9 WHERE account = $1 AND id = 'nginx'`, [ground.account]);
    expect(await gather()).toMatchObject({
      diffs: [
        {
          does: 'update',
          kind: 'module',
          id: 'nginx',
          fields: [{ field: 'version', live: 9, wanted: 2, why: 'drifted' }],
        },
      ],
    });
    await ground.sql(`UPDATE reeve.module SET version = 2 WHERE account = $1 AND id = 'nginx'`, [ground.account]);

    expect(await gitopsApply.undo(work(revision, plan))).toEqual({ state: 'undone' });
    expect(await gitopsApply.verify(work(revision, plan), 'undo')).toMatchObject({ says: 'yes' });
    const left = await ground.sql('SELECT id FROM reeve.module WHERE account = $1', [ground.account]);
    expect(left).toEqual([{ id: 'theirs' }]);
    expect(await gather()).toMatchObject({ diff_count: 4 });
  });

  it('tells all differences, and the fields of the first, where they are more than a row holds', async () => {
    const modules = Array.from({ length: 200 }, (_one, at) => `m${at}${'x'.repeat(100)}`).join(', ');
    const rest = Array.from({ length: 60 }, (_one, at) => `  - { name: t${at}, modules: *all }\n`).join('');
    await repository.commit({ 'fleet.yaml': `templates:\n  - { name: t, modules: &all [${modules}] }\n${rest}` });
    const run = await gather();
    expect(run).toMatchObject({ state: 'success', error: '', diff_count: 61 });
    const kept = run?.['diffs'] as readonly { readonly fields: readonly unknown[] }[];
    expect(kept).toHaveLength(61);
    const told = kept.filter(({ fields }) => fields.length > 0).length;
    expect(told).toBeGreaterThan(3);
    expect(told).toBeLessThan(61);
  });

  it('takes nothing away unless somebody said that it may', async () => {
    const first = await repository.commit({ 'fleet.yaml': FLEET });
    await gather();
    await gitopsApply.apply(work(first, await planOf(first)));
    const second = await repository.commit({
      'fleet.yaml': 'modules:\n  - { name: nginx, enabled: true, version: 2 }\n',
    });
    expect(await gather()).toMatchObject({
      diff_count: 0,
      diffs: [{ does: 'left' }, { does: 'left' }, { does: 'left' }],
    });
    expect((await planOf(second)).effects).toEqual([]);
    await ground.sql('UPDATE reeve.gitops_source SET prune = true WHERE account = $1', [ground.account]);
    expect(await gather()).toMatchObject({ diff_count: 3 });
    const plan = await planOf(second);
    expect(plan.effects).toContainEqual({ path: 'node/web-1', before: true, after: false });
    expect(await gitopsApply.apply(work(second, plan))).toMatchObject({ state: 'applied' });
    expect(await gitopsApply.verify(work(second, plan), 'apply')).toMatchObject({ says: 'yes' });
    expect(await gather()).toMatchObject({ diff_count: 0 });
    expect(await gitopsApply.undo(work(second, plan))).toEqual({ state: 'undone' });
    expect(await gitopsApply.verify(work(second, plan), 'undo')).toMatchObject({ says: 'yes' });
  });

  it('is not brought where a newer revision was read, or the fleet was changed in between', async () => {
    const first = await repository.commit({ 'fleet.yaml': FLEET });
    await gather();
    const plan = await planOf(first);
    await ground.put('module', { id: 'nginx', version: 7 });
    expect(await gitopsApply.apply(work(first, plan))).toMatchObject({
      state: 'failed',
      because: expect.stringContaining('in between'),
    });
    await repository.commit({ 'fleet.yaml': `${FLEET}# more\n` });
    await gather();
    expect(await planOf(first)).toMatchObject({ impossible: expect.stringContaining('is newer than') });
  });

  it.each([
    ['no YAML', 'modules: [', 'it is no YAML'],
    ['a strange key', 'machines: []', 'machines: is not known here'],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}*a]\nc: &c [${'*b,'.repeat(9)}*b]\nmodules: [${'*c,'.repeat(9)}*c]`,
      'it is no YAML',
    ],
    ['more than a file may hold', `# ${'x'.repeat(1024 * 1024)}`, 'is the most'],
  ])('is refused whole where it is %s', async (_what, text, because) => {
    await repository.commit({ 'fleet.yaml': text });
    expect(await gather()).toMatchObject({ state: 'failed', diffs: [], error: expect.stringContaining(because) });
  });

  it.each([
    ['is gone', `file:///nowhere-${process.pid}/x`, 'only https:// and ssh:// are read'],
    ['lies elsewhere on this machine', 'file:///etc', 'only https:// and ssh:// are read'],
    ['would run a command', 'ext::sh -c id', 'only https:// and ssh:// are read'],
    ['holds a password', 'https://a:secret@example.org/x', 'holds a password'],
    ['is within', 'https://127.0.0.1/fleet.git', '127.0.0.1 stands in no public network: add it to fleet.privateHosts'],
    ['is within, by name', 'ssh://git@localhost:2222/fleet.git', 'localhost stands in no public network'],
    ['is within, in the other version', 'https://[::1]/fleet.git', 'stands in no public network'],
    ['names what a shell would run', 'ssh://git@a$(touch${IFS}x)b/fleet.git', 'is no name of a host'],
    ['is nowhere', 'https://nowhere.invalid/fleet.git', 'nobody knows the host nowhere.invalid'],
    ['is where people said it may be, and is not', 'https://git.within.test/fleet.git', 'git.within.test'],
  ])('says of a repository that %s what is wrong, and shows no secret', async (_what, url, because) => {
    await ground.sql('UPDATE reeve.gitops_source SET url = $2 WHERE account = $1', [ground.account, url]);
    const run = await gather();
    expect(run).toMatchObject({ state: 'failed', error: expect.stringContaining(because) });
    expect(JSON.stringify(run)).not.toContain('secret');
  });

  it('is fetched no further than it may weigh', async () => {
    await repository.commit({ 'fleet.yaml': FLEET, 'film.bin': randomBytes(4 * 1024 * 1024).toString('hex') });
    expect(await gather()).toMatchObject({ error: expect.stringContaining('is larger than 3 MiB') });
    await repository.commit({ 'film.bin': '' });
    expect(await gather()).toMatchObject({ error: '' });
  });

  it('ends with everything that was started for it where nobody answers', async () => {
    const left: Promise<unknown>[] = [];
    const mute = createServer((socket) => left.push(once(socket.on('error', () => undefined).resume(), 'close')));
    await once(mute.listen(0, '127.0.0.1'), 'listening');
    const { port } = mute.address() as AddressInfo;
    const patient = openGit({
      ...{ cacheDir, localRoots: [], privateHosts: ['127.0.0.1'], env: { PATH: '/usr/bin:/bin' } },
      ...{ bytesMax: 1024, timeoutMs: 1_500 },
    });
    const source = { account: 'a', id: 'f', url: `https://127.0.0.1:${port}/x`, branch: 'main', path: 'fleet.yaml' };
    await expect(patient.fetchFile(source, new AbortController().signal)).rejects.toThrow('no end within 1.5 s');
    expect(left).toHaveLength(1);
    // Whoever held the connection is gone too.
    await Promise.all(left);
    mute.close();
  });

  it('says of a branch that is not there that it is not', async () => {
    await ground.sql(`UPDATE reeve.gitops_source SET branch = 'release' WHERE account = $1`, [ground.account]);
    expect(await gather()).toMatchObject({
      state: 'failed',
      error: expect.stringContaining("couldn't find remote ref"),
    });
  });
});
