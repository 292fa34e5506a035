import type { Files } from '../../../activities/bundle/files.js';

export const NOW = '2026-05-04T12:00:00Z';
export const minutesAgo = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

type Raw = Readonly<Record<string, unknown>>;

export interface Parts {
  readonly objects?: readonly Raw[];
  readonly logs?: Readonly<Record<string, string>>;
  readonly alert?: Raw;
  readonly question?: string;
  readonly metrics?: Raw;
  readonly changes?: readonly Raw[];
  readonly sources?: Readonly<Record<string, string>>;
}

const ALL_READ = { objects: 'ok', events: 'ok', logs: 'ok', metrics: 'ok', changes: 'ok' };

/** The files of a bundle, as a capture would write them. */
export function bundleOf({ objects = [], logs = {}, alert, question, metrics, changes, sources }: Parts): Files {
  const files = new Map([
    ['bundle.json', JSON.stringify({ capturedAt: NOW, cluster: 'c1', question, sources: { ...ALL_READ, ...sources } })],
    ['objects.json', JSON.stringify({ kind: 'List', items: objects })],
  ]);
  if (alert) files.set('alert.json', JSON.stringify({ version: '4', alerts: [alert] }));
  if (metrics) files.set('metrics.json', JSON.stringify(metrics));
  if (changes) files.set('changes.json', JSON.stringify(changes));
  for (const [path, text] of Object.entries(logs)) files.set(`logs/${path}.log`, text);
  return files;
}

export function alerting(alertname: string, labels: Raw = {}, status = 'firing', summary = ''): Raw {
  return {
    status,
    labels: { alertname, namespace: 'shop', ...labels },
    annotations: { summary },
    startsAt: minutesAgo(20),
  };
}

export function thing(kind: string, name: string, rest: Raw = {}, namespace = 'shop'): Raw {
  const { labels, annotations, created, owner, ...body } = rest as Raw & { owner?: readonly [string, string] };
  return {
    kind,
    metadata: {
      ...{ name, namespace, labels, annotations, creationTimestamp: created ?? minutesAgo(5000) },
      ...(owner && { ownerReferences: [{ kind: owner[0], name: owner[1], controller: true }] }),
    },
    ...body,
  };
}

export function event(about: readonly [string, string], reason: string, message: string, rest: Raw = {}): Raw {
  const [kind, name] = about;
  return {
    ...{ kind: 'Event', metadata: { name: `${name}.${reason}`, namespace: 'shop' }, type: 'Warning', reason, message },
    ...{
      involvedObject: { kind, name, namespace: kind === 'Node' ? '' : 'shop' },
      count: 5,
      lastTimestamp: minutesAgo(1),
    },
    ...rest,
  };
}

export interface PodParts {
  readonly spec?: Raw;
  readonly container?: Raw;
  readonly status?: Raw;
  readonly waiting?: string;
  readonly message?: string;
  readonly ended?: Raw;
  readonly restarts?: number;
  readonly ready?: boolean;
  readonly created?: string;
  readonly deleted?: boolean;
  readonly labels?: Raw;
  readonly unscheduled?: string;
}

