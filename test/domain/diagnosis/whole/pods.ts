/** Parts of a cluster as `kubectl get -o json` prints them: whole objects, so that a case reads what a real bundle holds. */
export type Json = Record<string, unknown>;

export const NOW = Date.parse('2026-11-03T14:20:00Z');
/** The instant so many minutes before the capture. */
export const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString().replace('.000Z', 'Z');
export const days = (count: number): number => count * 1440;

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
export function code(seed: string, length: number): string {
  let state = 2166136261;
  let text = '';
  for (let index = 0; index < length * 3; index += 1) {
    state = Math.imul(state ^ seed.charCodeAt(index % seed.length) ^ index, 16777619) >>> 0;
    if (index % 3 === 2) text += LETTERS[(state >>> 7) % LETTERS.length] ?? 'b';
  }
  return text;
}
export const rsOf = (name: string): string => `${name}-${code(name, 10)}`;
export const podOf = (name: string, index = 0): string => `${rsOf(name)}-${code(`${name}/${index}`, 5)}`;

export function thing(apiVersion: string, kind: string, namespace: string, name: string, body: Json = {}): Json {
  const { metadata, age, ...rest } = body as { metadata?: Json; age?: number } & Json;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== '' && { namespace }),
      uid: `${code(kind + namespace + name, 8)}-5278-5301-b893-${code(name, 12)}`,
      resourceVersion: '41704499',
      creationTimestamp: ago(age ?? days(60)),
      ...metadata,
    },
    ...rest,
  };
}

export interface PodWish {
  /** How the pod stands; `ready` when left out. */
  readonly is?: 'ready' | 'unready' | 'pending' | 'creating' | 'waiting' | 'done' | 'failed' | 'terminating';
  readonly age?: number;
  readonly node?: string;
  readonly restarts?: number;
  /** The last end of the container: exit code, reason, minutes ago. */
  readonly last?: readonly [number, string, number];
  /** Reason and message of a waiting container, an unschedulable pod, or a failed pod. */
  readonly reason?: string;
  readonly message?: string;
  readonly ip?: string;
}
export interface Wish {
  readonly image?: string;
  readonly port?: number;
  readonly portName?: string;
  readonly replicas?: number;
  readonly pods?: readonly PodWish[];
  readonly age?: number;
  readonly labels?: Json;
  readonly env?: Json;
  readonly requests?: Json | null;
  readonly limits?: Json | null;
  readonly container?: Json;
  readonly spec?: Json;
  readonly status?: Json;
  readonly top?: Json;
  readonly metadata?: Json;
  /** Minutes since the newest ReplicaSet came. */
  readonly revised?: number;
}

