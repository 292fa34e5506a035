import { describe, expect, it } from 'vitest';
import { ACTIONS, actionFor } from '../../../activities/actions/index.js';
import { QUERIES } from '../../../activities/sensors/index.js';
import { DEFAULT_ROWS } from '../../../domain/policy/defaults.js';
import { assertFitting, type Lists, misfitsOf } from '../../../domain/sensing/fitting.js';
import { SENSORS } from '../../../domain/sensing/index.js';
import type { AnySensor, Kind } from '../../../domain/sensing/sensor.js';

const target = { kind: 'thing', name: 'x' };
const aKind = (over: Partial<Kind> = {}): Kind => ({
  ...{ kind: 'thing.broken', clears: 'thing.mended', title: 'Broken', says: 'it broke' },
  ...{ steps: [{ category: 'system.mend', target: () => target }], ...over },
});
const aSensor = (over: Partial<AnySensor> = {}): AnySensor => ({
  ...{ id: 'thing_sensor', title: 'Things', agent: 'keeper', watches: 'things', parameters: {}, kinds: [aKind()] },
  ...{ placesOf: () => [], judge: () => [], ...over },
});
const lists = (over: Partial<Lists> = {}): Lists => ({
  ...{ sensors: [aSensor()], asked: ['thing_sensor'], hasAction: () => true },
  policies: ['system.mend', 'system.observation'].map((category) => ({ category, agent: 'keeper' })),
  ...over,
});
const parameter = { is: 'number', default: 9, min: 1, max: 5, whole: true, unit: 'minutes', note: '' } as const;

describe('what does not fit together', () => {
  it('is nothing where it fits', () => {
    expect(misfitsOf(lists())).toEqual([]);
  });

  it.each([
    [
      'thing.broken leads to system.mend, for which there is no policy',
      { policies: [{ category: 'system.observation', agent: 'keeper' }] },
    ],
    [
      'thing.broken leads to system.mend, for which there is no action',
      { hasAction: (category: string) => category !== 'system.mend' },
    ],
    [
      'whatever is only shown leads to system.observation, for which there is no policy',
      { policies: [{ category: 'system.mend', agent: 'keeper' }] },
    ],
    [
      'there are two sensors with the id thing_sensor',
      { sensors: [aSensor(), aSensor({ kinds: [aKind({ kind: 'other' })] })] },
    ],
    [
      'two sensors raise thing.broken',
      { sensors: [aSensor(), aSensor({ id: 'other' })], asked: ['thing_sensor', 'other'] },
    ],
    ['the sensor thing_sensor has no question, so it sees nothing', { asked: [] }],
    ['the sensor thing_sensor has two questions', { asked: ['thing_sensor', 'thing_sensor'] }],
    ['the question of old_sensor has no sensor that understands it', { asked: ['thing_sensor', 'old_sensor'] }],
    ['the sensor thing_sensor is of nobody, who has no policy', { sensors: [aSensor({ agent: 'nobody' })] }],
    ['the sensor thing_sensor raises nothing', { sensors: [aSensor({ kinds: [] })] }],
    [
      'thing.broken is the word for its own end',
      { sensors: [aSensor({ kinds: [aKind({ clears: 'thing.broken' })] })] },
    ],
    [
      'the sensor thing_sensor takes a whole number of minutes from 1 to 5 for late, and its own default is 9',
      { sensors: [aSensor({ parameters: { late: parameter } })] },
    ],
  ] as const)('%s', (misfit, over) => {
    expect(misfitsOf(lists(over as Partial<Lists>))).toEqual([misfit]);
  });

  it('keeps Reeve from starting, and says all of it at once', () => {
    expect(() => assertFitting(lists({ asked: [], hasAction: () => false }))).toThrow(
      /do not fit together, so it does not start: .+ no action; .+ no question, .+ no action$/,
    );
  });

  it('is nothing in this Reeve', () => {
    const asked = QUERIES.map(({ sensor }) => sensor.id);
    const hasAction = (category: string) => ACTIONS.includes(actionFor(category));
    expect(misfitsOf({ sensors: SENSORS, asked, policies: DEFAULT_ROWS, hasAction })).toEqual([]);
  });
});