/** A pod of the ReplicaSet of a Deployment; well unless it says otherwise. */
export function pod(app: string, id: string, parts: PodParts = {}): Raw {
  const { waiting, message, ended, restarts = 0, unscheduled } = parts;
  const ready = parts.ready ?? (waiting === undefined && unscheduled === undefined);
  const state =
    waiting === undefined ? { running: { startedAt: minutesAgo(100) } } : { waiting: { reason: waiting, message } };
  const started = !waiting || waiting === 'CrashLoopBackOff';
  const container = {
    name: 'main',
    image: `reg.example/${app}:1`,
    ports: [{ name: 'http', containerPort: 8080 }],
    ...parts.container,
  };
  const raw = thing('Pod', `${app}-7d9f8b6c5d-${id}`, {
    ...{ labels: parts.labels ?? { app }, owner: ['ReplicaSet', `${app}-7d9f8b6c5d`], created: parts.created },
    spec: { containers: [container], ...(unscheduled === undefined && { nodeName: 'n1' }), ...parts.spec },
    status: {
      phase: unscheduled !== undefined || !started ? 'Pending' : 'Running',
      conditions: [
        { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: minutesAgo(30) },
        unscheduled === undefined
          ? { type: 'PodScheduled', status: 'True' }
          : { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: unscheduled },
      ],
      ...(unscheduled === undefined && {
        containerStatuses: [
          { name: 'main', ready, restartCount: restarts, state, lastState: ended ? { terminated: ended } : {} },
        ],
      }),
      ...parts.status,
    },
  }) as { metadata: Record<string, unknown> };
  if (parts.deleted) raw.metadata['deletionTimestamp'] = minutesAgo(0.2);
  return raw as unknown as Raw;
}

/** A Deployment with its ReplicaSet and its pods. */
export function workload(
  app: string,
  pods: readonly Raw[],
  rest: {
    readonly wanted?: number;
    readonly ready?: number;
    readonly conditions?: readonly Raw[];
    readonly rsConditions?: readonly Raw[];
    readonly spec?: Raw;
    readonly container?: Raw;
    readonly created?: string;
  } = {},
): readonly Raw[] {
  const ready =
    rest.ready ?? pods.filter((one) => JSON.stringify(one).includes('"type":"Ready","status":"True"')).length;
  const wanted = rest.wanted ?? pods.length;
  const template = {
    metadata: { labels: { app } },
    spec: { containers: [{ name: 'main', image: `reg.example/${app}:1`, ...rest.container }] },
  };
  return [
    thing('Deployment', app, {
      spec: { replicas: wanted, template, ...rest.spec },
      status: {
        readyReplicas: ready,
        updatedReplicas: wanted,
        replicas: pods.length,
        conditions: rest.conditions ?? [],
      },
    }),
    thing('ReplicaSet', `${app}-7d9f8b6c5d`, {
      owner: ['Deployment', app],
      created: rest.created,
      annotations: { 'deployment.kubernetes.io/revision': '2' },
      spec: { replicas: wanted, template },
      status: { replicas: pods.length, readyReplicas: ready, conditions: rest.rsConditions ?? [] },
    }),
    ...pods,
  ];
}

export function serviceFor(app: string, port: unknown = 'http', selector: Raw = { app }): Raw {
  return thing('Service', app, { spec: { selector, ports: [{ name: 'http', port: 80, targetPort: port }] } });
}

export function node(
  name: string,
  rest: { readonly ready?: string; readonly message?: string; readonly pressure?: string; readonly spec?: Raw } = {},
): Raw {
  const conditions = [
    { type: 'Ready', status: rest.ready ?? 'True', message: rest.message ?? 'kubelet is posting ready status' },
    ...['MemoryPressure', 'DiskPressure'].map((type) => ({
      type,
      status: rest.pressure === type ? 'True' : 'False',
      message: type,
    })),
  ];
  return thing('Node', name, { spec: rest.spec ?? {}, status: { conditions, allocatable: { pods: '110' } } }, '');
}

export const ended = (exitCode: number, reason = 'Error', minutes = 1): Raw => ({
  exitCode,
  reason,
  finishedAt: minutesAgo(minutes),
});
export const crashing = (exitCode: number, reason = 'Error', rest: PodParts = {}): PodParts => ({
  waiting: 'CrashLoopBackOff',
  ended: ended(exitCode, reason),
  restarts: 8,
  ...rest,
});
export const matrix = (labels: Raw, ...values: readonly number[]): Raw => ({
  resultType: 'matrix',
  result: [
    {
      metric: labels,
      values: values.map((value, place) => [Date.parse(NOW) / 1000 - (values.length - 1 - place) * 300, String(value)]),
    },
  ],
});
