import { alerting, ended, minutesAgo, thing } from './bundles.js';
import type { Case } from './case.js';
import { faultAt } from './company.js';

const unreadLogs = { logs: 'unavailable: the log backend answered 503' };
const failed = (name: string, owner?: readonly [string, string]) =>
  thing('Job', name, {
    ...(owner && { owner }),
    spec: { backoffLimit: 3 },
    status: {
      failed: 4,
      conditions: [
        {
          type: 'Failed',
          status: 'True',
          reason: 'BackoffLimitExceeded',
          message: 'Job has reached the specified backoff limit',
          lastTransitionTime: minutesAgo(18),
        },
      ],
    },
  });
const podOfJob = (job: string, exit: Record<string, unknown>) =>
  thing('Pod', `${job}-x8k2q`, {
    owner: ['Job', job],
    spec: {
      nodeName: 'n1',
      restartPolicy: 'Never',
      containers: [{ name: 'main', resources: { limits: { memory: '256Mi' } } }],
    },
    status: {
      phase: 'Failed',
      containerStatuses: [{ name: 'main', ready: false, restartCount: 0, state: { terminated: exit } }],
    },
  });

/** Jobs that fail, or do not start. */
export const JOBS: readonly Case[] = [
  faultAt(['Job/heatmap', 'Pod/heatmap-x8k2q'], 'a Job whose pods are killed for memory', 'container.oom_killed', {
    parts: {
      objects: [failed('heatmap'), podOfJob('heatmap', ended(137, 'OOMKilled', 20))],
      alert: alerting('KubeJobFailed', { job_name: 'heatmap' }),
    },
    not: ['job.backoff_limit_exceeded'],
  }),
  faultAt(
    ['Job/settle', 'Pod/settle-x8k2q', 'CronJob/settle-nightly'],
    'a Job that lacks a variable',
    'config.env_missing',
    {
      parts: {
        objects: [
          failed('settle', ['CronJob', 'settle-nightly']),
          podOfJob('settle', ended(1, 'Error', 20)),
          thing('CronJob', 'settle-nightly', {
            spec: { schedule: '20 1 * * *' },
            status: { lastScheduleTime: minutesAgo(640) },
          }),
        ],
        logs: { 'shop/settle-x8k2q/main': 'fatal: SETTLE_ACCOUNT is not set' },
        question: 'Why did the nightly job settle of shop fail?',
      },
      not: ['job.backoff_limit_exceeded', 'job.schedule_missed', 'app.startup_error'],
      words: ['SETTLE_ACCOUNT'],
    },
  ),
  faultAt(['Job/settle', 'Pod/settle-x8k2q'], 'a Job whose log could not be read', 'job.backoff_limit_exceeded', {
    parts: {
      objects: [failed('settle'), podOfJob('settle', ended(1, 'Error', 20))],
      alert: alerting('KubeJobFailed', { job_name: 'settle' }),
      sources: unreadLogs,
    },
    not: ['app.startup_error'],
  }),
  faultAt(['CronJob/dst-fix'], 'a schedule that is none, and no event left', 'job.schedule_missed', {
    parts: {
      objects: [thing('CronJob', 'dst-fix', { spec: { schedule: '61 3 * * *' }, status: {} })],
      alert: alerting('CronJobStale', { cronjob: 'dst-fix' }),
    },
    not: ['job.backoff_limit_exceeded'],
    words: ['61'],
  }),
  faultAt(['Job/reindex'], 'a Job that waits for somebody', 'job.schedule_missed', {
    parts: {
      objects: [
        thing('Job', 'reindex', {
          spec: { suspend: true },
          status: { conditions: [{ type: 'Suspended', status: 'True', reason: 'JobSuspended' }] },
        }),
      ],
      question: 'Why does the job reindex in shop not start?',
    },
    words: ['suspend'],
  }),
];
