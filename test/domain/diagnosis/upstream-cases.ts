import { alerting, ended, event, pod, serviceFor, thing, workload } from './bundles.js';
import { at, calm, type Case, fault, LOG, P } from './case.js';

type Raw = Readonly<Record<string, unknown>>;
const well: Raw = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True' }],
  containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }],
};

const FREE = 'kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes';
const measuredFree = (claim: string, share: string) => ({
  [FREE]: {
    resultType: 'vector',
    result: [{ metric: { persistentvolumeclaim: claim }, value: [Date.parse('2026-05-04T12:00:00Z') / 1000, share] }],
  },
});
const store = (claim = 'store-wal', rest: Raw = {}): readonly Raw[] => [
  thing('Pod', 'store-1', {
    labels: { role: 'primary', 'db.example.io/cluster': 'store' },
    spec: {
      nodeName: 'n1',
      containers: [{ name: 'main', ports: [{ containerPort: 5432 }] }],
      volumes: [{ name: 'wal', persistentVolumeClaim: { claimName: claim } }],
    },
    status: {
      phase: 'Running',
      ...{ podIP: '10.9.1.7', conditions: [{ type: 'Ready', status: 'False' }] },
      containerStatuses: [
        {
          ...{ name: 'main', ready: false, restartCount: 9, lastState: { terminated: ended(4) } },
          state: { waiting: { reason: 'CrashLoopBackOff' } },
        },
      ],
    },
  }),
  thing('PersistentVolumeClaim', claim, { status: { phase: 'Bound' } }),
  thing('Service', 'store-rw', {
    spec: { clusterIP: '10.8.3.4', selector: { role: 'primary' }, ports: [{ port: 5432, targetPort: 5432 }] },
    ...rest,
  }),
];
const dialing = (address: string, more: readonly Raw[], rest: Raw = {}) => ({
  objects: [
    ...workload('api', [pod('api', 'a', { ready: false })]),
    serviceFor('api'),
    event(['Pod', P], 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
    ...more,
  ],
  logs: {
    [LOG]: [3, 2, 1]
      .map((ago) => `${at(ago)} ERROR db ping failed: dial tcp ${address}: connect: connection refused`)
      .join('\n'),
    ...(rest['logs'] as object),
  },
  alert: alerting('ApiDown', { service: 'api' }),
  ...('metrics' in rest && { metrics: rest['metrics'] as Raw }),
});

const ADDRESSES: readonly Case[] = [
  fault(
    'a database with a full volume, called by the address of its Service',
    'storage.volume_full',
    dialing('10.8.3.4:5432', store(), { metrics: measuredFree('store-wal', '0.0004') }),
    ['database.unreachable', 'app.startup_error'],
    ['store'],
  ),
  fault(
    'a database with a full volume, called by the address of its pod, as its log says',
    'storage.volume_full',
    dialing('10.9.1.7:5432', store(), {
      logs: { 'shop/store-1/main': `${at(2)} FATAL: could not write to file "pg_wal/1": No space left on device` },
    }),
    ['database.unreachable'],
  ),
  fault(
    'a database that its operator does not start for want of space',
    'storage.volume_full',
    dialing('10.8.7.7:5432', [
      ...store(),
      thing('Cluster', 'store', {
        status: {
          phase: 'Not enough disk space',
          phaseReason: 'Insufficient disk space detected in one or more pods',
          conditions: [{ type: 'Ready', status: 'False', reason: 'ClusterIsNotReady' }],
        },
      }),
    ]),
    ['database.unreachable'],
    ['store'],
  ),
  fault(
    'a database elsewhere, and a volume of a stranger that is full',
    'database.unreachable',
    dialing('34.3.4.5:3306', store(), { metrics: measuredFree('store-wal', '0.0004') }),
    ['storage.volume_full'],
  ),
  fault(
    'an address that is nobody’s, and two databases with that port',
    'database.unreachable',
    dialing('10.8.7.7:5432', [...store(), thing('Service', 'other-rw', { spec: { ports: [{ port: 5432 }] } })], {
      metrics: measuredFree('store-wal', '0.0004'),
    }),
    ['storage.volume_full'],
  ),
];

const DENIED =
  'ERROR Failure executing: POST at: https://kubernetes.default.svc/api/v1/namespaces/shop/pods. Message: pods "trainer-worker-1" is forbidden: failed quota: compute: must specify limits.memory for: worker.';
const head = (labels: Raw, log = `${at(4)} ${DENIED}\n${at(1)} ${DENIED}`, namespace = 'shop') => ({
  objects: [
    thing('Pod', 'trainer-head', { labels, spec: { containers: [{ name: 'main' }] }, status: well }, namespace),
    thing('ResourceQuota', 'compute', { status: { hard: { 'limits.memory': '64Gi' } } }, namespace),
  ],
  logs: { [`${namespace}/trainer-head/main`]: log },
});
const batch = (question: string, { objects, logs }: ReturnType<typeof head>, more: readonly Raw[] = []) => ({
  objects: [...objects, thing('Namespace', 'shop', {}, ''), ...more],
  ...{ logs, question },
});

const MARKED: readonly Case[] = [
  fault(
    'an object of an operator whose workers a quota refuses',
    'quota.limits_required',
    batch('The ray cluster trainer in shop has no worker since noon. Why?', head({ 'ray.io/cluster': 'trainer' }), [
      thing('RayCluster', 'trainer', { status: { state: 'ready' } }),
    ]),
    [],
    ['compute', 'limits.memory'],
  ),
  fault(
    'a namespace in which a quota refuses pods',
    'quota.limits_required',
    batch('What is wrong in the namespace shop?', head({ app: 'trainer' })),
    ['none.healthy'],
  ),
  fault('a namespace in which a range of limits refuses pods', 'quota.limits_required', {
    objects: [
      ...workload('api', [], { wanted: 1 }),
      thing('Namespace', 'shop', {}, ''),
      event(
        ['ReplicaSet', 'api-7d9f8b6c5d'],
        'FailedCreate',
        'Error creating: pods "api-7d9f8b6c5d-x" is forbidden: maximum memory usage per Container is 2Gi, but limit is 4Gi',
      ),
    ],
    question: 'What is wrong in the namespace shop?',
  }),
  calm(
    'healthy',
    'a namespace that is well, while a quota refuses pods in another one',
    batch(
      'Is everything all right in the namespace shop?',
      head({ app: 'trainer' }, undefined, 'lab'),
      workload('api', [pod('api', 'a')]),
    ),
  ),
];

/** What is felt in one place and broken in another: databases behind addresses, objects of operators. */
export const UPSTREAM: readonly Case[] = [...ADDRESSES, ...MARKED];
