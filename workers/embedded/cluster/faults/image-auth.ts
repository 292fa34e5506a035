import { failedPull, unresolved } from '../story/failed-pull.js';
import { deployment, secret } from '../story/manifests.js';
import { onePod, tell, waitsFor } from '../story/story.js';

const closed = 'private.registry.example/finance/invoices:7.0.3';
const refused = unresolved(
  'Unknown',
  closed,
  'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://private.registry.example/token: 401 Unauthorized',
);

export const imageAuth = tell({
  name: 'image-auth',
  shows: 'An image in a private registry that refuses the pull, because the pull secret is missing (401 Unauthorized).',
  well: () => [
    deployment({
      ...{ name: 'invoices', image: closed, replicas: 1 },
      pod: { imagePullSecrets: [{ name: 'private-registry' }] },
    }),
    {
      ...secret('private-registry', {
        '.dockerconfigjson': '{"auths":{"private.registry.example":{"auth":"c2ltdWxhdGVkOnNpbXVsYXRlZA=="}}}',
      }),
      type: 'kubernetes.io/dockerconfigjson',
    },
  ],
  broken: () => [
    deployment({
      ...{ name: 'invoices', image: closed, replicas: 1 },
      played: { as: 'image-pull', message: refused },
    }),
  ],
  isSeen: onePod((pod) => waitsFor(pod) === 'ImagePullBackOff'),
  says: () => failedPull(closed, refused),
});
