import { beforeEach, describe, expect, it } from 'vitest';
import { endings, fleetPair, standing } from '../../support/fleet-pair.js';

describe('projects', () => {
  const { home, other } = fleetPair();
  beforeEach(() => home().put('project', { id: 'shop', cost_ceiling_usd: 1_000, replicas: 3 }));
  const sample = (metric: string, value: number, ms = 60_000) =>
    home().put('project_sample', { project: 'shop', metric, value, at: home().ago(ms) });

  it('are off in several things at once, told, and well again', async () => {
    await sample('latency_p99_ms', 300);
    await sample('availability_pct', 95);
    await sample('replicas', 2);
    await sample('cost_usd', 1_300, 1);
    await home().tick();
    expect(await standing(home())).toEqual([
      'project.cost_breach high project_cost_breach:shop',
      'project.drift warning project_drift:shop:replicas',
      'project.slo_violation critical project_slo_violation:shop:availability_pct',
      'project.slo_violation warning project_slo_violation:shop:latency_p99_ms',
    ]);
    expect((await home().decisions()).map(({ outcome, target }) => `${String(outcome)} ${String(target)}`)).toEqual(
      Array.from({ length: 4 }, () => 'observed project/shop'),
    );
    await home().sql(`DELETE FROM reeve.project_sample WHERE account = $1`, [home().account]);
    await sample('latency_p99_ms', 200);
    await sample('availability_pct', 99.9);
    await sample('replicas', 3);
    await sample('cost_usd', 1, 1);
    await home().tick();
    expect(await standing(home())).toEqual([]);
    expect(await endings(home())).toHaveLength(4);
    await other().tick();
    expect(await other().conditions()).toEqual([]);
  });

  it('stay as they are while nobody measures them', async () => {
    await sample('replicas', 2);
    await home().tick();
    await home().sql(`UPDATE reeve.project_sample SET at = at - interval '1 hour' WHERE account = $1`, [
      home().account,
    ]);
    await home().tick();
    expect(await standing(home())).toEqual(['project.drift warning project_drift:shop:replicas']);
  });

  it('are judged by the mean of a quarter of an hour, and by their newest number', async () => {
    await sample('latency_p99_ms', 900, 16 * 60_000);
    await sample('latency_p99_ms', 260, 60_000);
    await sample('latency_p99_ms', 200, 120_000);
    await sample('replicas', 1, 120_000);
    await sample('replicas', 3, 60_000);
    await home().tick();
    expect(await standing(home())).toEqual([]);
  });

  it('are nobody’s care while they are paused', async () => {
    await sample('latency_p99_ms', 900);
    await home().sql(`UPDATE reeve.project SET status = 'paused' WHERE account = $1`, [home().account]);
    await home().tick();
    expect(await standing(home())).toEqual([]);
  });
});
