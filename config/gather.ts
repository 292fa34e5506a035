import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Environment } from './environment.js';
import type { Mistake } from './mistake.js';
import { nearest } from './nearest.js';
import { sections, settings, type Setting } from './settings.js';
import { readYaml, type YamlFile } from './yaml-file.js';

export interface Given {
  /** `--config`: a file that must exist. */
  readonly file?: string | undefined;
  readonly env: Environment;
  /** Only names the schema marks as flags are read, so the options of a command can be passed as they are. */
  readonly flags?: Readonly<Record<string, unknown>> | undefined;
  /** What relative paths start from. */
  readonly cwd?: string | undefined;
}

/** The raw values laid over each other, not yet checked, and where each was said. */
export interface Gathered {
  readonly values: Record<string, unknown>;
  readonly sources: Record<string, string>;
  readonly mistakes: Mistake[];
  readonly yaml?: YamlFile;
}

const configVariable = 'REEVE_CONFIG';
const fileSuffix = '_FILE';
const secretBytesMax = 65_536;

/** Lays the file, the environment and the flags over each other, in this order: the later wins. */
export function gather(given: Given): Gathered {
  const mistakes: Mistake[] = [];
  const cwd = given.cwd ?? process.cwd();
  const home = homeOf(given.env);
  const file = configFile(given, cwd);
  const read = file === undefined ? undefined : readYaml(file);
  if (read && 'mistakes' in read) mistakes.push(...read.mistakes);
  const yaml = read && 'ok' in read ? read.ok : undefined;
  const gathered: Gathered = { values: yaml?.values ?? {}, sources: {}, mistakes, ...(yaml && { yaml }) };

  if (yaml && file !== undefined) layFile(gathered, yaml, (value) => absolute(value, dirname(file), home));
  for (const setting of settings) {
    const said = fromEnvironment(setting, given.env, mistakes);
    if (said) lay(gathered, setting, said, (value) => absolute(value, cwd, home));
  }
  for (const setting of settings) {
    const value = setting.flag === undefined ? undefined : given.flags?.[setting.flag];
    const from = `--${dashed(setting.flag ?? '')}`;
    if (value !== undefined) lay(gathered, setting, { value, from }, (path) => absolute(path, cwd, home));
  }
  mistakes.push(...unknownVariables(given.env));
  layDependentDefaults(gathered, given.env, home);
  return gathered;
}

export function valueAt(values: unknown, names: readonly PropertyKey[]): unknown {
  const step = (inner: unknown, name: PropertyKey) =>
    typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name) ? Reflect.get(inner, name) : undefined;
  return names.reduce<unknown>(step, values);
}

function configFile({ file, env, flags }: Given, cwd: string): string | undefined {
  const home = homeOf(env);
  const chosen = file ?? (env[configVariable] === '' ? undefined : env[configVariable]);
  if (chosen !== undefined) return String(absolute(chosen, cwd, home));
  const data = flags?.['data'] ?? (env['REEVE_DATA'] === '' ? undefined : env['REEVE_DATA']) ?? dataHome(env, home);
  const places = [join(String(absolute(data, cwd, home)), 'reeve.yaml'), join(cwd, 'reeve.yaml')];
  return places.find((place) => existsSync(place));
}

function layFile({ values, sources }: Gathered, yaml: YamlFile, toPath: (value: unknown) => unknown): void {
  // A key with nothing behind it, its lines commented out perhaps, says nothing.
  for (const key of [...settings.map(({ key }) => key), ...sections.toReversed()]) {
    const parent = parentOf(values, key);
    const name = key.split('.').at(-1) ?? key;
    if (parent?.[name] === null) delete parent[name];
  }
  for (const { key, path } of settings) {
    const names = key.split('.');
    const value = valueAt(values, names);
    if (value === undefined) continue;
    sources[key] = yaml.place(names);
    if (path) setAt(values, names, toPath(value));
  }
}

interface Said {
  readonly value: unknown;
  readonly from: string;
}

function lay(gathered: Gathered, setting: Setting, said: Said, toPath: (value: unknown) => unknown): void {
  setAt(gathered.values, setting.key.split('.'), setting.path ? toPath(said.value) : said.value);
  gathered.sources[setting.key] = said.from;
}

