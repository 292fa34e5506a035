import { setTimeout as pause } from 'node:timers/promises';

import {
  AppsV1Api,
  BatchV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';

import { type Api, openApi } from './api.js';
import { type PodLogs, writePodLogs } from './pod-logs.js';

export interface ClusterPlace {
  /** The administrator's. */
  readonly kubeconfig: string;
  readonly podLogsDir: string;
}

/** An object as it is written: what the API server adds is not in it. */
export interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [part: string]: unknown;
}

/** A running simulated cluster, with what raising and clearing a fault takes. */
export interface Simulated {
  readonly config: KubeConfig;
  readonly api: Api;
  readonly url: string;
  readonly authority: string;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly batch: BatchV1Api;
  /** Makes the objects be so, whatever they were; those without a namespace of their own go into this one. */
  readonly apply: (namespace: string, objects: readonly Written[]) => Promise<void>;
  /** Deletes what is there of them, and returns when it is gone. */
  readonly remove: (namespace: string, objects: readonly Written[]) => Promise<void>;
  readonly writePodLogs: (logs: PodLogs) => Promise<void>;
}

const FIELD_MANAGER = 'reeve-simulate';
const GONE_WITHIN_MS = 30_000;
const OF_THE_CLUSTER = new Set(['Node', 'Namespace', 'PersistentVolume', 'StorageClass', 'PriorityClass']);

export function openSimulated({ kubeconfig, podLogsDir }: ClusterPlace): Simulated {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const cluster = config.getCurrentCluster();
  const authority = Buffer.from(cluster?.caData ?? '', 'base64').toString();
  const url = cluster?.server ?? '';
  const api = openApi(url, config.getCurrentUser()?.token ?? '', authority);
  const objects = KubernetesObjectApi.makeApiClient(config);
  return {
    ...{ config, api, url, authority },
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    batch: config.makeApiClient(BatchV1Api),
    async apply(namespace, wanted) {
      for (const one of wanted) {
        const placed = placedIn(namespace, one);
        await objects.patch(placed, undefined, undefined, FIELD_MANAGER, true, PatchStrategy.ServerSideApply);
      }
    },
    async remove(namespace, unwanted) {
      for (const one of unwanted) await removeOne(objects, placedIn(namespace, one));
    },
    writePodLogs: (logs) => writePodLogs(api, podLogsDir, logs),
  };
}

function placedIn(namespace: string, one: Written): Written {
  return OF_THE_CLUSTER.has(one.kind) ? one : { ...one, metadata: { namespace, ...one.metadata } };
}

async function removeOne(objects: KubernetesObjectApi, one: Written): Promise<void> {
  const gone = (error: { code?: number }) => {
    if (error.code === 404) return true;
    throw error;
  };
  if ((await objects.delete(one, undefined, undefined, 0, undefined, 'Background').catch(gone)) === true) return;
  await until(`${one.kind} ${one.metadata.name} is gone`, GONE_WITHIN_MS, async () =>
    objects.read(one).then(() => false, gone),
  );
}

const LOOK_AGAIN_MS = 100;

/** Looks again until it is so. */
export async function until(what: string, withinMs: number, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    if (await isSo()) return;
    if (performance.now() > deadline)
      throw new Error(
        `${what}: not so within ${withinMs / 1000} s, which the simulated cluster should have made of it: look at its objects with kubectl`,
      );
    await pause(LOOK_AGAIN_MS);
  }
}
