import type { Payload } from './sensor.js';

const TEXT_MAX = 3_500;
/** Said for the bookkeeping, and not to a person. */
const INNER: ReadonlySet<string> = new Set(['beats', 'report', 'wanted']);

/** What a sensor saw, field by field. */
export function seenIn(payload: Payload): readonly (readonly [name: string, value: string])[] {
  return Object.entries(payload)
    .filter(([name]) => !INNER.has(name))
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
}

/** What a person is asked to do for something that Reeve has no hands for. */
export function taskText(given: {
  readonly title: string;
  readonly category: string;
  readonly subject: string;
  readonly runbook: string;
  readonly payload: Payload;
}): string {
  const { title, category, subject, runbook, payload } = given;
  const known = seenIn(payload).map(([name, value]) => `- ${name}: ${value}`);
  return [`${title}: ${subject}`, '', runbook, '', `This is work of the kind ${category}. What is known:`, ...known]
    .join('\n')
    .slice(0, TEXT_MAX);
}

export function manyText(title: string, members: number, group: string): string {
  return [
    `${title}: ${members} at once in ${group}.`,
    'So many at the same time have one reason. Look at what they share (provider, network, a release, a certificate) before touching any of them.',
    'The conditions under this one name each of them; they close by themselves when they are well again.',
  ].join(' ');
}
