import { addNode } from '../nodes.js';
import type { Fault } from './fault.js';
import { deployment } from './manifests.js';
import { onOwnNode, ownNode } from './own-node.js';
import { tell, unschedulable } from './story.js';

const reports = { name: 'reports', image: 'registry.example/shop/reports:2.2.0', replicas: 1 };
const asking = (requests: Readonly<Record<string, string>>) => ({ resources: { requests } });

export const insufficientCpu = tell({
  name: 'insufficient-cpu',
  shows: 'A pod that no node can take, because it asks for more CPU than any has free.',
  well: () => [deployment({ ...reports, container: asking({ cpu: '50m', memory: '64Mi' }) })],
  broken: () => [deployment({ ...reports, container: asking({ cpu: '96', memory: '64Mi' }) })],
  alsoSaid: 'FailedScheduling',
  isSeen: unschedulable(/Insufficient cpu/),
});

export const insufficientMemory = tell({
  name: 'insufficient-memory',
  shows: 'A pod that no node can take, because it asks for more memory than any has free.',
  well: () => [deployment({ ...reports, container: asking({ cpu: '50m', memory: '64Mi' }) })],
  broken: () => [deployment({ ...reports, container: asking({ cpu: '50m', memory: '700Gi' }) })],
  alsoSaid: 'FailedScheduling',
  isSeen: unschedulable(/Insufficient memory/),
});

export const nodeSelector = tell({
  name: 'node-selector',
  shows: 'A pod that finds no node, because none carries the label that its node selector wants.',
  well: () => [deployment(reports)],
  broken: () => [deployment({ ...reports, pod: { nodeSelector: { 'example.com/disk': 'nvme' } } })],
  alsoSaid: 'FailedScheduling',
  isSeen: unschedulable(/didn't match Pod's node affinity\/selector/),
});

const spread = { name: 'gateway', image: 'registry.example/shop/gateway:9.0.1' };

export const antiAffinity = tell({
  name: 'anti-affinity',
  shows: 'A pod that finds no node, because each already runs one of its kind and it must not share.',
  well: () => [deployment({ ...spread, replicas: 1, pod: { affinity: apart } })],
  // More than there are nodes, however many tests and people add.
  broken: () => [deployment({ ...spread, replicas: 30, pod: { affinity: apart } })],
  alsoSaid: 'FailedScheduling',
  isSeen: unschedulable(/anti-affinity/),
});

const apart = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels: { app: 'gateway' } }, topologyKey: 'kubernetes.io/hostname' },
    ],
  },
};

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
