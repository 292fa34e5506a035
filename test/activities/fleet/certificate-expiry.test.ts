import { describe, expect, it } from 'vitest';
import { endings, fleetPair, standing } from '../../support/fleet-pair.js';

const DAY = 86_400_000;

describe('certificates that end', () => {
  const { home, other } = fleetPair();
  const ends = (id: string, left: number, over: object = {}) =>
    home().put('certificate', {
      ...{ id, instance: 'web-1', not_before: home().ago(80 * DAY), not_after: home().ago(-left) },
      ...over,
    });

  it('are raised, decided about, and over once a newer one is active', async () => {
    await ends('01', 10 * DAY);
    await home().tick();
    expect(await standing(home())).toEqual(['cert.expiring warning cert_expiring:01']);
    expect(await home().decisions()).toMatchObject([
      { outcome: 'proposed', category: 'system.cert_rotate', target: 'instance/web-1' },
    ]);
    await ends('02', 90 * DAY, { not_before: home().ago(1_000) });
    await home().tick();
    expect(await standing(home())).toEqual([]);
    expect(await endings(home())).toEqual(['it was rotated: 02 took its place']);
    await other().tick();
    expect(await other().conditions()).toEqual([]);
  });

  it('become what has ended, and the worse is decided about at once', async () => {
    await ends('01', 10_000);
    await home().tick();
    await home().sql(`UPDATE reeve.certificate SET not_after = now() - interval '1 second' WHERE account = $1`, [
      home().account,
    ]);
    await home().tick();
    expect(await standing(home())).toEqual(['cert.expired critical cert_expired:01']);
    expect(await home().decisions()).toMatchObject([{ severity: 'high' }, { severity: 'critical' }]);
  });

  it.each<[string, object | undefined, boolean]>([
    ['who has no other', undefined, true],
    ['who has a newer one', {}, false],
    ['whose newer one is revoked', { revoked_at: '2026-01-01T00:00:00Z' }, true],
    ['whose newer one is not yet good', { not_before: '2126-01-01T00:00:00Z' }, true],
    ['whose newer one was probed at an endpoint', { source: 'probed', subject: 'shop' }, true],
  ])('are raised for %s: %s', async (_name, newer, isRaised) => {
    await ends('01', DAY / 2);
    if (newer) await ends('02', 60 * DAY, newer);
    await home().tick();
    expect(await standing(home())).toEqual(isRaised ? ['cert.expiring high cert_expiring:01'] : []);
  });

  it('are taken one by one where they were probed at several endpoints', async () => {
    await ends('01', 5 * DAY, { source: 'probed', subject: 'shop' });
    await ends('02', 60 * DAY, { source: 'probed', subject: 'api' });
    await home().tick();
    expect(await standing(home())).toEqual(['cert.expiring warning cert_expiring:01']);
  });

  it('are nobody’s care at an instance that was ended', async () => {
    await ends('01', 5 * DAY);
    await home().sql(`UPDATE reeve.instance SET status = 'terminated' WHERE account = $1`, [home().account]);
    await home().tick();
    expect(await standing(home())).toEqual([]);
  });
});
