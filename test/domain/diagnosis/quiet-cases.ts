import { alerting, crashing, ended, minutesAgo, pod, thing, workload, type Parts } from './bundles.js';
import { at, calm, type Case } from './case.js';
import { again, beside, change, errors, logsOf, points, probed, slow, unit } from './company.js';

const unread = (...sources: readonly string[]) =>
  Object.fromEntries(sources.map((one) => [one, 'unavailable: timeout']));
const quiet = (verdicts: readonly string[], name: string, parts: Parts): Case => ({
  ...calm(verdicts[0] ?? '', name, beside(parts)),
  or: verdicts.slice(1),
});
const older = (app: string, id: string) =>
  thing('Pod', `${app}-old-${id}`, {
    labels: { app },
    owner: ['ReplicaSet', `${app}-old`],
    spec: { containers: [{ name: 'main', image: 'reg.example/x:0' }] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }],
    },
  });
const oldSet = (app: string) =>
  thing('ReplicaSet', `${app}-old`, {
    owner: ['Deployment', app],
    annotations: { 'deployment.kubernetes.io/revision': '1' },
    spec: { template: { spec: { containers: [{ image: 'reg.example/x:0' }] } } },
  });
const progressing = [
  { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: 'ReplicaSet is progressing.' },
];

/** Nothing is wrong any more, or nobody can say. */
export const QUIET: readonly Case[] = [
  quiet(['healthy', 'recovered'], 'old falls, and a neighbour that was released', {
    objects: unit('oven', [{ restarts: 41, ended: ended(1, 'Error', 9000) }, {}]),
    logs: logsOf('oven', again('INFO oven 3 at 220C', 30, 1)),
    question: 'Is oven in shop stable now?',
  }),
  quiet(['healthy', 'recovered', 'unknown'], 'complaints about visitors', {
    objects: unit('login'),
    logs: logsOf(
      'login',
      [again('WARN login failed user=u9 reason="wrong password"', 50, 12), again('INFO login ok user=u3', 1)].join(
        '\n',
      ),
    ),
    question: 'login in shop logs errors all day, is it broken?',
  }),
  quiet(['healthy', 'recovered'], 'a stranger in another namespace falls', {
    objects: [
      ...unit('pastry'),
      thing(
        'Pod',
        'toy',
        {
          spec: { containers: [{ name: 'main' }] },
          status: {
            phase: 'Running',
            conditions: [{ type: 'Ready', status: 'False' }],
            containerStatuses: [
              {
                name: 'main',
                ready: false,
                restartCount: 30,
                state: { waiting: { reason: 'CrashLoopBackOff' } },
                lastState: { terminated: ended(1) },
              },
            ],
          },
        },
        'lab',
      ),
    ],
    question: 'Is pastry in shop healthy?',
  }),
  quiet(['recovered', 'healthy'], 'one kill for memory in the night', {
    objects: unit('seeds', [{ restarts: 1, ended: ended(137, 'OOMKilled', 205) }]),
    alert: alerting('KubePodRestarting', { pod: 'seeds-7d9f8b6c5d-a' }, 'resolved'),
  }),
  quiet(['recovered', 'healthy'], 'a peer that came back', {
    objects: unit('plants'),
    logs: logsOf(
      'plants',
      [
        again('ERROR connect ECONNREFUSED 10.43.1.2:5432', 76, 74),
        again('INFO database connection restored', 70),
        again('INFO GET /plants 200 7ms', 1),
      ].join('\n'),
    ),
    metrics: {
      'sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))': points([
        { service: 'plants' },
        [90, 0],
        [75, 0.5],
        [64, 0.01],
        [1, 0],
      ]),
    },
    alert: { ...errors('plants', 75), status: 'resolved' },
  }),
  quiet(['recovered', 'healthy'], 'a slow start that is over', {
    objects: [
      ...unit('mixer', [{}, {}]),
      {
        ...probed('mixer', 'Startup probe failed: HTTP probe failed with statuscode: 503', 'b'),
        lastTimestamp: minutesAgo(11),
      },
    ],
    question: 'One of the pods of mixer in shop was not ready for a while, is it fine?',
  }),
  quiet(['expected', 'healthy', 'recovered'], 'a release on its way, with a pod that is half a minute old', {
    objects: [
      ...workload(
        'crumbs',
        [
          pod('crumbs', 'a', { created: minutesAgo(2) }),
          pod('crumbs', 'b', { created: minutesAgo(0.5), ready: false }),
        ],
        { wanted: 3, ready: 3, conditions: progressing },
      ),
      oldSet('crumbs'),
      older('crumbs', 'c'),
      older('crumbs', 'd'),
    ],
    alert: { ...alerting('KubeDeploymentGenerationMismatch', { deployment: 'crumbs' }), startsAt: minutesAgo(1) },
    changes: [change('deploy', 'crumbs', 2, '2')],
  }),
  quiet(['expected', 'healthy', 'recovered'], 'the alerted pod is being deleted', {
    objects: [
      ...workload('pollen', [pod('pollen', 'a'), pod('pollen', 'b', { deleted: true, ready: false })], {
        wanted: 1,
        ready: 1,
      }),
    ],
    alert: alerting('KubePodNotReady', { pod: 'pollen-7d9f8b6c5d-b' }),
  }),
  quiet(['expected'], 'off at night, as a note says', {
    objects: [
      thing('Deployment', 'demo', {
        annotations: { 'downscaler/uptime': 'Mon-Fri 10:30-20:00 UTC' },
        spec: { replicas: 0, template: { metadata: { labels: { app: 'demo' } } } },
        status: {},
      }),
    ],
    question: 'Why are there no pods of demo in shop?',
  }),
  quiet(['unknown', 'expected'], 'scaled to nothing, and nobody says why', {
    objects: [
      thing('Deployment', 'demo', {
        spec: { replicas: 0, template: { metadata: { labels: { app: 'demo' } } } },
        status: {},
      }),
    ],
    question: 'Why are there no pods of demo in shop?',
  }),
  quiet(['expected', 'healthy'], 'announced work, as the change says', {
    objects: unit('beds'),
    alert: alerting('KubeNodeUnschedulable', { node: 'n7', namespace: '' }),
    changes: [{ ...change('node', 'n7', 17, 'maintenance window CHG-4411: disk exchange'), namespace: '' }],
  }),
  quiet(['recovered', 'healthy'], 'a backlog that drained', {
    objects: unit('labels'),
    logs: logsOf(
      'labels',
      [again('WARN backlog 48000', 400), again('INFO backlog 0', 330), again('INFO backlog 2', 1)].join('\n'),
    ),
    question: 'Was there a problem with labels in shop last night?',
  }),
  quiet(['unknown'], 'the alerted service is not in the bundle', {
    objects: unit('crane'),
    alert: { ...slow('tariff'), labels: { alertname: 'LatencyHigh', namespace: 'customs', service: 'tariff' } },
  }),
  quiet(['unknown'], 'a crash, and a log that could not be read', {
    objects: unit('tug', [crashing(1)]),
    question: 'Why does tug in shop crash?',
    sources: unread('logs'),
  }),
  quiet(['unknown'], 'why it is slow, and neither logs nor metrics', {
    objects: unit('api'),
    question: 'Why is api in shop slow since noon?',
    sources: unread('logs', 'metrics'),
  }),
  quiet(['unknown', 'healthy'], 'business figures, and all is ready', {
    objects: unit('orders'),
    logs: logsOf('orders', again('INFO order ok', 20, 1)),
    alert: { ...alerting('RevenueDrop', {}), labels: { alertname: 'RevenueDrop', team: 'finance' } },
  }),
  quiet(['unknown'], 'ready replicas, and a log that says an error again and again', {
    objects: unit('api'),
    logs: logsOf('api', again('ERROR frobnication failed for the third time')),
    question: 'Is api in shop all right?',
  }),
  quiet(['recovered', 'healthy', 'expected'], 'a Job that succeeded at the second try', {
    objects: [
      thing('Job', 'mailing', {
        spec: { backoffLimit: 4 },
        status: {
          succeeded: 1,
          failed: 1,
          conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: minutesAgo(44) }],
        },
      }),
    ],
    alert: alerting('KubeJobFailed', { job_name: 'mailing' }, 'resolved'),
  }),
  quiet(['recovered', 'healthy'], 'a line long ago, and hours of work since', {
    objects: unit('api'),
    logs: logsOf(
      'api',
      [`${at(200)} FATAL cannot connect to db: connection refused`, again('INFO ok', 199, 100, 1)].join('\n'),
    ),
    question: 'Does api in shop run well?',
  }),
  quiet(['healthy', 'recovered'], 'an evicted pod of days ago, whose place another has taken', {
    objects: [
      ...unit('crusher'),
      thing('Pod', 'crusher-old-1', {
        labels: { app: 'crusher' },
        spec: { containers: [{ name: 'main' }] },
        status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' },
      }),
    ],
    question: 'Is crusher in shop all right?',
  }),
  quiet(['recovered', 'healthy', 'expected'], 'a Job of yesterday that failed, and later runs that did not', {
    objects: [
      thing('CronJob', 'stock', { spec: { schedule: '*/30 * * * *' }, status: { lastScheduleTime: minutesAgo(10) } }),
      thing('Job', 'stock-1', {
        owner: ['CronJob', 'stock'],
        created: minutesAgo(910),
        status: { failed: 3, conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] },
      }),
      thing('Job', 'stock-2', {
        owner: ['CronJob', 'stock'],
        created: minutesAgo(10),
        status: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] },
      }),
    ],
    alert: alerting('KubeJobFailed', { job_name: 'stock-1' }),
  }),
];
