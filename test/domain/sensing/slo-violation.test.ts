import { describe, expect, it } from 'vitest';
import { type Measured, type Promised, sloViolation } from '../../../domain/sensing/sensors/slo-violation.js';
import { judged, lines, raisedIn, type Scene } from '../../support/sensor-table.js';

const measured = (over: Partial<Measured> = {}): Measured => ({
  ...{ error_n: 20, error_pct: 0, up_n: 20, up_pct: 100, latency_n: 20, latency_ms: 100 },
  ...over,
});
const period = (over: Partial<Measured>) => ({ measured: { period: measured(over) } });
const aPromise = (over: Partial<Promised> = {}): Promised => ({
  ...{ slo: 'shop', module: 'nginx', uptime_pct: 99, error_rate_pct: 1, latency_p99_ms: 250, period: '1d' },
  ...{ enforces: false, measured: { period: measured() } },
  ...over,
});
const open = (...metrics: readonly string[]) => ({
  open: { 'slo_violation:shop': { violations: metrics.map((metric) => ({ metric })) } },
});

describe('a promise', () => {
  it.each<[string, Partial<Promised>, Scene, readonly string[]]>([
    ['is kept', {}, {}, []],
    ['is kept at its target of uptime', period({ up_pct: 99 }), {}, []],
    ['is broken below it', period({ up_pct: 98.99 }), {}, ['raise warning slo.violated']],
    ['is kept at its target of errors', period({ error_pct: 1 }), {}, []],
    ['is broken above it', period({ error_pct: 1.01 }), {}, ['raise warning slo.violated']],
    ['is kept at its target of latency', period({ latency_ms: 250 }), {}, []],
    ['is broken above it', period({ latency_ms: 251 }), {}, ['raise warning slo.violated']],
    ['is high with two off', period({ latency_ms: 251, error_pct: 2 }), {}, ['raise high slo.violated']],
    [
      'is critical with three',
      period({ latency_ms: 251, error_pct: 2, up_pct: 90 }),
      {},
      ['raise critical slo.violated'],
    ],
    ['is not broken where nothing was promised', { latency_p99_ms: null, ...period({ latency_ms: 9_000 }) }, {}, []],
    ['is not judged by 19 samples', period({ up_n: 19, up_pct: 0 }), {}, []],
    ['is by 20', period({ up_n: 20, up_pct: 0 }), {}, ['raise warning slo.violated']],
    ['is not judged by nothing', { measured: {} }, {}, []],
    ['stays broken while nobody measures', { measured: {} }, open('uptime_pct'), ['hold slo.violated']],
    ['stays broken while too little is measured', period({ up_n: 19 }), open('uptime_pct'), ['hold slo.violated']],
    [
      'is kept again though another metric is not measured',
      period({ latency_n: 0, latency_ms: null }),
      open('uptime_pct'),
      ['clear slo.violated'],
    ],
    ['is kept again', {}, open('uptime_pct'), ['clear slo.violated']],
    [
      'takes as many samples as its module is set to',
      period({ up_pct: 0 }),
      { set: [{ place: 'module/nginx', values: { min_samples: 21 } }] },
      [],
    ],
  ])('%s', (_name, over, scene, said) => {
    expect(lines(judged(sloViolation, aPromise(over), scene))).toEqual(said);
  });

  const burning = (window: '1h' | '6h', over: Partial<Measured>): Partial<Promised> => ({
    measured: { period: measured(), [window]: measured(over) },
  });
  it.each<[string, Partial<Promised>, readonly string[]]>([
    ['may burn 14.39 times its errors for an hour', burning('1h', { error_pct: 14.39 }), []],
    ['and not 14.4 times', burning('1h', { error_pct: 14.4 }), ['raise high slo.violated']],
    ['nor more', burning('1h', { error_pct: 14.41 }), ['raise high slo.violated']],
    ['may burn 5.99 times for six', burning('6h', { error_pct: 5.99 }), []],
    ['and not 6 times', burning('6h', { error_pct: 6 }), ['raise warning slo.violated']],
    ['may be down for 14.39 % of an hour', burning('1h', { up_pct: 85.61 }), []],
    ['and not for 14.4 %', burning('1h', { up_pct: 85.6 }), ['raise high slo.violated']],
    ['and is not judged by 19 samples', burning('1h', { error_pct: 100, error_n: 19 }), []],
    [
      'is critical still with three off',
      {
        measured: {
          period: measured({ latency_ms: 251, error_pct: 2, up_pct: 90 }),
          '1h': measured({ error_pct: 100 }),
        },
      },
      ['raise critical slo.violated'],
    ],
    [
      'without a budget burns at the first error',
      { error_rate_pct: 0, ...burning('6h', { error_pct: 0.01 }) },
      ['raise warning slo.violated'],
    ],
    ['without a budget does not burn without errors', { error_rate_pct: 0, ...burning('6h', {}) }, []],
  ])('%s', (_name, over, said) => {
    expect(lines(judged(sloViolation, aPromise(over)))).toEqual(said);
  });

  it('names every metric that is off, with what was promised and what is', () => {
    const { payload, fingerprint, subject } = raisedIn(
      judged(
        sloViolation,
        aPromise({ measured: { period: measured({ up_pct: 98, latency_ms: 300 }), '1h': measured({ up_pct: 80 }) } }),
      ),
    );
    expect({ fingerprint, subject }).toEqual({
      fingerprint: 'slo_violation:shop',
      subject: { kind: 'module', name: 'nginx' },
    });
    expect(payload).toEqual({
      ...{ module_id: 'nginx', slo_definition_id: 'shop', slo_name: 'shop', window: '1d', enforces_autonomy: false },
      violations: [
        { metric: 'uptime_pct', target: 99, observed: 98, burn_1h: 20 },
        { metric: 'latency_p99_ms', target: 250, observed: 300 },
      ],
    });
  });
});
