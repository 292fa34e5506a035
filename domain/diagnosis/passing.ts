import type { Thing } from '../facts/bundle.js';
import { nameOf } from '../facts/bundle.js';
import { containersOf, isLeaving, replicas } from '../facts/health.js';
import { conditionAt, numberAt, textAt } from '../facts/reading.js';
import type { Scene } from '../facts/scene.js';
import type { Hypothesis } from './hypotheses.js';
import { isStillStarting } from './under-way.js';

const MINUTE = 60_000;
export const OF_ROLLOUTS =
  /Generation(?:Mismatch)|ReplicasMismatch|ReplicaSetMismatch|RolloutStuck|ContainerWaiting|NotReady|PodNotReady|NotScheduled|Misscheduled/i;
/** Whether the trouble that it speaks of is known to have been. */
export const IF_OVER =
  /\b(?:over|still|all right|ok(?:ay)?|healthy|solved|recover\w*|fixed|normal|gone|go well|went well)\b/i;
export const COMPLAINT =
  /fail|error|slow|refus|why|wrong|can ?not|can't|down\b|crash|restart|stuck|time ?out|pending|unavailable|broken|lag|\bages\b|too long|\breport(?:s|ed)? that|complain|\bdiffer|inconsisten|what(?:'s| is) up with|degrad|\bhang|freez|not (?:work|load|answer|respond|open)|no longer|\bsince\b|\bthrows?\b|\b5\d\d\b|what(?:'s| is) (?:going on|happening)|\bnever\b|outage/i;
export const ASKS_WHETHER_WELL =
  /\b(?:fine|all right|alright|ok|okay|healthy|well|stable|work(?:s|ing)?|normal|good|running|succeed\w*)\b/i;

/** Only pods that are young or about to go are not ready, and none of them complains. */
export function passingRollout(scene: Scene, subjects: readonly Thing[]): string | undefined {
  for (const subject of subjects) {
    const ailing = scene.podsOf(subject).filter((pod) => scene.standing(pod) === 'ailing' || isLeaving(pod));
    const counts = replicas(subject);
    if (ailing.length === 0 || !counts) continue;
    if (!ailing.every((pod) => isLeaving(pod) || isBeginning(scene, pod))) continue;
    const progressing = textAt(conditionAt(subject.raw, 'Progressing'), 'status');
    if (progressing === 'False' || (ailing.some(isLeaving) && ailing.length === 1 && counts.ready < counts.wanted - 1))
      continue;
    return `${nameOf(subject)} is in the middle of a normal rollout: ${counts.ready} of ${counts.wanted} replicas are ready, and the others are ${ailing.some(isLeaving) ? 'terminating (being deleted)' : 'just starting'}; it passes by itself.`;
  }
  return undefined;
}

function isYoung(scene: Scene, pod: Thing): boolean {
  const age = scene.now - (pod.createdAt ?? 0);
  const isQuiet = containersOf(pod).every(
    (one) =>
      (numberAt(one, 'restartCount') ?? 0) === 0 &&
      !/Err|BackOff|Invalid/.test(textAt(one, 'state', 'waiting', 'reason')),
  );
  return age >= 0 && age < 3 * MINUTE && isQuiet && textAt(conditionAt(pod.raw, 'PodScheduled'), 'status') !== 'False';
}

/** One that others of its workload were before it, and that says how far it has come. */
function isBeginning(scene: Scene, pod: Thing): boolean {
  if (isYoung(scene, pod)) return true;
  const top = scene.top(pod);
  const owner = scene.find(top.kind, top.namespace, top.name);
  const counts = owner && replicas(owner);
  return counts !== undefined && counts.wanted > 1 && counts.ready >= counts.wanted - 1 && isStillStarting(scene, pod);
}

/** Whether this only shows what passes by itself, or what nobody is harmed by. */
export function isPassing(scene: Scene, one: Hypothesis): boolean {
  return isYoungTrouble(scene, one) || isRolling(scene, one) || isBefore(scene, one) || isFaint(scene, one);
}

/** Only pods that are young or about to go. */
function isYoungTrouble(scene: Scene, { code, clues }: Hypothesis): boolean {
  if (!/^(?:probe\.(?:readiness|startup)|service\.no_ready|rollout\.stuck)/.test(code)) return false;
  const pods = clues.flatMap(({ about, related }) =>
    about.kind === 'Pod' ? [about] : related.filter(({ kind }) => kind === 'Pod'),
  );
  const things = pods.map((ref) => scene.find('Pod', ref.namespace, ref.name));
  return things.length > 0 && things.every((pod) => pod !== undefined && (isLeaving(pod) || isBeginning(scene, pod)));
}

/** An alert about replicas that begins with a deploy shows the deploy itself, as long as it goes on or went well. */
function isRolling(scene: Scene, { code, clues, resource }: Hypothesis): boolean {
  if (!code.endsWith('regression') || clues.some(({ source }) => source !== 'changes')) return false;
  const firing = scene.bundle.alerts.filter((alert) => alert.firing);
  const thing = scene.find(resource.kind, resource.namespace, resource.name);
  const isFine = scene.standing(resource) === 'well' || (thing && passingRollout(scene, [thing]) !== undefined);
  return isFine === true && firing.every(({ name }) => OF_ROLLOUTS.test(name));
}

/** The alert ended after the last sign of it, and what is seen now does not show it. */
function isBefore(scene: Scene, { clues }: Hypothesis): boolean {
  const { alerts } = scene.bundle;
  const ends = alerts.map(({ endsAt }) => endsAt ?? Number.POSITIVE_INFINITY);
  if (alerts.length === 0 || alerts.some(({ firing }) => firing)) return false;
  const end = Math.max(...ends) + 2 * MINUTE;
  return clues.every(
    ({ source, at: when, about }) =>
      source !== 'objects' && source !== 'metrics' && when <= end && scene.standing(scene.top(about)) !== 'ailing',
  );
}

const OF_CALLS = /^(?:dependency|database|app|config|dns|middleware|certificate|security|rbac|job)\./;
/** What a program says of its callers and callees comes and goes; a refused permission or certificate stays. */
const SOFT = /^(?:dependency|database\.(?:unreachable|slow)|app|middleware)/;
/** What is no word of a program, but reckoned from many. */
const COUNTED: ReadonlySet<string> = new Set(['config.change_regression', 'middleware.queue_backlog']);
const OFTEN = 3;

/** Words in the log of a program that is well, where nobody complains: few of them, or measured to do no harm. */
function isFaint(scene: Scene, { code, clues, best }: Hypothesis): boolean {
  if (!OF_CALLS.test(code) || COUNTED.has(code) || scene.bundle.alerts.some(({ firing }) => firing)) return false;
  if (clues.some(({ source, about }) => source !== 'logs' || scene.standing(scene.top(about)) !== 'well')) return false;
  if (isMeasuredWell(scene)) return true;
  const { alerts, question } = scene.bundle;
  if (alerts.length === 0 && COMPLAINT.test(question) && !IF_OVER.test(question)) return false;
  const shape = (line: string) => line.replaceAll(/\d+/g, '0').trim().slice(0, 300);
  const wanted = shape(best.quote);
  const said = scene.bundle.logs
    .filter(({ namespace, pod }) => namespace === best.about.namespace && pod === best.about.name)
    .flatMap(({ lines }) => lines.filter((line) => shape(line).startsWith(wanted.slice(0, 60))));
  const isAsked = scene.bundle.question !== '' || scene.bundle.alerts.length > 0;
  return (
    said.length < (SOFT.test(code) && isAsked ? OFTEN : 2) && scene.now - best.at > (SOFT.test(code) ? 0 : 5) * MINUTE
  );
}

/** The share of failed requests was measured, and it never left what is usual. */
export function isMeasuredWell(scene: Scene): boolean {
  const shares = scene.bundle.series.filter(
    ({ query, points }) => /error|fail|5\.\.|5xx/i.test(query) && query.includes('/') && points.length > 1,
  );
  return shares.length > 0 && shares.every(({ points }) => points.every(([, value]) => value >= 0 && value < 0.01));
}
