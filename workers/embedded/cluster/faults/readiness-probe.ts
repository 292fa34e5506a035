import { started } from '../story/kubelet.js';
import { deployment, probing, service } from '../story/manifests.js';
import { onePod, tell } from '../story/story.js';

const cart = {
  name: 'cart',
  image: 'registry.example/shop/cart:1.30.0',
  container: { readinessProbe: probing('/ready') },
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
