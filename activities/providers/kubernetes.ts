import { truthOfNode } from '../../domain/fleet/kubernetes-node.js';
import type { Operation } from '../../domain/fleet/provider.js';
import { listAt, textAt } from '../../domain/facts/reading.js';
import { configured } from '../actions/reach.js';
import { connectKubernetes, type Kubernetes } from '../adapters/kubernetes.js';
import { clusterOf, namingPlace } from './kubernetes-calls.js';
import { drain } from './kubernetes-drain.js';
import { end } from './kubernetes-end.js';
import type { Provider } from './provider.js';

const PAGE = 500;
const NODES_MAX = 20_000;

/** Machines that are nodes of a cluster. The name of the cluster in the configuration is their place, and the Node's name theirs. */
export const kubernetes: Provider = {
  ...{ id: 'kubernetes', title: 'Kubernetes', isPlaced: true },
  places: ({ clusters = {} }, account) =>
    Promise.resolve(Object.keys(clusters).filter((name) => configured(clusters, name, account))),
  async truth(reach, { account, place }, signal) {
    const cluster = await connectKubernetes(clusterOf(reach, account, place).way).catch((error: unknown) => {
      throw namingPlace(error, place);
    });
    try {
      const nodes = await nodesOf(cluster, signal);
      const now = Date.now();
      const truths = nodes.flatMap((node) => truthOfNode(node, { cluster: place, now }) ?? []);
      return { truths, machines: truths.length, isWhole: true };
    } finally {
      cluster.close();
    }
  },
  lifecycle: { drain, terminate: end },
  byHand,
};

async function nodesOf(cluster: Kubernetes, signal: AbortSignal): Promise<readonly unknown[]> {
  const nodes: unknown[] = [];
  for (let next = ''; ;) {
    const query = new URLSearchParams({ limit: String(PAGE), ...(next !== '' && { continue: next }) });
    const answer = await cluster.ask(`/api/v1/nodes?${query.toString()}`, { signal });
    if (answer.state !== 'ok') throw new Error(sayNo(answer.because, answer.state));
    const page = parsed(answer.text);
    nodes.push(...listAt(page, 'items'));
    next = textAt(page, 'metadata', 'continue');
    if (next === '') return nodes;
    if (nodes.length > NODES_MAX)
      throw new Error(`it has more than ${NODES_MAX} nodes, which is more than is looked at`);
  }
}

function sayNo(because: string, state: string): string {
  return state === 'denied'
    ? `its nodes may not be listed (docs/providers.md has the ClusterRole): ${because}`
    : because;
}

/** What is no list of Nodes says nothing of them, least that there are none. */
function parsed(text: string): unknown {
  let page: unknown;
  try {
    page = JSON.parse(text);
  } catch (error) {
    throw new Error('it did not answer with JSON: look whether the address is an API server', { cause: error });
  }
  if (textAt(page, 'kind') !== 'NodeList')
    throw new Error('it did not answer with a list of nodes: look whether the address is an API server');
  return page;
}

const STEPS: Readonly<Record<Operation, string>> = {
  start: 'start the machine where it runs',
  stop: 'stop the machine where it runs',
  reboot: 'reboot the machine where it runs, or sign in to it and do it there',
  reprovision: 'make the machine anew where it runs (a node group replaces it by itself once it is ended)',
  drain: 'let its pods leave',
  terminate: 'end the machine where it runs',
};

function byHand(operation: Operation, { id, place, machine }: Parameters<Provider['byHand']>[1]): readonly string[] {
  const name = place === '' ? id : `${place}, ${id}`;
  const drains = operation !== 'start' && operation !== 'drain';
  return [
    ...(drains ? [`let its pods leave: reeve propose instance-drain --target instance/${id} --reason "…"`] : []),
    `${STEPS[operation]}${machine === '' ? ` (${name})` : `: ${machine}`}`,
    ...(operation === 'terminate' ? [`take its Node away where nothing else does, then wish its end here again`] : []),
    ...(operation === 'reboot' || operation === 'start' ? ['let it take pods again: kubectl uncordon'] : []),
  ];
}
