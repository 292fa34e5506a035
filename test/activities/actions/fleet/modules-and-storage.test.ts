import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ActionGround, openActionGround } from '../../../support/fleet-actions.js';

const nginx = { kind: 'module', name: 'nginx' };

describe('versions, packages and storage', () => {
  let ground: ActionGround;
  beforeAll(async () => {
    ground = await openActionGround();
  });
  beforeEach(async () => {
    for (const table of [
      'node_task',
      'package_link',
      'package',
      'repository',
      'module_version',
      'template_module',
      'module',
      'storage_assignment',
    ])
      await ground.sql(`DELETE FROM reeve.${table}`);
    await ground.put('module', { id: 'nginx', version: 1 });
    await ground.put(
      'module_version',
      { module: 'nginx', version: 1, digest: 'sha256:1', state: 'live' },
      { module: 'nginx', version: 2, digest: 'sha256:2', state: 'blessed' },
      { module: 'nginx', version: 3, digest: 'sha256:3', state: 'staging' },
      { module: 'nginx', version: 4, digest: 'sha256:4', state: 'built' },
    );
    await ground.put('template_module', { template: 'web', module: 'nginx' });
  });
  afterAll(() => ground?.close());
  const states = async () =>
    Object.fromEntries(
      (
        await ground.sql<{ version: number; state: string }>(
          'SELECT version, state FROM reeve.module_version ORDER BY version',
        )
      ).map(({ version, state }) => [version, state]),
    );

  it('module-promote-to-live: what was live retires, and all of it is put back', async () => {
    const begun = await ground.applied('module-promote-to-live', nginx);
    expect(await states()).toEqual({ 1: 'retired', 2: 'live', 3: 'staging', 4: 'built' });
    expect(await ground.row('module', { id: 'nginx' })).toMatchObject({ version: 2 });
    expect(await begun.look()).toMatchObject({
      says: 'yes',
      because: 'of nginx, version 2 is live and version 1 is retired',
    });
    expect(await begun.undo()).toEqual({ state: 'undone' });
    expect(await begun.look('undo')).toMatchObject({ says: 'yes' });
    expect(await states()).toEqual({ 1: 'live', 2: 'blessed', 3: 'staging', 4: 'built' });
    expect(await ground.row('module', { id: 'nginx' })).toMatchObject({ version: 1 });
  });

  it('module-promote-to-live: stays with what somebody else has changed in between, and writes nothing', async () => {
    const begun = await ground.begin('module-promote-to-live', nginx, { version: 2 });
    await ground.sql(`UPDATE reeve.module SET version = 3 WHERE id = 'nginx'`);
    expect(await begun.apply()).toMatchObject({
      state: 'failed',
      because: expect.stringContaining('changed by somebody else'),
    });
    expect(await states()).toMatchObject({ 1: 'live', 2: 'blessed' });
  });

  it('module-bless: a staged version may go live from then on', async () => {
    const begun = await ground.applied('module-bless', nginx);
    expect(await states()).toMatchObject({ 3: 'blessed' });
    expect(await ground.row('module_version', { version: 3 })).toMatchObject({ blessed_at: expect.any(Date) });
    await begun.undo();
    expect(await states()).toMatchObject({ 3: 'staging' });
  });

  it.each([
    ['module-promote-to-live', 3, 'only what is blessed becomes live'],
    ['module-bless', 4, 'only what is staging becomes blessed'],
    ['module-bless', 7, 'has no version 7'],
  ])('%s of version %i is impossible: %s', async (action, version, because) => {
    expect((await ground.planOf(action, nginx, { version })).impossible).toContain(because);
  });

  describe('package-module-refresh', () => {
    const link = { kind: 'package-link', name: 'l-1' };
    beforeEach(async () => {
      await ground.put('repository', { id: 'debian', kind: 'apt', url: 'https://deb.example' });
      await ground.put('package', { repository: 'debian', name: 'nginx', architecture: 'amd64', version: '1.27' });
      await ground.put('package_link', {
        ...{ id: 'l-1', module: 'nginx', repository: 'debian', package: 'nginx', version: '1.26' },
        ...{ architecture: 'amd64', synced_at: ground.ago(0) },
      });
    });

    it('takes the newest up as a version that is built, and puts the link back', async () => {
      const begun = await ground.applied('package-module-refresh', link);
      expect(await ground.row('package_link', { id: 'l-1' })).toMatchObject({ version: '1.27' });
      expect(await ground.row('module_version', { version: 5 })).toMatchObject({
        state: 'built',
        changelog: '1.26 to 1.27',
      });
      expect(await begun.look()).toMatchObject({ says: 'yes' });
      expect(await begun.undo()).toEqual({ state: 'undone' });
      expect(await begun.look('undo')).toMatchObject({ says: 'yes' });
      expect(await states()).not.toHaveProperty('5');
    });

    it('leaves a version that has gone further', async () => {
      const begun = await ground.applied('package-module-refresh', link);
      await ground.sql(`UPDATE reeve.module_version SET state = 'staging' WHERE version = 5`);
      expect(await begun.undo()).toMatchObject({ state: 'conflict', because: expect.stringContaining('so it stays') });
      expect(await ground.row('package_link', { id: 'l-1' })).toMatchObject({ version: '1.27' });
    });

    it('is impossible where there is nothing newer, or nothing at all', async () => {
      await ground.sql(`UPDATE reeve.package SET version = '1.26'`);
      expect((await ground.planOf('package-module-refresh', link)).impossible).toContain('is at 1.26 already');
      await ground.sql('DELETE FROM reeve.package');
      expect((await ground.planOf('package-module-refresh', link)).impossible).toContain('offers no nginx');
    });
  });

  describe('storage-reconcile', () => {
    const data = { kind: 'storage', name: 's-1' };
    const storage = () => ground.row('storage_assignment', { id: 's-1' });
    const put = (status: string) =>
      ground.put('storage_assignment', { id: 's-1', instance: 'web-1', storage: 'vol-1', mount_path: '/data', status });

    it('attaches what should be there, and counts the try', async () => {
      await put('failed');
      const begun = await ground.applied('storage-reconcile', data);
      expect(await storage()).toMatchObject({ attempt: 1, backoff_until: expect.any(Date) });
      expect(await ground.node('web-1').turn()).toEqual(['storage.attach']);
      expect(await begun.look()).toMatchObject({ says: 'yes', because: 's-1 is mounted' });
      expect(await begun.undo()).toMatchObject({ state: 'none' });
    });

    it('detaches what should be there no more, and attaches it again when that is put back', async () => {
      await put('mounted');
      const node = ground.node('web-1');
      const begun = await ground.applied('storage-reconcile', data, { enabled: false });
      expect(await node.turn()).toEqual(['storage.detach']);
      expect(await begun.look()).toMatchObject({ says: 'yes', because: 's-1 is disabled' });
      expect(await begun.undo()).toEqual({ state: 'undone' });
      expect(await node.turn()).toEqual(['storage.attach']);
      expect(await begun.look('undo')).toMatchObject({ says: 'yes' });
      expect(await storage()).toMatchObject({ enabled: true, status: 'mounted' });
    });
  });
});
