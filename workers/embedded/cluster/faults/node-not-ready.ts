import { type Simulated, until, type Written } from '../simulated.js';
import type { Fault } from '../story/fault.js';
import { deployment } from '../story/manifests.js';
import { addOwnNode, onOwnNode, ownNode, playedNode, readNode, statusOf } from '../story/own-node.js';
import { playPod } from '../story/play-pod.js';
import { podsOf, untilWell } from '../story/story.js';

const YEAR_S = 365 * 86_400;
const NOTICED_WITHIN_MS = 90_000;

/** kwok does not renew a lease that another holds: held and never renewed, it is the lease of a kubelet that died. */
function lease(node: string, held: boolean): Written {
  return {
    ...{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: node, namespace: 'kube-node-lease' } },
    spec: {
      holderIdentity: node,
      leaseDurationSeconds: held ? YEAR_S : 1,
      renewTime: new Date(held ? Date.now() : 0).toISOString().replace('Z', '000Z'),
    },
  };
}

function silentNode(namespace: string) {
  const node = ownNode(namespace);
  return { ...node, labels: { ...node.labels, 'reeve.dev/heartbeat': 'lease' } };
}

const workload = (namespace: string) =>
  deployment({ name: 'sessions', image: 'registry.example/shop/sessions:3.0.7', pod: onOwnNode(namespace) });

async function isSilent(cluster: Simulated, namespace: string): Promise<boolean> {
  const node = await readNode(cluster, ownNode(namespace).name);
  const pods = await podsOf(cluster, namespace);
  return (
    statusOf(node, 'Ready') === 'Unknown' && pods.some(({ metadata }) => metadata?.deletionTimestamp !== undefined)
  );
}

export const nodeNotReady: Fault = {
  name: 'node-not-ready',
  shows: 'A node whose kubelet stopped reporting: it becomes NotReady, and its pods are evicted and find no other.',
  async raise(cluster, namespace) {
    const node = silentNode(namespace);
    await addOwnNode(cluster, node);
    await cluster.apply(namespace, [workload(namespace)]);
    await untilWell(cluster, namespace, [workload(namespace)]);
    await cluster.apply(namespace, [playedNode(node.name, 'silent')]);
    for (const pod of await podsOf(cluster, namespace)) await playPod(cluster, pod, 'silent');
    await cluster.apply(namespace, [lease(node.name, true)]);
    await until(`${node.name} is not ready`, NOTICED_WITHIN_MS, () => isSilent(cluster, namespace));
  },
  async clear(cluster, namespace) {
    const { name } = ownNode(namespace);
    await cluster.apply(namespace, [playedNode(name), lease(name, false)]);
    await until(
      `${name} is ready`,
      NOTICED_WITHIN_MS,
      async () => statusOf(await readNode(cluster, name), 'Ready') === 'True',
    );
    for (const pod of await podsOf(cluster, namespace)) await playPod(cluster, pod, null);
    await untilWell(cluster, namespace, [workload(namespace)]);
  },
  repeat: async () => undefined,
};
