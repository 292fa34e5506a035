import { started } from '../story/kubelet.js';
import { deployment } from '../story/manifests.js';
import { tell } from '../story/story.js';

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
