import { describe, expect, it } from 'vitest';
import { pointsIn, queriesOf, samplesOf, STEP_MS, windowOf } from '../../../domain/fleet/measuring.js';

const NOON = Date.UTC(2026, 2, 4, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('what is to be asked', () => {
  it('is told the time between two answers', () => {
    expect(queriesOf('slo', { requests: 'sum(increase(hits[$step]))' })).toEqual({
      queries: { requests: 'sum(increase(hits[120s]))' },
    });
  });
  it.each<[string, unknown, string]>([
    ['no table', ['up'], 'no table'],
    ['nothing', null, 'no table'],
    ['another name', { latency: 'x' }, '"latency" is nothing to ask for: requests, errors, upPct, latencyP99Ms are'],
    ['a name that every object has', { constructor: 'x' }, '"constructor" is nothing to ask for'],
    ['no text', { errors: 1 }, 'errors has no query'],
    ['blank text', { errors: ' ' }, 'errors has no query'],
  ])('is refused where it is %s', (_what, given, wrong) => {
    expect(queriesOf('slo', given)).toEqual({ wrong: expect.stringContaining(wrong) });
  });
});

describe('the window', () => {
  it.each<[string, number | null, number, number, number]>([
    ['reaches back for six hours the first time', null, NOON + 30_000, NOON - 6 * HOUR + STEP_MS, NOON],
    ['leaves the newest to who scrapes', null, NOON + 29_999, NOON - 6 * HOUR, NOON - STEP_MS],
    ['begins after the newest sample', NOON - 2 * STEP_MS, NOON + 30_000, NOON - STEP_MS, NOON],
    ['begins at a whole step after one that is between two', NOON - STEP_MS - 1, NOON + 30_000, NOON - STEP_MS, NOON],
    [
      'reaches back for six hours after a long silence',
      NOON - 7 * HOUR,
      NOON + 30_000,
      NOON - 6 * HOUR + STEP_MS,
      NOON,
    ],
  ])('%s', (_what, lastAt, now, from, to) => {
    expect(windowOf(lastAt, now)).toEqual({ from, to });
  });
  it('is none while there is nothing new', () => {
    expect(windowOf(NOON, NOON + 30_000 + STEP_MS - 1)).toBeUndefined();
    expect(windowOf(NOON, NOON + 30_000 + STEP_MS)).toEqual({ from: NOON + STEP_MS, to: NOON + STEP_MS });
    // A sample from the future holds up nobody for longer than it is ahead.
    expect(windowOf(NOON + HOUR, NOON)).toBeUndefined();
  });
});

describe('an answer', () => {
  const window = { from: NOON, to: NOON + STEP_MS };
  const at = NOON / 1000;
  const matrix = (...result: readonly unknown[]) => ({ status: 'success', data: { resultType: 'matrix', result } });
  it('is read where it is one series; what is no number, or of another time, was not measured', () => {
    const values = [
      ...[[at, '1.5'], [at + 120, 'NaN'], [at + 120, '+Inf'], [at - 120, '2'], [at + 240, '2'], 'x', [at + 60]],
    ];
    expect(pointsIn(matrix({ metric: {}, values }), window)).toEqual([[NOON, 1.5]]);
    expect(pointsIn(matrix(), window)).toEqual([]);
  });
  it('that only converts to a number was not measured', () => {
    const values = [null, true, '', ' ', [], ['7'], {}].map((value) => [at, value]);
    expect(pointsIn(matrix({ values }), window)).toEqual([]);
    expect(pointsIn(matrix({ values: [[String(at), '7']] }), window)).toEqual([]);
    expect(pointsIn(matrix({ values: [[at, 7]] }), window)).toEqual([[NOON, 7]]);
  });
  it('is taken at the moments that were asked for, and at no others', () => {
    const values = Array.from({ length: 50_000 }, (_one, index) => [at + index / 1000, '1']);
    expect(pointsIn(matrix({ values }), { from: NOON, to: NOON + STEP_MS })).toEqual([[NOON, 1]]);
  });
  it.each<[string, unknown, string]>([
    [
      'is several series',
      matrix({ values: [] }, { values: [] }),
      'it gives 2 series: make one of them (sum, avg, max)',
    ],
    ['is of one moment', matrix({ value: [at, '1'] }), 'no values over time'],
    ['says what is wrong', { status: 'error', errorType: 'bad_data', error: 'parse error' }, 'parse error'],
    ['is of somebody else', { data: {} }, 'no answer of Prometheus'],
    ['is nothing', undefined, 'no answer of Prometheus'],
    ['has no result', { status: 'success', data: { result: 'x' } }, 'no answer of Prometheus'],
  ])('is not taken where it %s', (_what, answer, wrong) => {
    expect(pointsIn(answer, window)).toEqual({ wrong: expect.stringContaining(wrong) });
  });
});

describe('samples', () => {
  it('of an SLO are one row a moment, and what is counted is whole', () => {
    expect(
      samplesOf('slo', {
        requests: [[1, 10.4]],
        errors: [
          [1, 0.6],
          [2, 1],
        ],
        upPct: [[2, 100]],
      }),
    ).toEqual([
      { at: 1, requests: 10, errors: 1 },
      { at: 2, errors: 1, upPct: 100 },
    ]);
  });
  it('of a project are one row a metric and moment', () => {
    expect(samplesOf('project', { replicas: [[1, 3]], cost_usd: [[1, -2.5]] })).toEqual([
      { metric: 'replicas', at: 1, value: 3 },
      { metric: 'cost_usd', at: 1, value: -2.5 },
    ]);
  });
  it.each([
    ['slo', 'upPct', 0, true],
    ['slo', 'upPct', -0.001, false],
    ['slo', 'upPct', 100, true],
    ['slo', 'upPct', 100.001, false],
    ['slo', 'requests', -1, false],
    ['slo', 'latencyP99Ms', 0, true],
    ['project', 'error_rate_pct', 100.1, false],
    ['project', 'replicas', -1, false],
  ] as const)('of %s: %s may be %d: %s', (of, name, value, may) => {
    const found = samplesOf(of, { [name]: [[1, value]] });
    expect('wrong' in found).toBe(!may);
  });
});
