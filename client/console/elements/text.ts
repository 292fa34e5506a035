export { count, plural, sentence } from '../../reeve.js';

/** Someone else's words with the characters that hide or reorder text made visible, so that what is read is what is there. */
export function visible(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, (hidden) => `\\u{${(hidden.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A link may lead to our own pages or to the web, and never into a script. */
export function safeHref(url: string): string | undefined {
  if (/^\/(?![/\\])/.test(url)) return url;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : undefined;
}

const STEPS = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
] as const;

export function duration(seconds: number): string {
  const step = STEPS.find((candidate) => seconds >= candidate.seconds);
  return step ? `${Math.floor(seconds / step.seconds)} ${step.unit}` : `${Math.floor(seconds)} s`;
}

export function relative(atMs: number, now: number): string {
  const seconds = Math.round((now - atMs) / 1000);
  if (Math.abs(seconds) < 2) return 'just now';
  return seconds > 0 ? `${duration(seconds)} ago` : `in ${duration(-seconds)}`;
}

export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** With its second unit: of somebody's last hours the minutes count too. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const at = STEPS.findIndex((step) => seconds >= step.seconds);
  const [whole, part] = [STEPS[at], STEPS[at + 1]];
  const rest = whole && part ? Math.floor((seconds % whole.seconds) / part.seconds) : 0;
  return rest > 0 ? `${duration(seconds)} ${rest} ${part?.unit}` : duration(seconds);
}
