import type { CoreV1Event, V1ContainerStatus, V1Deployment, V1Node, V1Pod } from '@kubernetes/client-node';
import { expect } from 'vitest';

/** What the official client reads while a fault is on. */
export interface SeenFault {
  readonly pods: readonly V1Pod[];
  readonly events: readonly CoreV1Event[];
  readonly deployments: readonly V1Deployment[];
  readonly nodes: readonly V1Node[];
}

export interface FaultCase {
  readonly name: string;
  readonly causes: readonly string[];
  readonly verdict?: 'fault' | 'expected';
  readonly resource: readonly [kind: string, name: RegExp];
  readonly proposes?: readonly string[];
  /** Pods that are younger than some minutes pass for pods that are starting. */
  readonly minutesLater?: number;
  readonly state: (seen: SeenFault) => void;
}

const statuses = ({ pods }: SeenFault): readonly V1ContainerStatus[] =>
  pods.flatMap(({ status }) => status?.containerStatuses ?? []);
const said = ({ events }: SeenFault, reason: string): string =>
  events
    .filter((event) => event.reason === reason)
    .map(({ message }) => message)
    .join('\n');
const condition = (pod: V1Pod | undefined, type: string) => pod?.status?.conditions?.find((one) => one.type === type);

function falls(seen: SeenFault, exitCode: number, reason: string): void {
  const status = statuses(seen).find(({ restartCount }) => restartCount >= 2);
  expect(status).toMatchObject({
    ...{ ready: false, started: false },
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { exitCode, reason } },
  });
  expect(status?.state?.waiting?.message).toMatch(
    /^back-off \d[\dms]* restarting failed container=\S+ pod=\S+_\S+\(\S+\)$/,
  );
  expect(said(seen, 'BackOff')).toMatch(/^Back-off restarting failed container \S+ in pod \S+_\S+\(\S+\)$/m);
}

function waits(seen: SeenFault, reason: string, message: RegExp): void {
  const status = statuses(seen).find(({ state }) => state?.waiting?.reason === reason);
  expect(status).toMatchObject({ ready: false, started: false, restartCount: 0 });
  expect(status?.state?.waiting?.message ?? '').toMatch(message);
  expect(said(seen, 'Failed')).toMatch(message);
}

/** The scheduler's own words, in the condition and in its Event. */
function pends(seen: SeenFault, message: RegExp): void {
  const pod = seen.pods.find((one) => condition(one, 'PodScheduled')?.status === 'False');
  expect(pod?.status?.phase).toBe('Pending');
  expect(pod?.spec?.nodeName).toBeUndefined();
  expect(condition(pod, 'PodScheduled')).toMatchObject({ status: 'False', reason: 'Unschedulable' });
  expect(condition(pod, 'PodScheduled')?.message).toMatch(message);
  expect(said(seen, 'FailedScheduling')).toMatch(message);
}

