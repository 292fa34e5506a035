import { describe, expect, it } from 'vitest';
import {
  type End,
  sdwanBgpSessionHealth,
  type Session,
} from '../../../domain/sensing/sensors/sdwan-bgp-session-health.js';
import { briefly, MINUTE, NOW, say } from './said.js';

const UNHEALTHY = 'sdwan_bgp_session_unhealthy:a:b';
const STALE = 'sdwan_bgp_session_stale:a:b';
const anEnd = (over: Partial<End> = {}): End => ({
  ...{ state: 'established', state_since: NOW - 99 * MINUTE, observed_at: NOW, changes: [], last_error: '', ...over },
});
const aSession = (over: Partial<Session> = {}): Session => ({
  ...anEnd(),
  ...{ session: 's-1', peer: 'a', network: 'wan', instance: 'web-1', neighbor: '10.0.0.2', neighbor_peer: 'b' },
  ...{ neighbor_instance: 'web-2', report: 'r-1', other: null, ...over },
});
const down = (ms: number) => ({ state: 'active', state_since: NOW - ms });
const flapping = (times: number, ms = MINUTE) => ({ changes: Array.from({ length: times }, () => NOW - ms) });

describe('sdwan_bgp_session_health', () => {
  it.each([
    ['a session that is established', {}, []],
    ['down for 10 min', down(10 * MINUTE), []],
    ['down for a moment more', down(10 * MINUTE + 1), ['warning']],
    ['a moment less than 15 min', down(15 * MINUTE - 1), ['warning']],
    ['15 min', down(15 * MINUTE), ['high']],
    ['a moment less than 30 min', down(30 * MINUTE - 1), ['high']],
    ['30 min', down(30 * MINUTE), ['critical']],
    ['seen 5 min ago', { observed_at: NOW - 5 * MINUTE }, []],
    ['not seen for a moment more: nothing is known of it', { observed_at: NOW - 5 * MINUTE - 1 }, ['warning']],
    ['down and not seen is not seen', { ...down(31 * MINUTE), observed_at: NOW - 6 * MINUTE }, ['warning']],
    ['4 changes in 10 min', flapping(4), []],
    ['5 changes', flapping(5), ['warning']],
    ['5 changes, longer ago', flapping(5, 10 * MINUTE), []],
    ['5 changes, just within', flapping(5, 10 * MINUTE - 1), ['warning']],
    ['down at its other end', { other: anEnd(down(16 * MINUTE)) }, ['high']],
    ['its other end is not seen, and this one is well', { other: anEnd({ observed_at: 0, state: 'idle' }) }, []],
    ['this end is not seen, and the other is well', { observed_at: 0, other: anEnd() }, []],
    ['neither end is seen', { observed_at: 0, other: anEnd({ observed_at: 1 }) }, ['warning']],
  ] as const)('%s', (_name, over, said) => {
    expect(briefly(say(sdwanBgpSessionHealth, aSession(over)))).toEqual(said);
  });

  it.each([
    ['clears when it is established', {}, [UNHEALTHY], ['clear']],
    ['holds while it is down again, but not for long', down(MINUTE), [UNHEALTHY], ['hold']],
    ['holds what nobody sees, and says that', { observed_at: 0 }, [UNHEALTHY], ['warning', 'hold']],
    ['clears when it is seen again', {}, [STALE], ['clear']],
    ['is seen again, and is down', down(16 * MINUTE), [STALE], ['high', 'clear']],
  ] as const)('%s', (_name, over, open, said) => {
    expect(briefly(say(sdwanBgpSessionHealth, aSession(over), { open }))).toEqual(said);
  });

  it('is one condition whichever end tells of it', () => {
    const [one] = say(sdwanBgpSessionHealth, aSession(down(16 * MINUTE)));
    const [other] = say(sdwanBgpSessionHealth, aSession({ ...down(16 * MINUTE), peer: 'b', neighbor_peer: 'a' }));
    expect([one?.fingerprint, other?.fingerprint]).toEqual([UNHEALTHY, UNHEALTHY]);
  });

  it('goes by the address where the neighbour is no peer', () => {
    const row = aSession({
      ...down(16 * MINUTE),
      neighbor_peer: null,
      neighbor_instance: null,
      last_error: 'hold timer',
    });
    expect(say(sdwanBgpSessionHealth, row)).toMatchObject([
      {
        ...{ kind: 'sdwan.bgp_unhealthy', fingerprint: 'sdwan_bgp_session_unhealthy:a:10.0.0.2' },
        subject: { kind: 'sdwan-peer', name: 'a' },
        groups: ['peer/a', 'network/wan', 'instance/web-1'],
        payload: {
          ...{ bgp_session_id: 's-1', peer_id: 'a', network_id: 'wan', neighbor_peer_id: null },
          ...{ neighbor_address: '10.0.0.2', state: 'active', stuck_for_seconds: 900, last_error: 'hold timer' },
        },
      },
    ]);
  });

  it('says since when nobody saw it', () => {
    const [stale] = say(sdwanBgpSessionHealth, aSession({ observed_at: NOW - 7 * MINUTE }));
    expect(stale).toMatchObject({
      ...{ kind: 'sdwan.bgp_stale', fingerprint: STALE },
      payload: { stale_for_seconds: 300, last_observed_at: new Date(NOW - 7 * MINUTE).toISOString() },
    });
  });
});
