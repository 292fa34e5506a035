import {
  type Bundle,
  type Happening,
  keyOf,
  type Ref,
  refOf,
  type Source,
  type SourceState,
  stateOf,
  type Thing,
} from './bundle.js';
import { focusOf, spacesOf } from './focus.js';
import { graphOf } from './graph.js';
import { grouped } from './grouping.js';
import { byLabels, type ByLabels } from './labelled.js';
import { stateOfThing, type Standing } from './health.js';
import { at, listAt, textAt } from './reading.js';

const MINUTE = 60_000;

/** A bundle with its objects found by name, joined by what links them, and each with how it stands. */
export interface Scene {
  readonly bundle: Bundle;
  readonly now: number;
  readonly find: (kind: string, namespace: string, name: string) => Thing | undefined;
  readonly all: (kind: string, namespace?: string) => readonly Thing[];
  /** The highest owner that the bundle holds; the object itself where it has none. */
  readonly top: (ref: Ref) => Ref;
  readonly podsOf: (ref: Ref) => readonly Thing[];
  /** Pods by their labels, as selectors look for them. */
  readonly podsBy: ByLabels<Thing>;
  readonly standing: (ref: Ref) => Standing;
  readonly eventsOf: (ref: Ref) => readonly Happening[];
  readonly state: (source: Source) => SourceState;
  /** Whether objects of this kind were asked for, so that one that is not there does not exist. */
  readonly knows: (kind: string, namespace?: string) => boolean;
  readonly neighbours: (ref: Ref) => readonly Ref[];
  /** What was asked about; empty when nothing says so. */
  readonly focus: readonly Ref[];
  /** The namespaces that the alert or the question names. */
  readonly spaces: ReadonlySet<string>;
  /** From 0 to 1: how much what happens there can have to do with what was asked. */
  readonly relevance: (ref: Ref) => number;
  /** Whether something last seen then, about this object, still holds. */
  readonly holds: (ref: Ref, lastAt: number | undefined) => boolean;
}

export function sceneOf(captured: Bundle): Scene {
  const bundle = inOrder(captured);
  const byKey = new Map(bundle.things.map((thing) => [keyOf(thing), thing]));
  const byKind = grouped(bundle.things, ({ kind }) => kind);
  const bySpace = grouped(bundle.things, ({ kind, namespace }) => `${kind}/${namespace}`);
  const find = (kind: string, namespace: string, name: string) => byKey.get(keyOf({ kind, namespace, name }));
  const all = (kind: string, namespace?: string) =>
    (namespace === undefined ? byKind.get(kind) : bySpace.get(`${kind}/${namespace}`)) ?? [];
  const kin = grouped(all('Pod'), (pod) => `${pod.namespace}/${stemOf(pod.name)}`);
  // A pod that is gone belonged to what owns its successors.
  const successor = ({ kind, namespace, name }: Ref) =>
    kind === 'Pod' && stemOf(name) !== name && !find(kind, namespace, name)
      ? kin.get(`${namespace}/${stemOf(name)}`)?.at(-1)
      : undefined;
  const top = once((ref: Ref) => highest(successor(ref) ?? ref, find));
  const podsByTop = grouped(all('Pod'), (pod) => keyOf(top(pod)));
  const podsOf = (ref: Ref) =>
    ref.kind === 'Pod'
      ? [find('Pod', ref.namespace, ref.name)].filter((pod) => pod !== undefined)
      : (podsByTop.get(keyOf(top(ref))) ?? []);
  const events = grouped(
    bundle.happenings.filter(({ former }) => former !== true),
    ({ about }) => keyOf(about),
  );
  const standing = once((ref: Ref) =>
    stateOfThing(find(ref.kind, ref.namespace, ref.name), podsOf(ref), bundle.capturedAt),
  );
  const graph = graphOf(bundle, { find, all, top });
  const focus = focusOf(bundle, find);
  const home = bundle.target?.namespace ?? '';
  const whole = bundle.things.filter(({ namespace }) => home !== '' && namespace === home).map(refOf);
  const near = distances(focus.length > 0 ? focus : whole, graph);
  const spaces = spacesOf(bundle);
  return {
    bundle,
    now: bundle.capturedAt,
    find,
    all,
    top,
    podsOf,
    podsBy: byLabels(all('Pod')),
    standing,
    eventsOf: (ref) => events.get(keyOf(ref)) ?? [],
    state: (source) => stateOf(bundle, source),
    knows: (kind, namespace) => knowsKind(bundle, all, { kind, namespace }),
    neighbours: (ref) => graph.get(keyOf(ref)) ?? [],
    focus,
    spaces,
    relevance: (ref) =>
      relevanceOf(ref, { focus, near, top, home, spaces, isEmpty: (node) => isEmptyNode(node, graph, all) }),
    holds: (ref, lastAt) => stillHolds(ref, lastAt, { find, kin, standing, top, podsOf, now: bundle.capturedAt }),
  };
}

