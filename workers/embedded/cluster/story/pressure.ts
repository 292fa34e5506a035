import type { V1Pod } from '@kubernetes/client-node';

import { type Simulated, until } from '../simulated.js';
import type { Fault } from './fault.js';
import { sayAsKubelet, sayOfNode } from './kubelet.js';
import type { deployment } from './manifests.js';
import { addOwnNode, ownNode, playedNode, readNode, statusOf } from './own-node.js';
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

/** A node that is short of something, and evicts a pod. */
export function pressure(told: Pressure): Fault {
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
