import { expect, it } from 'vitest';
import { openSensedFleet } from '../../support/sensed.js';

const MINUTE = 60_000;
const fleet = openSensedFleet('sdwan_manager');

/** A hub and three spokes, the hub silent for so long. */
async function network(silentMs: number): Promise<void> {
  const { ground, instances } = fleet;
  await instances('edge', 'edge-1', 'edge-2', 'edge-3', 'edge-4');
  await ground.put('sdwan_network', { id: 'wan', routing: 'ibgp' }, { id: 'quiet', status: 'suspended' });
  const [compiled_at, observed_at] = [ground.ago(99 * MINUTE), ground.ago(0)];
  const peer = (id: string, instance: string, ms: number, over = {}) => ({
    ...{ id, network: 'wan', instance, compiled_at, observed_at, handshake_at: ground.ago(ms), ...over },
  });
  await ground.put(
    'sdwan_peer',
    peer('hub', 'edge-1', silentMs, { is_hub: true }),
    ...['2', '3', '4'].map((n) => peer(`spoke-${n}`, `edge-${n}`, 6 * MINUTE)),
    peer('old-hub', 'edge-1', 99 * MINUTE, { is_hub: true, network: 'quiet' }),
  );
}

it('opens one for the network when its hub is silent, asks for a failover, and hides the peers behind it', async () => {
  await network(6 * MINUTE);
  const open = await fleet.round();
  const hub = open.find(({ kind }) => kind === 'sdwan.hub_unreachable');
  expect(hub).toMatchObject({
    ...{ subject: 'sdwan-network/wan', severity: 'critical', parent: null },
    payload: { hub_peer_id: 'hub', hub_count: 1, spoke_count: 3, is_witnessed: true, report: 'r-1' },
  });
  const drifted = open.filter(({ kind }) => kind === 'sdwan.peer_drift_detected');
  expect(drifted).toHaveLength(4);
  expect(new Set(drifted.map(({ parent }) => parent))).toEqual(new Set([hub?.['id']]));
  expect(await fleet.decided()).toMatchObject([
    { category: 'system.sdwan_failover', outcome: 'proposed', target: 'sdwan-network/wan' },
  ]);
  await fleet.set('sdwan_peer', 'handshake_at = now()');
  expect(await fleet.round()).toEqual([]);
});

it('says nothing where no spoke lives that could tell, and of a hub that answers', async () => {
  await network(4 * MINUTE);
  expect((await fleet.round()).filter(({ kind }) => kind === 'sdwan.hub_unreachable')).toEqual([]);
  await fleet.set(
    'sdwan_peer',
    `handshake_at = now() - interval '6 minutes', observed_at = now() - interval '6 minutes'`,
  );
  expect((await fleet.round()).filter(({ kind }) => kind === 'sdwan.hub_unreachable')).toEqual([]);
});
