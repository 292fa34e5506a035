import { deployment, service } from '../story/manifests.js';
import { tell } from '../story/story.js';

const inventory = (replicas: number) =>
  deployment({ name: 'inventory', image: 'registry.example/shop/inventory:2.6.1', replicas });
const basket = deployment({
  ...{ name: 'basket', image: 'registry.example/shop/basket:4.4.0' },
  container: { env: [{ name: 'INVENTORY_URL', value: 'http://inventory:80' }] },
});

export const dependencyDown = tell({
  name: 'dependency-down',
  shows: 'A program that can not reach a service that it calls, because that service has no pods and no endpoints.',
  wasWell: true,
  well: () => [inventory(2), service('inventory'), basket, service('basket')],
  broken: () => [inventory(0), service('inventory'), basket, service('basket')],
  prints: (stamp) => ({
    basket: [
      `${stamp(60)} INFO basket 4.4.0 listening on port 8080`,
      ...[40, 25, 10, 3].map(
        (seconds) =>
          `${stamp(seconds)} ERROR GET http://inventory:80/stock failed: connect ECONNREFUSED inventory:80, answering 503`,
      ),
    ],
  }),
  printsWell: (stamp) => ({
    basket: [
      `${stamp(4)} INFO reconnected to http://inventory:80`,
      `${stamp(2)} INFO GET http://inventory:80/stock 200`,
    ],
    inventory: [`${stamp(9)} INFO inventory 2.6.1 listening on port 8080`],
  }),
  async isSeen({ core }, namespace) {
    const { items } = await core.listNamespacedPod({ namespace, labelSelector: 'app=inventory' });
    return items.length === 0;
  },
});
