import { addNode } from '../nodes.js';
import type { Fault } from '../story/fault.js';
import { deployment } from '../story/manifests.js';
import { onOwnNode, ownNode } from '../story/own-node.js';
import { tell, unschedulable } from '../story/story.js';

const affinity = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels: { app: 'gateway' } }, topologyKey: 'kubernetes.io/hostname' },
    ],
  },
};
const gateways = (namespace: string, replicas: number) =>
  deployment({
    ...{ name: 'gateway', image: 'registry.example/shop/gateway:9.0.1', replicas },
    pod: { ...onOwnNode(namespace), affinity },
    spec: { strategy: { type: 'Recreate' } },
  });

const crowded = tell({
  name: 'anti-affinity',
  shows: 'A pod that finds no node, because each that is meant for it already runs one of its kind.',
  well: (namespace) => [gateways(namespace, 1)],
  broken: (namespace) => [gateways(namespace, 2)],
  alsoSaid: 'FailedScheduling',
  isSeen: unschedulable(/anti-affinity/),
});

/** In a pool of one node, which is one too few. */
export const antiAffinity: Fault = {
  ...crowded,
  async raise(cluster, namespace) {
    await addNode(cluster.api, ownNode(namespace));
    await crowded.raise(cluster, namespace);
  },
};
