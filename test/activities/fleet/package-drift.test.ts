import { expect, it } from 'vitest';
import { openSensedFleet } from '../../support/sensed.js';

const HOUR = 3_600_000;
const fleet = openSensedFleet('fleet_autonomy');

it('opens one for a repository that is not read and one for a module that is behind, and asks for what helps each', async () => {
  const { ground, round } = fleet;
  await ground.put('module', { id: 'nginx' }, { id: 'redis' });
  const repository = { kind: 'apt', url: 'https://packages.example/debian' };
  await ground.put(
    'repository',
    { ...repository, id: 'main', synced_at: ground.ago(HOUR) },
    { ...repository, id: 'extra', synced_at: ground.ago(27 * HOUR) },
    { ...repository, id: 'off', enabled: false },
  );
  await ground.put(
    'package',
    { repository: 'main', name: 'nginx', architecture: 'amd64', version: '1.24.0-2' },
    { repository: 'main', name: 'redis', architecture: 'amd64', version: '7.0.0-1' },
  );
  const link = { repository: 'main', architecture: 'amd64', synced_at: ground.ago(25 * HOUR) };
  await ground.put(
    'package_link',
    { ...link, id: 'l-1', module: 'nginx', package: 'nginx', version: '1.24.0-1' },
    { ...link, id: 'l-2', module: 'redis', package: 'redis', version: '7.0.1-1' },
  );
  await ground.put('cve', { id: 'CVE-1', severity: 'high', taken_at: ground.ago(0) });
  await ground.put('exposure', {
    ...{ cve: 'CVE-1', place: 'nginx', ecosystem: 'deb', package: 'nginx', version: '1.24.0-1', state: 'resolved' },
    detected_at: ground.ago(0),
  });
  const open = await round();
  expect(open.toSorted((a, b) => (String(a['fingerprint']) < String(b['fingerprint']) ? -1 : 1))).toMatchObject([
    { fingerprint: 'pkg_drift:l-1:1.24.0-2', severity: 'warning', payload: { cve_flagged: false } },
    { fingerprint: 'pkg_stale:extra', severity: 'warning' },
  ]);
  const decided = await fleet.decided();
  expect(decided.map(({ category, target }) => `${String(category)} ${String(target)}`).toSorted()).toEqual([
    'system.package_module.refresh package-link/l-1',
    'system.package_repository.sync repository/extra',
  ]);
  await fleet.set('exposure', `state = 'open'`);
  expect(await round()).toEqual(expect.arrayContaining([expect.objectContaining({ severity: 'high' })]));
  await fleet.set('repository', 'synced_at = now()');
  await fleet.set('package_link', `version = '99'`);
  expect(await round()).toEqual([]);
});
