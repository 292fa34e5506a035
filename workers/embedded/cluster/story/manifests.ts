import type { V1Container, V1PodSpec } from '@kubernetes/client-node';

import type { Written } from '../simulated.js';

export interface Workload {
  readonly name: string;
  readonly image: string;
  readonly replicas?: number;
  readonly container?: Partial<V1Container>;
  readonly pod?: Partial<V1PodSpec>;
  readonly played?: Played;
  /** Of the Deployment's own spec. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** How kwok plays the pods: the label that its stages select by, and what they read beside it. */
export interface Played {
  readonly as: string;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
}

export const FAULT_LABEL = 'reeve.dev/fault';

function metadataOf(name: string, played: Played | undefined) {
  const notes = {
    ...(played?.exitCode !== undefined && { 'reeve.dev/fault-exit-code': String(played.exitCode) }),
    ...(played?.reason !== undefined && { 'reeve.dev/fault-reason': played.reason }),
    ...(played?.message !== undefined && { 'reeve.dev/fault-message': played.message }),
  };
  return { labels: { app: name, ...(played && { [FAULT_LABEL]: played.as }) }, annotations: notes };
}

/** A Deployment as teams write them: one container that serves on port 8080, with requests and a limit. */
export function deployment(workload: Workload): Written {
  const { name, replicas = 2, played, spec } = workload;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      ...spec,
      template: { metadata: metadataOf(name, played), spec: podSpec(workload) },
    },
  };
}

export function job({ played, ...workload }: Workload): Written {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: workload.name, labels: { app: workload.name } },
    spec: {
      backoffLimit: 1,
      ...workload.spec,
      template: {
        metadata: metadataOf(workload.name, played),
        spec: { restartPolicy: 'Never', ...podSpec(workload) },
      },
    },
  };
}

export function podSpec({ name, image, container, pod }: Workload) {
  return {
    containers: [
      {
        name,
        image,
        ports: [{ name: 'http', containerPort: 8080 }],
        resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
        ...container,
      },
    ],
    ...pod,
  };
}

export function service(name: string, app = name): Written {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { app: name } },
    spec: { selector: { app }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  };
}

export function configMap(name: string, data: Readonly<Record<string, string>>): Written {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** As data, not as texts: of those the API server would keep a key that is not there any more. */
export function secret(name: string, texts: Readonly<Record<string, string>>): Written {
  const data = Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]),
  );
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, data };
}

export function probing(path: string, more: object = {}) {
  return { httpGet: { path, port: 'http' }, periodSeconds: 10, ...more };
}
