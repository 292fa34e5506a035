import type { Saying } from './kubelet.js';
import { deployment } from './manifests.js';
import { onePod, tell, waitsFor } from './story.js';

/** As containerd words what a registry answers, and a kubelet hands it on. */
const unresolved = (code: string, image: string, why: string) =>
  `rpc error: code = ${code} desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${why}`;

function failedPull(image: string, said: string): readonly Saying[] {
  return [
    { type: 'Normal', reason: 'Pulling', message: `Pulling image "${image}"`, count: 4 },
    { reason: 'Failed', message: `Failed to pull image "${image}": ${said}`, count: 4 },
    { reason: 'Failed', message: 'Error: ErrImagePull', count: 4 },
    { type: 'Normal', reason: 'BackOff', message: `Back-off pulling image "${image}"`, count: 11 },
    { reason: 'Failed', message: 'Error: ImagePullBackOff', count: 11 },
  ];
}

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
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'private-registry' } },
      type: 'kubernetes.io/dockerconfigjson',
      stringData: {
        '.dockerconfigjson': '{"auths":{"private.registry.example":{"auth":"c2ltdWxhdGVkOnNpbXVsYXRlZA=="}}}',
      },
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