/** Asked of the same object again and again: answered once. */
function once<T>(answer: (ref: Ref) => T): (ref: Ref) => T {
  const known = new Map<string, T>();
  return (ref) => {
    const key = keyOf(ref);
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = answer(ref);
    known.set(key, found);
    return found;
  };
}

/** One order for everything, so that the order of the capture never shows. */
function inOrder(bundle: Bundle): Bundle {
  const sorted = <T>(items: readonly T[], key: (item: T) => string) =>
    items
      .map((item) => [key(item), item] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
      .map(([, item]) => item);
  return {
    ...bundle,
    things: sorted(bundle.things, keyOf),
    happenings: sorted(bundle.happenings, (one) => `${keyOf(one.about)} ${one.reason} ${one.message} ${one.lastAt}`),
    logs: sorted(bundle.logs, (log) => `${log.namespace}/${log.pod}/${log.container} ${log.previous}`),
    series: sorted(bundle.series, (one) => `${one.query} ${JSON.stringify(one.labels)}`),
    changes: sorted(bundle.changes, (one) => `${one.at} ${one.kind} ${one.name}`),
    alerts: sorted(bundle.alerts, (one) => `${one.name} ${JSON.stringify(one.labels)}`),
  };
}

function highest(ref: Ref, find: Scene['find']): Ref {
  let here = ref;
  for (let steps = 0; steps < 6; steps += 1) {
    const owners = listAt(find(here.kind, here.namespace, here.name)?.raw, 'metadata', 'ownerReferences');
    const [owner] = owners.filter((one) => at(one, 'controller') === true);
    // A static pod is owned by its node, which is another matter.
    if (textAt(owner ?? owners[0], 'kind') === 'Node')
      return { kind: here.kind, namespace: here.namespace, name: here.name };
    const above = find(textAt(owner ?? owners[0], 'kind'), here.namespace, textAt(owner ?? owners[0], 'name'));
    if (!above) return { kind: here.kind, namespace: here.namespace, name: here.name };
    here = above;
  }
  return { kind: here.kind, namespace: here.namespace, name: here.name };
}

/** A kind is known when the bundle says that it was asked for, or when objects of it are there to compare with. */
function knowsKind(
  bundle: Bundle,
  all: Scene['all'],
  wanted: { kind: string; namespace?: string | undefined },
): boolean {
  if (stateOf(bundle, 'objects') !== 'ok') return false;
  const plural = `${wanted.kind.toLowerCase()}${/(?:s|x|ch)$/.test(wanted.kind) ? 'es' : 's'}`;
  const { namespace = '' } = wanted;
  const isWhole = namespace === '' || (bundle.namespaces?.includes(namespace) ?? true);
  const told = (name: string) => bundle.sources[`${name}/${namespace}`] ?? (isWhole ? bundle.sources[name] : 'unread');
  const said = told(plural) ?? told(plural.replace(/ys$/, 'ies'));
  if (said !== undefined) return said === 'ok' || said === 'absent';
  return all(wanted.kind, wanted.namespace).length > 0;
}

/** Strangers meet there: two workloads that share one have not to do with each other for that. */
const LEAVES = new Set([
  ...['Node', 'StorageClass', 'IngressClass', 'Namespace', 'ServiceAccount', 'ClusterIssuer'],
  ...['NetworkPolicy', 'ConfigMap', 'Secret'],
]);
/** Where a cluster keeps what serves all of it. */
const OF_CLUSTER = /^kube-|-system$|^openshift-|^ingress|^cert-manager$|^tigera-|^metallb/;
const EVERYWHERE = new Set(['Node', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'APIService']);

function distances(focus: readonly Ref[], graph: ReadonlyMap<string, readonly Ref[]>): ReadonlyMap<string, number> {
  const found = new Map(focus.map((ref) => [keyOf(ref), 0]));
  let edge = focus;
  for (let steps = 1; steps <= 8 && edge.length > 0; steps += 1) {
    const next: Ref[] = [];
    for (const ref of edge) {
      // Everything meets on a node: who goes on from there meets strangers.
      if (LEAVES.has(ref.kind) && steps > 1) continue;
      for (const other of graph.get(keyOf(ref)) ?? []) {
        if (found.has(keyOf(other))) continue;
        found.set(keyOf(other), steps);
        next.push(other);
      }
    }
    edge = next;
  }
  return found;
}

interface Nearness {
  readonly focus: readonly Ref[];
  readonly near: ReadonlyMap<string, number>;
  readonly top: Scene['top'];
  /** The namespace that a live capture was about. */
  readonly home: string;
  /** The namespaces that a capture without a target was about. */
  readonly spaces: ReadonlySet<string>;
  /** A node that carries nothing of what was captured. */
  readonly isEmpty: (ref: Ref) => boolean;
}

function relevanceOf(ref: Ref, { focus, near, top, home, spaces, isEmpty }: Nearness): number {
  if (focus.length === 0 && home === '') {
    if (spaces.size === 0 || spaces.has(ref.namespace)) return 0.95;
    return EVERYWHERE.has(ref.kind) || ref.namespace === '' || OF_CLUSTER.test(ref.namespace) ? 0.9 : 0.7;
  }
  const steps = Math.min(near.get(keyOf(ref)) ?? 99, near.get(keyOf(top(ref))) ?? 99);
  if (steps <= 8) return focus.length === 0 ? 0.95 : 1;
  // A live capture holds every node: one that carries nothing of what was asked about is another matter.
  if (home !== '' && ref.kind === 'Node') return 0.4;
  if (EVERYWHERE.has(ref.kind) || OF_CLUSTER.test(ref.namespace)) return isEmpty(ref) ? 0.45 : 0.9;
  return focus.some(({ namespace }) => namespace === ref.namespace) ? 0.8 : 0.6;
}

interface Looking extends Pick<Scene, 'find' | 'standing' | 'top' | 'podsOf'> {
  /** Pods by namespace and the name that their workload gave them. */
  readonly kin: ReadonlyMap<string, readonly Thing[]>;
  readonly now: number;
}

/** A node that none of the captured pods runs on: its trouble is rarely theirs. */
function isEmptyNode(ref: Ref, graph: ReadonlyMap<string, readonly Ref[]>, all: Scene['all']): boolean {
  if (ref.kind !== 'Node' || all('Pod').length === 0) return false;
  return !(graph.get(keyOf(ref)) ?? []).some(({ kind }) => kind === 'Pod');
}

function stillHolds(ref: Ref, lastAt: number | undefined, looking: Looking): boolean {
  const { find, standing, top, podsOf, now } = looking;
  const age = lastAt === undefined ? undefined : now - lastAt;
  const thing = find(ref.kind, ref.namespace, ref.name);
  if (!thing && ref.kind === 'Pod' && isReplaced(ref, looking)) return false;
  // A pod that was evicted stays as a note after another has taken its place.
  const isOver = ref.kind === 'Pod' && textAt(thing?.raw, 'status', 'phase') === 'Failed';
  if (isOver && podsOf(top(ref)).some((pod) => standing(pod) === 'well')) return false;
  const own = thing === undefined ? 'unknown' : standing(ref);
  const whole = own === 'unknown' ? standing(top(ref)) : own;
  if (whole === 'ailing') return true;
  // A node that reports itself ready may still evict and collect garbage.
  if (whole === 'well') return age !== undefined && age < (ref.kind === 'Node' ? 15 : 3) * MINUTE;
  return age === undefined || age < 60 * MINUTE;
}

/** A pod that is gone, while others of the same workload are there and all of them are well. */
function isReplaced({ name, namespace }: Ref, { kin, standing }: Looking): boolean {
  const stem = stemOf(name);
  const others = stem === name ? [] : (kin.get(`${namespace}/${stem}`) ?? []);
  return others.length > 0 && others.every((pod) => standing(pod) === 'well');
}

/** The name of a pod without what its controllers put behind it. */
function stemOf(name: string): string {
  return name.replace(/(?:-(?=[a-z]*\d)[a-z0-9]{6,10})?-[a-z0-9]{5}$/, '');
}
