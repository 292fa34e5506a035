import { alerting, crashing, ended, minutesAgo, node, pod, thing, workload } from './bundles.js';
import type { Case } from './case.js';
import { again, change, config, errors, faultAt, logsOf, now, podOf, points, slow, unit, unready } from './company.js';

const RATIO =
  'sum(rate(http_requests_total{service="api",code=~"5.."}[5m])) / sum(rate(http_requests_total{service="api"}[5m]))';
const P95 = 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="api"}[5m])))';
const stepAt = (minutes: number, low: number, high: number) =>
  points([{}, [90, low], [minutes + 20, low], [minutes, high], [minutes / 2, high], [1, high]]);
const progress = (status: string, reason: string) => [
  { type: 'Progressing', status, reason, message: `ReplicaSet "api-7d9f8b6c5d": ${reason}` },
];
const oldRevision = (app: string, image: string) => [
  thing('ReplicaSet', `${app}-old`, {
    owner: ['Deployment', app],
    annotations: { 'deployment.kubernetes.io/revision': '1' },
    spec: { template: { spec: { containers: [{ image }] } } },
  }),
  thing('Pod', `${app}-old-b`, {
    labels: { app },
    owner: ['ReplicaSet', `${app}-old`],
    spec: { containers: [{ name: 'main', image }] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }],
    },
  }),
];

