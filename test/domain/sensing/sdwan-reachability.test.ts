import { describe, expect, it } from 'vitest';
import { type Hub, type Network, sdwanReachability } from '../../../domain/sensing/sensors/sdwan-reachability.js';
import { briefly, MINUTE, NOW, say } from './said.js';

const FINGERPRINT = 'sdwan_hub_unreachable:wan';
const aHub = (over: Partial<Hub> = {}): Hub => ({
  ...{ peer: 'hub-1', instance: 'edge-1', handshake_at: NOW - MINUTE, compiled_at: NOW - 99 * MINUTE },
  ...{ aside_until: null, ...over },
});
const silent = (ms: number, over: Partial<Hub> = {}) => aHub({ handshake_at: NOW - ms, ...over });
const aNetwork = (over: Partial<Network> = {}): Network => ({
  ...{ network: 'wan', hubs: [aHub()], spokes: 3, live_spokes: 3, report: 'r-1', ...over },
});

describe('sdwan_reachability', () => {
  it.each([
    ['a hub that shakes hands', { hubs: [aHub()] }, []],
    ['one that was silent for a moment less than 5 min', { hubs: [silent(5 * MINUTE - 1)] }, []],
    ['exactly 5 min', { hubs: [silent(5 * MINUTE)] }, []],
    ['a moment more', { hubs: [silent(5 * MINUTE + 1)] }, ['critical']],
    ['one of two: the other still serves', { hubs: [aHub(), silent(6 * MINUTE, { peer: 'hub-2' })] }, ['high']],
    ['both of two', { hubs: [silent(6 * MINUTE), silent(6 * MINUTE, { peer: 'hub-2' })] }, ['critical']],
    ['no spoke lives that could tell', { hubs: [silent(6 * MINUTE)], live_spokes: 0 }, []],
    ['one spoke lives', { hubs: [silent(6 * MINUTE)], live_spokes: 1 }, ['critical']],
    ['it has no spokes to ask', { hubs: [silent(6 * MINUTE)], spokes: 0, live_spokes: 0 }, ['critical']],
    ['never, and configured long ago', { hubs: [aHub({ handshake_at: null })] }, ['critical']],
    ['never, and just configured', { hubs: [aHub({ handshake_at: null, compiled_at: NOW - MINUTE })] }, []],
    ['never, and not configured', { hubs: [aHub({ handshake_at: null, compiled_at: null })] }, []],
    ['somebody takes it out of service', { hubs: [silent(6 * MINUTE, { aside_until: NOW + 1 })] }, []],
    ['that was until just now', { hubs: [silent(6 * MINUTE, { aside_until: NOW })] }, ['critical']],
  ] as const)('%s', (_name, over, said) => {
    expect(briefly(say(sdwanReachability, aNetwork(over)))).toEqual(said);
  });

  it.each([
    ['holds while nobody can tell', { hubs: [silent(6 * MINUTE)], live_spokes: 0 }, ['hold']],
    ['holds while somebody is at it', { hubs: [silent(6 * MINUTE, { aside_until: NOW + 1 })] }, ['hold']],
    ['clears when it shakes hands', { hubs: [aHub()] }, ['clear']],
  ] as const)('%s', (_name, over, said) => {
    expect(briefly(say(sdwanReachability, aNetwork(over), { open: [FINGERPRINT] }))).toEqual(said);
  });

  it('asks for as many witnesses as are set, and never for more than there are', () => {
    const network = aNetwork({ hubs: [silent(6 * MINUTE)], live_spokes: 1 });
    expect(say(sdwanReachability, network, { values: { min_witness_spokes: 2 } })).toEqual([]);
    const small = aNetwork({ hubs: [silent(6 * MINUTE)], spokes: 1, live_spokes: 1 });
    expect(say(sdwanReachability, small, { values: { min_witness_spokes: 2 } })).toHaveLength(1);
  });

  it('is one condition a network, and names the hub that is silent for the longest', () => {
    const hubs = [silent(6 * MINUTE), silent(9 * MINUTE, { peer: 'hub-2' })];
    expect(say(sdwanReachability, aNetwork({ hubs }))).toMatchObject([
      {
        ...{ kind: 'sdwan.hub_unreachable', fingerprint: FINGERPRINT, groups: ['network/wan'] },
        subject: { kind: 'sdwan-network', name: 'wan' },
        payload: {
          ...{ network_id: 'wan', network_name: 'wan', hub_peer_id: 'hub-2', hub_count: 2, spoke_count: 3 },
          ...{ silent_hubs: ['hub-2', 'hub-1'], is_witnessed: true, report: 'r-1' },
          last_handshake_at: new Date(NOW - 9 * MINUTE).toISOString(),
          remediation_action: 'system.sdwan_failover',
        },
      },
    ]);
  });
});
