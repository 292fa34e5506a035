import type { KubernetesObject } from '@kubernetes/client-node';

import { parseBundle } from '../../activities/bundle/parse.js';
import { diagnose } from '../../domain/diagnosis/diagnose.js';
import type { Diagnosis } from '../../domain/diagnosis/diagnosis.js';
import type { Simulated } from '../../workers/embedded/cluster/simulated.js';

type Lister = (namespace: string) => Promise<{ readonly items: readonly object[] }>;

/** What was asked for, as the files of a bundle: the objects of a namespace, the nodes and classes, Events and logs. */
export async function readFilesOf(
  cluster: Simulated,
  namespace: string,
  { minutesLater = 0 } = {},
): Promise<ReadonlyMap<string, string>> {
  const { core, apps, batch, config } = cluster;
  const { RbacAuthorizationV1Api, StorageV1Api, DiscoveryV1Api } = await import('@kubernetes/client-node');
  const rbac = config.makeApiClient(RbacAuthorizationV1Api);
  const storage = config.makeApiClient(StorageV1Api);
  const discovery = config.makeApiClient(DiscoveryV1Api);
  const kinds: Readonly<Record<string, Lister>> = {
    Pod: () => core.listNamespacedPod({ namespace }),
    Service: () => core.listNamespacedService({ namespace }),
    ConfigMap: () => core.listNamespacedConfigMap({ namespace }),
    Secret: () => core.listNamespacedSecret({ namespace }),
    ServiceAccount: () => core.listNamespacedServiceAccount({ namespace }),
    PersistentVolumeClaim: () => core.listNamespacedPersistentVolumeClaim({ namespace }),
    ResourceQuota: () => core.listNamespacedResourceQuota({ namespace }),
    Event: () => core.listNamespacedEvent({ namespace }),
    // Events about nodes have no namespace, and are kept in this one.
    'Event of a node': () =>
      core.listNamespacedEvent({ namespace: 'default', fieldSelector: 'involvedObject.kind=Node' }),
    Deployment: () => apps.listNamespacedDeployment({ namespace }),
    ReplicaSet: () => apps.listNamespacedReplicaSet({ namespace }),
    StatefulSet: () => apps.listNamespacedStatefulSet({ namespace }),
    Job: () => batch.listNamespacedJob({ namespace }),
    CronJob: () => batch.listNamespacedCronJob({ namespace }),
    Role: () => rbac.listNamespacedRole({ namespace }),
    RoleBinding: () => rbac.listNamespacedRoleBinding({ namespace }),
    EndpointSlice: () => discovery.listNamespacedEndpointSlice({ namespace }),
    Node: () => core.listNode(),
    StorageClass: () => storage.listStorageClass(),
  };
  const lists = await Promise.all(
    Object.entries(kinds).map(async ([kind, list]) =>
      (await list(namespace)).items.map((item) => ({ ...item, kind: kind.split(' ')[0] })),
    ),
  );
  const objects = lists.flat().map(withoutPlay) as (KubernetesObject & { kind: string })[];
  const sources = Object.fromEntries(
    Object.keys(kinds).map((kind, place) => [pluralOf(kind), (lists[place] ?? []).length > 0 ? 'ok' : 'absent']),
  );
  const logs = await logsOf(cluster, namespace);
  const head = {
    capturedAt: new Date(Date.now() + minutesLater * 60_000).toISOString(),
    cluster: 'simulated',
    sources: {
      ...sources,
      ...{ objects: 'ok', events: 'ok', logs: logs.length > 0 ? 'ok' : 'absent', metrics: 'absent', changes: 'absent' },
    },
  };
  return new Map([
    ['bundle.json', JSON.stringify(head)],
    ['objects.json', JSON.stringify({ kind: 'List', items: objects })],
    ...logs,
  ]);
}

export async function diagnoseNamespace(cluster: Simulated, namespace: string, when = {}): Promise<Diagnosis> {
  return diagnose(parseBundle(await readFilesOf(cluster, namespace, when)));
}

async function logsOf({ core }: Simulated, namespace: string): Promise<readonly (readonly [string, string])[]> {
  const { items } = await core.listNamespacedPod({ namespace });
  const wanted = items.flatMap(({ metadata, spec }) =>
    (spec?.containers ?? []).flatMap(({ name }) =>
      [false, true].map((previous) => ({ namespace, name: metadata?.name ?? '', container: name, previous })),
    ),
  );
  const read = await Promise.all(
    wanted.map(async (one) => {
      const path = `logs/${namespace}/${one.name}/${one.container}${one.previous ? '.previous' : ''}.log`;
      // A container that never ran has none, and the API server says so.
      const text = await core.readNamespacedPodLog(one).catch(() => '');
      return [path, text] as const;
    }),
  );
  return read.filter(([, text]) => text !== '');
}

/** The labels by which kwok plays a fault say nothing to the diagnosis. */
function withoutPlay(item: object): object {
  return JSON.parse(
    JSON.stringify(item, (key: string, value: unknown) => (key.startsWith('reeve.dev/') ? undefined : value)),
  ) as object;
}

function pluralOf(kind: string): string {
  return /s$/.test(kind) ? `${kind.toLowerCase()}es` : `${kind.toLowerCase()}s`;
}
