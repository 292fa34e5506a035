import { deployment } from '../story/manifests.js';
import { onePod, tell, waitsFor } from '../story/story.js';

const web = { name: 'web', replicas: 4 };
const next = 'registry.example/shop/web:21.5.0';

export const slowRollout = tell({
  name: 'slow-rollout',
  shows: 'A rollout that is on its way: new pods take a while to start, nothing is wrong, and it passes by itself.',
  wasWell: true,
  well: () => [deployment({ ...web, image: 'registry.example/shop/web:21.4.2' })],
  broken: () => [deployment({ ...web, image: next, played: { as: 'slow' } })],
  isSeen: onePod((pod) => waitsFor(pod) === 'ContainerCreating'),
  says: (pod) =>
    waitsFor(pod) === '' ? [] : [{ type: 'Normal', reason: 'Pulling', message: `Pulling image "${next}"` }],
});
