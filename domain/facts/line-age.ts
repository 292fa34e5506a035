import type { LogFile, Thing } from './bundle.js';
import { containersOf, isFalling } from './health.js';
import { msOf } from './reading.js';
import type { Scene } from './scene.js';

const MINUTE = 60_000;
/** A later line like this says that what came before is over. */
const RECOVERED =
  /caught up|recovered|reconnected|connection (?:\w{1,20} )?(?:re-?)?(?:established|restored)|\brestored\b|back to normal|back online|(?:is|are) (?:back|up) again|is (?:now )?healthy|became ready|(?<!not |never )\bconnected to|joined group|resumed|(?:retry|retries|reconnect\w{0,4})\b.{0,40}\bsucce|successfully (?:connected|started)/i;

const STAMP = /(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(?:[.,]\d{1,9})?(Z|[+-]\d{2}:?\d{2})?/;

/** The time that a line of a log carries; without a zone it is taken for UTC. */
export function msOfLine(line: string): number | undefined {
  const [, stamp, zone = 'Z'] = STAMP.exec(line.slice(0, 200)) ?? [];
  return stamp === undefined ? undefined : msOf(`${stamp.replace(' ', 'T')}${zone}`);
}

/** Whether what a line complains of still holds; `rest` begins with it. */
export function isCurrentLine(scene: Scene, log: LogFile, rest: readonly string[]): boolean {
  const pod = { kind: 'Pod', namespace: log.namespace, name: log.pod };
  const standing = scene.standing(pod);
  if (standing === 'ailing') return true;
  if (log.previous)
    return containersOf(scene.find('Pod', pod.namespace, pod.name) ?? NOBODY).some((status) =>
      isFalling(status, scene.now),
    );
  if (rest.slice(1).some((line) => RECOVERED.test(line))) return false;
  const [line = ''] = rest;
  const at = msOfLine(line);
  return at === undefined ? rest.length <= 20 : Math.abs(scene.now - at) <= 30 * MINUTE;
}

const NOBODY: Thing = { kind: 'Pod', namespace: '', name: '', labels: {}, raw: {} };
