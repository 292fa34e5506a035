import { z } from 'zod';
import { configuration } from './schema.js';
import { marks, type Mark } from './setting.js';

/** One key of the configuration with all that is known about it: for the reader, for `config print` and for the docs. */
export interface Setting extends Mark {
  /** With dots, as in `gateway.port`. */
  readonly key: string;
  readonly about: string;
  /** Absent when there is none, or when it depends on other settings. */
  readonly standard?: unknown;
}

/** Every setting, in the order of the schema. */
export const settings: readonly Setting[] = walk(configuration, '');

/** What holds settings and has no value of its own. */
export const sections: readonly string[] = [...new Set(settings.flatMap(({ key }) => parentsOf(key)))];

/** The names that may stand under a section; the root is the empty string. */
export function namesUnder(section: string): readonly string[] {
  const prefix = section === '' ? '' : `${section}.`;
  const below = settings.filter(({ key }) => key.startsWith(prefix)).map(({ key }) => key.slice(prefix.length));
  return [...new Set(below.map((rest) => rest.split('.')[0] ?? rest))];
}

/** The setting at a path of names, or the one that holds it: `gateway.allowedHosts.0` belongs to `gateway.allowedHosts`. */
export function settingAt(path: readonly PropertyKey[]): Setting | undefined {
  const whole = path.map(String).join('.');
  return settings.find(({ key }) => whole === key || whole.startsWith(`${key}.`));
}

function walk(type: z.ZodType, key: string): Setting[] {
  const object = unwrapped(type);
  if (object instanceof z.ZodObject) {
    return Object.entries(object.shape).flatMap(([name, inner]) =>
      walk(inner as z.ZodType, key === '' ? name : `${key}.${name}`),
    );
  }
  const mark = marks.get(type);
  if (!mark || type.description === undefined) throw new Error(`the setting ${key} is not described in the schema`);
  const standard = type instanceof z.ZodDefault ? { standard: type.def.defaultValue } : {};
  return [{ ...mark, key, about: type.description, ...standard }];
}

function unwrapped(type: z.ZodType): z.ZodType {
  return type instanceof z.ZodPrefault ? (type.unwrap() as z.ZodType) : type;
}

function parentsOf(key: string): string[] {
  const names = key.split('.').slice(0, -1);
  return names.map((_name, index) => names.slice(0, index + 1).join('.'));
}
