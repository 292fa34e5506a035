import { alerting, event, minutesAgo, node, pod, thing, workload, type Parts } from './bundles.js';
import { at, calm, fault, type Case } from './case.js';
import { beside, logsOf, probed, unit } from './company.js';

type Raw = Readonly<Record<string, unknown>>;

const quietly = (verdicts: readonly string[], name: string, parts: Parts): Case => ({
  ...calm(verdicts[0] ?? '', name, beside(parts)),
  or: verdicts.slice(1),
});
/** How far it has come, from so many minutes ago on, twice a minute. */
const counting = (line: (nth: number) => string, from: number, to = 0) =>
  Array.from({ length: (from - to) * 2 }, (_one, nth) => `${at(from - nth / 2)} ${line(nth)}`).join('\n');
/** One of three is new and not ready yet. */
const beginning = (app: string, log: string, restarts = 0): Parts => ({
  objects: [
    ...unit(app, [{}, {}, { ready: false, restarts, created: minutesAgo(14) }], { ready: 2 }),
    probed(app, 'Readiness probe failed: HTTP probe failed with statuscode: 503', 'c'),
  ],
  logs: logsOf(app, log, 'c'),
  alert: alerting('KubeDeploymentReplicasMismatch', { deployment: app }),
});
const run = (name: string, minutes: number, isWell: boolean): Raw =>
  thing('Job', name, {
    owner: ['CronJob', 'sweep'],
    created: minutesAgo(minutes),
    spec: { backoffLimit: 2, completions: 1 },
    status: isWell
      ? { succeeded: 1, conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: minutesAgo(minutes) }] }
      : {
          failed: 3,
          conditions: [
            {
              ...{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' },
              ...{ message: 'Job has reached the specified backoff limit', lastTransitionTime: minutesAgo(minutes) },
            },
          ],
        },
  });
const DAY = 1440;
const sweeps = (newest: boolean): Parts => ({
  objects: [
    thing('CronJob', 'sweep', { spec: { schedule: '0 3 * * *' }, status: { lastScheduleTime: minutesAgo(540) } }),
    ...[run('sweep-1', 5 * DAY, false), run('sweep-2', 2 * DAY, true), run('sweep-3', 540, newest)],
  ],
  alert: alerting('KubeJobFailed', { job_name: newest ? 'sweep-1' : 'sweep-3' }),
});
const scaler = (active: string, since: number): Parts => ({
  objects: [
    ...unit('till'),
    thing('HorizontalPodAutoscaler', 'till', {
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'till' }, minReplicas: 1, maxReplicas: 5 },
      status: {
        ...{ currentReplicas: 1, desiredReplicas: 1 },
        conditions: [
          {
            ...{ type: 'ScalingActive', status: active, lastTransitionTime: minutesAgo(since) },
            reason: active === 'True' ? 'ValidMetricFound' : 'FailedGetExternalMetric',
            message: active === 'True' ? 'could calculate a replica count' : 'unable to get external metric',
          },
        ],
      },
    }),
    event(['HorizontalPodAutoscaler', 'till'], 'FailedGetExternalMetric', 'unable to get external metric shop/queue', {
      lastTimestamp: minutesAgo(active === 'True' ? 52 : 1),
    }),
  ],
  question: 'describe shows FailedGetExternalMetric for the hpa till in shop. Does autoscaling work?',
});
const versioned = (name: string, kubeletVersion: string, created: number) => {
  const raw = node(name) as { metadata: Raw; status: Raw };
  return {
    ...raw,
    metadata: { ...raw.metadata, creationTimestamp: minutesAgo(created) },
    status: { ...raw.status, nodeInfo: { kubeletVersion } },
  };
};
const skew = (created: number): Parts => ({
  objects: [
    ...unit('kiosk'),
    ...[versioned('n1', 'v1.33.2', created), versioned('n2', 'v1.32.6', 90_000), versioned('n3', 'v1.32.6', 90_000)],
  ],
  alert: alerting('KubeVersionMismatch', { namespace: 'kube-system' }, 'firing', 'There are 2 different versions.'),
});
const suspended = (annotations: Raw): Parts => ({
  objects: [
    thing('CronJob', 'letters', {
      annotations,
      ...{ spec: { schedule: '0 5 * * *', suspend: true }, status: { lastScheduleTime: minutesAgo(3 * DAY) } },
    }),
  ],
  question: 'The cron job letters of shop has not run since Friday. Is that a fault?',
});
const upgraded = (window: string): Parts => ({
  objects: workload('books', [pod('books', 'a'), pod('books', 'b', { ready: false, created: minutesAgo(12) })], {
    wanted: 2,
  }),
  logs: {
    'shop/books-7d9f8b6c5d-b/main': [9, 5, 1]
      .map((ago) => `${at(ago)} FATAL: the database system is starting up`)
      .join('\n'),
  },
  alert: alerting('StandbyMissing', { deployment: 'books' }, 'firing', 'books has less than 2 standby replicas'),
  changes: [
    {
      ...{ at: minutesAgo(14), kind: 'deploy', namespace: 'shop', name: 'books' },
      ...{ revision: `16.4 -> 16.5 (CHG-77, ${window})`, status: 'IN_PROGRESS' },
    },
  ],
});

