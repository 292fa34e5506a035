import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { syncRepository } from '../../../activities/sources/package-index.js';
import { type FleetGround, furnishFleet } from '../../support/fleet.js';
import { aptOf, type Files, LIST, paragraph, PRIMARY, rpmOf, sum } from '../../support/repositories.js';
import { openStaticServer, type StaticServer } from '../../support/static-server.js';
import { openTestStore, type TestStore } from '../../support/store.js';

const run = promisify(execFile);
describe('a repository of packages', () => {
  let store: TestStore;
  let ground: FleetGround;
  let server: StaticServer;
  let nth = 0;
  beforeAll(async () => {
    [store, server] = await Promise.all([openTestStore(), openStaticServer()]);
  });
  afterAll(async () => {
    server?.close();
    await store?.close();
  });
  beforeEach(async () => {
    nth += 1;
    ground = await furnishFleet(store, `repository-${nth}`);
    await ground.put(
      'repository',
      { id: 'apt', kind: 'apt', url: server.url, suite: 'stable' },
      { id: 'rpm', kind: 'rpm', url: server.url },
    );
  });

  const sync = (id: string, privateHosts: readonly string[] = ['127.0.0.1']) =>
    syncRepository({ db: store.db, privateHosts }, ground.account, id, AbortSignal.timeout(30_000));
  const offered = async () =>
    (
      await ground.sql<{ name: string; architecture: string; version: string }>(
        'SELECT name, architecture, version FROM reeve.package WHERE account = $1 ORDER BY name, architecture',
        [ground.account],
      )
    ).map(({ name, architecture, version }) => `${name} ${architecture} ${version}`);
  const standing = async (id: string) =>
    (
      await ground.sql(
        'SELECT synced_at IS NOT NULL AS synced, error, packages FROM reeve.repository WHERE account = $1 AND id = $2',
        [ground.account, id],
      )
    )[0];

  it('of apt is read by its Release, and the newest of each is kept', async () => {
    server.serve(aptOf(LIST));
    expect(await sync('apt')).toEqual({ packages: 2 });
    expect(await offered()).toEqual(['openssl amd64 3.0.10-1', 'tzdata all 2026a-1']);
    expect(await standing('apt')).toEqual({ synced: true, error: '', packages: 2 });
    server.serve(aptOf(paragraph('openssl', '3.0.9-1')));
    await sync('apt');
    expect(await offered()).toEqual(['openssl amd64 3.0.9-1']);
  });

  it('of rpm is read by its repomd.xml, and the newest of each is kept', async () => {
    server.serve(rpmOf(PRIMARY));
    expect(await sync('rpm')).toEqual({ packages: 2 });
    expect(await offered()).toEqual(['openssl x86_64 3.0.10-1.el9', 'vim x86_64 2:8.2-1']);
  });

  it.each([
    [
      'lists something else than it promises',
      aptOf(LIST, { promised: sum('other') }),
      'is not what its index promised',
    ],
    ['is cut', aptOf(LIST, { packed: gzipSync(LIST).subarray(0, 40) }), 'unexpected end of file'],
    [
      'is a desert of zeros',
      aptOf(LIST, { packed: gzipSync(Buffer.alloc(1024 * 2 ** 20), { level: 1 }) }),
      'it has more than',
    ],
    ['is one line without end', aptOf('x'.repeat(10 * 2 ** 20)), 'a line of it has no end'],
    ['has no Release', {}, 'there is neither InRelease nor Release in dists/stable/'],
    ['promises nothing', { 'dists/stable/Release': 'Components: main\n' }, 'promises nothing by SHA256'],
    [
      'lacks the list',
      { 'dists/stable/Release': `SHA256:\n ${sum('x')} 1 contrib/binary-amd64/Packages\n` },
      'its Release promises none of',
    ],
    [
      'names a component that no row can hold',
      { 'dists/stable/Release': `Components: ma\0in\nArchitectures: amd64\nSHA256:\n ${sum('x')} 1 x\n` },
      'its Release promises none of main/binary-amd64/Packages as .gz',
    ],
  ])('of apt that %s is not believed, and what was known stays', async (_what, files: Files, because) => {
    server.serve(aptOf(LIST));
    await sync('apt');
    server.serve(files);
    await expect(sync('apt')).rejects.toThrow(because);
    expect(await offered()).toHaveLength(2);
    expect(await standing('apt')).toMatchObject({ synced: true, error: expect.stringContaining(because), packages: 2 });
  });

  it.each([
    [
      'lists something else than it promises',
      rpmOf(PRIMARY, { checksum: `<checksum type="sha256">${sum('other')}</checksum>` }),
      'is not what its index promised',
    ],
    [
      'promises by a weak sum',
      rpmOf(PRIMARY, { checksum: `<checksum type="sha">${'0'.repeat(40)}</checksum>` }),
      'only SHA-256 and SHA-512 are trusted',
    ],
    ['leads elsewhere', rpmOf(PRIMARY, { href: '../../other/primary.xml.gz' }), 'leads out of the repository'],
    [
      'leads to another host',
      rpmOf(PRIMARY, { href: 'http://example.org/primary.xml.gz' }),
      'leads out of the repository',
    ],
    [
      'is packed otherwise',
      rpmOf(PRIMARY, { href: 'repodata/primary.xml.zst' }),
      'is packed in a way that is not read',
    ],
    ['breaks off', rpmOf(PRIMARY.slice(0, -20)), 'its primary.xml breaks off'],
  ])('of rpm that %s is not believed', async (_what, files: Files, because) => {
    server.serve(files);
    await expect(sync('rpm')).rejects.toThrow(because);
    expect(await offered()).toEqual([]);
  });

  it('leads into no private network unless somebody says that it may, and is of the account that asks', async () => {
    server.serve(aptOf(LIST));
    await expect(sync('apt', [])).rejects.toThrow('add it to fleet.privateHosts');
    await expect(sync('unknown')).rejects.toThrow('there is no repository unknown in this account');
    await ground.sql(`UPDATE reeve.repository SET url = 'file:///etc' WHERE account = $1`, [ground.account]);
    await expect(sync('apt')).rejects.toThrow('only http:// and https:// are read');
  });

  // Where the tools of Debian are not, the lists above stand for what they write.
  // oxlint-disable-next-line vitest/no-conditional-tests -- registered where what it needs is
  if (existsSync('/usr/bin/dpkg-deb') && existsSync('/usr/bin/dpkg-scanpackages'))
    it('that the tools of Debian made is read as they made it', async () => {
      const dir = await mkdtemp(join(tmpdir(), 'reeve-apt-'));
      try {
        for (const version of ['1.9-1', '1.10-1']) {
          const made = join(dir, version, 'DEBIAN');
          await mkdir(made, { recursive: true });
          await writeFile(
            join(made, 'control'),
            `Package: hello\nVersion: ${version}\nArchitecture: all\nMaintainer: T <t@example.org>\nDescription: x\n`,
          );
          await run('dpkg-deb', ['--build', join(dir, version), join(dir, `hello_${version}.deb`)]);
        }
        const { stdout: list } = await run('dpkg-scanpackages', ['--multiversion', '.'], { cwd: dir });
        const release = `Suite: test\nSHA256:\n ${sum(list)} ${Buffer.byteLength(list)} ./Packages\n`;
        await writeFile(join(dir, 'Packages'), list);
        server.serve({ Release: release, Packages: await readFile(join(dir, 'Packages')) });
        await ground.sql(`UPDATE reeve.repository SET suite = './' WHERE account = $1`, [ground.account]);
        expect(await sync('apt')).toEqual({ packages: 1 });
        expect(await offered()).toEqual(['hello all 1.10-1']);
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
    });
});
