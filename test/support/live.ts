import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { RbacAuthorizationV1Api, type V1Deployment, type V1PolicyRule } from '@kubernetes/client-node';

import { type ClusterClient, eventually } from './cluster.js';

/** A Deployment of one container, with what differs. */
export function aDeployment(
  name: string,
  more: {
    readonly replicas?: number;
    readonly fault?: string;
    readonly image?: string;
    readonly container?: object;
    readonly annotations?: Record<string, string>;
  } = {},
): V1Deployment {
  const app = { app: name };
  const labels = { ...app, ...(more.fault !== undefined && { 'reeve.dev/fault': more.fault }) };
  const annotations = more.annotations ?? {};
  const containers = [{ name: 'app', image: more.image ?? 'example.test/app:1', ...more.container }];
  return {
    metadata: { name, annotations },
    spec: {
      replicas: more.replicas ?? 1,
      selector: { matchLabels: app },
      template: { metadata: { labels, annotations }, spec: { containers } },
    },
  };
}

/** Until its pod has fallen twice, which is when a diagnosis calls it a loop. */
export function untilItCrashes({ core }: ClusterClient, namespace: string): Promise<unknown> {
  return eventually(async () => {
    const { items } = await core.listNamespacedPod({ namespace });
    return items.some(({ status }) => (status?.containerStatuses?.[0]?.restartCount ?? 0) >= 2);
  });
}

export function untilReady({ apps }: ClusterClient, namespace: string, name: string): Promise<unknown> {
  return eventually(async () => {
    const { status, spec } = await apps.readNamespacedDeployment({ namespace, name });
    return status?.readyReplicas === spec?.replicas;
  });
}

/** A kubeconfig of an account that may do this, and nothing else, in its namespace. */
export async function kubeconfigFor(
  client: ClusterClient,
  { namespace, rules, dir, server }: { namespace: string; rules: V1PolicyRule[]; dir: string; server?: string },
): Promise<string> {
  const rbac = client.config.makeApiClient(RbacAuthorizationV1Api);
  const name = `reader-${Math.random().toString(36).slice(2, 8)}`;
  await client.core.createNamespacedServiceAccount({ namespace, body: { metadata: { name } } });
  await rbac.createNamespacedRole({ namespace, body: { metadata: { name }, rules } });
  const subjects = [{ kind: 'ServiceAccount', name, namespace }];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name };
  await rbac.createNamespacedRoleBinding({ namespace, body: { metadata: { name }, subjects, roleRef } });
  return kubeconfigOf(client, { namespace, name, dir, ...(server !== undefined && { server }) });
}

/** The kubeconfig of an account that is there. */
export async function kubeconfigOf(
  client: ClusterClient,
  { namespace, name, dir, server }: { namespace: string; name: string; dir: string; server?: string },
): Promise<string> {
  const body = { spec: { audiences: [], expirationSeconds: 3_600 } };
  const { status } = await client.core.createNamespacedServiceAccountToken({ namespace, name, body });
  return kubeconfigWith(client, { dir, name, token: status?.token ?? '', ...(server !== undefined && { server }) });
}

interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** The run's kubeconfig with another token or another server. */
export async function kubeconfigWith(
  { config }: ClusterClient,
  { dir, name, token, server, exec }: { dir: string; name: string; token?: string; server?: string; exec?: Program },
): Promise<string> {
  const cluster = config.getCurrentCluster();
  const file = join(dir, `${name}.kubeconfig`);
  const written = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'test',
        cluster: { server: server ?? cluster?.server, 'certificate-authority-data': cluster?.caData },
      },
    ],
    users: [
      {
        name: 'test',
        user: exec
          ? { exec: { apiVersion: 'client.authentication.k8s.io/v1', ...exec } }
          : { token: token ?? config.getCurrentUser()?.token },
      },
    ],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  };
  await writeFile(file, JSON.stringify(written), { mode: 0o600 });
  return file;
}
