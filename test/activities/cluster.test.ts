import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { CoreV1Api, KubeConfig, type V1Deployment, VersionApi } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { resolvePart } from '../../tools/parts/index.js';
import { clusterParts, startCluster } from '../../workers/embedded/cluster/start-cluster.js';
import { openKeeper } from '../../workers/embedded/keeper.js';
import { type ClusterClient, connectCluster, eventually, openCluster, type OpenedCluster } from '../support/cluster.js';
import { partSettings } from '../support/part-settings.js';

// The first run on a machine may have to build the parts.
const BUILD_MS = 20 * 60_000;

let opened: OpenedCluster;
let client: ClusterClient;

beforeAll(async () => {
  opened = await openCluster({ settings: partSettings() });
  client = connectCluster(opened.handle);
  process.stdout.write(`the cluster started in ${opened.handle.startedInMs} ms\n`);
}, BUILD_MS);

afterAll(() => opened?.close(), 60_000);

describe('the cluster for tests', { timeout: 60_000 }, () => {
  it('has an API server that knows its version', async () => {
    const version = await client.config.makeApiClient(VersionApi).getCode();
    expect(version.gitVersion).toMatch(/^v1\.\d+\.\d+$/);
  });

  it('has nodes that are ready', async () => {
    const { items } = await client.core.listNode();
    expect(items.map(({ metadata }) => metadata?.name ?? '').toSorted()).toEqual(['node-1', 'node-2']);
    for (const { status } of items) {
      expect(status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
    }
  });

  it('keeps its tokens to itself', async () => {
    const dir = dirname(opened.handle.kubeconfig);
    for (const name of ['tokens.csv', 'admin.kubeconfig', 'service-account.key']) {
      expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
    }
  });

  it('rolls a deployment out, and out again when its template changes', async () => {
    const namespace = await client.namespace();
    await client.apps.createNamespacedDeployment({ namespace, body: aDeployment('web', 3) });
    await eventually(() => rolledOut(namespace, 'web', 3));
    const before = await podsOf(namespace);
    expect(new Set(before.map(({ spec }) => spec?.nodeName))).toEqual(new Set(['node-1', 'node-2']));

    const changed = aDeployment('web', 3);
    changed.spec!.template.metadata!.annotations = { 'kubectl.kubernetes.io/restartedAt': 'now' };
    await client.apps.replaceNamespacedDeployment({ namespace, name: 'web', body: changed });
    await eventually(() => rolledOut(namespace, 'web', 3, 2));
    const after = await eventually(async () => {
      const pods = await podsOf(namespace);
      return pods.length === 3 && pods;
    });
    const uids = new Set(before.map(({ metadata }) => metadata?.uid));
    expect(after.filter(({ metadata }) => uids.has(metadata?.uid))).toEqual([]);
    await client.dropNamespace(namespace);
  });

  it('gives what pods print through the API server', async () => {
    const namespace = await client.namespace();
    await client.writePodLogs({ namespace, lines: ['listening on 8080', 'ready'] });
    await client.writePodLogs({ namespace, container: 'app', lines: ['panic: no'], previousLines: ['panic: before'] });
    await client.apps.createNamespacedDeployment({ namespace, body: aDeployment('web', 1, ['app', 'sidecar']) });
    await eventually(() => rolledOut(namespace, 'web', 1));
    const name = (await podsOf(namespace))[0]?.metadata?.name ?? '';
    const read = (container: string, more = {}): Promise<string> =>
      client.core.readNamespacedPodLog({ namespace, name, container, ...more });
    expect(await eventually(() => read('app'))).toBe('panic: no\n');
    expect(await read('app', { previous: true })).toBe('panic: before\n');
    await expect(read('sidecar', { previous: true })).rejects.toMatchObject({
      code: 400,
      body: expect.stringContaining('previous terminated container not found'),
    });
    expect(await read('sidecar')).toBe('listening on 8080\nready\n');
    expect(await read('sidecar', { tailLines: 1 })).toBe('ready\n');
    expect(await read('sidecar', { tailLines: 1, timestamps: true })).toMatch(/^\d{4}-\d\d-\d\dT\S+ ready\n$/);
  });

  it('lets a job do its work', async () => {
    const namespace = await client.namespace();
    const containers = [{ name: 'app', image: 'example.test/app:1' }];
    const template = { spec: { restartPolicy: 'Never', containers } };
    await client.batch.createNamespacedJob({ namespace, body: { metadata: { name: 'once' }, spec: { template } } });
    const done = await eventually(async () => {
      const { status } = await client.batch.readNamespacedJob({ namespace, name: 'once' });
      return status?.completionTime && status;
    });
    expect(done.succeeded).toBe(1);
  });

  it('lets a pod crash again and again until its fault is taken away', async () => {
    const namespace = await client.namespace();
    const body = aDeployment('web', 1);
    body.spec!.template.metadata!.labels!['reeve.dev/fault'] = 'crash-loop';
    await client.apps.createNamespacedDeployment({ namespace, body });
    const crashed = await eventually(async () => {
      const pod = (await podsOf(namespace))[0];
      return (pod?.status?.containerStatuses?.[0]?.restartCount ?? 0) >= 2 && pod;
    });
    const status = crashed.status?.containerStatuses?.[0];
    expect(status?.state?.waiting?.reason).toBe('CrashLoopBackOff');
    expect(status?.lastState?.terminated?.exitCode).toBe(1);
    expect(status?.ready).toBe(false);

    const name = crashed.metadata?.name ?? '';
    const healed = [{ op: 'remove', path: '/metadata/labels/reeve.dev~1fault' }];
    await client.core.patchNamespacedPod({ namespace, name, body: healed });
    const well = await eventually(async () => {
      const pod = await client.core.readNamespacedPod({ namespace, name });
      return pod.status?.containerStatuses?.[0]?.ready && pod;
    });
    expect(well.status?.containerStatuses?.[0]?.restartCount).toBeGreaterThanOrEqual(2);
    expect(well.status?.containerStatuses?.[0]?.state?.running).toBeDefined();
  });

  it('asks RBAC before it lets anyone do anything', async () => {
    const namespace = await client.namespace();
    const token = await client.core.createNamespacedServiceAccountToken({
      namespace,
      name: 'default',
      body: { spec: { audiences: [], expirationSeconds: 600 } },
    });
    const config = new KubeConfig();
    config.loadFromOptions({
      clusters: client.config.clusters,
      users: [{ name: 'nobody', token: token.status?.token ?? '' }],
      contexts: [{ name: 'nobody', cluster: client.config.getCurrentCluster()?.name ?? '', user: 'nobody' }],
      currentContext: 'nobody',
    });
    await expect(config.makeApiClient(CoreV1Api).listNamespacedPod({ namespace })).rejects.toMatchObject({ code: 403 });
  });
});

it('a cluster that is closed leaves no process and no file', async () => {
  const second = await openCluster({ settings: partSettings(), nodes: [{ name: 'only', labels: { zone: 'a' } }] });
  const names = second.handle.processes.map(({ name }) => name);
  expect(names).toEqual(['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok']);
  expect(second.handle.processes.filter(({ pid }) => isAlive(pid))).toHaveLength(5);
  const began = Date.now();
  await second.close();
  process.stdout.write(
    `a second cluster started in ${second.handle.startedInMs} ms, ended in ${Date.now() - began} ms\n`,
  );
  expect(second.handle.processes.filter(({ pid }) => isAlive(pid))).toEqual([]);
  expect(existsSync(dirname(second.handle.kubeconfig))).toBe(false);
}, 120_000);

it('a start that fails says which program, and leaves nothing behind', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'reeve-cluster-'));
  const keeper = await openKeeper(join(dir, 'keeper'));
  const settings = partSettings();
  const [etcd, kubernetes, kwok] = await Promise.all(
    (['etcd', 'kubernetes', 'kwok'] as const).map((name) => resolvePart(name, settings, () => undefined)),
  );
  const parts = { ...clusterParts({ etcd: etcd!, kubernetes: kubernetes!, kwok: kwok! }), scheduler: '/bin/false' };
  await expect(startCluster({ dir, parts }, keeper)).rejects.toThrow(
    `kube-scheduler did not get ready (see ${join(dir, 'logs', 'kube-scheduler.log')})`,
  );
  // The list is written a moment after the last one has ended.
  const list = join(dir, 'keeper', 'children.json');
  await eventually(async () => (await readFile(list, 'utf8')) === '[]');
  await keeper.close();
  await rm(dir, { recursive: true });
}, 120_000);

function aDeployment(name: string, replicas: number, containers: readonly string[] = ['app']): V1Deployment {
  const labels = { app: name };
  return {
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: containers.map((container) => ({ name: container, image: `example.test/${container}:1` })),
        },
      },
    },
  };
}

async function rolledOut(namespace: string, name: string, replicas: number, generation = 1): Promise<boolean> {
  const { status } = await client.apps.readNamespacedDeployment({ namespace, name });
  const { observedGeneration = 0, updatedReplicas, readyReplicas, replicas: all } = status ?? {};
  return observedGeneration >= generation && [updatedReplicas, readyReplicas, all].every((one) => one === replicas);
}

async function podsOf(namespace: string) {
  return (await client.core.listNamespacedPod({ namespace })).items;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
