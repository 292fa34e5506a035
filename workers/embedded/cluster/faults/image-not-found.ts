import { failedPull, unresolved } from '../story/failed-pull.js';
import { deployment } from '../story/manifests.js';
import { onePod, tell, waitsFor } from '../story/story.js';

const catalog = { name: 'catalog', good: 'registry.example/shop/catalog:4.1.0' };
const mistyped = 'registry.example/shop/catalog:4.1.1-rc';
const noSuchTag = unresolved('NotFound', mistyped, `${mistyped}: not found`);

export const imageNotFound = tell({
  name: 'image-not-found',
  shows: 'A release whose image tag does not exist in the registry (ErrImagePull, ImagePullBackOff: not found).',
  wasWell: true,
  well: () => [deployment({ name: catalog.name, image: catalog.good })],
  broken: () => [deployment({ name: catalog.name, image: mistyped, played: { as: 'image-pull', message: noSuchTag } })],
  isSeen: onePod((pod) => waitsFor(pod) === 'ImagePullBackOff'),
  says: (pod) => (waitsFor(pod) === '' ? [] : failedPull(mistyped, noSuchTag)),
});
