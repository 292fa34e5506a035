import { alerting, event, node, pod, serviceFor, thing, workload } from './bundles.js';
import { type Case, P, LOG, pending, at, fault, running } from './case.js';

export const CLUSTER: readonly Case[] = [
  fault(
    'not enough CPU',
    'scheduling.insufficient_resource',
    pending(
      '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
    ),
  ),
  fault(
    'a label that no node has',
    'scheduling.node_selector_mismatch',
    pending(
      "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 node(s) didn't match Pod's node affinity/selector.",
    ),
    ['scheduling.taint_not_tolerated'],
  ),
  fault(
    'too many replicas for the rule',
    'scheduling.anti_affinity',
    pending("0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules."),
  ),
  fault(
    'a cordoned cluster',
    'scheduling.taint_not_tolerated',
    pending('0/2 nodes are available: 2 node(s) were unschedulable.'),
    ['node.not_ready'],
  ),
  fault(
    'a node that is gone',
    'node.not_ready',
    {
      objects: [
        ...workload('api', [pod('api', 'a', { ready: false }), pod('api', 'b', { spec: { nodeName: 'n2' } })]),
        node('n1', { ready: 'Unknown', message: 'Kubelet stopped posting node status.' }),
        node('n2'),
      ],
      alert: alerting('KubeDeploymentReplicasMismatch', { deployment: 'api' }),
    },
    ['probe.readiness_failing'],
  ),
  fault(
    'a node without disk',
    'node.disk_pressure',
    {
      objects: [
        ...workload(
          'api',
          [
            pod('api', 'a', {
              ready: false,
              status: {
                phase: 'Failed',
                reason: 'Evicted',
                message: 'The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi',
              },
            }),
          ],
          { ready: 0 },
        ),
        node('n1', { pressure: 'DiskPressure' }),
      ],
      alert: alerting('KubePodNotReady', { pod: P }),
    },
    ['storage.volume_full'],
  ),
  fault(
    'a class that is not there',
    'storage.class_missing',
    pending('0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.', [
      thing('PersistentVolumeClaim', 'data', { spec: { storageClassName: 'fats' }, status: { phase: 'Pending' } }),
      event(['PersistentVolumeClaim', 'data'], 'ProvisioningFailed', 'storageclass.storage.k8s.io "fats" not found'),
    ]),
    ['scheduling.insufficient_resource'],
  ),
  fault(
    'no volume fits',
    'storage.pvc_unbound',
    pending('0/3 nodes are available: 3 node(s) had volume node affinity conflict.', []),
  ),
  fault('a volume that hangs elsewhere', 'storage.mount_failed', {
    objects: [
      ...workload('api', [pod('api', 'a', { waiting: 'ContainerCreating' })]),
      event(
        ['Pod', P],
        'FailedAttachVolume',
        'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) api-old',
      ),
    ],
    alert: alerting('KubePodNotReady', { pod: P }),
  }),
  fault(
    'a policy without DNS',
    'network.policy_blocks_egress',
    {
      ...running(`${at(1)} ERROR getaddrinfo EAI_AGAIN db.shop.svc`),
      objects: [
        ...workload('api', [pod('api', 'a')]),
        thing('NetworkPolicy', 'deny', {
          spec: { podSelector: { matchLabels: { app: 'api' } }, policyTypes: ['Egress'], egress: [] },
        }),
      ],
    },
    ['dns.cluster_dns_failing', 'dns.name_not_found'],
  ),
  fault(
    'a policy that admits others',
    'network.policy_blocks_ingress',
    {
      objects: [
        ...workload('api', [pod('api', 'a')]),
        ...workload('db', [pod('db', 'z')]),
        serviceFor('db'),
        thing('NetworkPolicy', 'db-only', {
          spec: {
            podSelector: { matchLabels: { app: 'db' } },
            policyTypes: ['Ingress'],
            ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
          },
        }),
      ],
      logs: { [LOG]: `${at(1)} ERROR dial http://db:80 i/o timeout` },
      alert: alerting('ApiErrors', { deployment: 'api' }),
    },
    ['dependency.unreachable', 'database.unreachable'],
  ),
  fault('no network for pods', 'network.cni_failing', {
    objects: [
      ...workload('api', [pod('api', 'a', { waiting: 'ContainerCreating' })]),
      event(
        ['Pod', P],
        'FailedCreatePodSandBox',
        'Failed to create pod sandbox: plugin type="calico" failed (add): cni: no addresses',
      ),
    ],
    alert: alerting('KubePodNotReady', { pod: P }),
  }),
];
