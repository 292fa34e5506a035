import { describe, expect, it } from 'vitest';
import { type Credential, sdwanCredentialExpiry } from '../../../domain/sensing/sensors/sdwan-credential-expiry.js';
import { briefly, HOUR, MINUTE, NOW, say } from './said.js';

const EXPIRING = 'sdwan_credential_expiring:c-1';
const EXPIRED = 'sdwan_credential_expired:p-1:wan';
const STALLED = 'sdwan_credential_refresh_stalled:p-1:wan';
const aCredential = (over: Partial<Credential> = {}): Credential => ({
  ...{ credential: 'c-1', peer: 'p-1', network: 'wan', instance: 'web-1', template: 'web', kind: 'membership' },
  ...{ revision: 3, issued_at: NOW - MINUTE, refresh_after: NOW + MINUTE, not_after: NOW + HOUR, next: null },
  ...{ report: 'r-1', ...over },
});
const left = (ms: number) => ({ not_after: NOW + ms });
const next = (is_active: boolean) => ({ next: { credential: 'c-2', revision: 4, is_active } });
const told = (row: Credential, open: readonly string[] = []) =>
  say(sdwanCredentialExpiry, row, { open }).map((one) =>
    [one.kind.replace('sdwan.credential_', ''), ...briefly([one])].join(' '),
  );

describe('sdwan_credential_expiry', () => {
  it.each([
    ['one that lasts', {}, []],
    ['a moment more than 15 min left', left(15 * MINUTE + 1), []],
    ['15 min left', left(15 * MINUTE), ['expiring warning']],
    ['a moment more than 5 min left', left(5 * MINUTE + 1), ['expiring warning']],
    ['5 min left', left(5 * MINUTE), ['expiring high']],
    ['a moment left', left(1), ['expiring high']],
    ['it ends now', left(0), ['expired critical']],
    ['it ended', left(-HOUR), ['expired critical']],
    ['it ended, and a newer one is on its way', { ...left(-1), ...next(false) }, ['expired critical']],
    ['it ended, and a newer one is in force', { ...left(-1), ...next(true) }, []],
    ['its refresh is due now', { refresh_after: NOW }, []],
    ['its refresh was due a moment ago', { refresh_after: NOW - 1 }, ['refresh_stalled high']],
    ['it was due, and a newer one is on its way', { refresh_after: NOW - 1, ...next(false) }, []],
    ['both', { refresh_after: NOW - 1, ...left(MINUTE) }, ['expiring high', 'refresh_stalled high']],
  ] as const)('%s', (_name, over, said) => {
    expect(told(aCredential(over))).toEqual(said);
  });

  it.each([
    [
      'a newer revision is in force',
      next(true),
      [EXPIRING, EXPIRED, STALLED],
      ['expiring clear', 'expired clear', 'refresh_stalled clear'],
    ],
    [
      'it ended meanwhile',
      left(0),
      [EXPIRING, STALLED],
      ['expired critical', 'expiring clear', 'refresh_stalled clear'],
    ],
    [
      'a newer one is on its way',
      { ...left(MINUTE), ...next(false) },
      [EXPIRING, STALLED],
      ['expiring high', 'refresh_stalled clear'],
    ],
    ['its end was put off', {}, [EXPIRING, EXPIRED], ['expiring clear', 'expired clear']],
  ] as const)('%s', (_name, over, open, said) => {
    expect(told(aCredential(over), open)).toEqual(said);
  });

  it.each(['wireguard_psk', 'ipsec', 'peer'])('looks after %s as well, each for itself', (kind) => {
    expect(say(sdwanCredentialExpiry, aCredential({ kind, refresh_after: NOW - 1 }))).toMatchObject([
      { fingerprint: `${STALLED}:${kind}`, payload: { credential_kind: kind } },
    ]);
  });

  it('says which one, of whom and for how long a new one is', () => {
    const row = aCredential({ ...left(MINUTE) });
    expect(say(sdwanCredentialExpiry, row, { values: { credential_ttl_seconds: 600 } })).toMatchObject([
      {
        ...{ kind: 'sdwan.credential_expiring', fingerprint: EXPIRING, subject: { kind: 'sdwan-peer', name: 'p-1' } },
        groups: ['credential/p-1:wan:membership', 'peer/p-1', 'network/wan', 'instance/web-1', 'template/web'],
        payload: {
          ...{ credential_id: 'c-1', peer_id: 'p-1', network_id: 'wan', revision: 3, report: 'r-1' },
          ...{ not_after: new Date(NOW + MINUTE).toISOString(), remediation_action: 'system.sdwan_key_rotate' },
          ...{ renewed_for_seconds: 600, refreshed_after_seconds: 600 },
        },
      },
    ]);
  });

  it('names the successor when it is over', () => {
    expect(say(sdwanCredentialExpiry, aCredential(next(true)), { open: [EXPIRED] })).toMatchObject([
      {
        payload: {
          credential_id: 'c-2',
          previous_credential_id: 'c-1',
          peer_id: 'p-1',
          network_id: 'wan',
          revision: 4,
        },
      },
    ]);
  });
});
