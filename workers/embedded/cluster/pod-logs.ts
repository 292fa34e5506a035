import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Api, create } from './api.js';

const GROUP = 'kwok.x-k8s.io';
const COLLECTION = `/apis/${GROUP}/v1alpha1/clusterlogs`;

/** Lets kwok watch for what pods print, so that it can be changed while the cluster runs. */
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `clusterlogs.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Cluster',
    names: { kind: 'ClusterLogs', listKind: 'ClusterLogsList', plural: 'clusterlogs', singular: 'clusterlogs' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

export async function definePodLogs(api: Api): Promise<void> {
  await create(api, '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
}

export async function podLogsAreServed(api: Api): Promise<boolean> {
  return (await api.get(COLLECTION)).status === 200;
}

/** What the pods of a namespace print from now on: all of them, or their containers of one name. */
export interface PodLogs {
  readonly namespace: string;
  readonly container?: string;
  readonly lines: readonly string[];
  /** What the container printed before its last restart. */
  readonly previousLines?: readonly string[];
}

interface LogRule {
  readonly containers?: readonly string[];
  readonly logsFile: string;
  readonly previousLogsFile: string;
}

/** Every pod's logs then flow through the API server as a kubelet would give them. */
export async function writePodLogs(api: Api, logsDir: string, logs: PodLogs): Promise<void> {
  await mkdir(logsDir, { recursive: true, mode: 0o700 });
  const stem = join(logsDir, `${logs.namespace}.${logs.container ?? 'all'}`);
  await writeFile(`${stem}.log`, asRuntimeWrites(logs.lines), { mode: 0o600 });
  if (logs.previousLines) await writeFile(`${stem}.previous.log`, asRuntimeWrites(logs.previousLines), { mode: 0o600 });
  const rule: LogRule = {
    ...(logs.container !== undefined && { containers: [logs.container] }),
    logsFile: `${stem}.log`,
    previousLogsFile: logs.previousLines ? `${stem}.previous.log` : noneBefore(logs.container),
  };
  await putRule(api, logs.namespace, rule);
}

/** No such file: kwok names it in its refusal, so it is called what a kubelet would say. */
function noneBefore(container = ''): string {
  return `previous terminated container${container === '' ? '' : ` "${container}"`} not found`;
}

async function putRule(api: Api, namespace: string, rule: LogRule): Promise<void> {
  const path = `${COLLECTION}/${namespace}`;
  const found = await api.get(path);
  const there =
    found.status === 200 ? (JSON.parse(found.body) as { metadata: object; spec: { logs: LogRule[] } }) : undefined;
  const others = there?.spec.logs.filter((one) => one.containers?.[0] !== rule.containers?.[0]) ?? [];
  const object = {
    apiVersion: `${GROUP}/v1alpha1`,
    kind: 'ClusterLogs',
    metadata: there?.metadata ?? { name: namespace },
    spec: { selector: { matchNamespaces: [namespace] }, logs: [...others, rule] },
  };
  const { status, body } = there ? await api.put(path, object) : await api.post(COLLECTION, object);
  if (status >= 300) throw new Error(`the logs of namespace ${namespace} could not be set: ${body.slice(0, 500)}`);
}

/** The format of container runtimes: time, stream, whether the line is whole, and the line. */
function asRuntimeWrites(lines: readonly string[]): string {
  const at = new Date().toISOString();
  return lines.map((line) => `${at} stdout F ${line}\n`).join('');
}