export function podSpec(name: string, wish: Wish): Json {
  const env = Object.entries(wish.env ?? {}).map(([key, value]) =>
    typeof value === 'string' ? { name: key, value } : { name: key, valueFrom: value },
  );
  return {
    containers: [
      {
        name,
        image: wish.image ?? `registry.harbor.example/apps/${name}:3.8.1`,
        imagePullPolicy: 'IfNotPresent',
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        ...(wish.port !== undefined && {
          ports: [{ containerPort: wish.port, protocol: 'TCP', name: wish.portName ?? 'http' }],
        }),
        ...(env.length > 0 && { env }),
        resources: {
          ...(wish.requests !== null && { requests: wish.requests ?? { cpu: '100m', memory: '256Mi' } }),
          ...(wish.limits !== null && { limits: wish.limits ?? { memory: '512Mi' } }),
        },
        ...wish.container,
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'default',
    serviceAccount: 'default',
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...wish.spec,
  };
}

function containerStatus(container: Json, wish: PodWish, born: number): Json {
  const how = wish.is ?? 'ready';
  const [exit, reason, when] = wish.last ?? [0, '', 0];
  const ended = (code_: number, why: string, minutes: number): Json => ({
    terminated: {
      exitCode: code_,
      reason: why,
      startedAt: ago(minutes + 1),
      finishedAt: ago(minutes),
      containerID: 'containerd://0efe1b5fd1f9',
    },
  });
  const running = { running: { startedAt: ago(wish.last ? Math.max(when - 0.5, 0) : born) } };
  const state: Json =
    how === 'waiting' || how === 'creating'
      ? {
          waiting: {
            reason: wish.reason ?? 'ContainerCreating',
            ...(wish.message !== undefined && how === 'waiting' && { message: wish.message }),
          },
        }
      : how === 'done'
        ? ended(0, 'Completed', Math.max(born - 2, 0))
        : how === 'failed'
          ? ended(wish.last?.[0] ?? 1, wish.last?.[1] ?? 'Error', wish.last?.[2] ?? Math.max(born - 1, 0))
          : running;
  return {
    name: container['name'],
    image: container['image'],
    imageID:
      how === 'creating' ? '' : `${String(container['image']).split(':')[0]}@sha256:3fff004a1f0528233df29fdb772f76df`,
    ready: how === 'ready',
    started: how === 'ready' || how === 'unready',
    restartCount: wish.restarts ?? 0,
    state,
    lastState: wish.last && how !== 'failed' ? ended(exit, reason, when) : {},
  };
}

export function pod(
  namespace: string,
  name: string,
  spec: Json,
  labels: Json,
  owner: Json | null,
  wish: PodWish,
): Json {
  const how = wish.is ?? 'ready';
  const born = wish.age ?? days(9);
  const up = how === 'ready';
  const scheduled = how !== 'pending';
  const condition = (type: string, status: boolean, since: number, more: Json = {}): Json => ({
    type,
    status: status ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: ago(since),
    ...more,
  });
  const since = up ? (wish.last?.[2] ?? born) : Math.min(born, 20);
  const notReady = up
    ? {}
    : {
        reason: 'ContainersNotReady',
        message: `containers with unready status: [${(spec['containers'] as Json[]).map((one) => one['name']).join(' ')}]`,
      };
  const conditions = scheduled
    ? [
        condition('PodReadyToStartContainers', how !== 'creating', born),
        condition('Initialized', true, born),
        condition('Ready', up, since, notReady),
        condition('ContainersReady', up, since, notReady),
        condition('PodScheduled', true, born),
      ]
    : [condition('PodScheduled', false, born, { reason: wish.reason ?? 'Unschedulable', message: wish.message ?? '' })];
  const node = wish.node ?? 'pool-a-6f2k';
  const phase =
    { done: 'Succeeded', failed: 'Failed', pending: 'Pending', creating: 'Pending' }[how as string] ?? 'Running';
  return thing('v1', 'Pod', namespace, name, {
    metadata: {
      creationTimestamp: ago(born),
      labels,
      ...(owner && {
        ownerReferences: [
          { ...owner, uid: code(String(owner['name']), 8), controller: true, blockOwnerDeletion: true },
        ],
      }),
      ...(how === 'terminating' && { deletionTimestamp: ago(0.5), deletionGracePeriodSeconds: 30 }),
    },
    spec: {
      ...spec,
      ...(scheduled && { nodeName: node }),
      tolerations: [
        ...((spec['tolerations'] as Json[] | undefined) ?? []),
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
        { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      ],
    },
    status: {
      phase,
      conditions,
      ...(how === 'failed' && wish.message !== undefined && { reason: wish.reason, message: wish.message }),
      ...(scheduled && {
        hostIP: '10.20.0.11',
        startTime: ago(born),
        ...(how !== 'creating' && {
          podIP: wish.ip ?? `10.32.11.${(name.length * 7 + name.charCodeAt(name.length - 1)) % 250}`,
        }),
        containerStatuses: (spec['containers'] as Json[]).map((container) => containerStatus(container, wish, born)),
      }),
      qosClass: 'Burstable',
    },
  });
}
