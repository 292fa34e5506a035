import { misfitOf, type Parameter, type Parameters, type Value } from './parameters.js';

/** One version of what people set at a place. */
export interface SettingVersion {
  readonly place: string;
  readonly version: number;
  readonly values: Readonly<Record<string, Value>>;
  readonly author: string;
  readonly reason: string;
  readonly at: Date;
}

/** A parameter as it counts somewhere, and who made it so; nobody where it is the default. */
export type Effective = Parameter & {
  readonly name: string;
  readonly value: Value;
  /** `default`, `account`, or the place that says it. */
  readonly from: string;
  readonly author?: string;
  readonly reason?: string;
  readonly at?: Date;
};

/**
 * What counts at the last of these places, each of which lies within the one before it. `versions` are of all places, the newest
 * first; the one that brought a value is named, also where later ones set something else.
 */
export function effective(
  parameters: Parameters,
  versions: readonly SettingVersion[],
  places: readonly string[],
): readonly Effective[] {
  return Object.entries(parameters).map(([name, parameter]) => {
    for (const place of ['', ...places].toReversed()) {
      const own = versions.filter((one) => one.place === place);
      const value = own[0]?.values[name];
      if (value === undefined || misfitOf(parameters, name, value) !== undefined) continue;
      const { author, reason, at } = bringerOf(own, name, value);
      return { ...parameter, name, value, from: place === '' ? 'account' : place, author, reason, at };
    }
    return { ...parameter, name, value: parameter.default, from: 'default' };
  });
}

/** The oldest of the unbroken line of versions that say the same. */
function bringerOf(own: readonly SettingVersion[], name: string, value: Value): SettingVersion {
  const other = own.findIndex(({ values }) => values[name] !== value);
  return own[(other === -1 ? own.length : other) - 1] as SettingVersion;
}

/** Values that are set at a place after these are: what no longer fits is left behind. */
export function merged(
  parameters: Parameters,
  before: Readonly<Record<string, Value>>,
  set: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const fitting = Object.entries(before).filter(([name, value]) => misfitOf(parameters, name, value) === undefined);
  return { ...Object.fromEntries(fitting), ...set };
}
