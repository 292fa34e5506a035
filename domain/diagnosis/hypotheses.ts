import type { Found } from '../facts/collect.js';
import { keyOf, type Ref } from '../facts/bundle.js';
import { grouped } from '../facts/grouping.js';
import type { Scene } from '../facts/scene.js';
import { workloadsBehind } from '../facts/subject.js';
import { causeOf, type CauseCode } from './causes/index.js';
import { excludes, settle } from './conflicts.js';

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
  /** What can't be true together with it, where that is at least as well attested. */
  readonly contradicts?: Hypothesis;
}

/** The further down the chain of effects, the less a cause alone can be proven. */
const CEILINGS = [0.98, 0.97, 0.93, 0.88, 0.8, 0.7] as const;
const DEPTH_OF_WISHES = 1;
const CORROBORATION = 0.35;
const EXPLAINS_FROM = 0.44;
/** They are compared two by two. Where thousands of objects fail at once, the strongest tell why. */
const COMPARED_MAX = 300;
const REACH_MAX = 5_000;
const PEERS_MAX = 300;

/** All that the clues point to, the strongest first; what another one explains says by which. */
export function weigh(scene: Scene, found: readonly Found[]): readonly Hypothesis[] {
  const bySubject = grouped(
    found,
    ({ code, about, current, silent }) => `${code} ${keyOf(scene.top(about))} ${current} ${silent}`,
  );
  const single = [...bySubject.values()].map((clues) => hypothesisOf(scene, clues)).toSorted(byStrength);
  const links = linksOver(scene);
  const merged = [
    ...grouped(
      single.slice(0, COMPARED_MAX),
      ({ code, current, best }) => `${code} ${current} ${best.silent}`,
    ).values(),
  ].flatMap((same) => mergeLinked(scene, same, links));
  const ranked = settle(merged).toSorted(byStrength);
  return ranked.map((one) => {
    const root = ranked.find((other) => !excludes(other, one) && explains(links, other, one));
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
  return Math.min(1 - doubt, CEILINGS[depthOf({ code, clues })] ?? 0.7);
}

/** The same cause at objects that belong together is one cause. */
function mergeLinked(scene: Scene, same: readonly Hypothesis[], { joins }: Links): readonly Hypothesis[] {
  const groups: Hypothesis[][] = [];
  for (const one of same.toSorted(byStrength)) {
    const group = groups.find((others) => others.some((other) => joins(other, one)));
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

export function depthOf({ code, clues }: Pick<Hypothesis, 'code' | 'clues'>): number {
  return clues.some(({ silent }) => silent === 'asleep') ? DEPTH_OF_WISHES : causeOf(code).depth;
}

function explains({ joins, blamedBy }: Links, root: Hypothesis, effect: Hypothesis): boolean {
  const isBlamed = (one: Hypothesis, by: Hypothesis) => isComplaint(one, by) && blamedBy(by).has(keyOf(one.resource));
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
  if (isOnlyTimed(effect) && OUTWARD.test(root.code) && joins(root, effect)) return true;
  if (isBlamed(root, effect)) return !isBlamed(effect, root);
  return depthOf(root) < depthOf(effect) && !isBlamed(effect, root) && joins(root, effect);
}

/** What may come of a release or a setting when nothing but the time speaks for it. */
const BY_TIME = /^(?:app|probe|rollout|service|container\.(?:oom|cpu|exits)|autoscaling|middleware\.queue)/;
const OUTWARD = /^(?:dependency|database)\./;

/** A change that only came shortly before: a complaint about somebody else says more than the time of it. */
export function isOnlyTimed({ code, clues }: Hypothesis): boolean {
  return (
    (code === 'rollout.regression' || code === 'config.change_regression') &&
    clues.every(({ source }) => source === 'metrics' || source === 'changes')
  );
}

const OF_PEERS =
  /^(?:dependency\.(?!credentials|cascading)|database\.unreachable|app\.(?:slow|error_rate)|storage\.(?:mount_failed|pvc_unbound))/;

/** That the peer is slow or answers with errors is what its caller says, too. */
const MERELY_SEEN = /^app\.(?:slow|error_rate)/;

/** Whoever complains of a peer only feels what is wrong there, however deep that lies. */
function isComplaint(root: Hypothesis, effect: Hypothesis): boolean {
  if (!OF_PEERS.test(effect.code) || MERELY_SEEN.test(root.code)) return false;
  return keyOf(root.resource) !== keyOf(effect.resource);
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

/** What is asked of hypotheses two by two, and found out once for each. */
interface Links {
  /** Whether a path of owners, selectors, mounts, routes or calls leads from the one to the other. */
  readonly joins: (one: Hypothesis, other: Hypothesis) => boolean;
  /** Whom its clues complain of, and the workloads behind them. */
  readonly blamedBy: (effect: Hypothesis) => ReadonlySet<string>;
}

export function linksOver(scene: Scene): Links {
  const reached = new Map<Hypothesis, ReadonlySet<string>>();
  const places = new Map<Hypothesis, readonly string[]>();
  const blamed = new Map<Hypothesis, ReadonlySet<string>>();
  return {
    joins(one, other) {
      const near = once(reached, one, () => reachOf(scene, one));
      return once(places, other, () => placesOf(other).map(keyOf)).some((key) => near.has(key));
    },
    blamedBy: (effect) =>
      once(blamed, effect, () => {
        const peers = effect.clues.flatMap(({ related }) => related).slice(0, PEERS_MAX);
        return new Set(peers.flatMap((ref) => [ref, ...workloadsBehind(scene, ref)]).map(keyOf));
      }),
  };
}

function once<T>(known: Map<Hypothesis, T>, one: Hypothesis, find: () => T): T {
  const before = known.get(one);
  if (before !== undefined) return before;
  const found = find();
  known.set(one, found);
  return found;
}

function reachOf(scene: Scene, one: Hypothesis): ReadonlySet<string> {
  let edge = placesOf(one);
  const seen = new Set(edge.map(keyOf));
  for (let steps = 0; steps < STEPS_MAX && seen.size < REACH_MAX; steps += 1) {
    const next = new Map<string, Ref>();
    for (const ref of edge)
      if (steps === 0 || !STRANGERS_MEET.has(ref.kind))
        for (const other of scene.neighbours(ref)) if (!seen.has(keyOf(other))) next.set(keyOf(other), other);
    for (const key of next.keys()) seen.add(key);
    edge = [...next.values()];
  }
  return seen;
}

function placesOf({ resource, clues }: Hypothesis): readonly Ref[] {
  const all = [resource, ...clues.flatMap(({ about, related }) => [about, ...related])];
  return [...new Map(all.map((ref) => [keyOf(ref), ref])).values()].slice(0, 60);
}
