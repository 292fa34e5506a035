import { expect, it } from 'vitest';
import { openSensedFleet } from '../../support/sensed.js';

const HOUR = 3_600_000;
const fleet = openSensedFleet('cve_responder');

it('opens one where a newer package closes a grave hole, hides the drift of that package, and closes with the upgrade', async () => {
  const { ground, round } = fleet;
  await ground.put('module', { id: 'nginx' }, { id: 'redis' });
  await ground.put('repository', {
    id: 'main',
    kind: 'apt',
    url: 'https://packages.example/debian',
    synced_at: ground.ago(HOUR),
  });
  await ground.put(
    'package',
    { repository: 'main', name: 'nginx', architecture: 'amd64', version: '1.24.0-2' },
    { repository: 'main', name: 'redis', architecture: 'amd64', version: '7.0.2-1' },
  );
  const link = { repository: 'main', architecture: 'amd64', synced_at: ground.ago(25 * HOUR) };
  await ground.put(
    'package_link',
    { ...link, id: 'l-1', module: 'nginx', package: 'nginx', version: '1.24.0-1' },
    { ...link, id: 'l-2', module: 'redis', package: 'redis', version: '7.0.1-1' },
  );
  await ground.put(
    'cve',
    { id: 'CVE-1', severity: 'critical', taken_at: ground.ago(0) },
    { id: 'CVE-2', severity: 'medium', taken_at: ground.ago(0) },
  );
  const exposure = { ecosystem: 'deb', version: '1', detected_at: ground.ago(0) };
  await ground.put(
    'exposure',
    { ...exposure, cve: 'CVE-1', place: 'sha256:1', package: 'nginx', fixed_in: '1.24.0-2' },
    { ...exposure, cve: 'CVE-2', place: 'redis', package: 'redis' },
  );
  const upgrades = (open: Awaited<ReturnType<typeof round>>) =>
    open.filter(({ kind }) => kind === 'module.critical_upgrade_ready');
  const [upgrade, ...more] = upgrades(await round());
  expect(more).toEqual([]);
  expect(upgrade).toMatchObject({
    ...{ fingerprint: 'crit_upgrade:l-1:1.24.0-2', severity: 'critical', subject: 'package-link/l-1' },
    payload: { cve_ids: ['CVE-1'], affected_module_ids: ['nginx'] },
  });
  await ground.tick('fleet_autonomy');
  const drift = (await ground.conditions()).filter(({ kind }) => kind === 'system.package_drift_pressure');
  expect(drift.map(({ fingerprint, parent }) => [fingerprint, parent])).toEqual([
    ['pkg_drift:l-1:1.24.0-2', upgrade?.['id']],
    ['pkg_drift:l-2:7.0.2-1', null],
  ]);
  await fleet.set('package_link', `version = '1.24.0-2'`);
  expect(upgrades(await round())).toEqual([]);
});
