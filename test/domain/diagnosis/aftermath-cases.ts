import { event, node, pod, thing, workload } from './bundles.js';
import { calm, type Case, fault, pending } from './case.js';

const GONE = 'api-6c9f8b6c5d-x2x4z';
const pool = (name: string, labels: object, taint?: object) =>
  thing('Node', name, { labels, spec: taint ? { taints: [taint] } : {}, status: { conditions: [] } }, '');
const forGpu = { key: 'gpu', value: 'only', effect: 'NoSchedule' };
const inPool = (message: string, nodes: readonly Record<string, unknown>[]) => {
  const { objects = [], ...rest } = pending(message, nodes);
  const chooses = (one: Record<string, unknown>) =>
    one['kind'] === 'Pod' ? { ...one, spec: { ...(one['spec'] as object), nodeSelector: { pool: 'batch' } } } : one;
  return { ...rest, objects: objects.map(chooses) };
};

/** What is left of a trouble when it is over, and the trouble of others beside it. */
export const AFTERMATH: readonly Case[] = [
  calm('recovered', 'events of a pod that was replaced', {
    objects: [
      ...workload('api', [pod('api', 'z2z4x')]),
      event(['Pod', GONE], 'Failed', 'Error: configmap "settings" not found'),
    ],
    question: 'Is api all right?',
  }),
  fault('events of a pod that is gone, while its successor has the same trouble', 'config.configmap_missing', {
    objects: [
      ...workload('api', [pod('api', 'z2z4x', { waiting: 'CreateContainerConfigError' })]),
      event(['Pod', GONE], 'Failed', 'Error: configmap "settings" not found'),
    ],
  }),
  calm('recovered', 'the event of an evicted pod that another replaced', {
    objects: [
      ...workload('api', [pod('api', 'a'), pod('api', 'b', { ready: false, status: { phase: 'Failed' } })], {
        wanted: 1,
      }),
      event(['Pod', 'api-7d9f8b6c5d-b'], 'Evicted', 'The node was low on resource: ephemeral-storage.'),
    ],
    question: 'Is api all right?',
  }),
  calm('recovered', 'a claim that was made anew', {
    objects: [
      ...workload('api', [
        pod('api', 'a', { spec: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] } }),
      ]),
      thing('PersistentVolumeClaim', 'data', { status: { phase: 'Bound' } }),
      event(['PersistentVolumeClaim', 'data'], 'ProvisioningFailed', 'storageclass.storage.k8s.io "fats" not found', {
        involvedObject: { kind: 'PersistentVolumeClaim', name: 'data', namespace: 'shop', uid: 'before' },
      }),
    ].map((one) => (one['kind'] === 'PersistentVolumeClaim' ? withUid(one, 'now') : one)),
    question: 'Is api all right?',
  }),
  calm('healthy', 'a node under pressure on which none of them runs', {
    objects: [...workload('api', [pod('api', 'a')]), node('n1'), node('n9', { pressure: 'MemoryPressure' })],
    question: 'Is api all right?',
  }),
  fault(
    'nodes without room, and more that are kept for others',
    'scheduling.insufficient_resource',
    pending('0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s).', [
      ...[pool('n1', {}), pool('n2', {}, forGpu), pool('n3', {}, forGpu)],
    ]),
    ['scheduling.taint_not_tolerated'],
    ['Insufficient cpu'],
  ),
  fault(
    'a pool that is tainted, among others',
    'scheduling.taint_not_tolerated',
    inPool(
      "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector.",
      [...[pool('n1', { pool: 'batch' }, forGpu), pool('n2', {}), pool('n3', {})]],
    ),
    ['scheduling.node_selector_mismatch'],
    ['gpu=only'],
  ),
  fault(
    'a pool that does not exist, among tainted nodes',
    'scheduling.node_selector_mismatch',
    inPool(
      "0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 2 node(s) had untolerated taint(s).",
      [...[pool('n1', {}), pool('n2', {}, forGpu), pool('n3', {}, forGpu)]],
    ),
    ['scheduling.taint_not_tolerated'],
  ),
  fault(
    'a job whose exit code is all there is',
    'job.backoff_limit_exceeded',
    {
      objects: [
        thing('Job', 'import', {
          status: { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }], failed: 2 },
        }),
        thing('Pod', 'import-x2x4z', {
          owner: ['Job', 'import'],
          spec: { containers: [{ name: 'main' }] },
          status: {
            phase: 'Failed',
            containerStatuses: [{ name: 'main', state: { terminated: { exitCode: 3, reason: 'Error' } } }],
          },
        }),
      ],
      question: 'Why did the job import fail?',
    },
    ['app.startup_error'],
  ),
];

function withUid(one: Readonly<Record<string, unknown>>, uid: string) {
  return { ...one, metadata: { ...(one['metadata'] as object), uid } };
}
