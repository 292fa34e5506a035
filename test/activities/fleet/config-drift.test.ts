import { describe, expect, it } from 'vitest';
import { endings, fleetPair, standing } from '../../support/fleet-pair.js';

describe('configurations that drift', () => {
  const { home, other } = fleetPair();
  const set = (table: string, what: string) =>
    home().sql(`UPDATE reeve.${table} SET ${what} WHERE account = $1`, [home().account]);
  const assign = async (ms: number) => {
    await home().put('module', { id: 'nginx', version: 1 });
    await home().put('module_version', { module: 'nginx', version: 1, digest: 'sha256:1' });
    await home().put('assignment', { node: 'n-1', module: 'nginx', changed_at: home().ago(ms) });
  };

  it('are raised, decided about, and over once they are the same', async () => {
    await set('template', `config_hash = 'a'`);
    await set('instance', `config_hash = 'b'`);
    await home().tick();
    expect(await standing(home())).toEqual(['config.drift_detected warning config_drift:web-1']);
    expect(await home().conditions()).toMatchObject([
      { payload: { desired_hash: 'a', reported_hash: 'b', report: 'r-7' } },
    ]);
    expect(await home().decisions()).toMatchObject([
      { outcome: 'proposed', category: 'system.module_assign', target: 'instance/web-1' },
    ]);
    await set('instance', `config_hash = 'a'`);
    await home().tick();
    expect(await standing(home())).toEqual([]);
    expect(await endings(home())).toEqual(['it has the configuration that it should have again']);
    await other().tick();
    expect(await other().conditions()).toEqual([]);
  });

  it('are compared with what their node asks for, before their template', async () => {
    await set('template', `config_hash = 'a'`);
    await set('node', `config_hash = 'b'`);
    await set('instance', `config_hash = 'b'`);
    await home().tick();
    expect(await standing(home())).toEqual([]);
  });

  it('are not said of who says nothing', async () => {
    await set('template', `config_hash = 'a'`);
    await home().tick();
    expect(await standing(home())).toEqual([]);
  });

  it('are said of an assignment that nothing was done about, under the drift that it makes', async () => {
    await assign(6 * 60_000);
    await home().tick();
    expect(await standing(home())).toEqual(
      expect.arrayContaining(['config.assignment_lag warning assignment_lag:web-1:nginx']),
    );
    const drift = (await home().conditions()).find(({ kind }) => kind === 'module.drift_detected');
    expect(await home().conditions()).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'config.assignment_lag', parent: drift?.['id'] })]),
    );
    expect(await home().decisions()).toMatchObject([{ kind: 'module.drift_detected' }]);
    await set('instance', `running = '{"nginx":"sha256:1"}'`);
    await home().tick();
    expect(await standing(home())).toEqual([]);
    expect(await endings(home())).toContain('the instance runs what was assigned');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['was made just now', () => assign(60_000)],
    [
      'was followed by a task',
      async () => {
        await assign(6 * 60_000);
        await home().put('node_task', {
          ...{ id: 't', instance: 'web-1', kind: 'module.apply', parameters: {}, state: 'waiting', attempts: 0 },
          ...{ made_at: home().ago(60_000), ends_at: home().ago(-60_000) },
        });
      },
    ],
    [
      'was settled since',
      async () => {
        await assign(6 * 60_000);
        await set('instance', `settled_at = now() - interval '5 minutes'`);
      },
    ],
    [
      'has no version',
      async () => {
        await home().put('module', { id: 'nginx' });
        await home().put('assignment', { node: 'n-1', module: 'nginx', changed_at: home().ago(9 * 60_000) });
      },
    ],
  ])('are not said of an assignment that %s', async (_name, prepare) => {
    await prepare();
    await home().tick();
    expect((await standing(home())).filter((line) => line.includes('lag'))).toEqual([]);
  });
});
