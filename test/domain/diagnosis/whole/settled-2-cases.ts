/** Nothing to repair: healthy, recovered, meant, or passing; and what nobody could say. */
export const SETTLED_2 = String.raw`
- id: st-scaled-zero
  title: A preview environment is scaled to zero on purpose
  alert: [[ServiceHasNoEndpoints, {namespace: preview, service: preview-web},
    Service preview/preview-web has no endpoints, 12]]
  changes: [[140, scale, preview/preview-web, 2 -> 0]]
  make:
    - deploy: [preview, preview-web, {port: 8080, replicas: 0, pods: [], metadata: {labels: {app: preview-web},
        annotations: {downscaler/uptime: 'Mon-Fri 08:00-20:00 Europe/Berlin',
        deployment.kubernetes.io/revision: '9'}}}]
    - service: [preview, preview-web, {ready: []}]
    - event: [Normal ScalingReplicaSet, Deployment preview/preview-web,
        Scaled down replica set preview-web-9tbjhl27v7 from 2 to 0, [140, 140, 1], deployment-controller]
  expect: {calm: expected, orVerdict: [healthy], at: [Deployment preview/preview-web, Service preview/preview-web],
    words: ['zero|0|scaled'], not: [service.no_ready_endpoints, service.selector_mismatch], never: [restart,
    rollback]}
- id: st-suspended
  title: A cron job is suspended on purpose
  question: 'Why did the cron job cleanup in ops not run last night?'
  changes: [[2880, config, ops/CronJob/cleanup, 'suspended during the data migration, ticket OPS-411']]
  make:
    - thing: [batch/v1, CronJob, ops, cleanup, {spec: {schedule: 0 3 * * *, concurrencyPolicy: Forbid, suspend: true,
        jobTemplate: {spec: {template: {spec: {'$spec': [cleanup, {}]}}}}}, status: {lastScheduleTime: '@{4320}',
        lastSuccessfulTime: '@{4320}'}}]
    - deploy: [ops, console, {port: 8080}]
  expect: {calm: expected, orVerdict: [fault, healthy], at: [CronJob ops/cleanup], words: [suspend],
    not: [job.backoff_limit_exceeded], never: [rollback, restart, delete]}
- id: st-job-done
  title: Completed pods of a job look not ready
  alert: [[KubePodNotReady, {namespace: data, pod: migrate-users-x2v9k},
    Pod has been in a non-ready state for more than 15 minutes., 12]]
  make:
    - thing: [batch/v1, Job, data, migrate-users, {age: 300, spec: {backoffLimit: 4, completions: 1, parallelism: 1,
        template: {spec: {'$spec': [migrate-users, {}]}}}, status: {succeeded: 1, startTime: '@{300}',
        completionTime: '@{280}', conditions: [{type: Complete, status: 'True', lastTransitionTime: '@{280}'}]}}]
    - pod: [data, migrate-users-x2v9k, {'$spec': [migrate-users, {spec: {restartPolicy: Never}}]},
        {job-name: migrate-users}, {apiVersion: batch/v1, kind: Job, name: migrate-users}, {is: done, age: 300}]
    - deploy: [data, users, {port: 8080}]
  logs:
    data/migrate-users-x2v9k/migrate-users: |-
      INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.
      INFO  [alembic.runtime.migration] Running upgrade 4f1c -> 91ab, add users.locale
      done
  expect: {calm: healthy, orVerdict: [expected, recovered], at: [Job data/migrate-users, Pod data/migrate-users-*],
    words: ['complete|succeeded|finished|healthy'], not: [probe.readiness_failing, job.backoff_limit_exceeded,
    database.migration_failed], never: [restart, rollback, scale, delete, cordon]}
- id: st-job-retried
  title: A job needed two tries and made it
  alert: [[KubeJobFailed, {namespace: mail, job_name: digest-29369}, Job failed to complete., 90, 75]]
  make:
    - thing: [batch/v1, CronJob, mail, digest, {spec: {schedule: 0 13 * * *, concurrencyPolicy: Forbid,
        suspend: false, jobTemplate: {spec: {template: {spec: {'$spec': [digest, {}]}}}}},
        status: {lastScheduleTime: '@{80}', lastSuccessfulTime: '@{76}'}}]
    - thing: [batch/v1, Job, mail, digest-29369, {age: 300, spec: {backoffLimit: 4, completions: 1, parallelism: 1,
        template: {spec: {'$spec': [digest-29369, {}]}}}, status: {failed: 1, succeeded: 1, startTime: '@{80}',
        completionTime: '@{76}', conditions: [{type: Complete, status: 'True', lastTransitionTime: '@{76}'}]}}]
  expect: {calm: recovered, orVerdict: [healthy, expected], at: [Job mail/digest-29369, CronJob mail/digest],
    words: ['complete|succeeded|recover|healthy'], not: [job.backoff_limit_exceeded], never: [restart, rollback,
    scale, delete, cordon]}
- id: st-load-test
  title: A load test raises latency as announced
  alert: [[ApiLatencyHigh, {namespace: perf, service: shop-perf}, p95 of shop-perf is 4.2s, 12]]
  changes: [[26, config, perf/k6-soak, 'planned load test until 16:00']]
  make:
    - deploy: [perf, shop-perf, {port: 8080}]
    - service: [perf, shop-perf]
    - thing: [batch/v1, Job, perf, k6-soak, {age: 300, spec: {backoffLimit: 4, completions: 1, parallelism: 1,
        template: {spec: {'$spec': [k6-soak, {}]}}}, status: {active: 1, ready: 1, startTime: '@{25}'}}]
  logs:
    perf/shop-perf-v9jxxpvbvf-v9jh6/shop-perf: |-
      @{2} WARN slow request GET /items 4100ms
  expect: {calm: expected, orVerdict: [healthy, unknown], at: [Deployment perf/shop-perf, Job perf/k6-soak],
    words: ['load test|planned|expected|k6-soak'], not: [app.slow, autoscaling.max_replicas_reached,
    rollout.regression], never: [restart, rollback, scale]}
- id: st-maintenance
  title: A database is down in its announced window
  alert: [[PostgresqlDown, {namespace: data, service: crm-pg, severity: critical}, Postgresql instance is down, 12]]
  changes: [[20, scale, data/crm-pg, 'planned maintenance: 1 -> 0']]
  make:
    - set: [StatefulSet, data, crm-pg, {image: 'postgres:16.4', port: 5432, replicas: 0, pods: [],
        metadata: {labels: {app: crm-pg},
        annotations: {harbor.example/maintenance: 'planned: major upgrade 15 to 16, 14:00-15:00Z'}}}]
    - service: [data, crm-pg, {port: 5432, target: 5432, ready: []}]
  expect: {calm: expected, orVerdict: [], at: [StatefulSet data/crm-pg], words: ['maintenance|planned'],
    not: [database.unreachable, service.no_ready_endpoints, service.selector_mismatch], never: [restart, rollback]}
- id: st-surge
  title: A rollout is halfway and going on
  alert: [[KubeDeploymentReplicasMismatch, {namespace: maps, deployment: tiles},
    Deployment has not matched the expected number of replicas., 3]]
  changes: [[3, deploy, maps/tiles, '3.8.1', RUNNING]]
  make:
    - deploy: [maps, tiles, {port: 8080, replicas: 4, revised: 3, pods: [{age: 7200}, {age: 3}, {age: 2}, {age: 2},
        {is: unready, age: 0.5}], status: {replicas: 5, updatedReplicas: 4, readyReplicas: 4, availableReplicas: 4,
        unavailableReplicas: 1, conditions: [{type: Available, status: 'True', reason: MinimumReplicasAvailable,
        message: Deployment has minimum availability., lastTransitionTime: '@{86400}'}, {type: Progressing,
        status: 'True', reason: ReplicaSetUpdated, message: 'ReplicaSet "tiles-9czb42sz2d" is progressing.',
        lastUpdateTime: '@{1}', lastTransitionTime: '@{3}'}]}}]
    - event: [Normal ScalingReplicaSet, Deployment maps/tiles, Scaled up replica set tiles-9czb42sz2d from 3 to 4, [1,
        1, 1], deployment-controller]
    - event: [Warning Unhealthy, Pod maps/tiles-9czb42sz2d-9bf4p,
        'Readiness probe failed: HTTP probe failed with statuscode: 503', [0.4, 0.2, 2]]
  expect: {calm: expected, orVerdict: [healthy, recovered], at: [Deployment maps/tiles, Pod maps/tiles-*],
    words: ['rollout|progress|rolling'], not: [rollout.stuck, probe.readiness_failing, rollout.regression],
    never: [restart, rollback, scale, delete, cordon]}
- id: st-terminating
  title: A pod is being deleted after a scale-down
  alert: [[KubePodNotReady, {namespace: jobs, pod: worker-9ngpnl2c22-9ngcc}, Pod has been in a non-ready state, 1]]
  changes: [[1, scale, jobs/worker, 3 -> 2]]
  make:
    - deploy: [jobs, worker, {replicas: 2, pods: [{}, {}, {is: terminating, age: 2880}]}]
    - event: [Normal Killing, Pod jobs/worker-9ngpnl2c22-9ngcc, Stopping container worker, [0.5, 0.5, 1]]
    - event: [Warning Unhealthy, Pod jobs/worker-9ngpnl2c22-9ngcc,
        'Readiness probe failed: dial tcp 10.32.11.9:8080: connect: connection refused', [0.4, 0.3, 2]]
    - event: [Normal ScalingReplicaSet, Deployment jobs/worker, Scaled down replica set worker-9ngpnl2c22 from 3 to 2,
        [0.6, 0.6, 1], deployment-controller]
  expect: {calm: expected, orVerdict: [healthy, recovered], at: [Pod jobs/worker-*, Deployment jobs/worker],
    words: ['delet|terminat|scale'], not: [probe.readiness_failing, probe.liveness_failing], never: [restart,
    rollback, scale, delete, cordon]}
- id: st-generation
  title: A generation mismatch while everything is ready
  alert: [[KubeStatefulSetGenerationMismatch, {namespace: cache, statefulset: valkey},
    StatefulSet generation mismatch due to possible roll-back., 12]]
  sources: {logs: absent}
  changes: [[9, deploy, cache/valkey, '8.0.1']]
  make:
    - set: [StatefulSet, cache, valkey, {port: 6379, pods: [{age: 4}, {age: 6}, {age: 8}],
        status: {observedGeneration: 3}}]
  expect: {calm: expected, orVerdict: [healthy, recovered], at: [StatefulSet cache/valkey],
    words: ['ready|rollout|generation'], not: [rollout.stuck], never: [restart, rollback, scale, delete, cordon]}
- id: st-ds-upgrade
  title: A DaemonSet is rolled node by node
  alert: [[KubeDaemonSetRolloutStuck, {namespace: observability, daemonset: node-agent}, DaemonSet rollout is stuck.,
    2]]
  changes: [[5, deploy, observability/node-agent, '3.8.1', RUNNING]]
  make:
    - set: [DaemonSet, observability, node-agent, {pods: [{age: 4}, {age: 2, node: pool-a-9x1m}, {is: creating,
        age: 0.3, node: pool-b-3c7t}], status: {desiredNumberScheduled: 3, currentNumberScheduled: 3, numberReady: 2,
        numberAvailable: 2, updatedNumberScheduled: 3, numberUnavailable: 1}}]
    - event: [Normal Pulling, Pod observability/node-agent-s9rnl,
        'Pulling image "registry.harbor.example/apps/node-agent:3.8.1"', [0.2, 0.2, 1]]
    - event: [Normal SuccessfulCreate, DaemonSet observability/node-agent, 'Created pod: node-agent-s9rnl', [0.3, 0.3,
        1], daemonset-controller]
    - nodes: []
  expect: {calm: expected, orVerdict: [healthy, recovered], at: [DaemonSet observability/node-agent,
    Pod observability/node-agent-*], words: ['rollout|progress|ready'], not: [rollout.stuck, image.pull_failed,
    network.cni_failing], never: [restart, rollback, scale, delete, cordon]}
- id: st-tls-scanner
  title: A scanner makes handshake errors in the log of a healthy server
  question: 'web-gw in dmz logs TLS errors. Is a certificate broken?'
  make:
    - deploy: [dmz, web-gw, {port: 8443, portName: https}]
    - service: [dmz, web-gw, {port: 443, target: https, resolved: 8443}]
  logs:
    dmz/web-gw-njjv79dtjh-njgft/web-gw: |-
      2026/11/03 14:10:01 http: TLS handshake error from 198.51.100.23:52110: tls: client offered only unsupported versions: [301]
      2026/11/03 14:11:40 http: TLS handshake error from 198.51.100.23:52200: EOF
      @{1} INFO GET / 200 3ms
  metrics:
    probe_ssl_earliest_cert_expiry - time(): {vector: [[{instance: 'https://gw.harbor.example'}, 5184000]]}
    probe_success: {vector: [[{instance: 'https://gw.harbor.example'}, 1]]}
  expect: {calm: healthy, orVerdict: [expected, recovered], at: [Deployment dmz/web-gw, Pod dmz/web-gw-*],
    words: ['ready|healthy|running'], not: [certificate.expired, certificate.untrusted], never: [restart, rollback,
    scale]}
- id: st-volume-grown
  title: A volume was nearly full and has been enlarged
  alert: [[KubePersistentVolumeFillingUp, {namespace: logs, persistentvolumeclaim: data-loki-0},
    PersistentVolume is filling up., 200, 120]]
  changes: [[126, config, logs/PersistentVolumeClaim/data-loki-0, 50Gi -> 100Gi]]
  make:
    - set: [StatefulSet, logs, loki, {port: 3100, pods: [{}]}]
    - thing: [v1, PersistentVolumeClaim, logs, data-loki-0, {spec: {accessModes: [ReadWriteOnce],
        resources: {requests: {storage: 100Gi}}, storageClassName: fast-ssd, volumeName: pvc-loki},
        status: {phase: Bound, capacity: {storage: 100Gi}}}]
  logs:
    logs/loki-0/loki: |-
      level=error ts=@{190} caller=flush.go:261 component=ingester msg="failed to flush" err="write /data/chunks/a: no space left on device"
      level=info ts=@{4} caller=flush.go:100 msg="flushed stream"
  metrics:
    'kubelet_volume_stats_available_bytes{namespace="logs"}': {matrix: [[{namespace: logs,
        persistentvolumeclaim: data-loki-0}, [[240, 1400000000], [200, 500000000], [125, 51000000000], [0,
        50100000000]]]]}
    'kubelet_volume_stats_capacity_bytes{namespace="logs"}': {vector: [[{namespace: logs,
        persistentvolumeclaim: data-loki-0}, 105043132416]]}
  expect: {calm: recovered, orVerdict: [healthy], at: [PersistentVolumeClaim logs/data-loki-0, StatefulSet logs/loki],
    words: ['space|free|recover|ready|healthy|back'], not: [storage.volume_full], never: [restart, rollback, scale]}
- id: st-unknown-blind
  title: An alert and nothing readable
  alert: [[HighErrorRate, {namespace: crypt, service: keys}, 'keys answers more than 5% of requests with 5xx', 12]]
  sources: {objects: 'unavailable: connection refused', events: 'unavailable: connection refused',
    logs: 'unavailable: connection refused', metrics: 'unavailable: connection refused',
    changes: 'unavailable: connection refused'}
  alone: true
  make: []
  expect: {calm: unknown, orVerdict: [], at: [], words: [], not: [app.error_rate_high, control-plane.api_unavailable],
    never: [restart, rollback, scale, delete, cordon]}
- id: st-unknown-latency
  title: 'Latency without any trace of its reason, sources away'
  alert: [[ApiLatencyHigh, {namespace: geo, service: route}, p99 of route is 2.2s, 12]]
  sources: {logs: 'unavailable: log backend answered 503', metrics: 'unavailable: timeout',
    changes: 'unavailable: 502'}
  make:
    - deploy: [geo, route, {port: 8080}]
    - service: [geo, route]
  expect: {calm: unknown, orVerdict: [], at: [Deployment geo/route], words: [], not: [dependency.slow,
    rollout.regression, container.cpu_throttled], never: [restart, rollback, scale, delete, cordon]}
- id: st-unknown-custom
  title: A business alert about which the bundle says nothing
  alert: [[OrdersPerMinuteLow, {namespace: shop, team: growth}, Orders per minute are below the seasonal band, 12]]
  sources: {metrics: 'unavailable: connection refused', logs: 'unavailable: 503', changes: 'unavailable: 503'}
  make:
    - deploy: [shop, shop, {port: 8080}]
    - deploy: [shop, pay, {port: 8080}]
  expect: {calm: unknown, orVerdict: [], at: [], words: [], not: [app.error_rate_high], never: [restart, rollback,
    scale, delete, cordon]}
- id: st-unknown-gone
  title: The alerted workload is not in the bundle
  alert: [[KubePodCrashLooping, {namespace: labs, pod: proto-7c9d-x1, container: proto}, Pod is crash looping., 12]]
  sources: {logs: 'unavailable: 503', events: 'unavailable: forbidden'}
  make:
    - deploy: [tools, wiki, {port: 8080}]
  expect: {calm: unknown, orVerdict: [recovered], at: [], words: [], not: [container.oom_killed, app.startup_error],
    never: [restart, rollback, scale, delete, cordon]}
- id: st-unknown-crash
  title: A crash loop with exit code 1 and no word about why
  alert: [[KubePodCrashLooping, {namespace: etl, pod: mapper-kh5wc82rd6-khd4p, container: mapper},
    Pod is crash looping., 12]]
  sources: {logs: 'unavailable: log backend answered 503', metrics: 'unavailable: timeout'}
  make:
    - deploy: [etl, mapper, {pods: [{is: waiting, reason: CrashLoopBackOff,
        message: back-off 5m0s restarting failed container, restarts: 12, last: [1, Error, 2]}]}]
    - event: [Warning BackOff, Pod etl/mapper-kh5wc82rd6-khd4p, Back-off restarting failed container mapper, [40, 1,
        170]]
  expect: {calm: unknown, orVerdict: [fault], at: [Deployment etl/mapper, Pod etl/mapper-*], words: [],
    not: [container.oom_killed, app.native_crash, database.unreachable, container.command_not_found], never: [restart,
    rollback, scale, delete, cordon]}
`;
