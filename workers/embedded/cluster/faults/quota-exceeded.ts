import { deployment } from '../story/manifests.js';
import { tell } from '../story/story.js';
import type { Written } from '../simulated.js';

const team = (cpu: string): Written => ({
  ...{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'team-compute' } },
  spec: { hard: { 'requests.cpu': cpu, pods: '20' } },
});
const orders = deployment({
  ...{ name: 'orders', image: 'registry.example/shop/orders:3.8.2', replicas: 3 },
  container: { resources: { requests: { cpu: '400m', memory: '64Mi' } } },
});

export const quotaExceeded = tell({
  name: 'quota-exceeded',
  shows: 'A Deployment that gets only some of its pods, because the next would exceed the quota of the namespace.',
  well: () => [team('4'), orders],
  broken: () => [team('1'), orders],
  alsoSaid: 'FailedCreate',
  async isSeen({ apps }, namespace) {
    const { status } = await apps.readNamespacedDeployment({ namespace, name: 'orders' });
    return (
      status?.conditions?.some(({ type, status: holds }) => type === 'ReplicaFailure' && holds === 'True') ?? false
    );
  },
});
