import { fail, type StateWord, warn } from './paint.js';

/** What is asked for, without what was not said. */
export function queryOf(wanted: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const said = Object.entries(wanted).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] satisfies [string, string]],
  );
  return new URLSearchParams(said).toString();
}

export function severityWord(severity: string): string | StateWord {
  if (severity === 'critical' || severity === 'high') return fail(severity);
  return severity === 'warning' ? warn(severity) : severity;
}

/** An id as lists show it: enough of it to name it again. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
