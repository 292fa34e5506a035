import { alerting, crashing, event, matrix, pod, workload } from './bundles.js';
import { type Case, P, LOG, crash, waiting, running, at, fault } from './case.js';

export const CONTAINERS: readonly Case[] = [
  fault(
    'memory over the limit',
    'container.oom_killed',
    crash(
      `${at(2)} INFO loading index\n`,
      crashing(137, 'OOMKilled', { container: { resources: { limits: { memory: '256Mi' } } } }),
    ),
    ['app.startup_error', 'probe.liveness_failing'],
    ['memory'],
  ),
  fault(
    'no such command',
    'container.command_not_found',
    waiting(
      'RunContainerError',
      'failed to create containerd task: exec: "servr": executable file not found in $PATH: unknown',
    ),
    ['image.not_found'],
  ),
  fault(
    'a shell that stumbles',
    'container.command_invalid',
    crash('sh: line 3: syntax error: unexpected end of file', crashing(2)),
    ['app.startup_error'],
  ),
  fault(
    'ends without an error',
    'container.exits_early',
    crash(`${at(2)} INFO done, nothing left to do`, crashing(0, 'Completed')),
  ),
  fault(
    'throttled',
    'container.cpu_throttled',
    running('', {
      alert: alerting('CPUThrottlingHigh', { pod: P }),
      metrics: {
        'rate(container_cpu_cfs_throttled_periods_total[5m]) / rate(container_cpu_cfs_periods_total[5m])': matrix(
          { namespace: 'shop', pod: P },
          0.5,
          0.81,
        ),
      },
    }),
  ),
  fault(
    'a tag that is not there',
    'image.not_found',
    waiting(
      'ImagePullBackOff',
      'Failed to pull image "reg.example/api:9": rpc error: code = NotFound desc = failed to resolve reference: reg.example/api:9: not found',
    ),
    ['image.auth_failed'],
  ),
  fault(
    'a registry that refuses',
    'image.auth_failed',
    waiting('ErrImagePull', 'failed to pull image "reg.example/api:1": failed to authorize: 401 Unauthorized'),
    ['dependency.credentials_rejected'],
  ),
  fault(
    'a registry out of reach',
    'image.registry_unreachable',
    waiting('ErrImagePull', 'Failed to pull image "reg.example/api:1": dial tcp: lookup reg.example: no such host'),
    ['dns.name_not_found'],
  ),
  fault(
    'a ConfigMap that is not there',
    'config.configmap_missing',
    waiting('CreateContainerConfigError', 'configmap "api-settings" not found'),
    [],
    ['api-settings'],
  ),
  fault(
    'a Secret that is not there',
    'config.secret_missing',
    {
      ...waiting('ContainerCreating', ''),
      objects: [
        ...workload('api', [pod('api', 'a', { waiting: 'ContainerCreating' })]),
        event(['Pod', P], 'FailedMount', 'MountVolume.SetUp failed for volume "tls" : secret "api-tls" not found'),
      ],
    },
    ['storage.mount_failed'],
  ),
  fault(
    'a key that is not there',
    'config.key_missing',
    waiting('CreateContainerConfigError', "couldn't find key DB_URL in Secret shop/api-db"),
    ['config.secret_missing'],
  ),
  fault(
    'a variable that is not set',
    'config.env_missing',
    crash('Traceback (most recent call last):\n  File "main.py", line 3\nKeyError: \'PAYMENT_TOKEN_URL\''),
    ['app.startup_error'],
  ),
  fault(
    'a value that is no number',
    'config.invalid_value',
    crash(`${at(2)} FATAL invalid value "ten" for flag -workers: parse error`),
    ['app.startup_error', 'container.command_invalid'],
  ),
  fault(
    'a probe of the wrong port',
    'probe.misconfigured',
    {
      objects: [
        ...workload('api', [
          pod('api', 'a', { ready: false, container: { readinessProbe: { httpGet: { path: '/ready', port: 9000 } } } }),
        ]),
        event(
          ['Pod', P],
          'Unhealthy',
          'Readiness probe failed: Get "http://10.1.1.1:9000/ready": dial tcp 10.1.1.1:9000: connect: connection refused',
        ),
      ],
      logs: { [LOG]: `${at(30)} INFO server listening on 0.0.0.0:8080\n` },
      alert: alerting('KubePodNotReady', { pod: P }),
    },
    ['dependency.unreachable'],
  ),
  fault('liveness fails', 'probe.liveness_failing', {
    objects: [
      ...workload('api', [pod('api', 'a', { ...crashing(143), waiting: 'CrashLoopBackOff' })]),
      event(
        ['Pod', P],
        'Unhealthy',
        'Liveness probe failed: Get "http://10.1.1.1:8080/live": context deadline exceeded',
      ),
    ],
    logs: { [LOG]: `${at(3)} INFO working` },
    alert: alerting('KubePodCrashLooping', { pod: P }),
  }),
  fault(
    'an exception at the start',
    'app.startup_error',
    crash('Exception in thread "main" java.lang.IllegalStateException: no plan for this\n'),
  ),
  fault('a fatal signal', 'app.native_crash', crash(`${at(2)} INFO decoding frame`, crashing(139)), [
    'app.startup_error',
  ]),
  fault(
    'ends itself on purpose',
    'app.self_restart_loop',
    crash(`${at(5)} WARN licence cache is stale, restarting myself to refresh it`, crashing(0, 'Completed')),
    ['container.exits_early'],
  ),
  fault(
    'out of file descriptors',
    'app.pool_exhausted',
    running(`${at(2)} ERROR accept: too many open files\n${at(1)} ERROR accept: too many open files`),
  ),
  fault(
    'root file system is read-only',
    'security.context_denied',
    crash(`${at(1)} ERROR open /var/cache/x: Read-only file system`),
    ['app.startup_error', 'storage.volume_full'],
  ),
];
