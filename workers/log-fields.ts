import { redact } from '../domain/redaction.js';
import { isSecretKey, redacted } from '../domain/secret-names.js';

const depthMax = 8;
const itemsMax = 100;
const charsMax = 16_384;
const charsReadMax = 65_536;

/** Any value as plain JSON that may be written to a log: bounded, without cycles and without secrets. */
export function toLogField(value: unknown): unknown {
  return plain(value, []);
}

/** Redacts before it cuts, so that no half of a secret is left at the end; what is far beyond the cut is never read. */
export function toLogText(text: string): string {
  const clean = redact(text.length > charsReadMax ? text.slice(0, charsReadMax) : text);
  return clean.length > charsMax ? `${clean.slice(0, charsMax)}… (${text.length} characters)` : clean;
}

function plain(value: unknown, within: readonly object[]): unknown {
  if (typeof value === 'string') return toLogText(value);
  if (typeof value === 'object' && value !== null) return plainObject(value, within);
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'function' || typeof value === 'symbol' ? undefined : value;
}

function plainObject(value: object, within: readonly object[]): unknown {
  if (within.includes(value)) return '[circular]';
  if (within.length >= depthMax) return '[too deep]';
  const inside = [...within, value];
  if (value instanceof Error) return plainError(value, inside);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL) return toLogText(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return plainPairs([...value].slice(0, itemsMax + 1), inside);
  if (value instanceof Set || Array.isArray(value)) return plainList([...value], inside);
  return plainPairs(Object.entries(value), inside);
}

function plainList(items: readonly unknown[], within: readonly object[]): unknown[] {
  const shown = items.slice(0, itemsMax).map((item) => plain(item, within));
  return items.length > itemsMax ? [...shown, `… ${items.length - itemsMax} more`] : shown;
}

function plainPairs(pairs: readonly (readonly [unknown, unknown])[], within: readonly object[]): object {
  const shown = pairs
    .slice(0, itemsMax)
    .map(([key, value]) => [toLogText(String(key)), plainUnder(String(key), value, within)]);
  return Object.fromEntries(pairs.length > itemsMax ? [...shown, ['…', 'more']] : shown);
}

function plainUnder(key: string, value: unknown, within: readonly object[]): unknown {
  const isEmpty = value === undefined || value === null || value === '' || typeof value === 'boolean';
  return isSecretKey(key) && !isEmpty ? redacted : plain(value, within);
}

/** `cause` and `errors` are no enumerable properties, and they are what one looks for. */
function plainError(error: Error, within: readonly object[]): object {
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message: toLogText(message),
    ...(stack !== undefined && { stack: toLogText(stack) }),
    ...plainPairs(
      Object.entries(error).filter(([key]) => !['name', 'message', 'stack', 'cause', 'errors'].includes(key)),
      within,
    ),
    ...(error instanceof AggregateError && { errors: plainList(error.errors, within) }),
    ...(cause !== undefined && { cause: plain(cause, within) }),
  };
}
