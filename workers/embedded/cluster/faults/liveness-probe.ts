import { started } from '../story/kubelet.js';
import { deployment, probing } from '../story/manifests.js';
import { onePod, restartsOf, tell } from '../story/story.js';

const search = {
  name: 'search',
  image: 'registry.example/shop/search:5.4.2',
  replicas: 1,
  container: { livenessProbe: probing('/healthz', { failureThreshold: 3, timeoutSeconds: 1 }) },
};

export const livenessProbe = tell({
  name: 'liveness-probe',
  shows: 'A program that hangs: its liveness probe times out, and the kubelet restarts it again and again.',
  well: () => [deployment(search)],
  broken: () => [deployment({ ...search, played: { as: 'killed', exitCode: 137 } })],
  prints: (stamp) => ({
    search: [`${stamp(48)} INFO search 5.4.2 listening on port 8080`, `${stamp(40)} INFO merging 214 index segments`],
  }),
  isSeen: onePod((pod) => restartsOf(pod) >= 3),
  says: (pod) => [
    ...started(pod, restartsOf(pod) + 1),
    {
      reason: 'Unhealthy',
      message: `Liveness probe failed: Get "http://${pod.status?.podIP}:8080/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      count: restartsOf(pod) * 3,
    },
    {
      ...{ type: 'Normal', reason: 'Killing', count: restartsOf(pod) },
      message: 'Container search failed liveness probe, will be restarted',
    },
  ],
});
