import { describe, expect, it } from 'vitest';
import { endings, fleetPair, standing } from '../../support/fleet-pair.js';

describe('instances that stand other than they should', () => {
  const { home, other } = fleetPair();
  const provider = (status: string | null, odd: number) =>
    home().sql(`UPDATE reeve.instance SET provider_status = $2, provider_odd = $3 WHERE account = $1`, [
      ...[home().account, status, odd],
    ]);

  it('are looked at first, then started, and over once the provider says the same', async () => {
    await provider('stopped', 1);
    await home().tick();
    expect(await standing(home())).toEqual([]);
    await provider('stopped', 2);
    await home().tick();
    expect(await home().conditions()).toMatchObject([
      {
        ...{ kind: 'system.instance_state_drift', severity: 'high', subject: 'instance/web-1' },
        attribution: { suspect: 'provider' },
        payload: { expected_status: 'running', actual_status: 'stopped', report: 'r-7' },
      },
    ]);
    expect(await home().decisions()).toMatchObject([
      { outcome: 'proposed', category: 'system.instance_reboot', target: 'instance/web-1' },
    ]);
    await provider('running', 0);
    await home().tick();
    expect(await standing(home())).toEqual([]);
    expect(await endings(home())).toEqual(['it is written down as the provider says: "running"']);
    await other().tick();
    expect(await other().conditions()).toEqual([]);
  });

  it('are made anew where they are gone, which is another condition', async () => {
    await provider('stopped', 2);
    await home().tick();
    await provider('missing', 3);
    await home().tick();
    expect(await standing(home())).toEqual(['system.instance_state_drift high instance_state_drifted:web-1:missing']);
    expect(await endings(home())).toEqual(['the provider says "missing" by now']);
    expect((await home().decisions()).map(({ category }) => category)).toEqual([
      ...['system.instance_reboot', 'system.instance_reprovision'],
    ]);
  });

  it('are left alone while something is under way, and explain why they are silent', async () => {
    await provider('stopped', 5);
    await home().sql(`UPDATE reeve.instance SET busy_until = now() + interval '1 minute' WHERE account = $1`, [
      home().account,
    ]);
    await home().tick();
    expect(await standing(home())).toEqual([]);
    await home().sql(`UPDATE reeve.instance SET busy_until = NULL WHERE account = $1`, [home().account]);
    await home().sql(`UPDATE reeve.heartbeat SET at = at - interval '9 minutes' WHERE account = $1`, [home().account]);
    await home().tick();
    const all = await home().conditions();
    const drift = all.find(({ kind }) => kind === 'system.instance_state_drift');
    expect(all.find(({ kind }) => kind === 'instance.silent')).toMatchObject({ parent: drift?.['id'] });
  });

  it('stand under one where many of a template do at once', async () => {
    const names = ['web-2', 'web-3'];
    await home().put('node', ...names.map((id) => ({ id, template: 'web' })));
    await home().put('instance', ...names.map((id) => ({ id, node: id, template: 'web' })));
    await provider('missing', 2);
    await home().tick();
    expect(await home().decisions()).toMatchObject([{ action: 'manual', target: 'template/web' }]);
  });
});
