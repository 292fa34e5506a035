import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Who may talk to the API server, each with a token of its own; groups are what RBAC grants rights to. */
const accounts = {
  admin: { user: 'reeve-admin', group: 'system:masters' },
  kwok: { user: 'reeve-kwok', group: 'system:masters' },
  'controller-manager': { user: 'system:kube-controller-manager', group: '' },
  scheduler: { user: 'system:kube-scheduler', group: '' },
} as const;

export type Account = keyof typeof accounts;

export interface Credentials {
  readonly tokens: Readonly<Record<Account, string>>;
  readonly tokenFile: string;
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
}

/** Makes the tokens and the keys, or reads those of an earlier run: what it signed must stay valid. */
export async function writeCredentials(dir: string): Promise<Credentials> {
  const tokenFile = join(dir, 'tokens.csv');
  const serviceAccountKey = join(dir, 'service-account.key');
  const serviceAccountPublicKey = join(dir, 'service-account.pub');
  const names = Object.keys(accounts) as Account[];
  const earlier = await tokensIn(tokenFile);
  const tokens = Object.fromEntries(
    names.map((name) => [name, earlier[accounts[name].user] ?? randomBytes(24).toString('hex')]),
  ) as Record<Account, string>;
  const lines = names.map((name) => {
    const { user, group } = accounts[name];
    return group === '' ? `${tokens[name]},${user},${user}` : `${tokens[name]},${user},${user},"${group}"`;
  });
  await writeFile(tokenFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  if (Object.keys(earlier).length === 0) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    await writeFile(serviceAccountKey, privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 });
    await writeFile(serviceAccountPublicKey, publicKey.export({ type: 'spki', format: 'pem' }), { mode: 0o600 });
  }
  return { tokens, tokenFile, serviceAccountKey, serviceAccountPublicKey };
}

async function tokensIn(file: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return Object.fromEntries(rows.flatMap(([token, user]) => (token && user ? [[user, token]] : [])));
}

export interface KubeconfigSpec {
  readonly file: string;
  readonly url: string;
  readonly caFile: string;
  readonly token: string;
}

/** A kubeconfig as JSON, which is YAML too; only we may read it. */
export async function writeKubeconfig({ file, url, caFile, token }: KubeconfigSpec): Promise<string> {
  const authority = (await readFile(caFile)).toString('base64');
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'reeve', cluster: { server: url, 'certificate-authority-data': authority } }],
    users: [{ name: 'reeve', user: { token } }],
    contexts: [{ name: 'reeve', context: { cluster: 'reeve', user: 'reeve' } }],
    'current-context': 'reeve',
  };
  await writeFile(file, `${JSON.stringify(kubeconfig, null, 2)}\n`, { mode: 0o600 });
  return file;
}
