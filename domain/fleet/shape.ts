/** What was sent is not what was agreed; the message says where and how. */
export class Misfit extends Error {
  override name = 'Misfit';
}

/** Reads one value of what was sent, or says what is wrong with it at that place. */
export type Read<T> = (value: unknown, path: string) => T;

// Slashes and colons stand in serial numbers' and targets' names; spaces and controls nowhere.
const NAME = /^[A-Za-z0-9][A-Za-z0-9._:@+/~=-]*$/;

function misfit(path: string, wrong: string): never {
  throw new Misfit(`${path === '' ? 'it' : path} ${wrong}`);
}

/** Text that can be kept and shown: controls become spaces. */
export function text(most: number, least = 0): Read<string> {
  return (value, path) => {
    if (typeof value !== 'string') return misfit(path, 'must be text');
    if (value.length > most) return misfit(path, `must have at most ${most} characters`);
    if (value.length < least) return misfit(path, `must have at least ${least} characters`);
    return value.replaceAll(/\p{Cc}/gu, ' ').toWellFormed();
  };
}

export function name(most = 120): Read<string> {
  return matching(NAME, most, `must be a name of up to ${most} letters, digits and . _ : @ + / ~ = -`);
}

/** Text of a form; `wrong` says which. */
export function matching(pattern: RegExp, most: number, wrong: string): Read<string> {
  return (value, path) =>
    typeof value === 'string' && value.length <= most && pattern.test(value) ? value : misfit(path, wrong);
}

/** What is kept as one value has one bound, however its parts share it. */
export function within<T>(read: Read<T>, charsMax: number): Read<T> {
  return (value, path) => {
    const found = read(value, path);
    return JSON.stringify(found).length <= charsMax
      ? found
      : misfit(path, `must have at most ${charsMax} characters in all`);
  };
}

export function whole(least: number, most: number): Read<number> {
  return (value, path) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
      ? value
      : misfit(path, `must be a whole number from ${least} to ${most}`);
}

export const truth: Read<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : misfit(path, 'must be true or false');

export function oneOf<const T extends string>(words: readonly T[]): Read<T> {
  return (value, path) => words.find((word) => word === value) ?? misfit(path, `must be one of ${words.join(', ')}`);
}

export function list<T>(read: Read<T>, most: number, least = 0): Read<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return misfit(path, 'must be a list');
    if (value.length > most) return misfit(path, `must hold at most ${most}`);
    if (value.length < least) return misfit(path, `must hold at least ${least}`);
    return value.map((one, place) => read(one, `${path}.${place}`));
  };
}

/** Names to values. The prototype's own names are names like any other here, and none of them is one. */
export function table<T>(read: Read<T>, most: number, key: Read<string> = name()): Read<Readonly<Record<string, T>>> {
  return (value, path) => {
    const entries = Object.entries(object(value, path));
    if (entries.length > most) return misfit(path, `must hold at most ${most}`);
    return Object.fromEntries(
      entries.map(([one, given]) => [key(one, `a name in ${path}`), read(given, `${path}.${one}`)]),
    );
  };
}

export function orNull<T>(read: Read<T>): Read<T | null> {
  return (value, path) => (value === null ? null : read(value, path));
}

type Fields = Readonly<Record<string, Read<unknown>>>;
type Needed<F extends Fields> = { readonly [K in keyof F]: ReturnType<F[K]> };
type May<F extends Fields> = { readonly [K in keyof F]?: ReturnType<F[K]> };

/** An object with what it must have and what it may have. What nobody knows is left out: a newer sender says more. */
export function shape<F extends Fields, O extends Fields>(needed: F, may: O): Read<Needed<F> & May<O>> {
  const known = [...Object.entries(needed), ...Object.entries(may)];
  return (value, path) => {
    const given = object(value, path);
    const read: Record<string, unknown> = {};
    for (const [field, reads] of known) {
      const at = path === '' ? field : `${path}.${field}`;
      const there = Object.hasOwn(given, field) && given[field] !== undefined;
      if (there) read[field] = reads(given[field], at);
      else if (field in needed) misfit(at, 'is missing');
    }
    return read as Needed<F> & May<O>;
  };
}

/** What was read, or the sentence that says why it can't be. */
export type Reading<T> = { readonly value: T } | { readonly because: string };

export function reading<T>(read: Read<T>, value: unknown): Reading<T> {
  try {
    return { value: read(value, '') };
  } catch (error) {
    if (error instanceof Misfit) return { because: error.message };
    throw error;
  }
}

function object(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return misfit(path, 'must be an object');
  return value as Readonly<Record<string, unknown>>;
}