/** What goes on as it should, or somebody means; and what looks like it and is not. */
export const UNDER_WAY: readonly Case[] = [
  quietly(
    ['expected'],
    'a long replay, of which the log counts the segments',
    beginning(
      'tide',
      counting((nth) => `INFO msg="WAL segment loaded" segment=${nth + 4} maxSegment=60`, 12),
    ),
  ),
  quietly(
    ['expected'],
    'an index that is loaded, in percent',
    beginning(
      'atlas',
      counting((nth) => `INFO loading index geo: ${nth * 3} %`, 10),
    ),
  ),
  fault(
    'a replay that has stopped',
    ['probe.readiness_failing', 'rollout.stuck'],
    beginning(
      'tide',
      counting((nth) => `INFO msg="WAL segment loaded" segment=${nth + 4} maxSegment=60`, 13, 9),
    ),
  ),
  fault(
    'one that begins again and again',
    ['probe.readiness_failing', 'rollout.stuck', 'container.crash_loop', 'app.startup_error'],
    beginning(
      'tide',
      counting((nth) => `INFO msg="WAL segment loaded" segment=${nth + 4} maxSegment=60`, 8),
      6,
    ),
  ),
  fault(
    'attempts are counted, too',
    ['dependency.unreachable', 'database.unreachable', 'probe.readiness_failing'],
    beginning(
      'tide',
      counting((nth) => `ERROR loading catalog failed: connect ECONNREFUSED 10.0.0.9:5432, attempt ${nth}`, 12),
    ),
  ),
  quietly(['recovered', 'healthy'], 'a Job that failed days ago, and later ones that did not', sweeps(true)),
  fault('a Job that failed after one that did not', ['job.backoff_limit_exceeded'], sweeps(false)),
  quietly(['recovered', 'healthy'], 'a scaler that has its metric again', scaler('True', 51)),
  fault('a scaler that has it not', ['autoscaling.metrics_unavailable'], scaler('False', 60)),
  quietly(['expected'], 'two versions while the nodes are made anew', skew(20)),
  quietly(['unknown'], 'two versions, and nothing moves', skew(40_000)),
  quietly(
    ['expected'],
    'suspended with a note that says until when',
    suspended({ 'ops.example/suspended-reason': 'CHG-9 ledger move, resume 2026-05-05 12:00Z' }),
  ),
  fault('suspended, and the day to resume is long over', ['job.schedule_missed'], {
    ...suspended({ 'ops.example/suspended-reason': 'CHG-9 ledger move, resume 2026-04-20 12:00Z' }),
  }),
  fault('suspended, and nobody says why', ['job.schedule_missed'], suspended({})),
  quietly(['expected'], 'an upgrade within its window', upgraded('window 11:00-13:00Z')),
  fault('an upgrade long after its window', ['database.unreachable', 'rollout.regression', 'database.recovering'], {
    ...upgraded('window 02:00-04:00Z'),
  }),
];
