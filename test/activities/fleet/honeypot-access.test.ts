import { beforeEach, describe, expect, it } from 'vitest';
import { endings, fleetPair, standing } from '../../support/fleet-pair.js';

describe('lures that are touched', () => {
  const { home, other } = fleetPair();
  beforeEach(async () => {
    await home().put('module', { id: 'vault' });
    await home().put('honeypot', { module: 'vault', marked_at: home().ago(86_400_000) });
  });
  const touch = (id: string, ms: number, over: object = {}) =>
    home().put('honeypot_access', { id, module: 'vault', instance: 'web-1', at: home().ago(ms), path: '/x', ...over });
  const older = (minutes: number) =>
    home().sql(`UPDATE reeve.honeypot_access SET at = at - make_interval(mins => $2) WHERE account = $1`, [
      ...[home().account, minutes],
    ]);

  it('are raised as high, only observed, critical on a second instance, and over after an hour', async () => {
    await touch('e-1', 1_000);
    await home().tick();
    expect(await home().conditions()).toMatchObject([
      {
        ...{ kind: 'honeypot.access_attempted', severity: 'high', subject: 'instance/web-1' },
        payload: { module_id: 'vault', event_id: 'e-1', accessed_path: '/x', report: 'r-7' },
      },
    ]);
    expect(await home().decisions()).toMatchObject([{ outcome: 'observed', category: 'system.observation' }]);
    await older(40);
    await touch('e-2', 1_000, { instance: 'elsewhere' });
    await home().tick();
    expect(await standing(home())).toEqual([
      'honeypot.access_attempted critical honeypot_access:e-1',
      'honeypot.access_attempted critical honeypot_access:e-2',
    ]);
    expect((await home().decisions()).map(({ severity, outcome }) => [severity, outcome])).toEqual([
      ...[
        ['high', 'observed'],
        ['critical', 'observed'],
        ['critical', 'observed'],
      ],
    ]);
    await older(70);
    await home().tick();
    expect(await standing(home())).toEqual([]);
    expect(await endings(home())).toEqual(['it was not touched again', 'it was not touched again']);
    await other().tick();
    expect(await other().conditions()).toEqual([]);
  });

  it('are not raised where they were touched long ago, or are no lures any more', async () => {
    await touch('e-1', 16 * 60_000);
    await home().tick();
    expect(await standing(home())).toEqual([]);
    await touch('e-2', 1_000);
    await home().sql(`UPDATE reeve.honeypot SET active = false WHERE account = $1`, [home().account]);
    await home().tick();
    expect(await standing(home())).toEqual([]);
  });

  it('are a warning where the touch was blocked', async () => {
    await touch('e-1', 1_000, { blocked_by: 'apparmor', instance: null });
    await home().tick();
    expect(await standing(home())).toEqual(['honeypot.access_blocked warning honeypot_blocked:e-1']);
  });

  it('do not flood: of very many the newest 500 are conditions, under one', async () => {
    const many = Array.from({ length: 700 }, (_one, index) => ({
      ...{ id: `e-${index}`, module: 'vault', instance: 'web-1', at: home().ago(1_000 + index) },
    }));
    await home().put('honeypot_access', ...many);
    await home().tick();
    const all = await home().conditions();
    expect(all).toHaveLength(501);
    expect(all.filter(({ parent }) => parent === null)).toMatchObject([{ payload: { members: 500 } }]);
    expect(await home().decisions()).toMatchObject([{ outcome: 'observed', target: 'template/web' }]);
  });
});
