import { describe, expect, it } from 'vitest';
import { endings, fleetPair, standing } from '../../support/fleet-pair.js';

const MINUTE = 60_000;

describe('versions in staging', () => {
  const { home, other } = fleetPair();
  const stage = async (stagedMs: number) => {
    await home().put('module', { id: 'nginx', version: 1 });
    await home().put(
      'module_version',
      { module: 'nginx', version: 1, digest: 'sha256:1' },
      { module: 'nginx', version: 2, digest: 'sha256:2', state: 'staging', staged_at: home().ago(stagedMs) },
    );
  };
  const run = async (since: readonly unknown[], digest = 'sha256:2', silentMs = 1_000) => {
    const names = since.map((_one, index) => `canary-${index}`);
    await home().put('template', { id: 'canary' });
    await home().put('node', ...names.map((id) => ({ id, template: 'canary', enabled: false })));
    await home().put(
      'instance',
      ...names.map((id, index) => ({
        ...{ id, node: id, template: 'canary', running: { nginx: digest }, running_since: { nginx: since[index] } },
      })),
    );
    await home().put('heartbeat', ...names.map((instance) => ({ instance, at: home().ago(silentMs) })));
  };
  const old = () => home().ago(31 * MINUTE);

  it('are ready once three run one for long enough, and put to people; promoted, it is over', async () => {
    await stage(60 * MINUTE);
    await run([old(), old(), old()]);
    await home().tick();
    expect(await standing(home())).toEqual(['module.promotion_ready warning promotion_ready:nginx@2']);
    expect(await home().decisions()).toMatchObject([
      { outcome: 'proposed', category: 'system.module_promote_to_live', target: 'module/nginx' },
    ]);
    await home().sql(`UPDATE reeve.module_version SET state = 'live' WHERE account = $1 AND version = 2`, [
      home().account,
    ]);
    await home().tick();
    expect(await standing(home())).toEqual([]);
    expect(await endings(home())).toEqual(['it is live now']);
    await other().tick();
    expect(await other().conditions()).toEqual([]);
  });

  it('lie there after a day: that is told, and nothing is done', async () => {
    await stage(25 * 60 * MINUTE);
    await home().tick();
    expect(await standing(home())).toEqual(['module.promotion_stalled info promotion_stalled:nginx@2']);
    expect(await home().decisions()).toMatchObject([{ outcome: 'observed', category: 'system.observation' }]);
  });

  it.each<[string, (o: string) => readonly unknown[], string, number]>([
    ['two that run it', (o) => [o, o], 'sha256:2', 1_000],
    ['three that run another', (o) => [o, o, o], 'sha256:1', 1_000],
    ['three that are silent', (o) => [o, o, o], 'sha256:2', 6 * MINUTE],
    ['one that says no time', (o) => [o, o, 'yesterday; DROP TABLE'], 'sha256:2', 1_000],
    ['one that says nothing', (o) => [o, o, null], 'sha256:2', 1_000],
    ['one that began just now', (o) => [o, o, new Date().toISOString()], 'sha256:2', 1_000],
  ])('are not ready with %s', async (_name, since, digest, silentMs) => {
    await stage(MINUTE);
    await run(since(old()), digest, silentMs);
    await home().tick();
    expect(await standing(home())).toEqual([]);
  });
});
