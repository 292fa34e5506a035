import { started } from '../story/kubelet.js';
import { deployment, probing } from '../story/manifests.js';
import { onePod, restartsOf, tell } from '../story/story.js';

const priceImport = {
  name: 'price-import',
  image: 'registry.example/shop/price-import:0.14.1',
  replicas: 1,
  container: { startupProbe: probing('/started', { periodSeconds: 5, failureThreshold: 6 }) },
};

export const startupProbe = tell({
  name: 'startup-probe',
  shows: 'A program that is not up before its startup probe gives up, and is killed and started again.',
  well: () => [deployment(priceImport)],
  broken: () => [deployment({ ...priceImport, played: { as: 'killed-at-start', exitCode: 137 } })],
  prints: (stamp) => ({
    'price-import': [
      `${stamp(31)} INFO price-import 0.14.1 starting`,
      `${stamp(30)} INFO reading 48211 prices from the archive, this takes about four minutes`,
    ],
  }),
  isSeen: onePod((pod) => restartsOf(pod) >= 3),
  says: (pod) => [
    ...started(pod, restartsOf(pod) + 1),
    {
      reason: 'Unhealthy',
      message: 'Startup probe failed: HTTP probe failed with statuscode: 503',
      count: restartsOf(pod) * 6,
    },
    {
      ...{ type: 'Normal', reason: 'Killing', count: restartsOf(pod) },
      message: 'Container price-import failed startup probe, will be restarted',
    },
  ],
});
