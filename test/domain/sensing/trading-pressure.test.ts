import { describe, expect, it } from 'vitest';
import { tradingPressure } from '../../../domain/sensing/sensors/trading-pressure.js';
import { ago, judged, lines, NOON, raisedIn, type Scene } from '../../support/sensor-table.js';

const HOUR = 3_600_000;
const KIND = 'fleet.trading_pressure_high';
const load = (...strengths: readonly number[]) => ({
  signals: strengths.map((strength, n) => ({
    ...{ source: `agent/trading/s${n}`, strength, at: NOON, ttlMs: HOUR, decay: 0 },
  })),
});
const OPEN = { open: { trading_pressure: {} } };

describe('the load of others', () => {
  it.each<[string, { signals: ReturnType<typeof load>['signals'] }, Scene, readonly string[]]>([
    ['is nothing', load(), {}, []],
    ['is less than 1', load(0.99), {}, []],
    ['is 1', load(1), {}, [`raise warning ${KIND}`]],
    ['is more than 1', load(1.01), {}, [`raise high ${KIND}`]],
    ['is 3', load(1, 2), {}, [`raise high ${KIND}`]],
    ['is more than 3', load(1, 2.01), {}, [`raise critical ${KIND}`]],
    ['is 1 of two halves', load(0.5, 0.5), {}, [`raise warning ${KIND}`]],
    ['is a half and something too weak to count', load(0.5, 0.49, 0.49), {}, []],
    [
      'is no less than 1 by the noise of adding',
      load(0.7, 0.1 + 0.2),
      { set: [{ place: '', values: { per_signal_min_strength: 0.1 } }] },
      [`raise warning ${KIND}`],
    ],
    ['stays open at 0.8', load(0.8), OPEN, [`raise warning ${KIND}`]],
    ['is not opened at 0.8', load(0.8), {}, []],
    ['is over below', load(0.79), OPEN, [`clear ${KIND}`]],
    ['is over where nobody says anything', load(), OPEN, [`clear ${KIND}`]],
    ['fades', { signals: load(2).signals.map((one) => ({ ...one, at: ago(HOUR / 2), decay: 0.8 })) }, {}, []],
    ['is gone after its time', { signals: load(9).signals.map((one) => ({ ...one, at: ago(HOUR) })) }, {}, []],
    [
      'counts the strongest 50',
      load(...Array.from({ length: 60 }, () => 0.5)),
      { set: [{ place: '', values: { perceive_limit: 1 } }] },
      [],
    ],
    [
      'is raised where it is set to',
      load(0.6),
      { set: [{ place: '', values: { defer_aggregate_pressure: 0.6 } }] },
      [`raise warning ${KIND}`],
    ],
    [
      'does not flap where it is set to end above its beginning',
      load(1),
      { ...OPEN, set: [{ place: '', values: { clear_aggregate_pressure: 5 } }] },
      [`raise warning ${KIND}`],
    ],
  ])('%s', (_name, row, scene, said) => {
    expect(lines(judged(tradingPressure, row, scene))).toEqual(said);
  });

  it('is one condition, whatever the minute, and says who is under load', () => {
    const one = raisedIn(judged(tradingPressure, load(0.6, 2.5), { now: NOON + 60_000 }));
    expect(one).toMatchObject({ fingerprint: 'trading_pressure', subject: { kind: 'account', name: 'all' } });
    expect(one.payload).toEqual({
      ...{ aggregate_strength: 3.1, source_signal_count: 2, source_signal_types: ['agent/trading'] },
      strongest: { type: 'agent/trading', key: 'agent/trading/s1', strength: 2.5 },
    });
  });
  it('counts no more than 50', () => {
    const all = load(...Array.from({ length: 60 }, () => 0.5));
    expect(raisedIn(judged(tradingPressure, all)).payload).toMatchObject({
      source_signal_count: 50,
      aggregate_strength: 25,
    });
  });
});
