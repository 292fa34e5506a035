import { z } from 'zod';

/** The kinds of value a setting can have. Each takes what YAML gives and what a variable gives, which is always text. */
const portMax = 65_535;

export function text(): z.ZodString {
  return z.string({ error: 'must be text' }).min(1, { error: 'must not be empty' });
}

export function whole(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  const error = max === Number.MAX_SAFE_INTEGER ? `must be a whole number, at least ${min}` : wholeFrom(min, max);
  return z.preprocess(textToNumber, z.int({ error }).min(min, { error }).max(max, { error }));
}

/** Zero is a port too: the system chooses a free one. */
export function port() {
  return whole(0, portMax);
}

export function ratio() {
  const error = 'must be a number from 0 to 1';
  return z.preprocess(textToNumber, z.number({ error }).min(0, { error }).max(1, { error }));
}

/** `Boolean('false')` is true; stringbool is not fooled. */
export function flag() {
  const error = 'must be true or false';
  return z.preprocess((value) => (typeof value === 'boolean' ? String(value) : value), z.stringbool({ error }));
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` });
}

/** A list in YAML, or text with commas. */
export function list<T extends z.ZodType>(item: T) {
  return z.preprocess(textToList, z.array(item, { error: 'must be a list' }).transform(withoutRepeats));
}

/** A mapping in YAML, or `name=value,name=value` with percent-encoded values as OpenTelemetry writes headers. */
export function headers() {
  const error = 'must be header names with values, as in name=value,name=value';
  return z.preprocess(textToHeaders, z.record(z.string(), z.string({ error }), { error }));
}

export function webUrl() {
  return z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });
}

export function postgresUrl() {
  const error = 'must be a PostgreSQL address such as postgres://user:password@host:5432/database';
  return z.string({ error }).refine(isPostgresUrl, { error });
}

export function hostAndPort() {
  const error = 'must be host:port, such as temporal.example.com:7233';
  return z.string({ error }).refine(isHostAndPort, { error });
}

function wholeFrom(min: number, max: number): string {
  return `must be a whole number from ${min} to ${max}`;
}

function textToNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
}

function textToList(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function textToHeaders(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const pairs = value.split(',').filter((pair) => pair.trim() !== '');
  try {
    return pairs.some((pair) => !/^\s*[^=\s]+\s*=/.test(pair)) ? value : Object.fromEntries(pairs.map(decodePair));
  } catch {
    return value; // A broken percent sequence: the text stays as it was, and the check after this one refuses it.
  }
}

function decodePair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
}

function withoutRepeats<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

function isPostgresUrl(value: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(value)) return false;
  // `postgres:///name?host=/run/postgresql` has no host, which URL accepts only for schemes it doesn't know.
  return URL.canParse(value);
}

function isHostAndPort(value: string): boolean {
  const port = /^(?:[\w.-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(value)?.[1];
  return port !== undefined && Number(port) >= 1 && Number(port) <= portMax;
}
