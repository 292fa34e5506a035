import { expect, it } from 'vitest';
import { openSensedFleet } from '../../support/sensed.js';

const MINUTE = 60_000;
const fleet = openSensedFleet('sdwan_manager');

it('opens one for an address whose holder is silent, names who could take it, and closes when it answers', async () => {
  const { ground, instances, round } = fleet;
  await instances('web', 'web-1', 'web-2');
  await instances('old', 'old-1');
  await ground.put('sdwan_network', { id: 'wan' });
  const peer = { network: 'wan', compiled_at: ground.ago(99 * MINUTE) };
  await ground.put(
    'sdwan_peer',
    { ...peer, id: 'a', instance: 'web-1', handshake_at: ground.ago(11 * MINUTE) },
    { ...peer, id: 'b', instance: 'web-2', handshake_at: ground.ago(99 * MINUTE) },
    { ...peer, id: 'c', instance: 'old-1', handshake_at: ground.ago(0) },
  );
  await ground.put(
    'sdwan_vip',
    { id: 'v-1', network: 'wan', cidr: '10.9.0.1/32', holders: ['a'], candidates: ['b', 'c'] },
    { id: 'v-2', network: 'wan', cidr: '10.9.0.2/32', holders: ['a', 'c'], anycast: true },
    { id: 'v-3', network: 'wan', cidr: '10.9.0.3/32', holders: ['c'] },
    { id: 'v-4', network: 'wan', cidr: '10.9.0.4/32', holders: ['a'], state: 'pending' },
  );
  const silent = (await round()).filter(({ kind }) => kind === 'sdwan.vip_holder_silent');
  expect(silent).toHaveLength(2);
  expect(silent).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        ...{ fingerprint: 'sdwan_vip_unreachable:v-1', severity: 'high' },
        payload: expect.objectContaining({ failover_candidate: 'c', has_failover_candidates: true, report: 'r-1' }),
      }),
      expect.objectContaining({ fingerprint: 'sdwan_vip_holder_silent:v-2:a', severity: 'warning' }),
    ]),
  );
  const decided = (await fleet.decided()).filter(({ kind }) => kind === 'sdwan.vip_holder_silent');
  expect(decided.map(({ target, outcome }) => `${String(target)} ${String(outcome)}`).toSorted()).toEqual([
    'sdwan-vip/v-1 proposed',
    'sdwan-vip/v-2 observed',
  ]);
  await fleet.set('sdwan_peer', 'handshake_at = now()');
  expect(await round()).toEqual([]);
});
