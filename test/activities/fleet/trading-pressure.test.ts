import { describe, expect, it } from 'vitest';
import { endings, fleetPair, standing } from '../../support/fleet-pair.js';

describe('the load of other systems', () => {
  const { home, other } = fleetPair();
  const say = (source: string, strength: number) =>
    home().put('pressure', { source, strength, at: home().ago(1_000), ttl_ms: 3_600_000, decay: 0 });
  const falls = (strength: number) =>
    home().sql('UPDATE reeve.pressure SET strength = $2 WHERE account = $1', [home().account, strength]);

  it('is raised, told, one condition however long it lasts, and over below 0.8', async () => {
    await say('agent/trading/load', 2.5);
    await say('agent/trading/sessions', 0.9);
    await say('agent/other', 0.4);
    await home().tick();
    await home().tick();
    expect(await home().conditions()).toMatchObject([
      {
        ...{ kind: 'fleet.trading_pressure_high', severity: 'critical', fingerprint: 'trading_pressure', times: 2 },
        payload: { aggregate_strength: 3.4, source_signal_count: 2, source_signal_types: ['agent/trading'] },
      },
    ]);
    expect(await home().decisions()).toMatchObject([{ outcome: 'observed', category: 'system.observation' }]);
    await falls(0.8);
    await home().sql(`DELETE FROM reeve.pressure WHERE account = $1 AND source <> 'agent/other'`, [home().account]);
    await home().tick();
    expect(await standing(home())).toEqual(['fleet.trading_pressure_high warning trading_pressure']);
    await falls(0.79);
    await home().tick();
    expect(await standing(home())).toEqual([]);
    expect(await endings(home())).toEqual(['it fell to 0.79']);
    await other().tick();
    expect(await other().conditions()).toEqual([]);
  });

  it('is over where nobody says anything any more', async () => {
    await say('agent/trading/load', 2);
    await home().tick();
    await home().sql(`UPDATE reeve.pressure SET at = at - interval '2 hours' WHERE account = $1`, [home().account]);
    await home().tick();
    expect(await standing(home())).toEqual([]);
  });
});
