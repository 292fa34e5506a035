import { at, listAt, pairsAt, textAt } from '../facts/reading.js';

/** A pod that has to leave a node which is to be empty. */
export interface Leaving {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** It is on its way already. */
  readonly isGoing: boolean;
}

export interface OnNode {
  readonly leaving: readonly Leaving[];
  /** Pods that nothing would bring back elsewhere, and pods with data that ends with them, by name. */
  readonly unmanaged: readonly string[];
  readonly withData: readonly string[];
}

const OVER = ['Succeeded', 'Failed'];

/** Who has to leave. What belongs to the node itself stays: daemons, and what its kubelet runs by a file. */
export function sortPods(pods: readonly unknown[]): OnNode {
  const leaving: Leaving[] = [];
  const unmanaged: string[] = [];
  const withData: string[] = [];
  for (const pod of pods) {
    const [namespace, name, uid] = ['namespace', 'name', 'uid'].map((field) => textAt(pod, 'metadata', field));
    if (!namespace || !name || uid === undefined || OVER.includes(textAt(pod, 'status', 'phase'))) continue;
    if (pairsAt(pod, 'metadata', 'annotations')['kubernetes.io/config.mirror'] !== undefined) continue;
    const owner = listAt(pod, 'metadata', 'ownerReferences').find((one) => at(one, 'controller') === true);
    if (textAt(owner, 'kind') === 'DaemonSet') continue;
    const isGoing = textAt(pod, 'metadata', 'deletionTimestamp') !== '';
    leaving.push({ namespace, name, uid, isGoing });
    if (isGoing) continue;
    if (owner === undefined) unmanaged.push(`${namespace}/${name}`);
    if (listAt(pod, 'spec', 'volumes').some((volume) => at(volume, 'emptyDir') !== undefined))
      withData.push(`${namespace}/${name}`);
  }
  return { leaving, unmanaged, withData };
}

/** Why nobody should let them leave by a machine's word; undefined where they may. */
export function whyNotEmptied({ unmanaged, withData }: OnNode, { emptyDir }: { readonly emptyDir: boolean }) {
  if (unmanaged.length > 0)
    return `nothing would bring ${some(unmanaged)} back elsewhere: move or delete ${unmanaged.length === 1 ? 'it' : 'them'} first`;
  return withData.length > 0 && !emptyDir
    ? `the data in emptyDir of ${some(withData)} would be gone: say emptyDir where that is meant`
    : undefined;
}

/** The first few by name. */
export function some(names: readonly string[]): string {
  return `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
}
