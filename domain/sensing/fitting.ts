import { misfitOf } from './parameters.js';
import type { AnySensor, Kind } from './sensor.js';

/** Where what is seen and about which nothing is done is decided. */
export const OBSERVATION = 'system.observation';

export interface Lists {
  readonly sensors: readonly AnySensor[];
  /** The ids of the sensors that have a question. */
  readonly asked: readonly string[];
  /** Each category that a policy speaks about, and whose it is. */
  readonly policies: readonly { readonly category: string; readonly agent?: string }[];
  readonly hasAction: (category: string) => boolean;
}

/** What does not fit together, each in a sentence: found when Reeve starts, and not in the night when a signal leads nowhere. */
export function misfitsOf({ sensors, asked, policies, hasAction }: Lists): readonly string[] {
  const categories = new Set(policies.map(({ category }) => category));
  const agents = new Set(policies.map(({ agent }) => agent));
  const ids = sensors.map(({ id }) => id);
  const bound = (category: string, by: string) => [
    ...(categories.has(category) ? [] : [`${by} leads to ${category}, for which there is no policy`]),
    ...(hasAction(category) ? [] : [`${by} leads to ${category}, for which there is no action`]),
  ];
  return [
    ...bound(OBSERVATION, 'whatever is only shown'),
    ...twice(ids).map((id) => `there are two sensors with the id ${id}`),
    ...twice(asked).map((id) => `the sensor ${id} has two questions`),
    ...ids.filter((id) => !asked.includes(id)).map((id) => `the sensor ${id} has no question, so it sees nothing`),
    ...asked.filter((id) => !ids.includes(id)).map((id) => `the question of ${id} has no sensor that understands it`),
    ...twice(sensors.flatMap(kindsOf)).map((kind) => `two sensors raise ${kind}`),
    ...sensors.flatMap((sensor) => [
      ...(agents.has(sensor.agent) ? [] : [`the sensor ${sensor.id} is of ${sensor.agent}, who has no policy`]),
      ...(sensor.kinds.length > 0 ? [] : [`the sensor ${sensor.id} raises nothing`]),
      ...Object.entries(sensor.parameters).flatMap(([name, { default: of }]) => {
        const misfit = misfitOf(sensor.parameters, name, of);
        return misfit === undefined ? [] : [`the sensor ${sensor.id} ${misfit}, and its own default is ${of}`];
      }),
      ...sensor.kinds.flatMap((kind) => misfitsOfKind(kind, bound)),
    ]),
  ];
}

export function assertFitting(lists: Lists): void {
  const misfits = misfitsOf(lists);
  if (misfits.length > 0)
    throw new Error(`the sensors of this Reeve do not fit together, so it does not start: ${misfits.join('; ')}`);
}

function misfitsOfKind(
  { kind, clears, steps }: Kind,
  bound: (category: string, by: string) => readonly string[],
): readonly string[] {
  return [
    ...(kind === clears ? [`${kind} is the word for its own end`] : []),
    ...steps.flatMap(({ category }) => bound(category, kind)),
  ];
}

function kindsOf({ kinds }: AnySensor): readonly string[] {
  return kinds.map(({ kind }) => kind);
}

function twice(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}
