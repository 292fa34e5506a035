import { describe, expect, it } from 'vitest';
import { configDrift, type Configured } from '../../../domain/sensing/sensors/config-drift.js';
import { ago, judged, lines, NOON, raisedIn, type Scene } from '../../support/sensor-table.js';

const MINUTE = 60_000;
const aConfiguration = (over: Partial<Configured> = {}): Configured => ({
  ...{ instance: 'web-1', node: 'n-1', template: 'web', settled_at: null, busy_until: null, report: 'r-1' },
  ...{ desired_hash: 'a', reported_hash: 'b', lags: [], open_lags: [] },
  ...over,
});
const same = { reported_hash: 'a' };
const lag = (over = {}) => ({
  module: 'nginx',
  digest: 'sha256:1',
  changed_at: ago(6 * MINUTE),
  in_flight: false,
  ...over,
});
const OPEN = { 'config_drift:web-1': {} };
const LAGS = { 'assignment_lag:web-1:nginx': {} };
const raised = ['raise warning config.drift_detected'];
const lags = ['raise warning config.assignment_lag'];

describe('the configuration of an instance', () => {
  it.each<[string, Partial<Configured>, Scene, readonly string[]]>([
    ['has drifted where the hashes differ', {}, {}, raised],
    ['has not where they are the same', same, {}, []],
    ['is not compared where nobody asks for one', { desired_hash: null }, {}, []],
    ['is not compared where the instance has not said', { reported_hash: null }, {}, []],
    ['is not compared 1 ms before it is settled', { settled_at: ago(2 * MINUTE - 1) }, {}, []],
    ['is when it is', { settled_at: ago(2 * MINUTE) }, {}, raised],
    ['is 1 ms later', { settled_at: ago(2 * MINUTE + 1) }, {}, raised],
    ['is not compared while something is under way', { busy_until: NOON + 1 }, {}, []],
    ['is at its end', { busy_until: NOON }, {}, raised],
    [
      'stays open while something is under way',
      { busy_until: NOON + 1 },
      { open: OPEN },
      ['hold config.drift_detected'],
    ],
    [
      'stays open until it is settled',
      { settled_at: ago(2 * MINUTE - 1) },
      { open: OPEN },
      ['hold config.drift_detected'],
    ],
    [
      'is right again at once, whatever is under way',
      { busy_until: NOON + 1, settled_at: ago(0), ...same },
      { open: OPEN },
      ['clear config.drift_detected'],
    ],
    ['is right again', same, { open: OPEN }, ['clear config.drift_detected']],
    [
      'is over where nobody asks for one any more',
      { desired_hash: null },
      { open: OPEN },
      ['clear config.drift_detected'],
    ],
    [
      'is not compared where that is turned off for its template',
      {},
      { set: [{ place: 'template/web', values: { hash_equal_required: false } }] },
      [],
    ],
    [
      'settles for as long as its instance is set to',
      { settled_at: ago(5 * MINUTE) },
      { set: [{ place: 'instance/web-1', values: { settle_seconds: 301 } }] },
      [],
    ],
  ])('%s', (_name, over, scene, said) => {
    expect(lines(judged(configDrift, aConfiguration(over), scene))).toEqual(said);
  });

  it('says what it is and what it should be, and asks for that', () => {
    const one = raisedIn(judged(configDrift, aConfiguration()));
    expect(one.fingerprint).toBe('config_drift:web-1');
    expect(one.payload).toEqual({
      instance_id: 'web-1',
      node_id: 'n-1',
      report: 'r-1',
      desired_hash: 'a',
      reported_hash: 'b',
    });
    expect(configDrift.kinds[0]?.steps[0]?.parameters?.(one)).toEqual({ config: 'a' });
  });
});

describe('an assignment', () => {
  const at = (ms: number) => ({ ...same, lags: [lag({ changed_at: ago(ms) })] });
  it.each<[string, Partial<Configured>, Scene, readonly string[]]>([
    ['may take 5 min less 1 ms', at(5 * MINUTE - 1), {}, []],
    ['may take 5 min', at(5 * MINUTE), {}, []],
    ['is late 1 ms after', at(5 * MINUTE + 1), {}, lags],
    ['is on its way', { ...same, lags: [lag({ in_flight: true })] }, {}, []],
    [
      'stays open while it is on its way',
      { ...same, lags: [lag({ in_flight: true })] },
      { open: LAGS },
      ['hold config.assignment_lag'],
    ],
    [
      'stays open while something is under way',
      { ...same, busy_until: NOON + 1, lags: [lag()] },
      { open: LAGS },
      ['hold config.assignment_lag'],
    ],
    [
      'is over once the instance runs it',
      { ...same, open_lags: ['nginx'] },
      { open: LAGS },
      ['clear config.assignment_lag'],
    ],
    ['begins anew where it was changed again', at(MINUTE), { open: LAGS }, ['clear config.assignment_lag']],
    [
      'has the time that is set for its template',
      at(6 * MINUTE),
      { set: [{ place: 'template/web', values: { intent_lag_minutes: 6 } }] },
      [],
    ],
    ['is said beside a drift', { lags: [lag()] }, {}, [...raised, ...lags]],
    ['is said one by one', { ...same, lags: [lag(), lag({ module: 'redis' })] }, {}, [...lags, ...lags]],
  ])('%s', (_name, over, scene, said) => {
    expect(lines(judged(configDrift, aConfiguration(over), scene))).toEqual(said);
  });

  it('says what was assigned and when it was last settled', () => {
    const one = raisedIn(
      judged(configDrift, aConfiguration({ ...same, settled_at: ago(10 * MINUTE), lags: [lag({ digest: null })] })),
    );
    expect(one.fingerprint).toBe('assignment_lag:web-1:nginx');
    expect(one.payload).toMatchObject({
      ...{ module_id: 'nginx', assignment_id: 'n-1/nginx', wanted: { nginx: null } },
      ...{ changed_at: '2026-06-16T11:54:00.000Z', last_apply_at: '2026-06-16T11:50:00.000Z' },
    });
    expect(configDrift.kinds[1]?.steps[0]?.parameters?.(one)).toEqual({ modules: { nginx: null } });
  });
});
