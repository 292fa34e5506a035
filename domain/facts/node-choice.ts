import type { Thing } from './bundle.js';
import { listAt, pairsAt, textAt } from './reading.js';
import { holdsAll, matches } from './selectors.js';

/** Whether the selector and the required affinity of a pod allow this node. */
export function isChosenBy(one: Thing, { raw }: Thing): boolean {
  const required = ['requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'] as const;
  const terms = listAt(raw, 'spec', 'affinity', 'nodeAffinity', ...required);
  return (
    holdsAll(pairsAt(raw, 'spec', 'nodeSelector'), one.labels) &&
    (terms.length === 0 || terms.some((term) => matches(term, one.labels)))
  );
}

/** What keeps this pod off a node, in the words of kubectl. */
export function taintsFor(pod: Thing, node: Thing): readonly string[] {
  const tolerations = listAt(pod.raw, 'spec', 'tolerations');
  return listAt(node.raw, 'spec', 'taints')
    .filter((taint) => textAt(taint, 'effect') !== 'PreferNoSchedule')
    .filter((taint) => !tolerations.some((one) => tolerates(one, taint)))
    .map((taint) => `${textAt(taint, 'key')}=${textAt(taint, 'value')}:${textAt(taint, 'effect')}`);
}

function tolerates(toleration: unknown, taint: unknown): boolean {
  const [key, effect] = [textAt(toleration, 'key'), textAt(toleration, 'effect')];
  return (
    (effect === '' || effect === textAt(taint, 'effect')) &&
    (key === '' || key === textAt(taint, 'key')) &&
    (textAt(toleration, 'operator') === 'Exists' || textAt(toleration, 'value') === textAt(taint, 'value'))
  );
}

/** Resources that only some nodes have, such as GPUs. */
export function specialWishes({ raw }: Thing): readonly string[] {
  const names = listAt(raw, 'spec', 'containers').flatMap((one) => [
    ...Object.keys(pairsAt(one, 'resources', 'requests')),
    ...Object.keys(pairsAt(one, 'resources', 'limits')),
  ]);
  return [...new Set(names)].filter((name) => name.includes('/'));
}

export function roomFor({ raw }: Thing, resource: string): number {
  return Number(textAt(raw, 'status', 'allocatable', resource));
}
