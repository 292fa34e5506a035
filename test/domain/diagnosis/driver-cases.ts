import { alerting, ended, event, node, pod, thing, workload } from './bundles.js';
import { type Case, fault, P } from './case.js';

type Raw = Readonly<Record<string, unknown>>;
const NOT_REGISTERED =
  'MountVolume.MountDevice failed for volume "pvc-1" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name files.csi.example.io not found in the list of registered CSI drivers';

/** A pod of another namespace, on a node, as its owner made it. */
const elsewhere = (namespace: string, name: string, owner: readonly [string, string], rest: Raw): Raw => {
  const { status, spec, labels } = rest as { status: Raw; spec: Raw; labels?: Raw };
  return thing('Pod', name, { owner, labels: labels ?? { app: owner[1] }, spec, status }, namespace);
};
const well: Raw = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True' }],
  containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }],
};
const waits = (reason: string, message: string): Raw => ({
  phase: 'Pending',
  conditions: [{ type: 'Ready', status: 'False' }],
  containerStatuses: [{ name: 'main', ready: false, restartCount: 0, state: { waiting: { reason, message } } }],
});
const noImage = waits(
  'ImagePullBackOff',
  'Back-off pulling image "reg.example/files:3": failed to pull and unpack image: manifest unknown: manifest for reg.example/files:3 not found',
);
const plugin = (nodeName: string, status: Raw, driver = 'files.csi.example.io'): readonly Raw[] => [
  thing(
    'DaemonSet',
    `files-${nodeName}`,
    { status: { desiredNumberScheduled: 2, numberReady: status === well ? 2 : 1 } },
    'storage',
  ),
  elsewhere('storage', `files-${nodeName}-k2x4z`, ['DaemonSet', `files-${nodeName}`], {
    spec: {
      nodeName,
      containers: [{ name: 'main', image: 'reg.example/files:3' }],
      volumes: [{ name: 'd', hostPath: { path: `/var/lib/kubelet/plugins/${driver}/` } }],
    },
    status,
  }),
];
const CLAIMED: Raw = { persistentVolumeClaim: { claimName: 'data' } };
const mounting = (message: string, more: readonly Raw[], reason = 'FailedMount', volume = CLAIMED) => ({
  objects: [
    ...workload('api', [
      pod('api', 'a', {
        waiting: 'ContainerCreating',
        spec: { volumes: [{ name: 'd', ...volume }] },
      }),
    ]),
    ...(more.some(({ kind }) => kind === 'PersistentVolumeClaim')
      ? []
      : [thing('PersistentVolumeClaim', 'data', { status: { phase: 'Bound' } })]),
    event(['Pod', P], reason, message),
    ...[node('n1'), node('n2')],
    ...more,
  ],
  alert: alerting('KubePodNotReady', { pod: P }),
  sources: { logs: 'absent' },
});
const controller = (status: Raw): readonly Raw[] => [
  thing('Deployment', 'disks', { spec: { replicas: 1 }, status: { readyReplicas: 0 } }, 'storage'),
  thing('ReplicaSet', 'disks-5d5d', { owner: ['Deployment', 'disks'] }, 'storage'),
  elsewhere('storage', 'disks-5d5d-k2x4z', ['ReplicaSet', 'disks-5d5d'], {
    spec: {
      nodeName: 'n2',
      containers: [{ name: 'csi-attacher', args: ['--csi-address=/csi/csi.sock', '--driver=disks.csi.example.io'] }],
    },
    status,
  }),
];
const killed: Raw = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'False' }],
  containerStatuses: [
    {
      ...{ name: 'csi-attacher', ready: false, restartCount: 9 },
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: ended(137, 'OOMKilled') },
    },
  ],
};

const TIMED_OUT =
  'Unable to attach or mount volumes: unmounted volumes=[d], unattached volumes=[]: timed out waiting for the condition';
const ofClass = (driver: string): readonly Raw[] => [
  thing('PersistentVolumeClaim', 'data', { spec: { storageClassName: 'files' }, status: { phase: 'Bound' } }),
  thing('StorageClass', 'files', { provisioner: driver }, ''),
];

/** Who waits for a volume, and the driver that does not bring it. */
export const DRIVERS: readonly Case[] = [
  fault('a driver of volumes whose image is gone', 'image.not_found', mounting(NOT_REGISTERED, plugin('n1', noImage)), [
    'storage.mount_failed',
  ]),
  fault(
    'a driver of volumes that misses its Secret, told by its socket',
    'config.secret_missing',
    mounting(
      'MountVolume.SetUp failed for volume "pvc-1" : rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /var/lib/kubelet/plugins/files.csi.example.io/csi.sock: connect: connection refused"',
      plugin('n1', waits('CreateContainerConfigError', 'secret "files-key" not found')),
    ),
    ['storage.mount_failed'],
  ),
  fault(
    'what attaches volumes is killed again and again',
    'container.oom_killed',
    mounting(
      'AttachVolume.Attach failed for volume "pvc-1" : timed out waiting for external-attacher of disks.csi.example.io CSI driver to attach volume vol-1',
      controller(killed),
      'FailedAttachVolume',
    ),
    ['storage.mount_failed'],
  ),
  fault(
    'a claim that waits for what provisions it, which is killed',
    'container.oom_killed',
    {
      objects: [
        ...workload('api', [
          pod('api', 'a', {
            unscheduled: '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
            spec: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] },
          }),
        ]),
        thing('PersistentVolumeClaim', 'data', { status: { phase: 'Pending' } }),
        event(
          ['PersistentVolumeClaim', 'data'],
          'ExternalProvisioning',
          `Waiting for a volume to be created either by the external provisioner 'disks.csi.example.io' or manually by the system administrator.`,
          { type: 'Normal' },
        ),
        ...controller(killed),
      ],
      alert: alerting('KubePersistentVolumeClaimPending', { persistentvolumeclaim: 'data' }),
      sources: { logs: 'absent' },
    },
    ['storage.pvc_unbound'],
  ),
  fault(
    'a driver of volumes that is broken on another node',
    'storage.mount_failed',
    mounting(NOT_REGISTERED, [...plugin('n1', well), ...plugin('n2', noImage)]),
    ['image.not_found'],
  ),
  fault(
    'another driver of volumes that is broken on the same node',
    'storage.mount_failed',
    mounting(NOT_REGISTERED, plugin('n1', noImage, 'blocks.csi.example.io')),
    ['image.not_found'],
  ),
  fault(
    'a driver of volumes that only the class of the claim names',
    'image.not_found',
    mounting(TIMED_OUT, [...ofClass('files.csi.example.io'), ...plugin('n1', noImage)]),
    ['storage.mount_failed'],
  ),
  fault(
    'a driver of volumes that a pod names itself',
    'image.not_found',
    mounting(TIMED_OUT, plugin('n1', noImage), 'FailedMount', { csi: { driver: 'files.csi.example.io' } }),
    ['storage.mount_failed'],
  ),
  fault(
    'a volume that does not come, of a class whose driver is well',
    'storage.mount_failed',
    mounting(TIMED_OUT, [...ofClass('files.csi.example.io'), ...plugin('n1', well), ...plugin('n2', noImage)]),
    ['image.not_found'],
  ),
];
