import { truthOfNode } from '../../domain/fleet/kubernetes-node.js';
import type { Operation } from '../../domain/fleet/provider.js';
import { configured } from '../actions/reach.js';
import { type Answered, connectKubernetes } from '../adapters/kubernetes.js';
import { clusterOf, namingPlace } from './kubernetes-calls.js';
import { drain } from './kubernetes-drain.js';
import { end } from './kubernetes-end.js';
import { listAll } from './kubernetes-list.js';
import type { Provider } from './provider.js';

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
      const now = Date.now();
      const ask = async (path: string) => textOf(await cluster.ask(path, { signal }));
      const found = await listAll(ask, {
        ...{ path: '/api/v1/nodes', kind: 'NodeList', most: NODES_MAX },
        tooMany: `it has more than ${NODES_MAX} nodes, which is more than is looked at`,
        keep: (node) => truthOfNode(node, { cluster: place, now }),
      });
      const truths = found.filter((truth) => truth !== undefined);
      return { truths, machines: truths.length, isWhole: true };
    } finally {
      cluster.close();
    }
  },
  lifecycle: { drain, terminate: end },
  byHand,
};

function textOf(answer: Answered): string {
  if (answer.state === 'ok') return answer.text;
  const { state, because } = answer;
  throw new Error(
    state === 'denied' ? `its nodes may not be listed (docs/providers.md has the ClusterRole): ${because}` : because,
  );
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
