import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { AppsV1Api, BatchV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';

import { type OnProgress, type PartSettings, resolvePart } from '../../tools/parts/index.js';
import { openApi } from '../../workers/embedded/cluster/api.js';
import type { NodeSpec } from '../../workers/embedded/cluster/nodes.js';
import { type PodLogs, writePodLogs } from '../../workers/embedded/cluster/pod-logs.js';
import { clusterParts, startCluster } from '../../workers/embedded/cluster/start-cluster.js';
import { openKeeper } from '../../workers/embedded/keeper.js';

/** What a test needs to reach the run's cluster: plain JSON, so that a global set-up can provide it. */
export interface ClusterHandle {
  readonly kubeconfig: string;
  readonly url: string;
  readonly podLogsDir: string;
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  /** How long the start took, without what the parts took to resolve. */
  readonly startedInMs: number;
}

export interface OpenedCluster {
  readonly handle: ClusterHandle;
  readonly close: () => Promise<void>;
}

export interface ClusterWish {
  readonly settings: PartSettings;
  readonly nodes?: readonly NodeSpec[];
  readonly onProgress?: OnProgress;
}

/** Starts the one cluster of a test run in a folder of its own, which `close` removes. */
export async function openCluster({
  settings,
  nodes,
  onProgress = () => undefined,
}: ClusterWish): Promise<OpenedCluster> {
  // One after the other: two builds at once would only slow each other.
  const etcd = await resolvePart('etcd', settings, onProgress);
  const kubernetes = await resolvePart('kubernetes', settings, onProgress);
  const kwok = await resolvePart('kwok', settings, onProgress);
  const began = Date.now();
  const dir = await mkdtemp(join(tmpdir(), 'reeve-cluster-'));
  const keeper = await openKeeper(join(dir, 'keeper'));
  const parts = clusterParts({ etcd, kubernetes, kwok });
  const tidy = async (): Promise<void> => {
    await keeper.close();
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const { stop, firstEnd: _ends, ...running } = await startCluster({ dir, parts, ...(nodes && { nodes }) }, keeper);
    const close = async (): Promise<void> => {
      await stop();
      await tidy();
    };
    return { handle: { ...running, startedInMs: Date.now() - began }, close };
  } catch (error) {
    await tidy();
    throw error;
  }
}

export interface ClusterClient {
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly batch: BatchV1Api;
  /** A namespace that no other test uses, in which pods can be made at once. */
  readonly namespace: () => Promise<string>;
  readonly dropNamespace: (name: string) => Promise<void>;
  readonly writePodLogs: (logs: PodLogs) => Promise<void>;
}

/** The official client on the run's cluster, with what every test of it needs. */
export function connectCluster(handle: ClusterHandle): ClusterClient {
  const config = new KubeConfig();
  config.loadFromFile(handle.kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  const authority = Buffer.from(config.getCurrentCluster()?.caData ?? '', 'base64').toString();
  const api = openApi(handle.url, config.getCurrentUser()?.token ?? '', authority);
  return {
    config,
    core,
    apps: config.makeApiClient(AppsV1Api),
    batch: config.makeApiClient(BatchV1Api),
    async namespace() {
      const name = `test-${randomBytes(5).toString('hex')}`;
      await core.createNamespace({ body: { metadata: { name } } });
      // Until it has its default account a namespace refuses every pod.
      await eventually(() => core.readNamespacedServiceAccount({ namespace: name, name: 'default' }));
      return name;
    },
    async dropNamespace(name) {
      await core.deleteNamespace({ name });
    },
    writePodLogs: (logs) => writePodLogs(api, handle.podLogsDir, logs),
  };
}

/** Asks again until it neither fails nor answers undefined or false. */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false>,
  { withinMs = 60_000, everyMs = 50 } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let last: unknown = 'it never came true';
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await pause(everyMs);
  } while (Date.now() < deadline);
  throw new Error(`not within ${withinMs} ms: ${String(last)}`, { cause: last });
}
