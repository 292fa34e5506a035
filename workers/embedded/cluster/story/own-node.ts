import type { V1Node, V1PodSpec } from '@kubernetes/client-node';

import { addNode, isNodeReady, type NodeSpec } from '../nodes.js';
import { type Simulated, until, type Written } from '../simulated.js';
import { FAULT_LABEL } from './manifests.js';

const POOL = 'example.com/pool';
const READY_WITHIN_MS = 60_000;

/** A node that no other workload runs on, so that what befalls it befalls nobody else. */
export function ownNode(namespace: string, spec: Partial<NodeSpec> = {}): NodeSpec {
  return {
    name: `${namespace}-pool-1`,
    labels: { [POOL]: namespace },
    taints: [{ key: POOL, value: namespace, effect: 'NoSchedule' }],
    ...spec,
  };
}

export async function addOwnNode({ api }: Simulated, node: NodeSpec): Promise<void> {
  await addNode(api, node);
  await until(`node ${node.name} is ready`, READY_WITHIN_MS, () => isNodeReady(api, node.name));
}

/** A pod that runs there, and leaves a node that is gone after a few seconds instead of five minutes. */
export function onOwnNode(namespace: string): Partial<V1PodSpec> {
  const leaving = (key: string) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 });
  return {
    nodeSelector: { [POOL]: namespace },
    tolerations: [
      { key: POOL, operator: 'Equal', value: namespace, effect: 'NoSchedule' },
      leaving('node.kubernetes.io/not-ready'),
      leaving('node.kubernetes.io/unreachable'),
    ],
  };
}

/** The label by which kwok plays the node; none plays it well. */
export function playedNode(name: string, fault?: string): Written {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: fault ? { [FAULT_LABEL]: fault } : {} } };
}

export async function readNode({ core }: Simulated, name: string): Promise<V1Node> {
  return core.readNode({ name });
}

export function statusOf(node: V1Node, type: string): string {
  return node.status?.conditions?.find((one) => one.type === type)?.status ?? '';
}
