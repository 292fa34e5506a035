import { textAt } from '../../domain/facts/reading.js';
import { isSecretKey, redact, redacted } from '../../domain/redaction.js';

// Tabs and line ends stay. What turns a line around or hides in it goes with the rest.
const CONTROL = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const COLOURS = new RegExp(String.raw`\u001B\[[0-9;?]{0,20}[A-Za-z]`, 'g');
const MAIL = /[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}\b/gi;
const TELLS = /[\s=:@/\\]/;

/** A text as it may be stored and shown: without secrets, addresses of people, and what moves a cursor. */
export function cleanText(text: string): string {
  const plain = text.replaceAll(COLOURS, '').replaceAll(CONTROL, '\uFFFD').toWellFormed();
  return TELLS.test(plain) ? redact(plain).replaceAll(MAIL, '[mail]') : plain;
}

/** Texts that were cleaned before: the same few stand in every object of a namespace. It lives as long as one bundle is read. */
export type Memo = Map<string, string>;
const MEMO_MAX = 50_000;

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
  if (typeof value === 'string') return cleanAgain(value, memo);
  if (typeof value !== 'object' || value === null || depth > 60) return typeof value === 'object' ? null : value;
  if (Array.isArray(value))
    return value.map((one, place) =>
      isOptionValue(value[place - 1], one) ? redacted : cleanValue(one, memo, depth + 1),
    );
  const entries = Object.entries(value);
  const isSecretEntry = entries.some(([key, name]) => key === 'name' && typeof name === 'string' && isSecretKey(name));
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      const isHidden =
        typeof inner === 'string' && inner !== '' && (isSecretKey(key) || (isSecretEntry && key === 'value'));
      return [cleanAgain(key, memo), isHidden ? redacted : cleanValue(inner, memo, depth + 1)];
    }),
  );
}

/** In a list of arguments the value of an option stands by itself. */
function isOptionValue(option: unknown, value: unknown): boolean {
  if (typeof option !== 'string' || typeof value !== 'string' || value.startsWith('-')) return false;
  const [, name = ''] = /^--?([\w.-]{1,100})$/.exec(option) ?? [];
  return isSecretKey(name);
}

/** A Kubernetes object as it may be stored and shown: of a Secret only the names of its keys are kept. */
export function cleanObject(one: unknown, memo: Memo = new Map()): unknown {
  return textAt(one, 'kind') === 'Secret' ? withoutValues(one) : cleanValue(one, memo);
}

function withoutValues(one: unknown): unknown {
  const hide = (part: unknown) => Object.fromEntries(Object.keys(part ?? {}).map((key) => [key, '']));
  const { data, stringData, ...rest } = one as { data?: unknown; stringData?: unknown };
  return {
    ...(cleanValue(rest) as object),
    ...(data !== undefined && { data: hide(data) }),
    ...(stringData !== undefined && { stringData: hide(stringData) }),
  };
}
