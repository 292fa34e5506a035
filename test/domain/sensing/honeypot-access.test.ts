import { describe, expect, it } from 'vitest';
import { honeypotAccess, type Touched } from '../../../domain/sensing/sensors/honeypot-access.js';
import { ago, judged, lines, raisedIn, type Scene } from '../../support/sensor-table.js';

const MINUTE = 60_000;
const aTouch = (over: Partial<Touched> = {}): Touched => {
  const at = over.at ?? ago(MINUTE);
  return {
    ...{
      event: 'e-1',
      module: 'vault',
      instance: 'web-1',
      template: 'web',
      at,
      source: '10.0.0.9',
      path: '/etc/vault',
    },
    ...{ process: 'cat', person: 'eve', blocked_by: '', report: 'r-1', accesses: [at], tripped: [at] },
    ...over,
  };
};
const OPEN = { 'honeypot_access:e-1': {} };
const ATTEMPTED = 'honeypot.access_attempted';
const BLOCKED = 'honeypot.access_blocked';

describe('a touch of a lure', () => {
  it.each<[string, Partial<Touched>, Scene, readonly string[]]>([
    ['is high', {}, {}, [`raise high ${ATTEMPTED}`]],
    ['is seen 1 ms before 15 min', { at: ago(15 * MINUTE - 1) }, {}, [`raise high ${ATTEMPTED}`]],
    ['is seen at 15 min', { at: ago(15 * MINUTE) }, {}, [`raise high ${ATTEMPTED}`]],
    ['is not seen anew 1 ms later', { at: ago(15 * MINUTE + 1) }, {}, []],
    ['stays open until an hour is over', { at: ago(60 * MINUTE) }, { open: OPEN }, [`raise high ${ATTEMPTED}`]],
    ['is over 1 ms later', { at: ago(60 * MINUTE + 1) }, { open: OPEN }, [`clear ${ATTEMPTED}`]],
    [
      'is critical where a second instance was touched an hour ago',
      { tripped: [ago(MINUTE), ago(60 * MINUTE)] },
      {},
      [`raise critical ${ATTEMPTED}`],
    ],
    ['is not 1 ms later', { tripped: [ago(MINUTE), ago(60 * MINUTE + 1)] }, {}, [`raise high ${ATTEMPTED}`]],
    [
      'gets worse while it is open',
      { at: ago(40 * MINUTE), tripped: [ago(MINUTE), ago(40 * MINUTE)] },
      { open: OPEN },
      [`raise critical ${ATTEMPTED}`],
    ],
    ['that was blocked is a warning', { blocked_by: 'apparmor' }, {}, [`raise warning ${BLOCKED}`]],
    [
      'that was blocked is high on several',
      { blocked_by: 'apparmor', tripped: [ago(1), ago(2)] },
      {},
      [`raise high ${BLOCKED}`],
    ],
    [
      'of no known instance is one too',
      { instance: null, template: null, tripped: [] },
      {},
      [`raise high ${ATTEMPTED}`],
    ],
    [
      'is one of too few, where more are asked for',
      { accesses: [ago(1), ago(2)] },
      { set: [{ place: 'module/vault', values: { min_accesses: 3 } }] },
      [],
    ],
    [
      'is one of enough',
      { accesses: [ago(1), ago(2), ago(3)] },
      { set: [{ place: 'module/vault', values: { min_accesses: 3 } }] },
      [`raise high ${ATTEMPTED}`],
    ],
    [
      'counts no older ones',
      { accesses: [ago(1), ago(2), ago(15 * MINUTE + 1)] },
      { set: [{ place: '', values: { min_accesses: 3 } }] },
      [],
    ],
    [
      'is critical on as many as its template is set to',
      { tripped: [ago(1), ago(2)] },
      { set: [{ place: 'template/web', values: { multi_instance_threshold: 3 } }] },
      [`raise high ${ATTEMPTED}`],
    ],
  ])('%s', (_name, over, scene, said) => {
    expect(lines(judged(honeypotAccess, aTouch(over), scene))).toEqual(said);
  });

  it('says who touched what, where and how', () => {
    const one = raisedIn(judged(honeypotAccess, aTouch()));
    expect(one).toMatchObject({ fingerprint: 'honeypot_access:e-1', subject: { kind: 'instance', name: 'web-1' } });
    expect(one.payload).toEqual({
      ...{ module_id: 'vault', instance_id: 'web-1', source: '10.0.0.9', event_id: 'e-1', report: 'r-1' },
      ...{ accessed_path: '/etc/vault', accessing_process: 'cat', accessing_user: 'eve' },
      emitted_at: '2026-06-16T11:59:00.000Z',
    });
    const blocked = raisedIn(
      judged(honeypotAccess, aTouch({ blocked_by: 'apparmor', instance: null, template: null })),
    );
    expect(blocked).toMatchObject({
      ...{ fingerprint: 'honeypot_blocked:e-1', subject: { kind: 'module', name: 'vault' } },
      payload: { blocked_by: 'apparmor' },
    });
  });

  it('is told at once, held back by nothing, and nothing is done by itself', () => {
    for (const kind of honeypotAccess.kinds) expect(kind).toMatchObject({ isSecurity: true, isTold: true, steps: [] });
  });
});
