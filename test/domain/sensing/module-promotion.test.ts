import { describe, expect, it } from 'vitest';
import { modulePromotion, type Staged } from '../../../domain/sensing/sensors/module-promotion.js';
import { ago, judged, lines, raisedIn, type Scene } from '../../support/sensor-table.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const aVersion = (over: Partial<Staged> = {}): Staged => ({
  ...{ module: 'nginx', version: 7, digest: 'sha256:7', state: 'staging', staged_at: ago(HOUR) },
  ...{ running_count: 3, since: [ago(50 * MINUTE), ago(40 * MINUTE), ago(30 * MINUTE)] },
  ...over,
});
const READY = { 'promotion_ready:nginx@7': {} };
const STALLED = { 'promotion_stalled:nginx@7': {} };

describe('a version in staging', () => {
  const third = (ms: number) => ({ since: [ago(50 * MINUTE), ago(40 * MINUTE), ago(ms)] });
  it.each<[string, Partial<Staged>, readonly string[]]>([
    ['is not ready 1 ms before the third has run it for 30 min', third(30 * MINUTE - 1), []],
    ['is ready when it has', third(30 * MINUTE), ['raise warning module.promotion_ready']],
    ['and after', third(30 * MINUTE + 1), ['raise warning module.promotion_ready']],
    ['is not ready on two, however long', { running_count: 2, since: [ago(9 * HOUR), ago(9 * HOUR)] }, []],
    [
      'is ready on four of which one is new',
      { running_count: 4, since: [...aVersion().since, ago(1)] },
      ['raise warning module.promotion_ready'],
    ],
    ['is not ready where nobody knows since when they run it', { since: [] }, []],
    ['does not lie there 1 ms before 24 h', { since: [], staged_at: ago(24 * HOUR - 1) }, []],
    ['nor at 24 h', { since: [], staged_at: ago(24 * HOUR) }, []],
    ['lies there 1 ms later', { since: [], staged_at: ago(24 * HOUR + 1) }, ['raise info module.promotion_stalled']],
    ['does not where nobody knows since when', { since: [], staged_at: null }, []],
    [
      'can be both',
      { staged_at: ago(25 * HOUR) },
      ['raise warning module.promotion_ready', 'raise info module.promotion_stalled'],
    ],
  ])('%s', (_name, over, said) => {
    expect(lines(judged(modulePromotion, aVersion(over)))).toEqual(said);
  });

  it.each<[string, Partial<Staged>, Scene, readonly string[]]>([
    [
      'is over once promoted',
      { state: 'blessed' },
      { open: { ...READY, ...STALLED } },
      ['clear module.promotion_ready', 'clear module.promotion_stalled'],
    ],
    ['is over once retired', { state: 'retired' }, { open: READY }, ['clear module.promotion_ready']],
    [
      'is not ready any more once one stops running it',
      { since: [ago(HOUR), ago(HOUR)] },
      { open: READY },
      ['clear module.promotion_ready'],
    ],
    [
      'does not lie there any more once staged anew',
      { since: [], staged_at: ago(1) },
      { open: STALLED },
      ['clear module.promotion_stalled'],
    ],
    [
      'needs as many as is set for its module',
      {},
      { set: [{ place: 'module/nginx', values: { required_running_instances: 4 } }] },
      [],
    ],
    ['and for as long', {}, { set: [{ place: 'module/nginx', values: { min_dwell_minutes: 31 } }] }, []],
    [
      'not as for another',
      {},
      { set: [{ place: 'module/redis', values: { min_dwell_minutes: 31 } }] },
      ['raise warning module.promotion_ready'],
    ],
  ])('%s', (_name, over, scene, said) => {
    expect(lines(judged(modulePromotion, aVersion(over), scene))).toEqual(said);
  });

  it('says what it is and what speaks for it', () => {
    const one = raisedIn(judged(modulePromotion, aVersion({ running_count: 5 })));
    expect(one).toMatchObject({ fingerprint: 'promotion_ready:nginx@7', subject: { kind: 'module', name: 'nginx' } });
    expect(one.payload).toEqual({
      ...{ module_version_id: 'nginx@7', module_id: 'nginx', version_number: 7, digest: 'sha256:7' },
      ...{ running_count: 5, required_count: 3, dwell_time_minutes: 30 },
    });
    const stalled = raisedIn(judged(modulePromotion, aVersion({ since: [], staged_at: ago(30.5 * HOUR) })));
    expect(stalled.payload).toMatchObject({
      module_id: 'nginx',
      staged_at: '2026-06-15T05:30:00.000Z',
      hours_in_staging: 30,
    });
  });

  it('asks to promote this very version', () => {
    const [ready] = modulePromotion.kinds;
    const { subject, payload } = raisedIn(judged(modulePromotion, aVersion()));
    expect(
      ready?.steps.map((step) => [
        step.category,
        step.target({ subject, payload }),
        step.parameters?.({ subject, payload }),
      ]),
    ).toEqual([['system.module_promote_to_live', { kind: 'module', name: 'nginx' }, { version: 7 }]]);
  });
});
