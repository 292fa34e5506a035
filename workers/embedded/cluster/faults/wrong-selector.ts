import { deployment, service } from '../story/manifests.js';
import { onePod, tell } from '../story/story.js';

const storefront = deployment({ name: 'storefront', image: 'registry.example/shop/storefront:8.12.0' });

export const wrongSelector = tell({
  name: 'wrong-selector',
  shows: 'A Service whose selector matches no pod, so that it has no endpoints while its pods are well.',
  well: () => [storefront, service('storefront')],
  broken: () => [storefront, service('storefront', 'store-front')],
  isSeen: onePod(({ status }) => status?.containerStatuses?.[0]?.ready === true),
});