/** What is measured, released, queued and clustered. */
export const STEPS: readonly Case[] = [
  faultAt(['Deployment/api'], 'errors that begin with a release', 'rollout.regression', {
    parts: {
      objects: unit('api'),
      logs: logsOf('api', again("ERROR GET /p/3 500 undefined method `ordering' for nil", 9, 1)),
      metrics: { [RATIO]: stepAt(10, 0.001, 0.09) },
      alert: errors('api', 9),
      changes: [change('deploy', 'api', 12, '3.9.0')],
    },
    not: ['app.error_rate_high', 'app.startup_error'],
    words: ['3.9.0'],
  }),
  faultAt(['Deployment/api'], 'the same errors, a week after the release', 'app.error_rate_high', {
    parts: {
      objects: unit('api'),
      logs: logsOf(
        'api',
        again('ERROR http: panic serving 10.44.1.1:5012: slice bounds out of range [:300] with length 214'),
      ),
      metrics: { [RATIO]: stepAt(15, 0, 0.13) },
      question: 'Customers get errors from api in shop, is it the last release?',
      changes: [change('deploy', 'api', 60 * 24 * 6, '3.9.0')],
    },
    not: ['rollout.regression', 'app.startup_error', 'app.native_crash'],
  }),
  faultAt(['Deployment/api'], 'latency that begins with a release', 'rollout.regression', {
    parts: {
      objects: unit('api'),
      metrics: { [P95]: stepAt(38, 0.1, 0.9) },
      question: 'Since when and why is api in shop slower?',
      changes: [change('deploy', 'api', 41, '2.4.0')],
    },
    not: ['app.slow', 'config.change_regression'],
    words: ['2.4.0'],
  }),
  faultAt(
    ['Deployment/api'],
    'latency that begins with a setting',
    ['config.change_regression', 'config.invalid_value'],
    {
      parts: {
        objects: [
          ...unit('api', [{ container: { envFrom: [{ configMapRef: { name: 'api' } }] } }]),
          config('api', { WORKERS: '2' }),
        ],
        metrics: { [P95]: stepAt(33, 0.11, 0.93) },
        alert: slow('api'),
        changes: [change('config', 'ConfigMap/api', 36, 'WORKERS=2')],
      },
      not: ['app.slow', 'rollout.regression'],
    },
  ),
  faultAt(
    ['Deployment/api'],
    'a reload, and complaints from then on, without any metric',
    ['config.change_regression', 'config.invalid_value'],
    {
      parts: {
        objects: unit('api'),
        logs: logsOf(
          'api',
          [
            again('INFO GET /p 200 12ms', 60),
            again('INFO config reloaded: http.client.timeout 5s -> 50ms', 29),
            again('ERROR GET /p 504 client timeout after 50ms', 28, 10, 1),
          ].join('\n'),
        ),
        question: 'Since half past eleven api in shop times out, nobody released anything. What happened?',
      },
      not: ['dependency.slow', 'rollout.regression', 'app.slow'],
    },
  ),
  faultAt(['Deployment/api'], 'a small CPU limit behind slow answers', 'container.cpu_throttled', {
    parts: {
      objects: unit('api', [{ container: { resources: { limits: { cpu: '250m' } } } }]),
      metrics: {
        [P95]: stepAt(25, 0.12, 1.4),
        'rate(container_cpu_cfs_throttled_periods_total[5m]) / rate(container_cpu_cfs_periods_total[5m])': now(
          { namespace: 'shop', pod: podOf('api') },
          0.88,
        ),
      },
      alert: slow('api'),
    },
    not: ['app.slow', 'dependency.slow'],
    words: ['250m'],
  }),
  faultAt(['Deployment/api'], 'a crash loop beside a little throttling', 'database.migration_failed', {
    parts: {
      objects: unit('api', [crashing(1, 'Error', { container: { resources: { limits: { cpu: '1' } } } })]),
      logs: logsOf('api', 'Error: P3009: migrate found failed migrations in the target database'),
      metrics: {
        'rate(container_cpu_cfs_throttled_periods_total[5m]) / rate(container_cpu_cfs_periods_total[5m])': now(
          { namespace: 'shop', pod: podOf('api') },
          0.31,
        ),
      },
      alert: alerting('KubePodCrashLooping', { pod: podOf('api') }),
    },
    not: ['container.cpu_throttled', 'app.startup_error'],
  }),
  faultAt(
    ['Deployment/api'],
    'new pods that are not ready, and nothing that could say why',
    ['rollout.stuck', 'probe.readiness_failing'],
    {
      parts: {
        objects: [
          ...workload('api', [pod('api', 'a', { ...unready(25), created: minutesAgo(25) })], {
            wanted: 1,
            conditions: progress('False', 'ProgressDeadlineExceeded'),
          }),
          ...oldRevision('api', 'reg.example/api:0'),
        ],
        alert: alerting('KubeDeploymentRolloutStuck', { deployment: 'api' }),
        sources: { events: 'unavailable: forbidden', logs: 'absent' },
      },
      not: ['rollout.regression', 'app.startup_error'],
    },
  ),
  faultAt(['Deployment/api'], 'a rollout that somebody paused', 'rollout.disruption_blocked', {
    parts: {
      objects: unit('api', [{}], { spec: { paused: true } }),
      question: 'The new image of api in shop is set since an hour, why are there only old pods?',
    },
    not: ['rollout.stuck'],
    words: ['paused'],
  }),
  faultAt(
    ['PodDisruptionBudget/license', 'Deployment/license'],
    'a budget without room, and a node that is drained',
    'rollout.disruption_blocked',
    {
      parts: {
        objects: [
          ...unit('license'),
          node('n1', { spec: { unschedulable: true } }),
          thing('PodDisruptionBudget', 'license', {
            spec: { minAvailable: 1, selector: { matchLabels: { app: 'license' } } },
            status: {
              currentHealthy: 1,
              desiredHealthy: 1,
              disruptionsAllowed: 0,
              conditions: [{ type: 'DisruptionAllowed', status: 'False' }],
            },
          }),
        ],
        alert: alerting('NodeDrainStuck', { node: 'n1', namespace: '' }, 'firing', 'Drain of n1 has not finished'),
      },
      not: ['node.not_ready', 'scheduling.taint_not_tolerated'],
      words: ['license'],
    },
  ),
  faultAt(['Deployment/intake'], 'a watchdog of its own that ends it every few minutes', 'app.self_restart_loop', {
    parts: {
      objects: unit('intake', [{ restarts: 16, ended: ended(0, 'Completed', 3) }]),
      logs: {
        'shop/intake-7d9f8b6c5d-a/main.previous': again('WARN heap growth over budget, scheduling self-restart', 4),
      },
      alert: alerting('KubePodRestarting', { pod: podOf('intake') }),
    },
    not: ['container.oom_killed', 'container.exits_early', 'probe.liveness_failing'],
  }),
  faultAt(['Deployment/api'], 'a release that only its ReplicaSet shows', 'rollout.regression', {
    parts: {
      objects: [
        ...workload('api', [pod('api', 'a', { created: minutesAgo(41) })], { created: minutesAgo(41) }),
        thing('ReplicaSet', 'api-old', {
          owner: ['Deployment', 'api'],
          annotations: { 'deployment.kubernetes.io/revision': '1' },
          spec: { replicas: 0, template: { spec: { containers: [{ image: 'reg.example/api:0' }] } } },
        }),
      ],
      metrics: { [P95]: stepAt(38, 0.1, 0.9) },
      question: 'Why is api in shop slower of late?',
      sources: { changes: 'unavailable: timeout' },
    },
    not: ['app.slow'],
  }),
];
