import { deployment } from '../story/manifests.js';
import { onOwnNode } from '../story/own-node.js';
import { pressure } from '../story/pressure.js';

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
