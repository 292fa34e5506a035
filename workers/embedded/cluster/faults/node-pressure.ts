import type { V1Pod } from '@kubernetes/client-node';

import { type Simulated, until } from '../simulated.js';
import type { Fault } from './fault.js';
import { sayAsKubelet, sayOfNode } from './kubelet.js';
import { deployment } from './manifests.js';
import { addOwnNode, onOwnNode, ownNode, playedNode, readNode, statusOf } from './own-node.js';
import { playPod } from './play-pod.js';
import { podsOf, untilWell } from './story.js';

interface Pressure {
  readonly name: 'memory-pressure' | 'disk-pressure';
  readonly shows: string;
  readonly condition: 'MemoryPressure' | 'DiskPressure';
  /** What a kubelet says when it begins, and what it says to the pod that it evicts. */
  readonly begins: string;
  readonly reclaims: string;
  readonly evicts: string;
  readonly workload: (namespace: string) => ReturnType<typeof deployment>;
}

const WITHIN_MS = 60_000;

function pressure(told: Pressure): Fault {
  const { name, shows, condition, begins, reclaims, evicts, workload } = told;
  const under = async (cluster: Simulated, node: string) =>
    statusOf(await readNode(cluster, node), condition) === 'True';
  const speak = async (cluster: Simulated, namespace: string): Promise<void> => {
    const node = ownNode(namespace).name;
    await sayOfNode(cluster, node, [
      { type: 'Normal', reason: begins, message: `Node ${node} status is now: ${begins}` },
      { reason: 'EvictionThresholdMet', message: `Attempting to reclaim ${reclaims}`, count: 7 },
    ]);
  };
  return {
    name,
    shows,
    async raise(cluster, namespace) {
      const node = ownNode(namespace);
      await addOwnNode(cluster, node);
      await cluster.apply(namespace, [workload(namespace)]);
      await untilWell(cluster, namespace, [workload(namespace)]);
      await cluster.apply(namespace, [playedNode(node.name, name)]);
      await until(`${node.name} is under pressure`, WITHIN_MS, () => under(cluster, node.name));
      await speak(cluster, namespace);
      await evictOne(cluster, namespace, evicts);
    },
    async clear(cluster, namespace) {
      const { name: node } = ownNode(namespace);
      await cluster.apply(namespace, [playedNode(node)]);
      await until(`${node} is relieved`, WITHIN_MS, async () => !(await under(cluster, node)));
      await untilWell(cluster, namespace, [workload(namespace)]);
    },
    repeat: speak,
  };
}

async function evictOne(cluster: Simulated, namespace: string, message: string): Promise<void> {
  const isThere = ({ status, spec }: V1Pod) => status?.phase === 'Running' && spec?.nodeName !== undefined;
  const pod = (await podsOf(cluster, namespace)).find(isThere);
  if (!pod) return;
  const name = pod.metadata?.name ?? '';
  await playPod(cluster, pod, 'evicted', message);
  await until(`${name} is evicted`, WITHIN_MS, async () => {
    const { status } = await cluster.core.readNamespacedPod({ namespace, name });
    return status?.phase === 'Failed';
  });
  await sayAsKubelet(cluster, pod, [{ reason: 'Evicted', message }]);
}

export const memoryPressure = pressure({
  name: 'memory-pressure',
  shows: 'A node that runs out of memory (MemoryPressure) and evicts the pod that uses most beyond its request.',
  condition: 'MemoryPressure',
  begins: 'NodeHasInsufficientMemory',
  reclaims: 'memory',
  evicts:
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 61Mi. Container analytics was using 1894Mi, request is 64Mi, has larger consumption of memory. ',
  workload: (namespace) =>
    deployment({
      ...{ name: 'analytics', image: 'registry.example/shop/analytics:12.1.0', pod: onOwnNode(namespace) },
      container: { resources: { requests: { cpu: '50m', memory: '64Mi' } } },
    }),
});

export const diskPressure = pressure({
  name: 'disk-pressure',
  shows: 'A node that runs out of disk space (DiskPressure), evicts a pod that wrote too much, and takes no new one.',
  condition: 'DiskPressure',
  begins: 'NodeHasDiskPressure',
  reclaims: 'ephemeral-storage',
  evicts:
    'The node was low on resource: ephemeral-storage. Threshold quantity: 10737418240, available: 8122Mi. Container exports was using 71Gi, request is 0, has larger consumption of ephemeral-storage. ',
  workload: (namespace) =>
    deployment({ name: 'exports', image: 'registry.example/shop/exports:2.9.4', pod: onOwnNode(namespace) }),
});
