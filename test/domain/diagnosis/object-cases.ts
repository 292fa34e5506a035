import { alerting, crashing, pod, serviceFor, thing, workload } from './bundles.js';
import { type Case, P, LOG, crash, denied, at, fault } from './case.js';

export const OBJECTS: readonly Case[] = [
  fault(
    'a selector that selects nobody',
    'service.selector_mismatch',
    {
      objects: [...workload('api', [pod('api', 'a')]), serviceFor('api', 'http', { app: 'api', tier: 'web' })],
      question: 'Why does the service api in shop have no endpoints?',
    },
    ['service.no_ready_endpoints'],
    ['tier'],
  ),
  fault('a class that nobody serves', 'ingress.class_missing', {
    objects: [
      ...workload('api', [pod('api', 'a')]),
      serviceFor('api'),
      thing('Ingress', 'api', {
        spec: {
          ingressClassName: 'nginx-ext',
          rules: [{ http: { paths: [{ backend: { service: { name: 'api', port: { number: 80 } } } }] } }],
        },
      }),
    ],
    sources: { ingressclasses: 'absent' },
    question: 'Why can nobody reach api?',
  }),
  fault('a backend that is not there', 'ingress.backend_missing', {
    objects: [
      ...workload('api', [pod('api', 'a')]),
      serviceFor('api'),
      thing('Ingress', 'api', {
        spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'api-v2', port: { number: 80 } } } }] } }] },
      }),
    ],
    question: 'Why does the ingress api answer 503?',
  }),
  fault(
    'over the quota',
    'quota.exceeded',
    denied('pods "api-x" is forbidden: exceeded quota: team, requested: cpu=2, used: cpu=9, limited: cpu=10'),
    ['rbac.verb_missing', 'rollout.stuck'],
  ),
  fault(
    'limits are demanded',
    'quota.limits_required',
    denied('pods "api-x" is forbidden: failed quota: team: must specify limits.memory'),
    ['quota.exceeded'],
  ),
  fault(
    'a service account that is not there',
    'rbac.service_account_missing',
    denied('pods "api-" is forbidden: error looking up service account shop/api-sa: serviceaccount "api-sa" not found'),
  ),
  fault(
    'a policy of pod security',
    'security.admission_denied',
    denied('pods "api-x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false'),
    ['rbac.verb_missing'],
  ),
  fault(
    'a verb that is not granted',
    'rbac.verb_missing',
    crash(
      `${at(1)} E failed to list *v1.Pod: pods is forbidden: User "system:serviceaccount:shop:api" cannot list resource "pods" in API group "" in the namespace "shop"`,
    ),
    ['app.startup_error', 'dependency.credentials_rejected'],
  ),
  fault(
    'no requests to measure by',
    'autoscaling.requests_missing',
    {
      objects: [
        ...workload('api', [pod('api', 'a')]),
        thing('HorizontalPodAutoscaler', 'api', {
          spec: { scaleTargetRef: { kind: 'Deployment', name: 'api' }, maxReplicas: 5 },
          status: {
            conditions: [
              {
                type: 'ScalingActive',
                status: 'False',
                reason: 'FailedGetResourceMetric',
                message: 'failed to get cpu utilization: missing request for cpu in container main',
              },
            ],
          },
        }),
      ],
      question: 'Why does api not scale?',
    },
    ['autoscaling.metrics_unavailable', 'autoscaling.scaler_missing'],
  ),
  fault('at its upper bound', 'autoscaling.max_replicas_reached', {
    objects: [
      ...workload('api', [pod('api', 'a')]),
      thing('HorizontalPodAutoscaler', 'api', {
        spec: { scaleTargetRef: { kind: 'Deployment', name: 'api' }, maxReplicas: 1 },
        status: {
          currentReplicas: 1,
          conditions: [
            {
              type: 'ScalingLimited',
              status: 'True',
              reason: 'TooManyReplicas',
              message: 'the desired replica count is more than the maximum replica count',
            },
          ],
        },
      }),
    ],
    alert: alerting('KubeHpaMaxedOut', { horizontalpodautoscaler: 'api' }),
  }),
  fault(
    'a release that fails',
    'rollout.regression',
    {
      objects: [
        ...workload('api', [
          pod('api', 'a', crashing(1)),
          thing('Pod', 'api-old-b', {
            labels: { app: 'api' },
            owner: ['ReplicaSet', 'api-old'],
            spec: { containers: [{ name: 'main' }] },
            status: {
              phase: 'Running',
              conditions: [{ type: 'Ready', status: 'True' }],
              containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }],
            },
          }),
        ]),
        thing('ReplicaSet', 'api-old', {
          owner: ['Deployment', 'api'],
          annotations: { 'deployment.kubernetes.io/revision': '1' },
          spec: { template: { spec: { containers: [{ image: 'reg.example/api:0' }] } } },
        }),
      ],
      logs: { [LOG]: 'panic: index out of range\n' },
      alert: alerting('KubePodCrashLooping', { pod: P }),
    },
    ['probe.liveness_failing'],
  ),
  fault('a rollout that is paused', 'rollout.disruption_blocked', {
    objects: workload('api', [pod('api', 'a')], { spec: { paused: true }, wanted: 1 }),
    question: 'Why is the new version of api not out?',
  }),
  fault('a job that used up its retries', 'job.backoff_limit_exceeded', {
    objects: [
      thing('Job', 'nightly', {
        status: {
          failed: 4,
          conditions: [
            {
              type: 'Failed',
              status: 'True',
              reason: 'BackoffLimitExceeded',
              message: 'Job has reached the specified backoff limit',
            },
          ],
        },
      }),
    ],
    alert: alerting('KubeJobFailed', { job_name: 'nightly' }),
    sources: { logs: 'absent' },
  }),
  fault('a schedule that is suspended', 'job.schedule_missed', {
    objects: [thing('CronJob', 'backup', { spec: { schedule: '0 * * * *', suspend: true }, status: {} })],
    question: 'Why did backup in shop not run?',
  }),
  fault(
    'a kind that is not served',
    ['control-plane.kind_missing', 'gitops.sync_failed'],
    crash(`${at(1)} ERROR no matches for kind "Widget" in version "x.io/v1beta1"`),
    ['app.startup_error'],
  ),
];
