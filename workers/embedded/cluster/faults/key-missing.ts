import { configError, isSeen, says } from '../story/config-error.js';
import { deployment, secret } from '../story/manifests.js';
import { tell } from '../story/story.js';

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
    deployment({ ...accounts, played: configError(`couldn't find key password in Secret ${namespace}/accounts-db`) }),
  ],
  ...{ isSeen, says },
});
