import { type Api, create } from './api.js';

export interface NodeSpec {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: string;
  readonly taints?: readonly { readonly key: string; readonly value: string; readonly effect: 'NoSchedule' }[];
}

/** Adds a node, which kwok then plays. */
export async function addNode(api: Api, node: NodeSpec): Promise<void> {
  const size = {
    cpu: node.cpu ?? '8',
    memory: node.memory ?? '32Gi',
    pods: node.pods ?? '110',
    'ephemeral-storage': '100Gi',
  };
  await create(api, '/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      labels: {
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'node.kubernetes.io/instance-type': 'reeve-test',
        ...node.labels,
      },
    },
    ...(node.taints && { spec: { taints: node.taints } }),
    status: { capacity: size, allocatable: size },
  });
}

export async function isNodeReady(api: Api, name: string): Promise<boolean> {
  const { status, body } = await api.get(`/api/v1/nodes/${name}`);
  if (status !== 200) return false;
  const node = JSON.parse(body) as {
    spec?: { taints?: readonly { key: string }[] };
    status?: { conditions?: readonly { type: string; status: string }[] };
  };
  const ready = node.status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
  // Ready, but still with the taint of its first moments, it takes no pods; one that it was given on purpose may stay.
  return ready && (node.spec?.taints ?? []).every(({ key }) => !key.startsWith('node.kubernetes.io/'));
}
