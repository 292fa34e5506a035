import { listAt, recordAt, textAt } from '../../domain/facts/reading.js';
import { BOUNDS } from './bounds.js';
import { redactWords } from '../../domain/secret-arguments.js';
import { redact } from '../../domain/redaction.js';
import { isSecretKey, redacted } from '../../domain/secret-names.js';

// Tabs and line ends stay. What turns a line around or hides in it goes with the rest.
const CONTROL = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const COLOURS = new RegExp(String.raw`\u001B\[[0-9;?]{0,20}[A-Za-z]`, 'g');
// It begins where a word does: tried at each letter of a long one it would take sixty times as long.
const MAIL = /(?<![\w.+-])[\w.+-]+@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}\b/gi;
const PLAIN = /^[\t\n\x20-\x7e]*$/;
/** Written by tools that keep the object once more, as it was sent to them. */
const COPIES = /last-applied|objectset\.rio\.cattle\.io\/applied/;

/** A text as it may be stored and shown: without secrets, addresses of people, and what moves a cursor. */
export function cleanText(text: string): string {
  const plain = PLAIN.test(text) ? text : text.replaceAll(COLOURS, '').replaceAll(CONTROL, '\uFFFD').toWellFormed();
  const bare = redact(plain);
  return bare.includes('@') ? bare.replaceAll(MAIL, '[mail]') : bare;
}

/** Texts that were cleaned before: the same few stand in every object of a namespace. It lives as long as one bundle is read. */
export type Memo = Map<string, string>;
const MEMO_MAX = 50_000;
const DEPTH_MAX = 60;

function cleanAgain(text: string, memo: Memo): string {
  if (text.length > 300) return cleanText(text);
  const known = memo.get(text);
  if (known !== undefined) return known;
  const clean = cleanText(text);
  if (memo.size < MEMO_MAX) memo.set(text, clean);
  return clean;
}

/** The same of everything that a parsed file holds; what is kept under a secret name is left out. */
export function cleanValue(value: unknown, memo: Memo = new Map(), depth = 0): unknown {
  if (typeof value === 'string') return cleanAgain(value.slice(0, BOUNDS.textCharsMax), memo);
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return typeof value === 'object' ? null : value;
  if (Array.isArray(value))
    return withoutLogins(value).map((one, place) =>
      isOptionValue(value[place - 1], one) ? redacted : cleanValue(one, memo, depth + 1),
    );
  if (textAt(value, 'kind') === 'Secret') return withoutValues(value, memo, depth);
  const program = listAt(value, 'command').filter(isText);
  const entries = Object.entries(value)
    .map(shortName)
    .map(([key, inner]) => [key, key === 'args' ? withoutLogins(inner, program) : inner] as const);
  const isSecretEntry = entries.some(([key, name]) => key === 'name' && typeof name === 'string' && isSecretKey(name));
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      const isHidden = isSecretKey(key) || (isSecretEntry && key === 'value');
      const kept = isHidden ? hidden(inner) : COPIES.test(key) && typeof inner === 'string' ? '[left out]' : inner;
      return [cleanAgain(key, memo), cleanValue(kept, memo, depth + 1)];
    }),
  );
}

const NAMES = new Set(['name', 'namespace', 'kind', 'reason', 'alertname']);

function shortName([key, value]: readonly [string, unknown]): readonly [string, unknown] {
  const isLong = typeof value === 'string' && value.length > BOUNDS.nameCharsMax && NAMES.has(key);
  return [key.slice(0, BOUNDS.nameCharsMax), isLong ? value.slice(0, BOUNDS.nameCharsMax) : value];
}

/** What stands under a secret name: an object there tells where a secret is kept, and is none. */
function hidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' ? one : redacted));
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? redacted : value;
}

const WORDS_MAX = 1_000;

/** Of a list of words, those that log in to something; `before` is the program that they are given to. */
function withoutLogins<T>(words: T, before: readonly string[] = []): T {
  const areWords = Array.isArray(words) && words.length <= WORDS_MAX && words.every(isText);
  return areWords ? (redactWords(words, before) as T) : words;
}

function isText(one: unknown): one is string {
  return typeof one === 'string';
}

/** In a list of arguments the value of an option stands by itself. */
function isOptionValue(option: unknown, value: unknown): boolean {
  if (typeof option !== 'string' || typeof value !== 'string' || value.startsWith('-')) return false;
  const [, name = ''] = /^--?([\w.-]{1,100})$/.exec(option) ?? [];
  return isSecretKey(name);
}

/** Of a Secret only what it is called, and the names of its keys. */
function withoutValues(secret: object, memo: Memo, depth: number): unknown {
  const { apiVersion, kind, metadata, type, changed, data, stringData } = secret as Record<string, unknown>;
  const hide = (part: unknown) =>
    Object.fromEntries(Object.keys(recordAt(part)).map((key) => [cleanAgain(key, memo), '']));
  const known = Object.entries({ apiVersion, kind, type, changed }).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(known.map(([key, value]) => [key, cleanValue(value, memo, depth + 1)])),
    metadata: cleanValue(metadata, memo, depth + 1),
    ...(data !== undefined && { data: hide(data) }),
    ...(stringData !== undefined && { stringData: hide(stringData) }),
  };
}
