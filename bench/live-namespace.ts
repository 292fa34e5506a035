import { AppsV1Api, CoreV1Api, KubeConfig, type V1Deployment } from '@kubernetes/client-node';
import { setTimeout as pause } from 'node:timers/promises';
import { openCluster, type OpenedCluster } from '../test/support/cluster.js';
import { partSettings } from '../test/support/part-settings.js';

export const NAMESPACE = 'bench';
const PODS_A_WORKLOAD = 50;
const FILLED_WITHIN_MS = 600_000;
/** What a node takes, and some room for what is not ours. */
const PODS_A_NODE = 100;

/** A real control plane with played nodes, and so many pods in one namespace, of which one workload's end again and again. */
export async function openLiveNamespace(pods: number, say: (text: string) => void): Promise<OpenedCluster> {
  const nodes = Array.from({ length: Math.ceil(pods / PODS_A_NODE) + 1 }, (_, at) => ({
    ...{ name: `node-${at + 1}`, cpu: '64', memory: '256Gi' },
  }));
  const opened = await openCluster({ settings: partSettings(), nodes });
  try {
    const config = new KubeConfig();
    config.loadFromFile(opened.handle.kubeconfig);
    const [core, apps] = [config.makeApiClient(CoreV1Api), config.makeApiClient(AppsV1Api)];
    await core.createNamespace({ body: { metadata: { name: NAMESPACE } } });
    const workloads = Math.max(1, Math.round(pods / PODS_A_WORKLOAD));
    for (let at = 0; at < workloads; at += 1)
      await apps.createNamespacedDeployment({ namespace: NAMESPACE, body: workload(`app-${at}`, at === 0) });
    await untilRunning(core, workloads * PODS_A_WORKLOAD, say);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function workload(name: string, isFalling: boolean): V1Deployment {
  const labels = { app: name };
  return {
    metadata: { name },
    spec: {
      replicas: PODS_A_WORKLOAD,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, ...(isFalling && { 'reeve.dev/fault': 'crash-loop' }) } },
        spec: { containers: [{ name: 'app', image: `registry.example/${name}:1` }] },
      },
    },
  };
}

async function untilRunning(core: CoreV1Api, wanted: number, say: (text: string) => void): Promise<void> {
  for (const until = Date.now() + FILLED_WITHIN_MS; Date.now() < until; await pause(2_000)) {
    const { items } = await core.listNamespacedPod({ namespace: NAMESPACE });
    const running = items.filter(({ status }) => status?.phase === 'Running').length;
    say(`  ${running.toLocaleString('en')} of ${wanted.toLocaleString('en')} pods`);
    if (running >= wanted) return;
  }
  throw new Error(`not all of ${wanted} pods ran within ${FILLED_WITHIN_MS / 60_000} minutes`);
}
