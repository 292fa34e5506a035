import { addNode } from '../nodes.js';
import type { Fault } from '../story/fault.js';
import { deployment } from '../story/manifests.js';
import { onOwnNode, ownNode } from '../story/own-node.js';
import { tell, unschedulable } from '../story/story.js';

const batch = { name: 'encoder', image: 'registry.example/shop/encoder:6.0.0', replicas: 1 };
const untolerated = tell({
  name: 'taint',
  shows: 'A pod that finds no node, because the nodes meant for it carry a taint that it does not tolerate.',
  well: (namespace) => [deployment({ ...batch, pod: onOwnNode(namespace) })],
  broken: (namespace) => [deployment({ ...batch, pod: { ...onOwnNode(namespace), tolerations: [] } })],
  alsoSaid: 'FailedScheduling',
  isSeen: unschedulable(/untolerated taint/),
});

/** In a pool of one node, of whose taint the workload was never told. */
export const taint: Fault = {
  ...untolerated,
  async raise(cluster, namespace) {
    await addNode(cluster.api, ownNode(namespace));
    await untolerated.raise(cluster, namespace);
  },
};
