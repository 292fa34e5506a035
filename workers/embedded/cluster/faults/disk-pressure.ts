import { deployment } from '../story/manifests.js';
import { onOwnNode } from '../story/own-node.js';
import { pressure } from '../story/pressure.js';

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
