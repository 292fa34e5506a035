import { describe, expect, it } from 'vitest';
import { sdwanDrift, type Tunnel } from '../../../domain/sensing/sensors/sdwan-drift.js';
import { briefly, MINUTE, NOW, say, SECOND } from './said.js';

const FINGERPRINT = 'sdwan_peer_drift:p-1';
const aTunnel = (over: Partial<Tunnel> = {}): Tunnel => ({
  ...{ peer: 'p-1', network: 'wan', instance: 'web-1', template: 'web', is_hub: false, compiled_at: NOW - 99 * MINUTE },
  ...{ aside_until: null, interface_up: true, allowed_ips: ['10.0.0.1/32'], reported_ips: ['10.0.0.1/32'] },
  ...{ handshake_at: NOW - MINUTE, report: 'r-1', ...over },
});
const aged = (ms: number) => ({ handshake_at: NOW - ms });

describe('sdwan_drift', () => {
  it.each([
    ['a tunnel that stands', {}, []],
    ['a handshake of 5 min', aged(5 * MINUTE), []],
    ['a moment older', aged(5 * MINUTE + 1), ['warning']],
    ['a moment younger than 15 min', aged(15 * MINUTE - 1), ['warning']],
    ['15 min', aged(15 * MINUTE), ['high']],
    ['a moment younger than 30 min', aged(30 * MINUTE - 1), ['high']],
    ['30 min', aged(30 * MINUTE), ['critical']],
    ['never a handshake', { handshake_at: null }, []],
    ['the interface is missing', { interface_up: false }, ['warning']],
    ['the node has told of no interface yet', { interface_up: null, reported_ips: null }, []],
    ['one address too few', { reported_ips: [] }, ['warning']],
    ['one too many', { reported_ips: ['10.0.0.1/32', '10.0.0.2/32'] }, ['warning']],
    ['the same in another order', { allowed_ips: ['a', 'b'], reported_ips: ['b', 'a'] }, []],
    ['configured 90 s ago less a moment', { interface_up: false, compiled_at: NOW - 90 * SECOND + 1 }, []],
    ['configured 90 s ago', { interface_up: false, compiled_at: NOW - 90 * SECOND }, ['warning']],
    ['something is under way with its instance', { interface_up: false, aside_until: NOW + 1 }, []],
  ] as const)('%s', (_name, over, said) => {
    expect(briefly(say(sdwanDrift, aTunnel(over)))).toEqual(said);
  });

  it.each([
    ['holds while it settles', { interface_up: false, compiled_at: NOW }, ['hold']],
    ['clears when it stands again', {}, ['clear']],
  ] as const)('%s', (_name, over, said) => {
    expect(briefly(say(sdwanDrift, aTunnel(over), { open: [FINGERPRINT] }))).toEqual(said);
  });

  it.each([
    ['two differences of three that are asked for', { reported_ips: ['10.0.0.2/32'] }, []],
    ['three', { reported_ips: ['10.0.0.2/32'], interface_up: false }, ['warning']],
  ] as const)('%s', (_name, over, said) => {
    const values = { interface_or_allowed_ips_mismatch: 3 };
    expect(briefly(say(sdwanDrift, aTunnel(over), { values }))).toEqual(said);
  });

  it('says what is other than it should be', () => {
    const row = aTunnel({ interface_up: false, reported_ips: ['10.0.0.2/32'], ...aged(17 * MINUTE) });
    expect(say(sdwanDrift, row)).toMatchObject([
      {
        ...{ kind: 'sdwan.peer_drift_detected', fingerprint: FINGERPRINT },
        subject: { kind: 'sdwan-peer', name: 'p-1' },
        groups: ['peer/p-1', 'network/wan', 'instance/web-1', 'template/web'],
        payload: {
          ...{ peer_id: 'p-1', network_id: 'wan', node_instance_id: 'web-1', publicly_reachable: false },
          ...{ handshake_age_seconds: 900, missing_interface: true, report: 'r-1' },
          allowed_ips_diff: { missing: ['10.0.0.1/32'], extra: ['10.0.0.2/32'] },
        },
      },
    ]);
  });
});
