import { expect, it } from 'vitest';
import { openSensedFleet } from '../../support/sensed.js';

const MINUTE = 60_000;
const fleet = openSensedFleet('sdwan_manager');

it('opens one for a tunnel that is other than configured, proposes to mend it, and closes when it is', async () => {
  const { ground, instances, round } = fleet;
  await instances('web', 'web-1', 'web-2');
  await ground.put('sdwan_network', { id: 'wan' });
  const well = {
    ...{ network: 'wan', compiled_at: ground.ago(99 * MINUTE), observed_at: ground.ago(0), interface_up: true },
    ...{ handshake_at: ground.ago(0), allowed_ips: ['10.0.0.1/32', '10.0.0.2/32'] },
  };
  await ground.put(
    'sdwan_peer',
    { ...well, id: 'p-1', instance: 'web-1', reported_ips: ['10.0.0.1/32'] },
    { ...well, id: 'p-2', instance: 'web-2', reported_ips: ['10.0.0.2/32', '10.0.0.1/32'] },
  );
  expect(await round()).toMatchObject([
    {
      ...{ fingerprint: 'sdwan_peer_drift:p-1', subject: 'sdwan-peer/p-1', severity: 'warning' },
      payload: { allowed_ips_diff: { missing: ['10.0.0.2/32'], extra: [] } },
    },
  ]);
  expect(await fleet.decided()).toMatchObject([{ category: 'system.sdwan_peer_remediate', outcome: 'proposed' }]);
  await fleet.set('sdwan_peer', 'reported_ips = allowed_ips');
  expect(await round()).toEqual([]);
  expect(await ground.conditions()).toMatchObject([{ closed_because: 'its tunnel stands as it should again' }]);
});
