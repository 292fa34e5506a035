import { clip } from '../wording.js';
import { type Family, seen } from './family.js';
import type { Thing } from './bundle.js';
import type { Clue } from './fact.js';
import { isChosenBy, roomFor, specialWishes, taintsFor } from './node-choice.js';
import { conditionAt, listAt, msAt, pairsAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { claimsOf } from './storage.js';
import type { CauseCode } from '../diagnosis/causes/index.js';

export const scheduling: Family = {
  name: 'scheduling',
  reads: ['objects', 'events'],
  rules: [unscheduled, refusedByKubelet],
};

interface Refusal {
  readonly code: CauseCode;
  readonly find: RegExp;
  readonly says: (found: RegExpExecArray) => string;
}

/** What the scheduler says of nodes, in the order in which one explains more than the next. */
const REFUSALS: readonly Refusal[] = [
  {
    code: 'storage.pvc_unbound',
    find: /unbound immediate PersistentVolumeClaims|volume node affinity conflict|didn't find available persistent volumes|persistentvolumeclaim "([^"]{1,253})" not found/i,
    says: () => 'finds no node because its PersistentVolumeClaim is not bound to a volume there (unbound, pending)',
  },
  {
    code: 'node.not_ready',
    find: /untolerated taint(?:s|\(s\))? \{node\.kubernetes\.io\/(?:not-ready|unreachable)/i,
    says: () => 'finds no node because the nodes are not ready',
  },
  {
    code: 'node.disk_pressure',
    find: /untolerated taint(?:s|\(s\))? \{node\.kubernetes\.io\/disk-pressure/i,
    says: () => 'finds no node because the nodes are under disk pressure',
  },
  {
    code: 'node.memory_pressure',
    find: /untolerated taint(?:s|\(s\))? \{node\.kubernetes\.io\/memory-pressure/i,
    says: () => 'finds no node because the nodes are under memory pressure',
  },
  {
    code: 'scheduling.anti_affinity',
    find: /didn't (?:match|satisfy) (?:existing )?pods?(?:'s)? anti-affinity|pod topology spread constraints|anti-affinity rules/i,
    says: () =>
      'finds no allowed node: the required pod anti-affinity or topology spread leaves none, since every place that it could take has such pods already',
  },
  {
    code: 'scheduling.node_selector_mismatch',
    find: /didn't match Pod's node affinity\/selector|didn't match node selector|node\(s\) didn't match/i,
    says: () => 'finds no node because no node carries the labels of its node selector or affinity',
  },
  {
    code: 'node.too_many_pods',
    find: /Too many pods/i,
    says: () => 'finds no node because the nodes run as many pods as they may (Too many pods)',
  },
  {
    code: 'scheduling.taint_not_tolerated',
    find: /untolerated taint(?:s|\(s\))?(?: \{([^}]{1,200})\})?|had taint(?:s|\(s\))?(?: \{([^}]{1,200})\})?|were unschedulable/i,
    says: ([said, taint, other]) =>
      /unschedulable/.test(said)
        ? 'finds no node because the nodes are cordoned (unschedulable)'
        : `finds no node because it does not tolerate ${taint === undefined && other === undefined ? 'some taint' : `the taint ${taint ?? other}`}`,
  },
  {
    code: 'scheduling.insufficient_resource',
    find: /Insufficient ([\w./-]{0,79}\w)/i,
    says: ([, what]) =>
      `finds no node with enough free ${what ?? 'resources'} (Insufficient ${what ?? 'resources'}; its requests are larger than what is free)`,
  },
];

/** Pods without a node: the part of the scheduler's message that speaks of most nodes decides. */
function unscheduled(scene: Scene): readonly Clue[] {
  return scene.all('Pod').flatMap((pod) => {
    const condition = conditionAt(pod.raw, 'PodScheduled');
    const events = scene.eventsOf(pod).filter(({ reason }) => reason === 'FailedScheduling');
    const waits = textAt(pod.raw, 'status', 'phase') === 'Pending' && textAt(pod.raw, 'spec', 'nodeName') === '';
    const newest = events
      .toSorted((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0) || (a.message < b.message ? -1 : 1))
      .at(-1);
    const message = textAt(condition, 'status') === 'False' ? textAt(condition, 'message') : '';
    const said = (message || newest?.message) ?? '';
    if (said === '') return [];
    const fitting = ofNodesMeant(
      scene,
      pod,
      refusalsIn(said, (parts) => doubtOf(scene, pod, parts)),
    );
    if (!waits)
      return fitting
        .slice(0, 1)
        .map(({ code, says }) => waited(scene, pod, { code, says, quote: said, at: newest?.lastAt }));
    return fitting.slice(0, 3).map(({ code, says, share }, place) =>
      seen(scene, {
        code,
        about: pod,
        related: relatedTo(scene, code, pod),
        confidence: (place === 0 ? 0.95 : 0.6) * (share < 0.5 && place > 0 ? 0.8 : 1),
        quote: said,
        source: message === '' ? 'events' : 'objects',
        at: msAt(condition, 'lastTransitionTime') ?? newest?.lastAt ?? scene.now,
        says: `${says}${namedOf(code, pod.raw)}${code === 'storage.pvc_unbound' ? complaintsOf(scene, pod) : ''}`,
      }),
    );
  });
}

/** It has found a node since. */
function waited(
  scene: Scene,
  about: Thing,
  { code, says, quote, at }: { code: CauseCode; says: string; quote: string; at: number | undefined },
): Clue {
  const rest = { source: 'events', at: at ?? about.createdAt ?? scene.now, current: false } as const;
  return seen(scene, { code, about, quote, ...rest, confidence: 0.8, says: `waited for a node: it ${says}` });
}

interface Part {
  readonly code: CauseCode;
  readonly says: string;
  /** The resource that is short, of a part that names one. */
  readonly what: string;
  readonly share: number;
}

function refusalsIn(message: string, doubt: (parts: readonly Part[]) => (one: Part) => number): readonly Part[] {
  const [, all = '1'] = /0\/(\d{1,5}) nodes/.exec(message) ?? [];
  const [said = ''] = message.split(/\.? ?preemption:/);
  const parts = said
    .replace(/^0\/\d+ nodes are available:?/, '')
    .split(/,(?![^{]*\})|;/)
    .flatMap((part): readonly Part[] => {
      const refusal = REFUSALS.find(({ find }) => find.test(part));
      const found = refusal?.find.exec(part);
      const share = Number(/^\s*(\d{1,5})/.exec(part)?.[1] ?? all) / Number(all);
      return refusal && found ? [{ code: refusal.code, says: refusal.says(found), what: found[1] ?? '', share }] : [];
    });
  const doubtOfPart = doubt(parts);
  const rankOf = (one: Part) => one.share + (one.code === 'storage.pvc_unbound' ? 1 : 0) - doubtOfPart(one);
  return parts.toSorted((x, y) => rankOf(y) - rankOf(x) || (x.code < y.code ? -1 : 1));
}

/** What is said of nodes that were never meant for this pod explains nothing: those of other pools, or kept for others. */
function ofNodesMeant(scene: Scene, pod: Thing, refusals: readonly Part[]): readonly Part[] {
  const nodes = scene.all('Node');
  const wanted = specialWishes(pod);
  const chosen = nodes.filter((one) => isChosenBy(one, pod) && wanted.every((name) => roomFor(one, name) > 0));
  const taints = chosen.map((one) => taintsFor(pod, one));
  const allTainted = chosen.length > 0 && taints.every((found) => found.length > 0);
  const kept = refusals.filter(({ code }) => {
    if (code === 'scheduling.node_selector_mismatch') return chosen.length === 0;
    return code !== 'scheduling.taint_not_tolerated' || allTainted;
  });
  if (nodes.length === 0 || kept.length === 0) return refusals;
  const named = [...new Set(taints.flat())].slice(0, 3).join(', ');
  // Newer schedulers do not say which taint they mean.
  return kept.map((one) => (one.says.endsWith('some taint') ? { ...one, says: `${one.says}: ${named}` } : one));
}

/**
 * Each node is counted under the first thing that it refuses, so the largest count is not yet the reason: a selector that some
 * node passes keeps nobody away, and where only tainted nodes have a resource, it is the taint.
 */
function doubtOf(scene: Scene, pod: Thing, parts: readonly Part[]): (one: Part) => number {
  const isUsual = ({ says }: Part) => /control-plane|node-role|master/.test(says);
  const has = (code: CauseCode) => parts.some((one) => one.code === code && !isUsual(one));
  const passes = scene.all('Node').filter((one) => isChosenBy(one, pod));
  const isTainted = (one: Thing) => listAt(one.raw, 'spec', 'taints').length > 0;
  const isElsewhere = ['scheduling.insufficient_resource', 'node.too_many_pods', 'scheduling.anti_affinity'] as const;
  return (one) => {
    if (isUsual(one)) return 2;
    if (one.code === 'scheduling.node_selector_mismatch')
      return isElsewhere.some(has) || (has('scheduling.taint_not_tolerated') && passes.some(isTainted)) ? 1.5 : 0;
    if (one.code !== 'scheduling.insufficient_resource' || !one.what.includes('/') || one.share === 1) return 0;
    const owners = scene.all('Node').filter((it) => roomFor(it, one.what) > 0);
    return has('scheduling.taint_not_tolerated') && owners.length > 0 && owners.every(isTainted) ? 1.5 : 0;
  };
}

/** The values that are at fault, by name. */
function namedOf(code: CauseCode, raw: unknown): string {
  if (code === 'scheduling.insufficient_resource') return requestsOf(raw);
  const names =
    code === 'scheduling.node_selector_mismatch'
      ? selectorsOf(raw)
      : code === 'storage.pvc_unbound'
        ? claimsOf(raw)
        : [];
  return names.length === 0 ? '' : ` (${names.slice(0, 6).join(', ')})`;
}

/** What was said of its claims, which tells why they are not bound. */
function complaintsOf(scene: Scene, pod: Thing): string {
  const said = claimsOf(pod.raw).flatMap((name) =>
    scene
      .eventsOf({ kind: 'PersistentVolumeClaim', namespace: pod.namespace, name })
      .filter(({ warning, reason }) => warning || reason === 'FailedBinding')
      .map(({ message }) => message),
  );
  return said[0] === undefined ? '' : `: ${clip(said[0], 200)}`;
}

function selectorsOf(raw: unknown): readonly string[] {
  const labels = Object.entries(pairsAt(raw, 'spec', 'nodeSelector')).map((pair) => pair.join('='));
  const required = ['requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'] as const;
  const terms = listAt(raw, 'spec', 'affinity', 'nodeAffinity', ...required).flatMap((term) =>
    listAt(term, 'matchExpressions').map(
      (one) => `${textAt(one, 'key')} ${textAt(one, 'operator')} ${listAt(one, 'values').join(' ')}`,
    ),
  );
  return [...labels, ...terms];
}

function relatedTo(scene: Scene, code: CauseCode, pod: { namespace: string; raw: unknown }) {
  if (code.startsWith('node.') || code === 'scheduling.taint_not_tolerated') return scene.all('Node').slice(0, 20);
  return code === 'storage.pvc_unbound'
    ? claimsOf(pod.raw).map((name) => ({ kind: 'PersistentVolumeClaim', namespace: pod.namespace, name }))
    : [];
}

function requestsOf(raw: unknown): string {
  const asked = listAt(raw, 'spec', 'containers').flatMap((one) =>
    Object.entries(pairsAt(one, 'resources', 'requests')).map((pair) => pair.join(' ')),
  );
  return asked.length === 0 ? '' : ` (it requests ${[...new Set(asked)].slice(0, 6).join(', ')})`;
}

/** A pod that came to a node and was sent away there. */
function refusedByKubelet(scene: Scene): readonly Clue[] {
  return scene.all('Pod').flatMap((pod) => {
    const reason = textAt(pod.raw, 'status', 'reason');
    const [, what] = /^(?:OutOf([\w./-]+)|UnexpectedAdmissionError|NodeAffinity)$/.exec(reason) ?? [];
    if (textAt(pod.raw, 'status', 'phase') !== 'Failed' || !/^(?:OutOf|UnexpectedAdm|NodeAff)/.test(reason)) return [];
    const node = { kind: 'Node', namespace: '', name: textAt(pod.raw, 'spec', 'nodeName') };
    const base = {
      related: [node],
      confidence: 0.93,
      quote: textAt(pod.raw, 'status', 'message') || reason,
      current: scene.standing(scene.top(pod)) === 'ailing',
    };
    if (what === 'pods')
      return [
        seen(scene, {
          ...base,
          code: 'node.too_many_pods',
          about: node.name === '' ? pod : node,
          related: [pod],
          says: `runs as many pods as it may and refuses ${pod.name} (too many pods)`,
        }),
      ];
    const isPlace = reason === 'NodeAffinity';
    return [
      seen(scene, {
        ...base,
        code: isPlace ? 'scheduling.node_selector_mismatch' : 'scheduling.insufficient_resource',
        about: pod,
        says: isPlace
          ? `is refused by ${node.name}, whose labels do not fit its node selector or affinity`
          : `is refused by ${node.name}, which has not enough ${what ?? 'of a resource'} left (insufficient)`,
      }),
    ];
  });
}
