import { started } from './kubelet.js';
import { deployment } from './manifests.js';
import { onePod, tell, waitsFor } from './story.js';

const web = { name: 'web', replicas: 4 };
const next = 'registry.example/shop/web:21.5.0';

export const slowRollout = tell({
  name: 'slow-rollout',
  shows: 'A rollout that is on its way: new pods are still starting, nothing is wrong, and it passes by itself.',
  wasWell: true,
  well: () => [deployment({ ...web, image: 'registry.example/shop/web:21.4.2' })],
  broken: () => [deployment({ ...web, image: next, played: { as: 'waiting' } })],
  isSeen: onePod((pod) => waitsFor(pod) === 'ContainerCreating'),
  says: (pod) =>
    waitsFor(pod) === '' ? [] : [{ type: 'Normal', reason: 'Pulling', message: `Pulling image "${next}"` }],
});

const GATE = 'target-health.loadbalancer.example/shop-edge';
const edge = {
  ...{ name: 'edge', image: 'registry.example/shop/edge:4.0.0' },
  pod: { readinessGates: [{ conditionType: GATE }] },
  // A real one waits ten minutes.
  spec: { progressDeadlineSeconds: 8 },
};
const speaking = (level: string) => ({ env: [{ name: 'LOG_LEVEL', value: level }] });

export const stuckRollout = tell({
  name: 'stuck-rollout',
  shows: 'A rollout that does not finish in time (ProgressDeadlineExceeded), because nobody opens the readiness gate.',
  wasWell: true,
  well: () => [deployment({ ...edge, container: speaking('info') })],
  broken: () => [deployment({ ...edge, container: speaking('debug'), played: { as: 'gated' } })],
  prints: (stamp) => ({ edge: [`${stamp(4)} INFO edge listening on port 8080`] }),
  async isSeen({ apps }, namespace) {
    const { status } = await apps.readNamespacedDeployment({ namespace, name: 'edge' });
    return status?.conditions?.some(({ reason }) => reason === 'ProgressDeadlineExceeded') ?? false;
  },
  says: (pod) => started(pod),
});
