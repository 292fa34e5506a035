import type { Found } from '../facts/collect.js';
import { keyOf, type Ref } from '../facts/bundle.js';
import { grouped } from '../facts/grouping.js';
import type { Scene } from '../facts/scene.js';
import { workloadsBehind } from '../facts/subject.js';
import { causeOf, type CauseCode } from './causes/index.js';

/** A possible cause with everything that speaks for it. */
export interface Hypothesis {
  readonly code: CauseCode;
  readonly resource: Ref;
  readonly confidence: number;
  readonly current: boolean;
  readonly clues: readonly Found[];
  /** The strongest of them. */
  readonly best: Found;
  /** Where it came from, when it only follows from another one. */
  readonly explainedBy?: Hypothesis;
}

/** The further down the chain of effects, the less a cause alone can be proven. */
const CEILINGS = [0.98, 0.97, 0.93, 0.88, 0.8, 0.7] as const;
const CORROBORATION = 0.35;
const EXPLAINS_FROM = 0.44;

/** All that the clues point to, the strongest first; what another one explains says by which. */
export function weigh(scene: Scene, found: readonly Found[]): readonly Hypothesis[] {
  const bySubject = grouped(found, ({ code, about, current }) => `${code} ${keyOf(scene.top(about))} ${current}`);
  const single = [...bySubject.values()].map((clues) => hypothesisOf(scene, clues));
  const merged = [...grouped(single, ({ code, current }) => `${code} ${current}`).values()].flatMap((same) =>
    mergeLinked(scene, same),
  );
  const ranked = merged.toSorted(byStrength);
  return ranked.map((one) => {
    const root = ranked.find((other) => explains(scene, other, one));
    return root ? { ...one, explainedBy: root } : one;
  });
}

function hypothesisOf(scene: Scene, clues: readonly Found[]): Hypothesis {
  const sorted = clues.toSorted(
    (a, b) =>
      b.confidence * scene.relevance(b.about) - a.confidence * scene.relevance(a.about) || (a.id < b.id ? -1 : 1),
  );
  const [best] = sorted;
  if (!best) throw new Error('a hypothesis has at least one clue');
  const { code, current } = best;
  return {
    code,
    current,
    best,
    clues: sorted,
    resource: scene.top(best.about),
    confidence: confidenceOf(scene, code, sorted),
  };
}

/** The best clue of each source: the first counts whole, the others confirm it. */
function confidenceOf(scene: Scene, code: CauseCode, clues: readonly Found[]): number {
  const best = [...grouped(clues, ({ source }) => source).values()]
    .map((same) => Math.max(...same.map(({ confidence, about }) => confidence * scene.relevance(about))))
    .toSorted((a, b) => b - a);
  const doubt = best.reduce((rest, share, place) => rest * (1 - share * (place === 0 ? 1 : CORROBORATION)), 1);
  return Math.min(1 - doubt, CEILINGS[causeOf(code).depth] ?? 0.7);
}

