import { started } from './kubelet.js';
import { deployment, service } from './manifests.js';
import { onePod, restartsOf, tell } from './story.js';

const http = (path: string, more: object = {}) => ({ httpGet: { path, port: 'http' }, periodSeconds: 10, ...more });

const search = {
  name: 'search',
  image: 'registry.example/shop/search:5.4.2',
  replicas: 1,
  container: { livenessProbe: http('/healthz', { failureThreshold: 3, timeoutSeconds: 1 }) },
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

const cart = {
  name: 'cart',
  image: 'registry.example/shop/cart:1.30.0',
  container: { readinessProbe: http('/ready') },
};

export const readinessProbe = tell({
  name: 'readiness-probe',
  shows: 'A program that runs but never says that it is ready (503), so that its Service has no endpoints.',
  well: () => [deployment(cart), service('cart')],
  broken: () => [deployment({ ...cart, played: { as: 'unready' } }), service('cart')],
  prints: (stamp) => ({
    cart: [`${stamp(200)} INFO cart 1.30.0 listening on port 8080`, `${stamp(199)} INFO warming the price cache`],
  }),
  isSeen: onePod(({ status }) => status?.containerStatuses?.[0]?.ready === false),
  says: (pod) => [
    ...started(pod),
    { reason: 'Unhealthy', message: 'Readiness probe failed: HTTP probe failed with statuscode: 503', count: 18 },
  ],
});

const ledger = {
  name: 'price-import',
  image: 'registry.example/shop/price-import:0.14.1',
  replicas: 1,
  container: { startupProbe: http('/started', { periodSeconds: 5, failureThreshold: 6 }) },
};

export const startupProbe = tell({
  name: 'startup-probe',
  shows: 'A program that is not up before its startup probe gives up, and is killed and started again.',
  well: () => [deployment(ledger)],
  broken: () => [deployment({ ...ledger, played: { as: 'killed-at-start', exitCode: 137 } })],
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
