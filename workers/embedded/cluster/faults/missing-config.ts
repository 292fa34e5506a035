import type { V1Pod } from '@kubernetes/client-node';

import type { Saying } from './kubelet.js';
import { configMap, deployment, type Played, secret } from './manifests.js';
import { onePod, tell, waitsFor } from './story.js';

const image = 'registry.example/shop/mailer:2.0.5';
const played = (message: string): Played => ({ as: 'waiting', reason: 'CreateContainerConfigError', message });
const isSeen = onePod((pod) => waitsFor(pod) === 'CreateContainerConfigError');
const says = ({ spec, status }: V1Pod): readonly Saying[] => [
  {
    ...{ type: 'Normal', reason: 'Pulled', count: 12 },
    message: `Container image "${spec?.containers[0]?.image}" already present on machine and can be accessed by the pod`,
  },
  { reason: 'Failed', message: `Error: ${status?.containerStatuses?.[0]?.state?.waiting?.message}`, count: 12 },
];

const mailer = { name: 'mailer', image, container: { envFrom: [{ configMapRef: { name: 'mailer-settings' } }] } };

export const configMapMissing = tell({
  name: 'configmap-missing',
  shows: 'A container that can not be created, because the ConfigMap that it reads does not exist.',
  well: () => [configMap('mailer-settings', { SENDER: 'shop@example.com' }), deployment(mailer)],
  broken: () => [deployment({ ...mailer, played: played('configmap "mailer-settings" not found') })],
  ...{ isSeen, says },
});

const payments = {
  name: 'payments',
  image: 'registry.example/shop/payments:6.3.0',
  container: { envFrom: [{ secretRef: { name: 'payments-provider' } }] },
};

export const secretMissing = tell({
  name: 'secret-missing',
  shows: 'A container that can not be created, because the Secret that it reads does not exist.',
  well: () => [secret('payments-provider', { API_KEY: 'simulated' }), deployment(payments)],
  broken: () => [deployment({ ...payments, played: played('secret "payments-provider" not found') })],
  ...{ isSeen, says },
});

const fromKey = { secretKeyRef: { name: 'accounts-db', key: 'password' } };
const accounts = {
  name: 'accounts',
  image: 'registry.example/shop/accounts:1.1.9',
  container: { env: [{ name: 'DATABASE_PASSWORD', valueFrom: fromKey }] },
};

export const keyMissing = tell({
  name: 'key-missing',
  shows: 'A container that can not be created, because the Secret is there but lacks the key that it asks for.',
  well: () => [secret('accounts-db', { username: 'accounts', password: 'simulated' }), deployment(accounts)],
  broken: (namespace) => [
    secret('accounts-db', { username: 'accounts' }),
    deployment({ ...accounts, played: played(`couldn't find key password in Secret ${namespace}/accounts-db`) }),
  ],
  ...{ isSeen, says },
});
