import { mkdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';

import type { Keeper } from '../keeper.js';
import { freePort, waitForPort } from '../ports.js';
import { type Api, openApi } from './api.js';
import {
  apiServerSpec,
  certificateOf,
  type ClusterParts,
  controllerManagerSpec,
  etcdSpec,
  kwokSpec,
  type Layout,
  type Ports,
  schedulerSpec,
} from './control-plane.js';
import { type Account, writeCredentials, writeKubeconfig } from './credentials.js';
import { addNode, isNodeReady, type NodeSpec } from './nodes.js';
import { definePodLogs, podLogsAreServed } from './pod-logs.js';
import { writeStages } from './stages.js';
import { Started } from './started.js';

export type { ClusterParts } from './control-plane.js';

export interface ClusterSpec {
  /** Everything the cluster writes lies below it; only we may read it. */
  readonly dir: string;
  readonly parts: ClusterParts;
  readonly nodes?: readonly NodeSpec[];
  readonly durable?: boolean;
}

export interface RunningCluster {
  readonly url: string;
  /** The administrator's. */
  readonly kubeconfig: string;
  /** Where what pods print is written. */
  readonly podLogsDir: string;
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  /** Resolves with the name of the first process that ends, asked to or not. */
  readonly firstEnd: Promise<string>;
  readonly stop: () => Promise<void>;
}

const TRIES_MAX = 3;
const ETCD_WITHIN_MS = 20_000;
const API_WITHIN_MS = 60_000;
const READY_WITHIN_MS = 30_000;

/** Starts a real control plane with played nodes: etcd, API server, controller manager, scheduler and kwok. */
export async function startCluster(spec: ClusterSpec, keeper: Keeper): Promise<RunningCluster> {
  await mkdir(join(spec.dir, 'certs'), { recursive: true, mode: 0o700 });
  const dir = await realpath(spec.dir);
  const credentials = await writeCredentials(dir);
  for (let tries = 1; ; tries += 1) {
    const layout = { dir, parts: spec.parts, ports: await freePorts(), credentials, durable: spec.durable ?? false };
    const started = new Started(keeper);
    try {
      return await startAll(layout, spec.nodes ?? [{ name: 'node-1' }, { name: 'node-2' }], started);
    } catch (error) {
      await started.stop();
      // Between our look and its start another program may have taken a port.
      if (tries >= TRIES_MAX || !/address already in use/.test(String(error))) throw error;
    }
  }
}

/** The paths that the resolver gave, by what each program does. */
export function clusterParts(resolved: {
  readonly etcd: { readonly files: Readonly<Record<string, string>> };
  readonly kubernetes: { readonly files: Readonly<Record<string, string>> };
  readonly kwok: { readonly files: Readonly<Record<string, string>> };
}): ClusterParts {
  const path = (part: keyof typeof resolved, file: string): string => {
    const found = resolved[part].files[file];
    if (found === undefined)
      throw new Error(`the part ${part} has no file ${file}: its recipe in tools/parts must name it`);
    return found;
  };
  return {
    etcd: path('etcd', 'etcd'),
    apiServer: path('kubernetes', 'kube-apiserver'),
    controllerManager: path('kubernetes', 'kube-controller-manager'),
    scheduler: path('kubernetes', 'kube-scheduler'),
    kwok: path('kwok', 'kwok'),
  };
}

async function startAll(layout: Layout, nodes: readonly NodeSpec[], started: Started): Promise<RunningCluster> {
  const { dir, ports, credentials } = layout;
  const etcd = await started.start(etcdSpec(layout));
  if (!(await waitForPort(ports.etcd, ETCD_WITHIN_MS, etcd.exited))) throw await started.failure('etcd');
  await started.start(apiServerSpec(layout));
  const url = `https://127.0.0.1:${ports.api}`;
  const api = await openWhenReady(layout, url, started);

  const caFile = certificateOf(layout).certFile;
  const kubeconfigOf = (account: Account): Promise<string> =>
    writeKubeconfig({ file: join(dir, `${account}.kubeconfig`), url, caFile, token: credentials.tokens[account] });
  await started.start(controllerManagerSpec(layout, await kubeconfigOf('controller-manager')));
  await started.start(schedulerSpec(layout, await kubeconfigOf('scheduler')));
  await definePodLogs(api);
  await started.until('kube-apiserver', () => podLogsAreServed(api), READY_WITHIN_MS);
  await started.start(kwokSpec(layout, await kubeconfigOf('kwok'), await writeStages(join(dir, 'kwok.yaml'))));

  for (const node of nodes) await addNode(api, node);
  for (const { name } of nodes) await started.until('kwok', () => isNodeReady(api, name), READY_WITHIN_MS);
  // Without its default account a namespace refuses every pod.
  const account = '/api/v1/namespaces/default/serviceaccounts/default';
  await started.until('kube-controller-manager', async () => (await api.get(account)).status === 200, READY_WITHIN_MS);
  return {
    url,
    kubeconfig: await kubeconfigOf('admin'),
    podLogsDir: join(dir, 'pod-logs'),
    processes: started.processes(),
    firstEnd: started.firstEnd(),
    stop: () => started.stop(),
  };
}

async function openWhenReady(layout: Layout, url: string, started: Started): Promise<Api> {
  let api: Api | undefined;
  const isReady = async (): Promise<boolean> => {
    const ca = await readFile(certificateOf(layout).certFile, 'utf8');
    api = openApi(url, layout.credentials.tokens.admin, ca);
    return (await api.get('/readyz')).status === 200;
  };
  await started.until('kube-apiserver', isReady, API_WITHIN_MS);
  if (!api) throw await started.failure('kube-apiserver');
  return api;
}

async function freePorts(): Promise<Ports> {
  return { etcd: await freePort(), etcdPeer: await freePort(), api: await freePort(), nodes: await freePort() };
}
