import { keyOf, nameOf } from '../facts/bundle.js';
import { round } from '../facts/collect.js';
import { at } from '../facts/reading.js';
import type { Scene } from '../facts/scene.js';
import { causeOf } from './causes/index.js';
import type { OtherFault } from './diagnosis.js';
import { depthOf, type Hypothesis, isOnlyTimed, linksOver } from './hypotheses.js';
import { proposalsFor } from './proposals.js';
import { EVERYWHERE, isRelic, reaches } from './reach.js';
import { plainly, quotesOf } from './telling.js';

/** Below this it may as well be noise, or follow from what nobody has seen. */
const OTHER_FROM = 0.7;
const OTHERS_MAX = 8;
const NAMED_MAX = 3;
/** What complains of somebody else, or of how it goes as a whole: not enough to be a fault of its own beside another one. */
const FELT =
  /^(?:dependency\.(?!credentials)|database\.unreachable|app\.(?:slow|error_rate)|service\.no_ready|rollout\.stuck)/;
const RUNS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod', 'Node']);

/** Faults that have nothing to do with the answer: each has its own cause and its own remedy. */
export function independentOf(
  scene: Scene,
  top: Hypothesis | undefined,
  current: readonly Hypothesis[],
): readonly Hypothesis[] {
  const { joins } = linksOver(scene);
  const isOfNode = scene.bundle.target?.kind === 'Node';
  const strong = current.filter(
    (one) =>
      one !== top &&
      one.confidence >= OTHER_FROM &&
      one.explainedBy === undefined &&
      one.contradicts === undefined &&
      !isOnlyTimed(one) &&
      (isOfNode ? reaches(scene, one) : !isRelic(scene, one)),
  );
  const own: Hypothesis[] = [];
  for (const one of strong) {
    if (own.length >= OTHERS_MAX) break;
    const known = top ? [top, ...own] : own;
    if (known.every((other) => keyOf(other.resource) !== keyOf(one.resource) && !canFollow(one, other, joins)))
      own.push(one);
  }
  return own;
}

/** Where a way leads from the one to the other, what lies deeper may come of it, and what belongs to a workload is its own matter. */
function canFollow(one: Hypothesis, from: Hypothesis, joins: ReturnType<typeof linksOver>['joins']): boolean {
  const isAlike = one.code === from.code;
  const isPart = !RUNS.has(one.resource.kind);
  if (isAlike && EVERYWHERE.test(one.code)) return true;
  // A claim and the pod that waits for it are one matter, linked or not.
  if (isAlike && isPart !== !RUNS.has(from.resource.kind) && one.resource.namespace === from.resource.namespace)
    return true;
  const isEffect = FELT.test(one.code) || depthOf(one) > depthOf(from);
  return (isPart || isEffect) && (joins(from, one) || joins(one, from));
}

export function toldAs(scene: Scene, one: Hypothesis, verdict: 'fault' | 'other'): OtherFault {
  const inWords = plainly(one);
  return {
    code: one.code,
    resource: one.resource,
    confidence: round(one.confidence),
    summary: `${inWords}${quotesOf(one)}`,
    inWords,
    because: one.clues.slice(0, 8).map(({ id }) => id),
    // Where what was asked about is well, nobody has asked for a change.
    proposals: verdict === 'fault' ? proposalsFor(scene, one) : [],
    remedy: causeOf(one.code).remedy,
  };
}

/** One sentence that names them; what they are stands in the list. */
export function alsoBroken(others: readonly Hypothesis[]): string {
  if (others.length === 0) return '';
  const named = others.slice(0, NAMED_MAX).map(({ resource, code }) => `${nameOf(resource)} (${code})`);
  const more = others.length > NAMED_MAX ? ` and ${others.length - NAMED_MAX} more` : '';
  return ` Also broken, of ${others.length === 1 ? 'its' : 'their'} own: ${named.join(', ')}${more}.`;
}

/** Who asks about a node wants to know whether it is the node. */
export function ofNode(scene: Scene, top: Hypothesis | undefined): string {
  const { target } = scene.bundle;
  if (target?.kind !== 'Node' || top?.resource.kind === 'Node' || scene.standing(target) !== 'well') return '';
  const isCordoned = at(scene.find('Node', '', target.name)?.raw, 'spec', 'unschedulable') === true;
  const how = `it is ready${isCordoned ? ', though cordoned,' : ''} and under no pressure`;
  const rest = top ? ' What fails on it has a cause of its own:' : '';
  return `Node ${target.name} is well: ${how}.${rest} `;
}
