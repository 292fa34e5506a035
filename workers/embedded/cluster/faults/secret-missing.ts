import { configError, isSeen, says } from '../story/config-error.js';
import { deployment, secret } from '../story/manifests.js';
import { tell } from '../story/story.js';

const payments = {
  name: 'payments',
  image: 'registry.example/shop/payments:6.3.0',
  container: { envFrom: [{ secretRef: { name: 'payments-provider' } }] },
};

export const secretMissing = tell({
  name: 'secret-missing',
  shows: 'A container that can not be created, because the Secret that it reads does not exist.',
  well: () => [secret('payments-provider', { API_KEY: 'simulated' }), deployment(payments)],
  broken: () => [deployment({ ...payments, played: configError('secret "payments-provider" not found') })],
  ...{ isSeen, says },
});
