import { dirname } from 'node:path';
import type { z } from 'zod';
import { NOTHING_OUTSIDE, type Outside, readOutside } from './actions.js';
import { gather, pathFrom, valueAt, type Gathered, type Given } from './gather.js';
import { ConfigError, type Mistake } from './mistake.js';
import { nearest } from './nearest.js';
import { configuration } from './schema.js';
import { namesUnder, sections, settingAt } from './settings.js';

export { ConfigError, type Mistake };

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** The whole configuration, checked, complete and frozen, with what the actions file says. */
export type Config = DeepReadonly<z.output<typeof configuration> & { actions: Outside }>;

/** Where each setting was said, by key; what isn't in it is a default. */
export type Sources = Readonly<Record<string, string>>;

/** Reads the configuration, or throws a `ConfigError` that holds all that is wrong with it. */
export function loadConfig(given: Given): Config {
  return loadWithSources(given).config;
}

/** The same, for those who show where a value comes from. */
export function loadWithSources(given: Given): { readonly config: Config; readonly sources: Sources } {
  const gathered = gather(given);
  const parsed = configuration.safeParse(gathered.values);
  const outside = outsideOf(valueAt(gathered.values, ['actions', 'file']), given);
  const mistakes = [
    ...gathered.mistakes,
    ...(parsed.error?.issues ?? []).flatMap((issue) => explain(issue, gathered)),
    ...('mistakes' in outside ? outside.mistakes : []),
  ];
  if (!parsed.success || 'mistakes' in outside || mistakes.length > 0) throw new ConfigError(oneEach(mistakes));
  const actions = { ...parsed.data.actions, ...outside.ok };
  return { config: frozen({ ...parsed.data, actions }), sources: Object.freeze(gathered.sources) };
}

/** Read whatever else is wrong, so that the mistakes of both files are said at once. */
function outsideOf(file: unknown, { env }: Given) {
  if (typeof file !== 'string' || file === '') return { ok: NOTHING_OUTSIDE };
  return readOutside(file, (path) => pathFrom(path, dirname(file), env));
}

function explain(issue: z.core.$ZodIssue, gathered: Gathered): Mistake[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...issue.path, key], gathered));
  const path = issue.path.map(String).join('.');
  const problem = path === '' || sections.includes(path) ? sectionProblem(issue.message, issue.code) : issue.message;
  return [{ path, problem: problem + given(issue.path, gathered), from: sourceOf(issue.path, gathered) }];
}

function unknownKey(path: readonly PropertyKey[], gathered: Gathered): Mistake {
  const known = namesUnder(path.slice(0, -1).map(String).join('.'));
  const meant = nearest(String(path.at(-1)), known);
  const problem = `is no setting: ${meant === undefined ? `known here are ${known.join(', ')}` : `did you mean ${meant}?`}`;
  return { path: path.map(String).join('.'), problem, from: sourceOf(path, gathered) };
}

function sectionProblem(message: string, code: string): string {
  return code === 'invalid_type' ? 'must be a mapping of settings' : message;
}

/** Shows what was given, unless it may be a secret or is too large to help. */
function given(path: readonly PropertyKey[], { values }: Gathered): string {
  const value = valueAt(values, path);
  if (settingAt(path)?.secret || value === undefined || typeof value === 'object') return '';
  const shown = JSON.stringify(value);
  return `, not ${shown.length > 60 ? `${shown.slice(0, 57)}…` : shown}`;
}

function sourceOf(path: readonly PropertyKey[], { sources, yaml }: Gathered): string {
  const setting = settingAt(path);
  const said = setting && sources[setting.key];
  if (said !== undefined && !(yaml && said === yaml.place(setting?.key.split('.') ?? []))) return said;
  if (yaml && (said !== undefined || !setting)) return yaml.place(path);
  return setting ? `${setting.variables[0]}, not set` : 'the configuration';
}

/** Several checks may stumble over one value and say the same. */
function oneEach(mistakes: readonly Mistake[]): readonly Mistake[] {
  const said = mistakes.map(({ path, problem }) => `${path} ${problem}`);
  return mistakes.filter((_mistake, index) => said.indexOf(said[index] ?? '') === index);
}

function frozen<T>(value: T): DeepReadonly<T> {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value as DeepReadonly<T>;
}
