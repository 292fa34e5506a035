import { open } from 'node:fs/promises';
import { nearest } from '../../config/nearest.js';
import { PRINCIPAL_ID } from '../../domain/principal.js';
import { alternatives, count } from '../../domain/wording.js';
import { Misused } from './command.js';

/**
 * What a flag or an argument may be. Each says in one sentence which it is, what it takes and what was given, before
 * anybody is asked; `<name>` stands for an argument as in the usage line.
 */
export type Allowed<T> = (given: string) => T;

export function oneOf<const T extends string>(name: string, known: readonly T[]): Allowed<T> {
  return (given) => {
    const found = known.find((word) => word === given);
    if (found === undefined) throw misused(name, alternatives(known), given, nearest(given, known));
    return found;
  };
}

/** Words with commas between them. */
export function someOf<const T extends string>(
  name: string,
  known: readonly T[],
  { least }: { readonly least: 0 | 1 },
): Allowed<readonly T[]> {
  return (given) => {
    const words = given
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean);
    if (words.length < least) throw misused(name, `at least one of ${alternatives(known)}`, given);
    return [...new Set(words.map(oneOf(name, known)))];
  };
}

export function wholeNumber(name: string, min: number, max: number): Allowed<number> {
  return (given) => {
    const number = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
    if (!(number >= min && number <= max))
      throw misused(name, `a whole number from ${count(min)} to ${count(max)}`, given);
    return number;
  };
}

export function textUpTo(name: string, charsMax: number): Allowed<string> {
  return (given) => {
    const text = given.trim();
    if (text === '') throw misused(name, 'a text', given);
    if (text.length > charsMax)
      throw new Misused(`${name} takes at most ${charsMax} characters, not ${count(text.length)}`);
    return text;
  };
}

const AGO: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** A moment, as the API takes it; also said by how long ago it was. */
export function moment(name: string): Allowed<string> {
  return (given) => {
    const [, digits, unit = ''] = /^(\d{1,5})([smhd])$/.exec(given) ?? [];
    if (digits !== undefined) return new Date(Date.now() - Number(digits) * (AGO[unit] ?? 0)).toISOString();
    if (MOMENT.test(given) && !Number.isNaN(Date.parse(given))) return given;
    throw misused(
      name,
      'a time with its zone, such as 2026-03-04T10:00:00Z or 2026-03-04T11:00:00+01:00, or how long ago it was, such as 15m, 2h or 1d',
      given,
    );
  };
}

export function principalId(name: string): Allowed<string> {
  return (given) => {
    if (PRINCIPAL_ID.test(given)) return given;
    throw misused(name, 'an id of at most 63 lower case letters, digits, dots, dashes and underscores', given);
  };
}

export function teamName(name: string): Allowed<string> {
  return (given) => {
    if (/^(?:[a-z0-9][a-z0-9-]{0,62})?$/.test(given)) return given;
    throw misused(name, 'at most 63 lower case letters, digits and dashes', given);
  };
}

export function tokenId(name: string): Allowed<string> {
  return (given) => {
    if (/^[a-z0-9]{1,40}$/.test(given)) return given;
    // What was pasted may be a token itself, and is not said again.
    throw new Misused(`${name} takes the id of a token, such as 3k9x0q2v7b1c: see "reeve tokens list"`);
  };
}

/** A file that is there and can be read, or the word of what it should have been. */
export async function assertReadable(name: string, file: string, meant: string): Promise<void> {
  try {
    const handle = await open(file, 'r');
    const isFolder = await handle.stat().then(
      (found) => found.isDirectory(),
      () => false,
    );
    await handle.close();
    if (!isFolder) return;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' || code === 'ENOTDIR' ? 'there is no such file' : `it can't be read (${code})`;
    throw new Misused(`${name} ${file}: ${why}; it takes ${meant}`);
  }
  throw new Misused(`${name} ${file}: it is a folder; it takes ${meant}`);
}

function misused(name: string, takes: string, given: string, meant?: string): Misused {
  const shown = JSON.stringify(given.length > 60 ? `${given.slice(0, 59)}…` : given);
  return new Misused(`${name} takes ${takes}, not ${shown}${meant === undefined ? '' : `: did you mean ${meant}?`}`);
}
