import { expect, it } from 'vitest';
import { openSensedFleet } from '../../support/sensed.js';

const MINUTE = 60_000;
const fleet = openSensedFleet('fleet_autonomy');

it('opens one for storage that is left half way, asks, and closes when it is mounted', async () => {
  const { ground, instances, round } = fleet;
  await instances('db', 'db-1');
  const one = { instance: 'db-1', storage: 'nfs-1' };
  await ground.put(
    'storage_assignment',
    { ...one, id: 's-1', mount_path: '/data', status: 'failed', status_at: ground.ago(6 * MINUTE), attempt: 2 },
    { ...one, id: 's-2', mount_path: '/new', status: 'pending', assigned_at: ground.ago(MINUTE) },
    { ...one, id: 's-3', mount_path: '/off', status: 'failed', enabled: false },
    { ...one, id: 's-4', mount_path: '/fine' },
  );
  expect(await round()).toMatchObject([
    { fingerprint: 'storage_drift:s-1', subject: 'storage/s-1', payload: { mount_path: '/data', attempt: 2 } },
  ]);
  expect(await fleet.decided()).toMatchObject([{ category: 'system.storage_reconcile', outcome: 'proposed' }]);
  await fleet.set('storage_assignment', `status = 'mounted'`);
  expect(await round()).toEqual([]);
  expect(await ground.conditions()).toMatchObject([{ closed_because: 'it is mounted' }]);
});
