import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cveExposures } from '../../../activities/sources/cve-exposures.js';
import { heedCve, takeAdvisories, takeSbom } from '../../../activities/store/accept/cves.js';
import { openIntake } from '../../../domain/cve/intake.js';
import { type FleetGround, furnishFleet } from '../../support/fleet.js';
import { openTestStore, type TestStore } from '../../support/store.js';

const osv = (id: string, fixed: string | undefined, more: object = {}) => ({
  ...{ id, summary: `a hole: ${id}`, published: '2026-03-01T10:00:00Z', database_specific: { severity: 'CRITICAL' } },
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'openssl' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])] }],
    },
  ],
  ...more,
});

const NO_GIT = { fetchFile: () => Promise.reject(new Error('nobody reads a repository here')) };

describe('exposures', () => {
  let store: TestStore;
  let ground: FleetGround;
  let nth = 0;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());
  beforeEach(async () => {
    nth += 1;
    ground = await furnishFleet(store, `exposed-${nth}`);
    await ground.put('template', { id: 'web' });
    await set('old', ['openssl@3.0.7-1', 'zlib@1.2']);
    await set('new', ['openssl@3.0.8-1', 'zlib@1.2']);
    await instances({ a: 'old', b: 'old', c: 'new' });
  });

  const by = () => ({ account: ground.account, kind: 'person', principal: 'admin', door: 'token' }) as const;
  const set = (digest: string, deb: readonly string[]) =>
    ground.put('package_set', { digest, packages: { deb }, seen_at: ground.ago(0) });
  const instances = async (sets: Readonly<Record<string, string>>, os = 'debian:12') => {
    const named = Object.entries(sets);
    await ground.put('node', ...named.map(([id]) => ({ id, template: 'web' })));
    await ground.put(
      'instance',
      ...named.map(([id, digest]) => ({ id, node: id, template: 'web', package_set: digest, facts: { os } })),
    );
  };
  const run = (id: string, digest: string) =>
    ground.sql('UPDATE reeve.instance SET package_set = $3 WHERE account = $1 AND id = $2', [
      ground.account,
      id,
      digest,
    ]);
  const take = (...entries: readonly object[]) => {
    const intake = openIntake();
    intake.push(JSON.stringify(entries));
    const read = intake.end();
    if ('wrong' in read) throw new Error(read.wrong);
    return takeAdvisories(store, by(), { ...read, from: 'test' });
  };
  const round = async () => {
    const reach = { ...store, git: NO_GIT, privateHosts: [] };
    const { looked } = await cveExposures.gather(reach, ground.account, AbortSignal.timeout(20_000));
    const rows = await ground.sql(
      `SELECT cve, place, package, version, fixed_in, instances, state, note FROM reeve.exposure WHERE account = $1 ORDER BY cve, place`,
      [ground.account],
    );
    return { looked, rows };
  };

  it('open for what runs, are counted, close when nothing runs it any more, and open again', async () => {
    expect(await take(osv('CVE-2026-0001', '3.0.8-1'))).toMatchObject({ read: 1, new: 1, refused: 0 });
    expect(await round()).toEqual({
      looked: 2,
      rows: [
        {
          ...{
            cve: 'CVE-2026-0001',
            place: 'packages/old',
            package: 'openssl',
            version: '3.0.7-1',
            fixed_in: '3.0.8-1',
          },
          ...{ instances: 2, state: 'open', note: '' },
        },
      ],
    });
    expect(await round()).toMatchObject({ looked: 0 });
    await run('a', 'new');
    expect(await round()).toMatchObject({ looked: 0, rows: [{ instances: 1, state: 'open' }] });
    await run('b', 'new');
    expect(await round()).toMatchObject({
      rows: [{ instances: 0, state: 'resolved', note: 'nothing runs it any more' }],
    });
    await run('b', 'old');
    expect(await round()).toMatchObject({ looked: 1, rows: [{ instances: 1, state: 'open', note: '' }] });
  });

  it('open for what was built from a source that an advisory names, and close with it', async () => {
    await set('built', ['libssl3@3.0.7-1 openssl', 'cpp@4:12.2 gcc-defaults@1.203']);
    await set('mended', ['libssl3@3.0.8-1 openssl', 'cpp@4:12.2 gcc-defaults@1.203']);
    await run('a', 'built');
    await run('b', 'mended');
    await take(osv('CVE-2026-0001', '3.0.8-1'));
    expect((await round()).rows).toMatchObject([
      { place: 'packages/built', package: 'libssl3', version: '3.0.7-1', fixed_in: '3.0.8-1', state: 'open' },
    ]);
    await run('a', 'mended');
    expect((await round()).rows).toMatchObject([{ state: 'resolved', note: 'nothing runs it any more' }]);
  });

  it('follow what the advisory says: mended, narrowed to another release, withdrawn, and told again', async () => {
    await take(osv('CVE-2026-0001', '3.0.9-1'));
    expect((await round()).rows).toHaveLength(2);
    expect(await take(osv('CVE-2026-0001', '3.0.9-1'))).toMatchObject({ new: 0, changed: 0, same: 1 });
    expect(await round()).toMatchObject({ looked: 0 });
    await take(osv('CVE-2026-0001', '3.0.8-1'));
    expect(await round()).toMatchObject({
      looked: 2,
      rows: [
        { place: 'packages/new', state: 'resolved', note: 'the advisory does not speak of it any more' },
        { place: 'packages/old', state: 'open', fixed_in: '3.0.8-1' },
      ],
    });
    await take(osv('CVE-2026-0001', '3.0.8-1', { withdrawn: '2026-04-01T00:00:00Z' }));
    expect(await round()).toMatchObject({ rows: [{}, { state: 'resolved', note: 'the advisory was withdrawn' }] });
    await take(osv('CVE-2026-0001', '3.0.8-1'));
    expect(await round()).toMatchObject({ rows: [{ state: 'resolved' }, { state: 'open' }] });
    await ground.sql(`UPDATE reeve.instance SET facts = '{"os": "debian:11"}' WHERE account = $1`, [ground.account]);
    expect(await round()).toMatchObject({ looked: 2, rows: [{ state: 'resolved' }, { state: 'resolved' }] });
  });

  it('keep what several entries say of one trouble, and lose only what its own entry takes back', async () => {
    const GHSA = { ...osv('GHSA-aaaa-bbbb-cccc', '3.0.8-1'), aliases: ['CVE-2026-0001'] };
    const DSA = { ...osv('DSA-1-1', undefined), aliases: ['CVE-2026-0001'] };
    expect(await take(GHSA, DSA)).toMatchObject({ read: 2, new: 1 });
    expect((await round()).rows).toHaveLength(2);
    await take({ ...DSA, withdrawn: '2026-04-01T00:00:00Z' });
    expect(await round()).toMatchObject({ rows: [{ place: 'packages/new', state: 'resolved' }, { state: 'open' }] });
  });

  it('are let be where people say so, also new ones, and no longer when they take that back', async () => {
    await take(osv('CVE-2026-0001', '3.0.8-1'));
    await round();
    await heedCve(store, by(), { id: 'CVE-2026-0001', ignored: true, reason: 'not reachable' });
    await set('older', ['openssl@3.0.6-1']);
    await run('c', 'older');
    expect(await round()).toMatchObject({
      rows: [
        { place: 'packages/old', state: 'wont_fix', note: 'not reachable' },
        { place: 'packages/older', state: 'wont_fix', note: 'not reachable' },
      ],
    });
    await expect(heedCve(store, by(), { id: 'CVE-2026-0001', ignored: true, reason: 'x' })).rejects.toThrow(
      'let be already',
    );
    await heedCve(store, by(), { id: 'CVE-2026-0001', ignored: false, reason: 'it is' });
    expect(await round()).toMatchObject({ rows: [{ state: 'open', note: '' }, { state: 'open' }] });
    await expect(heedCve(store, by(), { id: 'CVE-9', ignored: true, reason: 'x' })).rejects.toThrow(
      'there is no advisory',
    );
  });

  it('are found in the bill of materials of the version that runs, and in no other', async () => {
    await ground.put('module', { id: 'app', version: 2 });
    await ground.put(
      'module_version',
      ...[1, 2].map((version) => ({ module: 'app', version, digest: `sha256:${version}` })),
    );
    for (const version of [1, 2])
      await takeSbom(store, by(), {
        ...{ module: 'app', version, format: 'cyclonedx', unnamed: 0 },
        packages: [{ ecosystem: 'deb', name: 'openssl', version: '3.0.1-1' }],
      });
    await take(osv('CVE-2026-0001', '3.0.7-1'));
    expect((await round()).rows).toEqual([]);
    await ground.sql(`UPDATE reeve.instance SET running = '{"app": "sha256:1"}' WHERE account = $1 AND id <> 'c'`, [
      ground.account,
    ]);
    expect(await round()).toMatchObject({ rows: [{ place: 'module/app@1', instances: 2, state: 'open' }] });
    await ground.sql(`UPDATE reeve.instance SET running = '{}' WHERE account = $1`, [ground.account]);
    expect(await round()).toMatchObject({ rows: [{ place: 'module/app@1', instances: 0, state: 'resolved' }] });
  });
});
