import { describe, expect, it } from 'vitest';
import { decide } from '../../../domain/sensing/decide.js';
import { instanceStateDrift, type Standing } from '../../../domain/sensing/sensors/instance-state-drift.js';
import { ago, judged, lines, NOON, raisedIn, type Scene } from '../../support/sensor-table.js';

const MINUTE = 60_000;
const anInstance = (over: Partial<Standing> = {}): Standing => ({
  ...{ instance: 'web-1', node: 'n-1', template: 'web', provider: 'simulated', provider_id: 'i-9', status: 'running' },
  ...{ provider_status: 'stopped', provider_odd: 2, busy_until: null, report: 'r-1', task_since: null, open_as: [] },
  ...over,
});
const open = (...all: readonly string[]) => ({
  open: Object.fromEntries(all.map((as) => [`instance_state_drifted:web-1:${as}`, {}])),
});
const KIND = 'system.instance_state_drift';

describe('the state of an instance', () => {
  it.each<[string, Partial<Standing>, Scene, readonly string[]]>([
    ['is not wrong by one word of its provider', { provider_odd: 1 }, {}, []],
    ['is by two', {}, {}, [`raise high ${KIND}`]],
    ['and by three', { provider_odd: 3 }, {}, [`raise high ${KIND}`]],
    ['is not where the provider says nothing', { provider_status: null }, {}, []],
    ['is not where it says the same', { provider_status: 'running' }, {}, []],
    ['is where it is gone', { provider_status: 'missing' }, {}, [`raise high ${KIND}`]],
    ['is where it runs and should not', { status: 'stopped', provider_status: 'running' }, {}, [`raise high ${KIND}`]],
    ['is not where it was ended and is gone', { status: 'terminated', provider_status: 'missing' }, {}, []],
    [
      'is where it was ended and runs',
      { status: 'terminated', provider_status: 'running' },
      {},
      [`raise high ${KIND}`],
    ],
    ['is not where its provider can not tell', { provider_status: 'unknown' }, {}, []],
    [
      'stays as it was as long as its provider can not tell',
      { provider_status: 'unknown', provider_odd: 0, open_as: ['stopped'] },
      open('stopped'),
      [`hold ${KIND}`],
    ],
    ['is not on its way to a state', { status: 'rebooting' }, {}, []],
    ['is not while something is under way', { busy_until: NOON + 1 }, {}, []],
    ['is at its end', { busy_until: NOON }, {}, [`raise high ${KIND}`]],
    ['is not within 10 min of an open task less 1 ms', { task_since: ago(10 * MINUTE - 1) }, {}, []],
    ['is at 10 min', { task_since: ago(10 * MINUTE) }, {}, [`raise high ${KIND}`]],
    ['is 1 ms later', { task_since: ago(10 * MINUTE + 1) }, {}, [`raise high ${KIND}`]],
    [
      'stays open while something is under way',
      { busy_until: NOON + 1, open_as: ['stopped'] },
      open('stopped'),
      [`hold ${KIND}`],
    ],
    [
      'is right again',
      { provider_status: 'running', provider_odd: 0, open_as: ['stopped'] },
      open('stopped'),
      [`clear ${KIND}`],
    ],
    [
      'is wrong in another way',
      { provider_status: 'missing', open_as: ['stopped'] },
      open('stopped'),
      [`clear ${KIND}`, `raise high ${KIND}`],
    ],
    ['stays open as long as it is the same', { open_as: ['stopped'] }, open('stopped'), [`raise high ${KIND}`]],
    [
      'takes as many words as its template is set to',
      {},
      { set: [{ place: 'template/web', values: { confirmations_required: 3 } }] },
      [],
    ],
    [
      'is excused for as long as its instance is set to',
      { task_since: ago(11 * MINUTE) },
      { set: [{ place: 'instance/web-1', values: { in_flight_task_window_minutes: 12 } }] },
      [],
    ],
  ])('%s', (_name, over, scene, said) => {
    expect(lines(judged(instanceStateDrift, anInstance(over), scene))).toEqual(said);
  });

  it('says what was expected, what is, and of whom', () => {
    const one = raisedIn(judged(instanceStateDrift, anInstance()));
    expect(one.fingerprint).toBe('instance_state_drifted:web-1:stopped');
    expect(one.groups).toEqual(['instance/web-1', 'template/web', 'provider/simulated']);
    expect(one.payload).toEqual({
      ...{ instance_id: 'web-1', node_id: 'n-1', expected_status: 'running', actual_status: 'stopped' },
      ...{ cloud_instance_id: 'i-9', provider_type: 'simulated', report: 'r-1' },
    });
  });
});

describe('what follows from it', () => {
  const [kind] = instanceStateDrift.kinds;
  const decided = (over: Partial<Standing>, last: { key: string; outcome: string } | null = null) => {
    const { subject, payload, severity } = raisedIn(judged(instanceStateDrift, anInstance(over)));
    const opened = { openedAt: ago(MINUTE), decidedAt: last && ago(11 * MINUTE), decidedSeverity: last && severity };
    const candidate = {
      ...{ id: 'c', kind: KIND, severity, subject, payload, step: 0, isAttributed: false, last },
      ...opened,
    };
    const decision = decide(candidate, kind ?? raise(), NOON);
    return 'category' in decision ? decision.category : decision.outcome;
  };
  const raise = (): never => {
    throw new Error('it has no kind');
  };

  it.each<[string, Partial<Standing>, string]>([
    ['who is stopped is started', {}, 'system.instance_reboot'],
    ['who failed too', { provider_status: 'error' }, 'system.instance_reboot'],
    ['who was ended is made anew', { provider_status: 'terminated' }, 'system.instance_reprovision'],
    ['who is gone too', { provider_status: 'missing' }, 'system.instance_reprovision'],
    [
      'who runs and should not is left to people',
      { status: 'stopped', provider_status: 'running' },
      'system.observation',
    ],
    ['who is in some other state too', { provider_status: 'pending' }, 'system.observation'],
  ])('%s', (_name, over, category) => {
    expect(decided(over)).toBe(category);
  });
  it('makes anew who could not be started', () => {
    expect(decided({}, { key: 'k', outcome: 'failed' })).toBe('system.instance_reprovision');
  });
  it('first looks what it was', () => {
    expect(kind?.isAttributed).toBe(true);
  });
});
