import { backingOff, started } from '../story/kubelet.js';
import { deployment, service } from '../story/manifests.js';
import { onePod, restartsOf, tell, waitsFor } from '../story/story.js';

const checkout = { name: 'checkout', image: 'registry.example/shop/checkout:2.8.1' };
const port = { name: 'PORT', value: '8080' };

export const crashLoop = tell({
  name: 'crash-loop',
  shows: 'A program that stops at its start because an environment variable is not set, restarted ever more slowly.',
  well: () => [
    deployment({
      ...checkout,
      container: { env: [port, { name: 'DATABASE_URL', value: 'postgres://checkout@orders-db:5432/orders' }] },
    }),
    service('checkout'),
  ],
  broken: () => [
    deployment({ ...checkout, container: { env: [port] }, played: { as: 'crash-loop', exitCode: 1 } }),
    service('checkout'),
  ],
  prints: (stamp) => ({
    checkout: [
      `${stamp(9)} INFO  checkout 2.8.1 starting`,
      `${stamp(9)} INFO  reading settings from the environment`,
      `${stamp(8)} ERROR required environment variable DATABASE_URL is not set`,
      `${stamp(8)} INFO  exiting with code 1`,
    ],
  }),
  isSeen: onePod((pod) => waitsFor(pod) === 'CrashLoopBackOff' && restartsOf(pod) >= 2),
  says: (pod) => [...started(pod, restartsOf(pod) + 1), backingOff(pod, restartsOf(pod) * 4)],
});
