import { describe, expect, it } from 'vitest';
import { type Certified, certificateExpiry } from '../../../domain/sensing/sensors/certificate-expiry.js';
import { judged, lines, NOON, raisedIn, type Scene } from '../../support/sensor-table.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const aCertificate = (over: Partial<Certified> = {}): Certified => ({
  ...{ certificate: '0a:1b', instance: 'web-1', template: 'web', not_after: NOON + 10 * DAY, revoked: false },
  ...{ successor: null, successor_not_after: null, endpoint: null },
  ...over,
});
const EXPIRING = { 'cert_expiring:0a:1b': {} };
const EXPIRED = { 'cert_expired:0a:1b': {} };

describe('a certificate', () => {
  it.each<[string, number, readonly string[]]>([
    ['is nobody’s care 14 days and 1 ms before its end', 14 * DAY + 1, []],
    ['is expiring 14 days before', 14 * DAY, ['raise warning cert.expiring']],
    ['and 1 ms later', 14 * DAY - 1, ['raise warning cert.expiring']],
    ['is not urgent 24 hours and 1 ms before', DAY + 1, ['raise warning cert.expiring']],
    ['nor 24 hours before', DAY, ['raise warning cert.expiring']],
    ['is urgent within 24 hours', DAY - 1, ['raise high cert.expiring']],
    ['is good up to its last instant', 0, ['raise high cert.expiring']],
    ['has ended 1 ms after', -1, ['raise critical cert.expired']],
    ['stays so', -90 * DAY, ['raise critical cert.expired']],
  ])('%s', (_name, left, said) => {
    expect(lines(judged(certificateExpiry, aCertificate({ not_after: NOON + left })))).toEqual(said);
  });

  it.each<[string, Partial<Certified>, Scene, readonly string[]]>([
    [
      'passes from expiring to expired',
      { not_after: NOON - 1 },
      { open: EXPIRING },
      ['clear cert.expiring', 'raise critical cert.expired'],
    ],
    [
      'is over once a newer one took its place',
      { successor: '0c', successor_not_after: NOON + 90 * DAY },
      { open: EXPIRING },
      ['clear cert.expiring'],
    ],
    [
      'is over so also after its end',
      { not_after: NOON - 1, successor: '0c' },
      { open: EXPIRED },
      ['clear cert.expired'],
    ],
    ['is over once it is revoked', { revoked: true }, { open: EXPIRING }, ['clear cert.expiring']],
    [
      'is over where its window is set shorter',
      {},
      { open: EXPIRING, set: [{ place: '', values: { expiring_within_days: 7 } }] },
      ['clear cert.expiring'],
    ],
    ['was never open: nothing is said', { successor: '0c' }, {}, []],
    [
      'has the window of its template',
      {},
      { set: [{ place: 'template/web', values: { expiring_within_days: 9.9 } }] },
      [],
    ],
    [
      'has that of its instance before',
      {},
      {
        set: [
          { place: 'template/web', values: { expiring_within_days: 9 } },
          { place: 'instance/web-1', values: { expiring_within_days: 11 } },
        ],
      },
      ['raise warning cert.expiring'],
    ],
    [
      'has not that of another template',
      {},
      { set: [{ place: 'template/db', values: { expiring_within_days: 1 } }] },
      ['raise warning cert.expiring'],
    ],
    [
      'is urgent where that is set wider',
      {},
      { set: [{ place: '', values: { urgent_within_hours: 241 } }] },
      ['raise high cert.expiring'],
    ],
    [
      'has the defaults where what is set is out of bounds',
      {},
      { set: [{ place: '', values: { expiring_within_days: 0 } }] },
      ['raise warning cert.expiring'],
    ],
  ])('%s', (_name, over, scene, said) => {
    expect(lines(judged(certificateExpiry, aCertificate(over), scene))).toEqual(said);
  });

  it('says which one, of whom, until when', () => {
    const one = raisedIn(judged(certificateExpiry, aCertificate({ not_after: NOON + 3 * DAY - HOUR })));
    expect(one).toMatchObject({ fingerprint: 'cert_expiring:0a:1b', subject: { kind: 'instance', name: 'web-1' } });
    expect(one.payload).toEqual({
      ...{ certificate_id: '0a:1b', instance_id: 'web-1', not_after: '2026-06-19T11:00:00.000Z', days_remaining: 2 },
    });
    const ended = raisedIn(judged(certificateExpiry, aCertificate({ not_after: NOON - DAY })));
    expect(ended.fingerprint).toBe('cert_expired:0a:1b');
    expect(Object.keys(ended.payload)).toEqual(['certificate_id', 'instance_id', 'not_after']);
  });

  it('says at its end what took its place', () => {
    const [over] = judged(certificateExpiry, aCertificate({ successor: '0c', successor_not_after: NOON + DAY }), {
      open: EXPIRING,
    });
    expect(over).toMatchObject({
      because: 'it was rotated: 0c took its place',
      payload: {
        certificate_id: '0c',
        previous_certificate_id: '0a:1b',
        instance_id: 'web-1',
        not_after: '2026-06-17T12:00:00.000Z',
      },
    });
  });
});