/** An empty variable counts as not set: compose files write `${NAME:-}`. */
function fromEnvironment(setting: Setting, env: Environment, mistakes: Mistake[]): Said | undefined {
  for (const name of setting.variables) {
    const value = env[name];
    const pointer = setting.secret ? env[name + fileSuffix] : undefined;
    if (value && pointer) {
      const problem = `is said twice, in ${name} and in ${name + fileSuffix}: unset one of them`;
      mistakes.push({ path: setting.key, problem, from: name });
    }
    if (pointer) return fromSecretFile(setting.key, name + fileSuffix, pointer, mistakes);
    if (value && !isServiceLink(name, value)) return { value: setting.whenSet ?? value, from: name };
  }
  return undefined;
}

function fromSecretFile(key: string, name: string, file: string, mistakes: Mistake[]): Said | undefined {
  const from = `${name}, ${file}`;
  try {
    const content = readFileSync(file, 'utf8').trimEnd();
    if (content === '') mistakes.push({ path: key, problem: 'must not be empty, but its file is', from });
    else if (content.length <= secretBytesMax) return { value: content, from };
    else mistakes.push({ path: key, problem: 'must fit into 64 KiB, but its file is larger', from });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    mistakes.push({ path: key, problem: `cannot be read from its file: ${why}`, from });
  }
  return undefined;
}

function unknownVariables(env: Environment): Mistake[] {
  const known = settings.flatMap(({ variables, secret }) =>
    variables.flatMap((name) => (secret ? [name, name + fileSuffix] : [name])),
  );
  const ours = [configVariable, ...known.filter((name) => name.startsWith('REEVE_'))];
  return Object.keys(env)
    .filter((name) => name.startsWith('REEVE_') && !name.startsWith('REEVE_TEST_') && !ours.includes(name))
    .filter((name) => !isServiceLink(name, env[name] ?? ''))
    .toSorted()
    .map((name) => {
      const meant = nearest(name, ours);
      const hint = meant === undefined ? 'unset it' : `did you mean ${meant}?`;
      return { path: name, problem: `is no variable of Reeve: ${hint}`, from: name };
    });
}

/** Kubernetes sets REEVE_PORT=tcp://… and the like in every pod beside a Service called reeve: those are not for us. */
function isServiceLink(name: string, value: string): boolean {
  if (/^REEVE_(\w+_)?PORT$/.test(name)) return /^(tcp|udp|sctp):\/\//.test(value);
  return /^REEVE_(\w+_)?(SERVICE_(HOST|PORT)(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)$/.test(name);
}

function layDependentDefaults(gathered: Gathered, env: Environment, home: string): void {
  const { values } = gathered;
  const cacheHome = env['XDG_CACHE_HOME']?.startsWith('/') ? env['XDG_CACHE_HOME'] : join(home, '.cache');
  setUnlessSaid(values, ['data'], dataHome(env, home));
  setUnlessSaid(values, ['parts', 'cacheDir'], join(cacheHome, 'reeve'));
  const data = valueAt(values, ['data']);
  if (typeof data !== 'string') return;
  setUnlessSaid(values, ['ledger', 'signingKeyFile'], join(data, 'keys', 'ledger.pem'));
  setUnlessSaid(values, ['ledger', 'witnessDir'], join(data, 'witness'));
}

function setUnlessSaid(values: Record<string, unknown>, names: readonly string[], value: string): void {
  if (valueAt(values, names) === undefined) setAt(values, names, value);
}

/** Leaves a section alone that isn't a mapping: the check names that mistake. */
function setAt(values: Record<string, unknown>, names: readonly string[], value: unknown): void {
  let parent = values;
  for (const name of names.slice(0, -1)) {
    const inner = (parent[name] ??= {});
    if (!isRecord(inner)) return;
    parent = inner;
  }
  parent[names.at(-1) ?? ''] = value;
}

function parentOf(values: Record<string, unknown>, key: string): Record<string, unknown> | undefined {
  const parent = valueAt(values, key.split('.').slice(0, -1));
  return isRecord(parent) ? parent : undefined;
}

/** As a path beside a file that says it. */
export function pathFrom(value: string, base: string, env: Environment): string {
  return String(absolute(value, base, homeOf(env)));
}

function absolute(value: unknown, base: string, home: string): unknown {
  if (typeof value !== 'string' || value === '') return value;
  return value === '~' || value.startsWith('~/') ? join(home, value.slice(1)) : resolve(base, value);
}

/** The XDG rules say that a relative folder there must be ignored. */
function dataHome(env: Environment, home: string): string {
  const said = env['XDG_DATA_HOME'];
  return join(said?.startsWith('/') ? said : join(home, '.local', 'share'), 'reeve');
}

function homeOf(env: Environment): string {
  try {
    return env['HOME'] || homedir();
  } catch {
    // A user without a home, as in a container: what is not said with --data then lies where the process runs.
    return process.cwd();
  }
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
