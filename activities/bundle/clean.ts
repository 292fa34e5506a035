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

/** The same of everything that a parsed file holds; what is kept under a secret name is left out. */
export function cleanValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null || depth > 60) return typeof value === 'object' ? null : value;
  if (Array.isArray(value)) return value.map((one) => cleanValue(one, depth + 1));
  const entries = Object.entries(value);
  const isSecretEntry = entries.some(([key, name]) => key === 'name' && typeof name === 'string' && isSecretKey(name));
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      const isHidden =
        typeof inner === 'string' && inner !== '' && (isSecretKey(key) || (isSecretEntry && key === 'value'));
      return [cleanText(key), isHidden ? redacted : cleanValue(inner, depth + 1)];
    }),
  );
}
