import { alerting, ended, event, minutesAgo, pod, thing, workload } from './bundles.js';
import { type Case, P, LOG, at, calm } from './case.js';

const old = { lastTimestamp: minutesAgo(300) };
export const CALM: readonly Case[] = [
  calm('healthy', 'all is well', {
    objects: workload('api', [pod('api', 'a'), pod('api', 'b')]),
    logs: { [LOG]: `${at(1)} INFO ok` },
    question: 'Is api healthy?',
  }),
  calm('healthy', 'a cache that speaks of 0 errors', {
    objects: workload('api', [pod('api', 'a')]),
    logs: { [LOG]: `${at(1)} INFO sync done, 0 errors, 0 failed` },
    question: 'Is api in shop all right?',
  }),
  calm('recovered', 'evicted long ago, and replaced', {
    objects: workload(
      'api',
      [
        pod('api', 'a'),
        pod('api', 'old', {
          ready: false,
          status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' },
        }),
      ],
      { wanted: 1 },
    ),
    question: 'Is api in shop all right?',
  }),
  calm('recovered', 'killed for memory, long ago', {
    objects: workload('api', [pod('api', 'a', { restarts: 3, ended: ended(137, 'OOMKilled', 600) })]),
    question: 'Is api all right?',
  }),
  calm('recovered', 'the alert is over', {
    objects: workload('api', [pod('api', 'a')]),
    alert: alerting('ApiErrors', { deployment: 'api' }, 'resolved', 'errors over 5 %'),
  }),
  calm('recovered', 'a probe that failed hours ago', {
    objects: [
      ...workload('api', [pod('api', 'a')]),
      event(['Pod', P], 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503', old),
    ],
    question: 'Is api all right?',
  }),
  calm('recovered', 'could not be scheduled before', {
    objects: [
      ...workload('api', [pod('api', 'a')]),
      event(['Pod', P], 'FailedScheduling', '0/3 nodes are available: 3 Insufficient cpu.', old),
      event(['Pod', P], 'Unhealthy', 'Readiness probe failed: refused', old),
    ],
    alert: alerting('KubePodNotReady', { pod: P }, 'resolved'),
  }),
  calm('expected', 'the heartbeat', {
    objects: [],
    alert: alerting(
      'Watchdog',
      { severity: 'none' },
      'firing',
      'This is an alert meant to ensure that the entire alerting pipeline is functional.',
    ),
  }),
  calm('expected', 'announced maintenance', {
    objects: [
      thing(
        'Namespace',
        'shop',
        { annotations: { note: 'maintenance window 11:00-13:00, all of shop scaled down' } },
        '',
      ),
      ...workload('api', [], { wanted: 0 }),
    ],
    alert: alerting('TargetDown', { deployment: 'api' }, 'firing', 'planned maintenance'),
  }),
  calm('expected', 'a rollout on its way', {
    objects: [
      ...workload('api', [pod('api', 'a'), pod('api', 'b', { ready: false, created: minutesAgo(1) })]),
      event(['Pod', 'api-7d9f8b6c5d-b'], 'Unhealthy', 'Readiness probe failed: connection refused'),
    ],
    alert: alerting('KubeDeploymentReplicasMismatch', { deployment: 'api' }),
  }),
  calm('expected', 'a pod that is being deleted', {
    objects: workload('api', [pod('api', 'a'), pod('api', 'b', { ready: false, deleted: true })], { wanted: 1 }),
    alert: alerting('KubePodNotReady', { pod: 'api-7d9f8b6c5d-b' }),
  }),
  calm('unknown', 'not ready, and nobody says why', {
    objects: workload('api', [pod('api', 'a', { ready: false })]),
    alert: alerting('KubePodNotReady', { pod: P }),
    sources: { events: 'unavailable: forbidden', logs: 'unavailable: forbidden' },
  }),
  calm('unknown', 'slow, and nothing was measured', {
    objects: workload('api', [pod('api', 'a')]),
    alert: alerting('ApiSlow', { deployment: 'api' }),
    sources: { metrics: 'unavailable: refused' },
  }),
];