/** The same cause at objects that belong together is one cause. */
function mergeLinked(scene: Scene, same: readonly Hypothesis[]): readonly Hypothesis[] {
  const groups: Hypothesis[][] = [];
  for (const one of same.toSorted(byStrength)) {
    const group = groups.find((others) => others.some((other) => linked(scene, other, one)));
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups.map((group) => {
    const whole = hypothesisOf(
      scene,
      group.flatMap(({ clues }) => clues),
    );
    return { ...whole, resource: group[0]?.resource ?? whole.resource };
  });
}

export function byStrength(a: Hypothesis, b: Hypothesis): number {
  return (
    Number(b.current) - Number(a.current) ||
    b.confidence - a.confidence ||
    depthOf(a) - depthOf(b) ||
    a.best.at - b.best.at ||
    (`${a.code} ${keyOf(a.resource)}` < `${b.code} ${keyOf(b.resource)}` ? -1 : 1)
  );
}

export function depthOf({ code }: Hypothesis): number {
  return causeOf(code).depth;
}

function explains(scene: Scene, root: Hypothesis, effect: Hypothesis): boolean {
  // That something came after a change explains symptoms, and no cause that is named in words.
  const isOnlyTiming = root.code.endsWith('regression') && root.clues.every(({ source }) => source === 'changes');
  if (
    isOnlyTiming &&
    (effect.code.startsWith('container.') || (depthOf(effect) < 4 && !effect.code.startsWith('app.')))
  )
    return false;
  if (root.current !== effect.current || root.confidence < Math.max(EXPLAINS_FROM, effect.confidence - 0.3))
    return false;
  if (isOnlyTimed(root) && !BY_TIME.test(effect.code)) return false;
  if (isOnlyTimed(effect) && OUTWARD.test(root.code) && linked(scene, root, effect)) return true;
  if (isBlamed(scene, root, effect)) return !isBlamed(scene, effect, root);
  return depthOf(root) < depthOf(effect) && !isBlamed(scene, effect, root) && linked(scene, root, effect);
}

/** What may come of a release or a setting when nothing but the time speaks for it. */
const BY_TIME = /^(?:app|probe|rollout|service|container\.(?:oom|cpu|exits)|autoscaling|middleware\.queue)/;
const OUTWARD = /^(?:dependency|database)\./;

/** A change that only came shortly before: a complaint about somebody else says more than the time of it. */
function isOnlyTimed({ code, clues }: Hypothesis): boolean {
  return (
    (code === 'rollout.regression' || code === 'config.change_regression') &&
    clues.every(({ source }) => source === 'metrics' || source === 'changes')
  );
}

const OF_PEERS = /^(?:dependency\.(?!credentials|cascading)|database\.unreachable|app\.(?:slow|error_rate))/;

/** That the peer is slow or answers with errors is what its caller says, too. */
const MERELY_SEEN = /^app\.(?:slow|error_rate)/;

/** Whoever complains of a peer only feels what is wrong there, however deep that lies. */
function isBlamed(scene: Scene, root: Hypothesis, effect: Hypothesis): boolean {
  if (!OF_PEERS.test(effect.code) || MERELY_SEEN.test(root.code)) return false;
  if (keyOf(root.resource) === keyOf(effect.resource)) return false;
  const home = keyOf(root.resource);
  return effect.clues.some(({ related }) =>
    related.some((ref) => keyOf(ref) === home || workloadsBehind(scene, ref).some((other) => keyOf(other) === home)),
  );
}

const STRANGERS_MEET = new Set([
  'Node',
  'StorageClass',
  'IngressClass',
  'Namespace',
  'ServiceAccount',
  'ClusterIssuer',
  'NetworkPolicy',
  'ConfigMap',
  'Secret',
]);
const STEPS_MAX = 5;

/** Whether a path of owners, selectors, mounts, routes or calls joins the two. */
export function linked(scene: Scene, one: Hypothesis, other: Hypothesis): boolean {
  const goals = new Set(placesOf(other).map(keyOf));
  const seen = new Set<string>();
  let edge = placesOf(one);
  for (let steps = 0; steps <= STEPS_MAX && edge.length > 0; steps += 1) {
    if (edge.some((ref) => goals.has(keyOf(ref)))) return true;
    for (const ref of edge) seen.add(keyOf(ref));
    edge = edge
      .filter(({ kind }) => steps === 0 || !STRANGERS_MEET.has(kind))
      .flatMap((ref) => scene.neighbours(ref))
      .filter((ref) => !seen.has(keyOf(ref)));
  }
  return false;
}

function placesOf({ resource, clues }: Hypothesis): readonly Ref[] {
  const all = [resource, ...clues.flatMap(({ about, related }) => [about, ...related])];
  return [...new Map(all.map((ref) => [keyOf(ref), ref])).values()].slice(0, 60);
}
