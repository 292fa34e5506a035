import { describe, expect, it } from 'vitest';
import { instanceStatus, type Pulse } from '../../../domain/sensing/sensors/instance-status.js';
import { ago, judged, lines, NOON, type Scene } from '../../support/sensor-table.js';

const MINUTE = 60_000;
const anInstance = (over: Partial<Pulse> = {}): Pulse => ({
  ...{ instance: 'web-1', node: 'n-1', template: 'web', provider: 'kubernetes', created_at: ago(60 * MINUTE) },
  ...{ draining_until: null, busy_until: null, heartbeat_at: null, beats: 0, report: '', spoken_for: null },
  ...over,
});
const OPEN: Scene = { open: { 'instance_silent:web-1': {} } };

describe('an instance that does not report', () => {
  it.each<[string, Partial<Pulse>, Scene, readonly string[]]>([
    ['has its time after it was made', { created_at: NOON - 15 * MINUTE }, {}, []],
    ['and not longer', { created_at: NOON - 15 * MINUTE - 1 }, {}, ['raise high instance.silent']],
    ['is heard within five minutes', { heartbeat_at: ago(5 * MINUTE) }, {}, []],
    ['is silent after them', { heartbeat_at: ago(5 * MINUTE + 1) }, {}, ['raise warning instance.silent']],
    ['without an agent is as its provider says', { spoken_for: 'running' }, {}, []],
    ['is that, too, where it stopped', { spoken_for: 'stopped' }, {}, []],
    ['is silent where its provider can not tell either', { spoken_for: 'unknown' }, {}, ['raise high instance.silent']],
    ['is not silent because nobody can be asked', { spoken_for: 'away' }, {}, []],
    ['and not heard because of that either', { spoken_for: 'away' }, OPEN, ['hold instance.silent']],
    ['is spoken for again', { spoken_for: 'running' }, OPEN, ['clear instance.silent']],
    [
      'is silent whatever its provider says where it has an agent',
      { heartbeat_at: ago(6 * MINUTE), spoken_for: 'running' },
      {},
      ['raise warning instance.silent'],
    ],
  ])('%s', (_name, over, scene, said) => {
    expect(lines(judged(instanceStatus, anInstance(over), scene))).toEqual(said);
  });
});
