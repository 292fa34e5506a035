import type { Change, Ref } from '../facts/bundle.js';
import { replicas } from '../facts/health.js';
import { isFirstRelease, revisionOf } from '../facts/rollout.js';
import type { Scene } from '../facts/scene.js';
import { listAt, textAt } from '../facts/reading.js';
import type { Hypothesis } from './hypotheses.js';

const LATELY_MS = 3 * 3_600_000;
const SKEW_MS = 2 * 60_000;

/** The newest change that can have to do with it: of several releases the one whose pods fail. */
export function lastChange(scene: Scene, { resource, clues }: Hypothesis): Change | undefined {
  const named: readonly Ref[] = [
    resource,
    ...clues.flatMap(({ about, related }) => [about, scene.top(about), ...related]),
  ];
  const names = new Set(named.map(({ name }) => name));
  const failing = failingRevisions(scene, named);
  const near = scene.bundle.changes.filter(
    ({ at, name }) =>
      scene.now - at < LATELY_MS && at - scene.now < SKEW_MS && name.split(/[\s,/]+/).some((part) => names.has(part)),
  );
  const [newest] = near
    .filter((change) => isNews(scene, change) && !isOfAnother(change, failing) && !isReplaced(change, near))
    .toSorted((a, b) => b.at - a.at || numberOf(b) - numberOf(a));
  return newest;
}

/** What was only made is no change, and neither is the old ReplicaSet that a rollout empties. */
function isNews(scene: Scene, change: Change): boolean {
  const thing = ['Deployment', 'StatefulSet'].flatMap(
    (kind) => scene.find(kind, change.namespace, change.name.split('/').at(-1) ?? '') ?? [],
  )[0];
  if (!thing) return true;
  const isEmptied = change.kind === 'scale' && /\bto 0\b/.test(change.revision) && (replicas(thing)?.wanted ?? 0) > 0;
  return !isEmptied && !isFirstRelease(change, thing);
}

/** A release that another one replaced since. */
function isReplaced({ kind, name, namespace, status }: Change, near: readonly Change[]): boolean {
  const isSame = (other: Change) => other.kind === kind && other.name === name && other.namespace === namespace;
  return kind === 'deploy' && status === 'SUPERSEDED' && near.some((other) => isSame(other) && other.status !== status);
}

function isOfAnother(change: Change, failing: ReadonlyMap<string, ReadonlySet<number>>): boolean {
  const revisions = failing.get(`${change.namespace}/${change.name}`);
  const revision = numberOf(change);
  return change.kind === 'deploy' && revisions !== undefined && revision > 0 && !revisions.has(revision);
}

/** A ReplicaSet's number stands before its image; what pipelines write is another thing. */
function numberOf({ revision }: Change): number {
  return Number(/^(\d{1,6})(?: |$)/.exec(revision)?.[1] ?? 0);
}

/** The revisions whose pods are not well, by the workload that they are of. */
function failingRevisions(scene: Scene, named: readonly Ref[]): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const pod of new Set(named.flatMap((ref) => scene.podsOf(ref)))) {
    if (scene.standing(pod) !== 'ailing') continue;
    const owner = listAt(pod.raw, 'metadata', 'ownerReferences').find((one) => textAt(one, 'kind') === 'ReplicaSet');
    const set = scene.find('ReplicaSet', pod.namespace, textAt(owner, 'name'));
    const revision = set ? revisionOf(set) : 0;
    if (revision === 0) continue;
    const key = `${pod.namespace}/${scene.top(pod).name}`;
    found.set(key, (found.get(key) ?? new Set()).add(revision));
  }
  return found;
}
