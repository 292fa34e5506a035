import { msOf } from './reading.js';

export type { LogFile, Ref, Thing } from './bundle.js';

const STAMP = /(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(?:[.,]\d{1,9})?(Z|[+-]\d{2}:?\d{2})?/;

/** The time that a line of a log carries; without a zone it is taken for UTC. */
export function msOfLine(line: string): number | undefined {
  const [, stamp, zone = 'Z'] = STAMP.exec(line.slice(0, 200)) ?? [];
  return stamp === undefined ? undefined : msOf(`${stamp.replace(' ', 'T')}${zone}`);
}
