import { configError, isSeen, says } from '../story/config-error.js';
import { configMap, deployment } from '../story/manifests.js';
import { tell } from '../story/story.js';

const mailer = {
  name: 'mailer',
  image: 'registry.example/shop/mailer:2.0.5',
  container: { envFrom: [{ configMapRef: { name: 'mailer-settings' } }] },
};

export const configMapMissing = tell({
  name: 'configmap-missing',
  shows: 'A container that can not be created, because the ConfigMap that it reads does not exist.',
  well: () => [configMap('mailer-settings', { SENDER: 'shop@example.com' }), deployment(mailer)],
  broken: () => [deployment({ ...mailer, played: configError('configmap "mailer-settings" not found') })],
  ...{ isSeen, says },
});
