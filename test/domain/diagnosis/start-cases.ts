import { alerting, crashing, ended, event, pod, thing, workload } from './bundles.js';
import type { Case } from './case.js';
import { again, change, config, env, faultAt, killed, logsOf, podOf, probed, unit } from './company.js';

const looping = (app: string) => alerting('KubePodCrashLooping', { pod: podOf(app), container: 'main' });
const unreadLogs = { logs: 'unavailable: the log backend answered 503' };
const probes = (probe: string, asks: Record<string, unknown>, port = 8080, name = 'http') => ({
  container: { ports: [{ name, containerPort: port }], [probe]: asks },
});

/** Programs and jobs that do not start, or do not stay. */
export const STARTS: readonly Case[] = [
  faultAt(['Deployment/hub'], 'last words of a container whose log is gone', 'config.invalid_value', {
    parts: {
      objects: unit('hub', [
        crashing(1, 'Error', {
          ended: { ...ended(1), message: 'config: METER_PORT: strconv.Atoi: parsing "502/tcp": invalid syntax' },
        }),
      ]),
      alert: looping('hub'),
      sources: unreadLogs,
    },
    not: ['app.startup_error', 'config.env_missing'],
    words: ['METER_PORT'],
  }),
  faultAt(['Deployment/punct'], 'a setting that is named by its value', 'config.invalid_value', {
    parts: {
      objects: unit('punct', [crashing(1, 'Error', env({ REPORT_TZ: 'Europe/Zurch', LEVEL: 'info' }))]),
      logs: logsOf(
        'punct',
        'Error: no offset for "Europe/Zurch", is it invalid?\n    at Object.parse (/app/tz.js:3:9)',
      ),
      alert: looping('punct'),
    },
    not: ['app.startup_error', 'config.secret_missing'],
    words: ['REPORT_TZ'],
  }),
  faultAt(['Deployment/pos'], 'a value of a ConfigMap that is read whole', 'config.invalid_value', {
    parts: {
      objects: [
        ...unit('pos', [crashing(1, 'Error', { container: { envFrom: [{ configMapRef: { name: 'pos' } }] } })]),
        config('pos', { FLUSH_EVERY: '15 bananas' }),
      ],
      logs: logsOf('pos', 'fatal: FLUSH_EVERY is bad, giving up'),
      question: 'pos in shop is in a crash loop',
    },
    not: ['app.startup_error', 'config.env_missing'],
    words: ['FLUSH_EVERY', '15 bananas'],
  }),
  faultAt(['Deployment/silo'], 'an abort that follows from a dead member', 'middleware.membership_stale', {
    parts: {
      objects: unit('silo', [crashing(134)]),
      logs: logsOf(
        'silo',
        `Unhandled exception. ClusterConnectivityCheckFailedException: Failed to get ping responses from 2 of 2 active silos. Failed to get response from: [S10.44.1.201:11111]`,
      ),
      alert: looping('silo'),
    },
    not: ['app.native_crash', 'app.startup_error', 'dependency.unreachable'],
  }),
  faultAt(['Deployment/appeals'], 'an abort after an exception that nobody caught', 'app.startup_error', {
    parts: {
      objects: unit('appeals', [crashing(134)]),
      logs: logsOf(
        'appeals',
        `Unhandled exception. System.AggregateException: Unable to resolve service for type 'IClock'\n   at Program.Main(String[] args)`,
      ),
      alert: looping('appeals'),
    },
    not: ['app.native_crash', 'dns.name_not_found', 'service.missing'],
    words: ['IClock'],
  }),
  faultAt(['Deployment/ocr'], 'a signal and no word of it', 'app.native_crash', {
    parts: {
      objects: unit('ocr', [crashing(139)]),
      logs: logsOf('ocr', again('INFO page 7 of 40', 2)),
      alert: looping('ocr'),
    },
    not: ['container.oom_killed', 'app.startup_error', 'container.exits_early'],
  }),
  faultAt(
    ['Deployment/glaze'],
    'a new revision that falls, and nobody can read why',
    ['rollout.regression', 'app.startup_error'],
    {
      parts: {
        objects: [
          ...workload('glaze', [
            pod('glaze', 'a', crashing(1)),
            thing('Pod', 'glaze-old-b', {
              labels: { app: 'glaze' },
              owner: ['ReplicaSet', 'glaze-old'],
              spec: { containers: [{ name: 'main' }] },
              status: {
                phase: 'Running',
                conditions: [{ type: 'Ready', status: 'True' }],
                containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }],
              },
            }),
          ]),
          thing('ReplicaSet', 'glaze-old', {
            owner: ['Deployment', 'glaze'],
            annotations: { 'deployment.kubernetes.io/revision': '1' },
            spec: { template: { spec: { containers: [{ image: 'reg.example/glaze:0' }] } } },
          }),
        ],
        alert: looping('glaze'),
        sources: unreadLogs,
      },
      not: ['container.oom_killed', 'config.env_missing'],
    },
  ),
  faultAt(['Deployment/pay'], 'a probe that speaks plain HTTP to a program that serves TLS', 'probe.misconfigured', {
    parts: {
      objects: [
        ...unit('pay', [
          {
            ...crashing(0, 'Completed'),
            ...probes('livenessProbe', { httpGet: { path: '/healthz', port: 'https' } }, 8443, 'https'),
          },
        ]),
        probed('pay', 'Liveness probe failed: HTTP probe failed with statuscode: 400'),
        killed('pay', 'liveness'),
      ],
      logs: logsOf(
        'pay',
        again('http: TLS handshake error from 10.20.0.11:51122: client sent an HTTP request to an HTTPS server', 2, 1),
      ),
      alert: looping('pay'),
    },
    not: ['probe.liveness_failing', 'certificate.untrusted', 'container.exits_early'],
    words: ['HTTPS'],
  }),
  faultAt(['Deployment/till'], 'a TCP probe at a port that nobody opens', 'probe.misconfigured', {
    parts: {
      objects: [
        ...unit('till', [
          { ...crashing(0, 'Completed'), ...probes('livenessProbe', { tcpSocket: { port: 7070 } }, 7000, 'grpc') },
        ]),
        probed('till', 'Liveness probe failed: dial tcp 10.44.1.9:7070: connect: connection refused'),
        killed('till', 'liveness'),
      ],
      logs: logsOf('till', again('gRPC server started, listening on 7000', 1)),
      question: 'till in shop restarts without an error in its log',
    },
    not: ['probe.liveness_failing', 'container.exits_early', 'app.self_restart_loop', 'dependency.unreachable'],
    words: ['7070', '7000'],
  }),
  faultAt(
    ['Deployment/rules'],
    'a startup probe that has no patience: how the container ended says nothing',
    ['probe.startup_failing', 'probe.misconfigured'],
    {
      parts: {
        objects: [
          ...unit('rules', [{ ...crashing(2), ...probes('startupProbe', { grpc: { port: 8080 } }) }]),
          probed('rules', 'Startup probe failed: service unhealthy (responded with "UNKNOWN")'),
          killed('rules', 'startup'),
        ],
        logs: logsOf('rules', again('INFO compiled 6120 of 18211 rules', 2, 1)),
        alert: looping('rules'),
      },
      not: ['app.startup_error', 'probe.liveness_failing', 'container.oom_killed'],
    },
  ),
  faultAt(
    ['Deployment/icing', 'Deployment/rabbit', 'Service/rabbit'],
    'a startup probe against a program that waits for a broker',
    ['dependency.unreachable', 'service.no_ready_endpoints'],
    {
      parts: {
        objects: [
          ...unit('icing', [{ ...crashing(143), ...env({ BROKER: 'amqp://rabbit:5672' }) }]),
          ...unit('rabbit', [], { wanted: 0 }),
          probed('icing', 'Startup probe failed: HTTP probe failed with statuscode: 503'),
          killed('icing', 'startup'),
        ],
        logs: logsOf('icing', again('WARN cannot connect to rabbit:5672: connection refused, retry in 5s', 1)),
        alert: looping('icing'),
      },
      not: ['probe.startup_failing', 'app.startup_error'],
      words: ['rabbit'],
    },
  ),
  faultAt(['Deployment/basket'], 'a pull secret that does not exist, and no event left', 'image.auth_failed', {
    parts: {
      objects: [
        ...unit('basket', [
          {
            waiting: 'ImagePullBackOff',
            message: 'Back-off pulling image "reg.example/basket:4"',
            spec: { imagePullSecrets: [{ name: 'harbor-pull' }] },
          },
        ]),
        thing('Secret', 'basket-db', { data: { password: 'Kg==' } }),
      ],
      alert: alerting('KubePodNotReady', { pod: podOf('basket') }),
      sources: { events: 'unavailable: forbidden' },
    },
    not: ['image.pull_failed', 'image.not_found'],
    words: ['harbor-pull'],
  }),
  faultAt(
    ['Deployment/art'],
    'a file system that may only be read, told as a configuration error',
    'security.context_denied',
    {
      parts: {
        objects: unit('art', [
          crashing(1, 'Error', { container: { securityContext: { readOnlyRootFilesystem: true } } }),
        ]),
        logs: logsOf('art', 'nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)'),
        alert: looping('art'),
        changes: [change('deploy', 'art', 22, 'hardened')],
      },
      not: ['config.invalid_value', 'storage.volume_full', 'rollout.regression'],
    },
  ),
  faultAt(['Deployment/feeds'], 'worker children that the kernel kills while the pod stays', 'container.oom_killed', {
    parts: {
      objects: unit('feeds', [{ container: { resources: { limits: { memory: '512Mi' } } } }]),
      logs: logsOf('feeds', again('[ERROR] Worker (pid:41) was sent SIGKILL! Perhaps out of memory?')),
      alert: alerting('HighErrorRate', { service: 'feeds' }, 'firing', '6% of the requests fail'),
    },
    not: ['app.error_rate_high', 'app.native_crash'],
  }),
  faultAt(
    ['StatefulSet/track', 'Pod/track-1'],
    'a policy that refuses the pod of a StatefulSet',
    ['security.admission_denied'],
    {
      parts: {
        objects: [
          thing('StatefulSet', 'track', { spec: { replicas: 2 }, status: { readyReplicas: 1 } }),
          event(
            ['StatefulSet', 'track'],
            'FailedCreate',
            'create Pod track-1 in StatefulSet track failed error: admission webhook "validation.gatekeeper.sh" denied the request: [must-have-limits] container <pg> has no limits',
          ),
        ],
        alert: alerting('KubeStatefulSetReplicasMismatch', { statefulset: 'track' }),
      },
      not: ['control-plane.webhook_failing', 'rbac.verb_missing'],
      words: ['gatekeeper'],
    },
  ),
  faultAt(['Deployment/kiosk'], 'a hook after the start that fails', 'container.command_invalid', {
    parts: {
      objects: unit('kiosk', [
        {
          waiting: 'PostStartHookError',
          message: `Exec lifecycle hook ([/bin/warm]) for Container "main" failed - error: command '/bin/warm' exited with 3`,
        },
      ]),
      alert: looping('kiosk'),
    },
    not: ['app.startup_error', 'probe.startup_failing'],
  }),
  faultAt(['Deployment/kiosk'], 'an exit code of -1 and a line that is no exception', 'app.startup_error', {
    parts: { objects: unit('kiosk', [crashing(255)]), logs: logsOf('kiosk', 'giving up'), alert: looping('kiosk') },
    not: ['app.native_crash', 'container.oom_killed'],
  }),
];
