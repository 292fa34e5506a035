import type { Change, Thing } from './bundle.js';
import { pairsAt } from './reading.js';
import type { Scene } from './scene.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Somebody may be a little early, or a little late. */
const SLACK_MS = 30 * MINUTE;
const WORK =
  'maintenance|work|downtime|outage|migration|upgrade|drain|restart|failover|switchover|load[- ]?tests?|tests?';
const PLANNED = new RegExp(
  [
    'maintenance window',
    `(?:planned|scheduled|announced|expected) (?:[\\w-]{1,20} )?(?:${WORK})`,
    'maintenance\\W{1,3}(?:is )?(?:planned|scheduled|announced)',
    'load[- ]test|chaos (?:experiment|test)|game ?day|disaster recovery (?:drill|test)',
    '\\bwindow:? \\d{1,2}:\\d{2}',
    '\\bsilenced?\\b.{0,80}\\buntil\\b',
  ].join('|'),
  'i',
);
/** A taint or label may be called that and still keep pods away. */
const NO_PLAN = /NoSchedule|NoExecute|unplanned|not planned/i;
const MEANT =
  /\b(?:suspend(?:ed)?|paused?|disabled|stopped|on[- ]hold)[-_ ](?:by|reason|for|until|because|note)|intentional|on purpose|deliberate/i;
const ENDS =
  /\b(?:until|till|through|ends?(?: at| on)?|resumes?(?: at| on)?)\W{1,3}(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2})?(?:Z| ?UTC)?)?/i;
const WINDOW = /\bwindow:? (\d{1,2}):(\d{2}) ?(?:-|–|to) ?(\d{1,2}):(\d{2})/i;

export function changeInWords({ kind, name, revision, status }: Change): string {
  return `${kind} ${name}: ${revision} ${status}`.trim();
}

/** Words that announce planned work that is not over yet. */
export function isPlan(text: string, now: number): boolean {
  return PLANNED.test(text) && !NO_PLAN.test(text) && !isPast(text, now);
}

/** What says that somebody stopped this meaning to; undefined where it may as well be forgotten. */
export function stoppedOnPurpose(scene: Scene, { name, namespace, raw }: Thing): string | undefined {
  const notes = Object.entries(pairsAt(raw, 'metadata', 'annotations')).map((pair) => pair.join(': '));
  const changes = scene.bundle.changes
    .filter((change) => change.namespace === namespace && change.name.split(/[\s,/]+/).includes(name))
    .map(changeInWords);
  const isMeant = (text: string) => MEANT.test(text) || isPlan(text, scene.now);
  // What is noted on the thing itself stands there for whoever comes by; who only changed it may have forgotten it since.
  const said = [...notes.filter(isMeant), ...changes.filter((text) => ENDS.test(text))];
  return said.find((text) => !isPast(text, scene.now));
}

/** A day that is named is over with its end; a window of hours is one of every day. */
function isPast(text: string, now: number): boolean {
  const [, day, hour] = ENDS.exec(text) ?? [];
  if (day !== undefined) {
    const end = hour === undefined ? Date.parse(`${day}T00:00:00Z`) + DAY : Date.parse(`${day}T${hour}:00Z`);
    if (Number.isFinite(end)) return now > end + SLACK_MS;
  }
  const hours = WINDOW.exec(text)?.slice(1).map(Number);
  if (!hours) return false;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = hours;
  const [from, to] = [(fromHour * 60 + fromMinute) * MINUTE - SLACK_MS, (toHour * 60 + toMinute) * MINUTE + SLACK_MS];
  const then = now % DAY;
  // One over midnight ends before it begins.
  return to - from > 2 * SLACK_MS ? then < from || then > to : then < from && then > to;
}
