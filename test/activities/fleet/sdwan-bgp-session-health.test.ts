import { expect, it } from 'vitest';
import { openSensedFleet } from '../../support/sensed.js';

const MINUTE = 60_000;
const fleet = openSensedFleet('sdwan_manager');

it('opens one for both ends of a session, and closes when it is established', async () => {
  const { ground, instances, round } = fleet;
  await instances('web', 'web-1', 'web-2');
  await ground.put('sdwan_network', { id: 'wan', routing: 'ibgp' }, { id: 'static' });
  const peer = { network: 'wan', handshake_at: ground.ago(0), observed_at: ground.ago(0) };
  await ground.put('sdwan_peer', { ...peer, id: 'a', instance: 'web-1' }, { ...peer, id: 'b', instance: 'web-2' });
  const since = { state_since: ground.ago(16 * MINUTE), observed_at: ground.ago(0) };
  await ground.put(
    'bgp_session',
    { id: 's-1', peer: 'a', network: 'wan', neighbor_peer: 'b', neighbor: '10.0.0.2', state: 'active', ...since },
    { id: 's-2', peer: 'b', network: 'wan', neighbor_peer: 'a', neighbor: '10.0.0.1', state: 'idle', ...since },
    { id: 's-3', peer: 'a', network: 'static', neighbor: '10.0.0.9', state: 'idle', ...since },
  );
  expect(await round()).toMatchObject([
    {
      ...{ fingerprint: 'sdwan_bgp_session_unhealthy:a:b', severity: 'high', subject: 'sdwan-peer/a' },
      payload: { bgp_session_id: 's-1', neighbor_address: '10.0.0.2' },
    },
  ]);
  expect(await fleet.decided()).toMatchObject([{ category: 'system.sdwan_bgp_session_remediate' }]);
  await fleet.set('bgp_session', `state = 'established', state_since = now()`);
  expect(await round()).toEqual([]);
  expect(await ground.conditions()).toMatchObject([{ closed_because: 'it is established again' }]);
});

it('only tells of a session that neither end reports', async () => {
  const { ground, instances, round } = fleet;
  await instances('web', 'web-1');
  await ground.put('sdwan_network', { id: 'wan', routing: 'ibgp' });
  await ground.put('sdwan_peer', { id: 'a', network: 'wan', instance: 'web-1' });
  await ground.put('bgp_session', {
    ...{ id: 's-1', peer: 'a', network: 'wan', neighbor: '10.0.0.2', state: 'established' },
    ...{ state_since: ground.ago(99 * MINUTE), observed_at: ground.ago(6 * MINUTE) },
  });
  expect(await round()).toMatchObject([{ kind: 'sdwan.bgp_stale', severity: 'warning' }]);
  expect(await fleet.decided()).toMatchObject([{ outcome: 'observed', category: 'system.observation' }]);
});
