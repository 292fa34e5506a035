import { readFile } from 'node:fs/promises';
import { type CoreV1Api, RbacAuthorizationV1Api, type V1ClusterRole } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import type { ClusterPlace } from '../../activities/providers/provider.js';
import type { ClusterClient } from './cluster.js';
import { kubeconfigOf } from './live.js';

/** What `deploy/kubernetes/nodes.yaml` offers. */
export async function nodeRoles(): Promise<readonly V1ClusterRole[]> {
  const text = await readFile('deploy/kubernetes/nodes.yaml', 'utf8');
  return parseAllDocuments(text).map((document) => document.toJS() as V1ClusterRole);
}

/** The kubeconfig of an account that has these of the offered roles, and nothing else. */
export async function kubeconfigWithRoles(
  client: ClusterClient,
  { roles, dir, namespace, server }: { roles: readonly string[]; dir: string; namespace: string; server?: string },
): Promise<string> {
  const rbac = client.config.makeApiClient(RbacAuthorizationV1Api);
  const name = `fleet-${Math.random().toString(36).slice(2, 8)}`;
  await client.core.createNamespacedServiceAccount({ namespace, body: { metadata: { name } } });
  for (const body of await nodeRoles())
    await rbac.createClusterRole({ body }).catch((error: { code?: number }) => {
      if (error.code !== 409) throw error;
    });
  for (const role of roles)
    await rbac.createClusterRoleBinding({
      body: {
        metadata: { name: `${name}-${role}` },
        subjects: [{ kind: 'ServiceAccount', name, namespace }],
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      },
    });
  return kubeconfigOf(client, { namespace, name, dir, ...(server !== undefined && { server }) });
}

export function aPlace(file: string, more: Partial<ClusterPlace> = {}): ClusterPlace {
  return { way: { file }, deleteNodes: false, drainMs: 2_000, ...more };
}

/** Says of a node what its kubelet would, and keeps the play of nodes away from it. */
export async function sayReady(
  { core }: ClusterClient,
  name: string,
  { status, ageMs = 0 }: { status: 'True' | 'False' | 'Unknown'; ageMs?: number },
): Promise<void> {
  const labels = { metadata: { labels: { 'reeve.dev/fault': status === 'True' ? null : 'held' } } };
  await merge(core, 'patchNode', name, labels);
  const at = new Date(Date.now() - ageMs).toISOString();
  const ready = { type: 'Ready', status, reason: 'KubeletNotReady', message: 'the runtime is down' };
  const conditions = [{ ...ready, lastTransitionTime: at, lastHeartbeatTime: new Date().toISOString() }];
  await merge(core, 'patchNodeStatus', name, { status: { conditions } });
}

export async function merge(
  core: CoreV1Api,
  how: 'patchNode' | 'patchNodeStatus',
  name: string,
  body: object,
): Promise<void> {
  const { setHeaderOptions } = await import('@kubernetes/client-node');
  await core[how]({ name, body }, setHeaderOptions('Content-Type', 'application/strategic-merge-patch+json'));
}
