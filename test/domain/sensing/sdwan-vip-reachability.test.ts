import { describe, expect, it } from 'vitest';
import { type Holder, sdwanVipReachability, type Vip } from '../../../domain/sensing/sensors/sdwan-vip-reachability.js';
import { briefly, MINUTE, NOW, say } from './said.js';

const aHolder = (peer: string, ms: number, over: Partial<Holder> = {}): Holder => ({
  ...{ peer, exists: true, handshake_at: NOW - ms, compiled_at: NOW - 99 * MINUTE, ...over },
});
const aVip = (over: Partial<Vip> = {}): Vip => ({
  ...{ vip: 'v-1', cidr: '10.9.0.1/32', network: 'wan', anycast: false, holders: [aHolder('a', MINUTE)] },
  ...{ candidates: [aHolder('a', MINUTE), aHolder('b', MINUTE)], report: 'r-1', ...over },
});
const holders = (ms: number) => ({ holders: [aHolder('a', ms)] });

describe('sdwan_vip_reachability', () => {
  it.each([
    ['a holder that shakes hands', {}, []],
    ['silent for 5 min', holders(5 * MINUTE), []],
    ['for a moment more', holders(5 * MINUTE + 1), ['warning']],
    ['a moment less than 10 min', holders(10 * MINUTE - 1), ['warning']],
    ['10 min', holders(10 * MINUTE), ['high']],
    ['a moment less than 30 min', holders(30 * MINUTE - 1), ['high']],
    ['30 min', holders(30 * MINUTE), ['critical']],
    ['10 min where others hold it too', { ...holders(10 * MINUTE), anycast: true }, ['warning']],
    ['30 min where others hold it too', { ...holders(30 * MINUTE), anycast: true }, ['critical']],
    ['never, and just configured', { holders: [aHolder('a', 0, { handshake_at: null, compiled_at: NOW })] }, []],
    ['never, and configured long ago', { holders: [aHolder('a', 0, { handshake_at: null })] }, ['critical']],
    ['there is no such holder', { holders: [aHolder('a', 0, { exists: false, handshake_at: null })] }, ['critical']],
    ['nobody holds it', { holders: [] }, []],
    ['one of two answers', { holders: [aHolder('a', 31 * MINUTE), aHolder('b', MINUTE)] }, []],
    [
      'two of three of an anycast are silent',
      { anycast: true, holders: [aHolder('a', 6 * MINUTE), aHolder('b', 7 * MINUTE), aHolder('c', 0)] },
      ['warning', 'warning'],
    ],
  ] as const)('%s', (_name, over, said) => {
    expect(briefly(say(sdwanVipReachability, aVip(over)))).toEqual(said);
  });

  it('has one name with one holder, and one for each with several', () => {
    const silent = [aHolder('a', 6 * MINUTE)];
    expect(say(sdwanVipReachability, aVip({ holders: silent }))).toMatchObject([
      { fingerprint: 'sdwan_vip_unreachable:v-1' },
    ]);
    expect(say(sdwanVipReachability, aVip({ holders: silent, anycast: true }))).toMatchObject([
      { fingerprint: 'sdwan_vip_holder_silent:v-1:a' },
    ]);
  });

  it('clears when its holder answers', () => {
    const open = ['sdwan_vip_unreachable:v-1'];
    expect(say(sdwanVipReachability, aVip(), { open })).toMatchObject([
      { says: 'clear', because: 'its holder a shakes hands again' },
    ]);
  });

  it.each([
    ['the next one that answers', [aHolder('b', 31 * MINUTE), aHolder('c', MINUTE)], 'c', true],
    ['nobody where none answers', [aHolder('b', 31 * MINUTE)], null, true],
    ['nobody where it never answered', [aHolder('b', 0, { handshake_at: null, compiled_at: NOW })], null, true],
    ['not its own holder', [aHolder('a', MINUTE)], null, false],
  ] as const)('names as a candidate %s', (_name, candidates, candidate, has) => {
    expect(say(sdwanVipReachability, aVip({ ...holders(12 * MINUTE), candidates }))).toMatchObject([
      {
        ...{ kind: 'sdwan.vip_holder_silent', subject: { kind: 'sdwan-vip', name: 'v-1' } },
        groups: ['vip/v-1', 'network/wan', 'peer/a'],
        payload: {
          ...{ virtual_ip_id: 'v-1', cidr: '10.9.0.1/32', network_id: 'wan', anycast: false, holder_peer_id: 'a' },
          ...{ holder_handshake_age_seconds: 600, has_failover_candidates: has, failover_candidate: candidate },
        },
      },
    ]);
  });

  it('asks for a failover only where nobody else holds it', () => {
    const [step] = sdwanVipReachability.kinds[0]?.steps ?? [];
    const subject = { kind: 'sdwan-vip', name: 'v-1' };
    expect([false, true].map((anycast) => step?.fits?.({ subject, payload: { anycast } }))).toEqual([true, false]);
  });
});