function isPressed(seen: SeenFault, type: string, said: RegExp): void {
  const node = seen.nodes.find(
    ({ metadata }) => metadata?.name?.endsWith('-pool-1') && metadata.name.includes(namespaceOf(seen)),
  );
  expect(node?.status?.conditions?.find((one) => one.type === type)?.status).toBe('True');
  expect(node?.status?.conditions?.find((one) => one.type === 'Ready')?.status).toBe('True');
  const evicted = seen.pods.find(({ status }) => status?.reason === 'Evicted');
  expect(evicted?.status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
  expect(evicted?.status?.message).toMatch(said);
}

const namespaceOf = ({ pods }: SeenFault): string => pods[0]?.metadata?.namespace ?? 'nowhere';
const configError = 'CreateContainerConfigError';

export const FAULT_CASES: readonly FaultCase[] = [
  {
    name: 'crash-loop',
    causes: ['config.env_missing'],
    resource: ['Deployment', /^checkout$/],
    state: (seen) => falls(seen, 1, 'Error'),
  },
  {
    name: 'startup-error',
    causes: ['rollout.regression', 'app.startup_error'],
    resource: ['Deployment', /^recommender$/],
    proposes: ['rollback'],
    state: (seen) => falls(seen, 1, 'Error'),
  },
  {
    name: 'oom-killed',
    causes: ['container.oom_killed'],
    resource: ['Deployment', /^thumbnails$/],
    proposes: ['set-resources'],
    state: (seen) => falls(seen, 137, 'OOMKilled'),
  },
  {
    name: 'image-not-found',
    causes: ['image.not_found'],
    resource: ['Deployment', /^catalog$/],
    proposes: ['rollback'],
    state: (seen) => waits(seen, 'ImagePullBackOff', /catalog:4\.1\.1-rc: not found$/m),
  },
  {
    name: 'image-auth',
    causes: ['image.auth_failed'],
    resource: ['Deployment', /^invoices$/],
    state: (seen) => waits(seen, 'ImagePullBackOff', /401 Unauthorized$/m),
  },
  {
    name: 'liveness-probe',
    causes: ['probe.liveness_failing'],
    resource: ['Deployment', /^search$/],
    state(seen) {
      expect(statuses(seen)[0]).toMatchObject({
        ready: true,
        started: true,
        lastState: { terminated: { exitCode: 137 } },
      });
      expect(statuses(seen)[0]?.restartCount).toBeGreaterThanOrEqual(3);
      expect(said(seen, 'Unhealthy')).toMatch(/^Liveness probe failed: Get "http:\/\/10\.64\.[\d.]+:8080\/healthz"/);
      expect(said(seen, 'Killing')).toBe('Container search failed liveness probe, will be restarted');
    },
  },
  {
    name: 'readiness-probe',
    causes: ['probe.readiness_failing'],
    resource: ['Deployment', /^cart$/],
    minutesLater: 5,
    state(seen) {
      expect(statuses(seen)[0]).toMatchObject({ ready: false, started: true, restartCount: 0, state: { running: {} } });
      expect(condition(seen.pods[0], 'Ready')).toMatchObject({ status: 'False', reason: 'ContainersNotReady' });
      expect(said(seen, 'Unhealthy')).toContain('Readiness probe failed: HTTP probe failed with statuscode: 503');
    },
  },
  {
    name: 'startup-probe',
    causes: ['probe.startup_failing'],
    resource: ['Deployment', /^price-import$/],
    state(seen) {
      expect(statuses(seen)[0]).toMatchObject({
        ready: false,
        started: false,
        lastState: { terminated: { exitCode: 137 } },
      });
      expect(said(seen, 'Unhealthy')).toContain('Startup probe failed');
    },
  },
  {
    name: 'configmap-missing',
    causes: ['config.configmap_missing'],
    resource: ['Deployment', /^mailer$/],
    state: (seen) => waits(seen, configError, /configmap "mailer-settings" not found/),
  },
  {
    name: 'secret-missing',
    causes: ['config.secret_missing'],
    resource: ['Deployment', /^payments$/],
    state: (seen) => waits(seen, configError, /secret "payments-provider" not found/),
  },
  {
    name: 'key-missing',
    causes: ['config.key_missing'],
    resource: ['Deployment', /^accounts$/],
    state: (seen) => waits(seen, configError, /couldn't find key password in Secret \S+\/accounts-db/),
  },
  {
    name: 'insufficient-cpu',
    causes: ['scheduling.insufficient_resource'],
    resource: ['Deployment', /^reports$/],
    state: (seen) => pends(seen, /Insufficient cpu/),
  },
  {
    name: 'insufficient-memory',
    causes: ['scheduling.insufficient_resource'],
    resource: ['Deployment', /^reports$/],
    state: (seen) => pends(seen, /Insufficient memory/),
  },
  {
    name: 'node-selector',
    causes: ['scheduling.node_selector_mismatch'],
    resource: ['Deployment', /^reports$/],
    state: (seen) => pends(seen, /didn't match Pod's node affinity\/selector/),
  },
  {
    name: 'taint',
    causes: ['scheduling.taint_not_tolerated'],
    resource: ['Deployment', /^encoder$/],
    state: (seen) => pends(seen, /untolerated taint/),
  },
  {
    name: 'anti-affinity',
    causes: ['scheduling.anti_affinity'],
    resource: ['Deployment', /^gateway$/],
    state: (seen) => pends(seen, /didn't match pod anti-affinity rules/),
  },
  {
    name: 'node-not-ready',
    causes: ['node.not_ready'],
    resource: ['Node', /-pool-1$/],
    state(seen) {
      const node = seen.nodes.find(({ metadata }) => metadata?.name === `${namespaceOf(seen)}-pool-1`);
      expect(node?.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
        ...{ status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' },
      });
      const key = 'node.kubernetes.io/unreachable';
      expect(node?.spec?.taints).toContainEqual(expect.objectContaining({ key, effect: 'NoExecute' }));
      expect(said(seen, 'NodeNotReady')).toContain('Node is not ready');
      expect(said(seen, 'TaintManagerEviction')).toContain('Marking for deletion Pod');
      expect(seen.pods.some(({ metadata }) => metadata?.deletionTimestamp !== undefined)).toBe(true);
    },
  },
  {
    name: 'memory-pressure',
    causes: ['node.memory_pressure'],
    resource: ['Node', /-pool-1$/],
    state: (seen) => isPressed(seen, 'MemoryPressure', /^The node was low on resource: memory\. /),
  },
  {
    name: 'disk-pressure',
    causes: ['node.disk_pressure'],
    resource: ['Node', /-pool-1$/],
    state: (seen) => isPressed(seen, 'DiskPressure', /^The node was low on resource: ephemeral-storage\. /),
  },
  {
    name: 'quota-exceeded',
    causes: ['quota.exceeded'],
    resource: ['Deployment', /^orders$/],
    state(seen) {
      expect(said(seen, 'FailedCreate')).toContain('exceeded quota: team-compute');
      expect(seen.pods.length).toBe(2);
    },
  },
  {
    name: 'volume-class-missing',
    causes: ['storage.class_missing'],
    resource: ['PersistentVolumeClaim', /^archive$/],
    state(seen) {
      pends(seen, /unbound immediate PersistentVolumeClaims/);
      expect(said(seen, 'ProvisioningFailed')).toContain('storageclass.storage.k8s.io "fast-ssd" not found');
    },
  },
  {
    name: 'wrong-selector',
    causes: ['service.selector_mismatch'],
    resource: ['Service', /^storefront$/],
    state: (seen) => expect(statuses(seen).every(({ ready }) => ready)).toBe(true),
  },
  {
    name: 'rbac-denied',
    causes: ['rbac.verb_missing'],
    resource: ['Deployment', /^cleaner$/],
    state: (seen) => expect(statuses(seen)[0]).toMatchObject({ ready: true }),
  },
  {
    name: 'slow-rollout',
    verdict: 'expected',
    causes: ['none.rollout_noise'],
    resource: ['Deployment', /^web$/],
    state(seen) {
      expect(statuses(seen).some(({ state }) => state?.waiting?.reason === 'ContainerCreating')).toBe(true);
      expect(seen.deployments[0]?.status?.conditions?.find(({ type }) => type === 'Progressing')?.status).toBe('True');
    },
  },
  {
    name: 'stuck-rollout',
    causes: ['rollout.stuck'],
    resource: ['Deployment', /^edge$/],
    minutesLater: 5,
    state(seen) {
      const waiting = seen.pods.find((pod) => condition(pod, 'Ready')?.status === 'False');
      expect(condition(waiting, 'Ready')?.reason).toBe('ReadinessGatesNotReady');
      expect(condition(waiting, 'ContainersReady')?.status).toBe('True');
      const progressing = seen.deployments[0]?.status?.conditions?.find(({ type }) => type === 'Progressing');
      expect(progressing).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
    },
  },
  {
    name: 'dependency-down',
    causes: ['dependency.unreachable'],
    resource: ['Deployment', /^inventory$/],
    proposes: ['scale'],
    state: (seen) => expect(seen.pods.every(({ metadata }) => metadata?.labels?.['app'] === 'basket')).toBe(true),
  },
  {
    name: 'job-failing',
    causes: ['job.backoff_limit_exceeded'],
    resource: ['Job', /^nightly-import$/],
    state(seen) {
      expect(seen.pods.length).toBeGreaterThanOrEqual(2);
      expect(statuses(seen)[0]?.state?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
      expect(said(seen, 'BackoffLimitExceeded')).toContain('Job has reached the specified backoff limit');
    },
  },
];
