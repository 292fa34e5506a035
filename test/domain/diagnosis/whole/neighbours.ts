import { ago, days, type Json, podOf, podSpec, thing } from './pods.js';
import { change, event, service } from './surroundings.js';
import { deploy, dsPodOf, set } from './workloads.js';

/** Innocent neighbours: each has something that looks bad and is not. */
export const NOISE: ReadonlyArray<
  (namespace: string) => { objects: Json[]; logs?: Record<string, string>; changes?: Json[] }
> = [
  (namespace) => ({
    objects: [
      ...deploy(namespace, 'audit-api', {
        port: 8080,
        pods: [{ restarts: 4, last: [137, 'OOMKilled', days(21)], age: days(40) }, { age: days(40) }],
        env: { LOG_LEVEL: 'info' },
      }),
      ...service(namespace, 'audit-api'),
    ],
    logs: {
      [`${namespace}/${podOf('audit-api')}/audit-api`]: `${ago(22)} INFO  flushed 0 errors, 118 records\n${ago(11)} WARN  slow write 212ms to sink=archive\n${ago(4)} INFO  flushed 0 errors, 96 records`,
    },
  }),
  (namespace) => ({
    objects: [
      ...deploy(namespace, 'geo-lookup', { port: 8080, revised: 95, pods: [{ age: 95 }, { age: 94 }] }),
      event(
        'Warning Unhealthy',
        `Pod ${namespace}/${podOf('geo-lookup')}`,
        'Readiness probe failed: Get "http://10.32.11.61:8080/ready": dial tcp 10.32.11.61:8080: connect: connection refused',
        [95, 94, 2],
      ),
    ],
    logs: {
      [`${namespace}/${podOf('geo-lookup')}/geo-lookup`]: `{"level":"info","ts":"${ago(93)}","msg":"loaded maxmind db","entries":4101221}\n{"level":"warn","ts":"${ago(17)}","msg":"client closed connection","err":"context canceled"}\n{"level":"info","ts":"${ago(2)}","msg":"GET /v1/ip","status":200}`,
    },
    changes: [change(95, 'deploy', `${namespace}/geo-lookup`, '1.14.2')],
  }),
  () => ({
    objects: [
      ...set('DaemonSet', 'observability', 'log-shipper', {
        pods: [
          { restarts: 2, last: [1, 'Error', days(34)], age: days(80) },
          { age: days(80), node: 'pool-b-3c7t' },
        ],
      }),
    ],
    logs: {
      [`observability/${dsPodOf('log-shipper')}/log-shipper`]: `[${ago(31)}] [ warn] [engine] failed to flush chunk '1-1730641.flb', retry in 8 seconds: task_id=4\n[${ago(30)}] [ info] [engine] flush chunk '1-1730641.flb' succeeded at retry 1: task_id=4`,
    },
  }),
  (namespace) => ({
    objects: [
      thing('batch/v1', 'CronJob', namespace, 'nightly-report', {
        spec: {
          schedule: '15 2 * * *',
          suspend: false,
          concurrencyPolicy: 'Forbid',
          jobTemplate: {
            spec: { template: { spec: podSpec('nightly-report', { spec: { restartPolicy: 'Never' } }) } },
          },
        },
        status: { lastScheduleTime: ago(725), lastSuccessfulTime: ago(712) },
      }),
      thing('batch/v1', 'Job', namespace, 'nightly-report-29368935', {
        age: 725,
        metadata: {
          ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly-report', controller: true }],
        },
        spec: {
          backoffLimit: 3,
          completions: 1,
          parallelism: 1,
          template: { metadata: {}, spec: podSpec('nightly-report', { spec: { restartPolicy: 'Never' } }) },
        },
        status: {
          startTime: ago(725),
          completionTime: ago(712),
          succeeded: 1,
          failed: 1,
          conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: ago(712) }],
        },
      }),
    ],
  }),
  (namespace) => ({
    objects: [
      ...deploy(namespace, 'feature-flags', {
        port: 8080,
        pods: [{ age: days(3) }, { age: days(3), node: 'pool-b-3c7t' }],
      }),
      ...service(namespace, 'feature-flags'),
      event(
        'Warning FailedScheduling',
        `Pod ${namespace}/${podOf('feature-flags', 1)}`,
        '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
        [312, 305, 3],
        'default-scheduler',
      ),
      event(
        'Normal Scheduled',
        `Pod ${namespace}/${podOf('feature-flags', 1)}`,
        `Successfully assigned ${namespace}/${podOf('feature-flags', 1)} to pool-b-3c7t`,
        [304, 304, 1],
        'default-scheduler',
      ),
    ],
    logs: {
      [`${namespace}/${podOf('feature-flags')}/feature-flags`]: `${ago(240)} [ERROR] stream to subscriber 7f21 lost: read tcp 10.32.11.30:8080: i/o timeout\n${ago(239)} [INFO] subscriber 7f21 reconnected\n${ago(6)} [INFO] 41 flags served to 12 subscribers`,
    },
  }),
];
