import { conditionAt, at, listAt, msAt, pairsAt, textAt } from '../facts/reading.js';
import { clip, isoOf } from '../wording.js';
import type { Truth } from './provider.js';

/** The controller of a cloud puts it on a Node whose machine it has seen shut down. */
const SHUT_DOWN = 'node.cloudprovider.kubernetes.io/shutdown';
/** Nodes are not ready for a moment while a kubelet or a network starts anew. */
export const UNREADY_MS = 2 * 60_000;
const LABELS = {
  zone: 'topology.kubernetes.io/zone',
  region: 'topology.kubernetes.io/region',
  type: 'node.kubernetes.io/instance-type',
} as const;
const TEXT_MAX = 200;
const SAYS_MAX = 400;

/** What a Node says of the machine below it; undefined for what is no Node. */
export function truthOfNode(
  node: unknown,
  { cluster, now }: { readonly cluster: string; readonly now: number },
): Truth | undefined {
  const name = textAt(node, 'metadata', 'name');
  if (name === '') return undefined;
  const { state, says, since } = stateOf(node, now);
  return {
    ...{ providerId: `${cluster}/${name}`, state, says: plain(says, SAYS_MAX) },
    ...(since !== undefined && { since }),
    facts: factsOf(node),
  };
}

type Stands = Pick<Truth, 'state' | 'says' | 'since'>;

function stateOf(node: unknown, now: number): Stands {
  const leaving = msAt(node, 'metadata', 'deletionTimestamp');
  if (leaving !== undefined) return { state: 'stopping', says: 'its Node is being deleted', since: leaving };
  const shut = listAt(node, 'spec', 'taints').find((taint) => textAt(taint, 'key') === SHUT_DOWN);
  if (shut !== undefined) {
    const since = msAt(shut, 'timeAdded');
    const says = 'its cloud says that it is shut down';
    return { state: 'stopped', says, ...(since !== undefined && { since }) };
  }
  return readyOf(node, now);
}

function readyOf(node: unknown, now: number): Stands {
  const ready = conditionAt(node, 'Ready');
  const since = msAt(ready, 'lastTransitionTime');
  const is = textAt(ready, 'status');
  const from = since === undefined ? '' : ` since ${isoOf(since)}`;
  const when = since !== undefined && { since };
  if (is === 'True') return { state: 'running', says: `its Node is ready${from}`, ...when };
  if (is === 'False') {
    const why = [textAt(ready, 'reason'), textAt(ready, 'message')].filter((part) => part !== '').join(': ');
    const isLasting = since === undefined || now - since >= UNREADY_MS;
    const says = `its kubelet says that it is not ready${from}${why === '' ? '' : `: ${why}`}`;
    return { state: isLasting ? 'error' : 'running', says, ...when };
  }
  const says =
    is === ''
      ? 'nobody has said yet whether its Node is ready'
      : `nothing was heard of its kubelet${from}; Kubernetes can not tell whether the machine runs`;
  return { state: 'unknown', says, ...when };
}

function factsOf(node: unknown): Readonly<Record<string, string>> {
  const labels = pairsAt(node, 'metadata', 'labels');
  const facts = {
    ...{ uid: textAt(node, 'metadata', 'uid'), machine: textAt(node, 'spec', 'providerID') },
    kubelet: textAt(node, 'status', 'nodeInfo', 'kubeletVersion'),
    takesPods: at(node, 'spec', 'unschedulable') === true ? 'no' : 'yes',
    ...Object.fromEntries(Object.entries(LABELS).map(([fact, label]) => [fact, labels[label] ?? ''])),
  };
  const said = Object.entries(facts).filter(([, value]) => value !== '');
  return Object.fromEntries(said.map(([fact, value]) => [fact, plain(value, TEXT_MAX)]));
}

/** Whoever writes a Node may write anything. */
function plain(text: string, most: number): string {
  return clip(text.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}]/gu, ' '), most);
}
