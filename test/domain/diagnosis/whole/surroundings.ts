/** What surrounds workloads in a bundle: nodes, services, events, alerts, series. */
import { ago, days, type Json, NOW, podOf, thing } from './pods.js';

export interface NodeWish {
  readonly labels?: Json;
  readonly taints?: readonly Json[];
  readonly cordoned?: boolean;
  readonly conditions?: Readonly<Record<string, readonly [string, string, string, number]>>;
  readonly pods?: string;
  readonly allocatable?: Json;
  readonly heartbeat?: number;
}
const FINE = {
  MemoryPressure: ['False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available', days(30)],
  DiskPressure: ['False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure', days(30)],
  PIDPressure: ['False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available', days(30)],
  Ready: ['True', 'KubeletReady', 'kubelet is posting ready status', days(30)],
} as const;
export function node(name: string, wish: NodeWish = {}): Json {
  const taints = [
    ...(wish.taints ?? []),
    ...(wish.cordoned ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: ago(40) }] : []),
  ];
  const conditions = Object.entries({ ...FINE, ...wish.conditions }).map(
    ([type, [status, reason, message, since]]) => ({
      type,
      status,
      reason,
      message,
      lastHeartbeatTime: ago(wish.heartbeat ?? 2),
      lastTransitionTime: ago(since),
    }),
  );
  return thing('v1', 'Node', '', name, {
    age: days(240),
    metadata: {
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': name,
        'topology.kubernetes.io/zone': `eu1-${name.split('-')[1] ?? 'a'}`,
        ...wish.labels,
      },
    },
    spec: {
      podCIDR: '10.32.11.0/24',
      ...(taints.length > 0 && { taints }),
      ...(wish.cordoned && { unschedulable: true }),
    },
    status: {
      capacity: {
        cpu: '8',
        memory: '32868080Ki',
        pods: wish.pods ?? '110',
        'ephemeral-storage': '101430960Ki',
        ...wish.allocatable,
      },
      allocatable: {
        cpu: '7910m',
        memory: '29945136Ki',
        pods: wish.pods ?? '110',
        'ephemeral-storage': '93478772582',
        ...wish.allocatable,
      },
      addresses: [
        { type: 'InternalIP', address: '10.20.0.11' },
        { type: 'Hostname', address: name },
      ],
      conditions,
      nodeInfo: {
        kubeletVersion: 'v1.33.4',
        containerRuntimeVersion: 'containerd://2.0.5',
        osImage: 'Ubuntu 24.04.3 LTS',
        kernelVersion: '6.8.0-79-generic',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  });
}
export const NODES = (): Json[] => [node('pool-a-6f2k'), node('pool-a-9x1m'), node('pool-b-3c7t')];

export interface ServiceWish {
  readonly port?: number;
  readonly target?: number | string;
  /** The number that a named port resolves to, as the slice shows it. */
  readonly resolved?: number;
  readonly selector?: Json;
  readonly ready?: readonly string[];
  readonly notReady?: readonly string[];
  readonly spec?: Json;
}
export function service(namespace: string, name: string, wish: ServiceWish = {}): Json[] {
  const target = wish.target ?? 'http';
  const resolved = wish.resolved ?? (typeof target === 'number' ? target : 8080);
  const ready = wish.ready ?? [podOf(name, 0), podOf(name, 1)];
  const point = (pod: string, index: number, ok: boolean): Json => ({
    addresses: [`10.32.11.${(index + 20) % 250}`],
    conditions: { ready: ok, serving: ok, terminating: false },
    nodeName: 'pool-a-6f2k',
    targetRef: { kind: 'Pod', namespace, name: pod },
  });
  const endpoints = [
    ...ready.map((pod, index) => point(pod, index, true)),
    ...(wish.notReady ?? []).map((pod, index) => point(pod, index + 9, false)),
  ];
  return [
    thing('v1', 'Service', namespace, name, {
      metadata: { labels: { app: name } },
      spec: {
        type: 'ClusterIP',
        clusterIP: `10.43.18.${name.length * 9}`,
        clusterIPs: [`10.43.18.${name.length * 9}`],
        ipFamilies: ['IPv4'],
        sessionAffinity: 'None',
        selector: wish.selector ?? { app: name },
        ports: [{ name: 'http', port: wish.port ?? 80, protocol: 'TCP', targetPort: target }],
        ...wish.spec,
      },
      status: { loadBalancer: {} },
    }),
    thing('discovery.k8s.io/v1', 'EndpointSlice', namespace, `${name}-41dab`, {
      metadata: {
        labels: {
          'kubernetes.io/service-name': name,
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
      },
      addressType: 'IPv4',
      ports: endpoints.length > 0 ? [{ name: 'http', port: resolved, protocol: 'TCP' }] : null,
      endpoints: endpoints.length > 0 ? endpoints : null,
    }),
  ];
}

/** An Event: `Warning FailedMount` of `Pod shop/cart-0`, first and last seen so many minutes ago. */
export function event(
  what: string,
  of: string,
  message: string,
  [first, last, count]: readonly [number, number, number],
  component = 'kubelet',
): Json {
  const [type = '', reason = ''] = what.split(' ');
  const [kind = '', path = ''] = of.split(' ');
  const [namespace = '', name = ''] = path.includes('/') ? path.split('/') : ['', path];
  return thing('v1', 'Event', namespace || 'default', `${name}.${reason.length}${first}${count}c8adfb7bd9`, {
    age: first,
    involvedObject: { apiVersion: 'v1', kind, name, ...(namespace !== '' && { namespace }) },
    reason,
    message,
    type,
    count,
    firstTimestamp: ago(first),
    lastTimestamp: ago(last),
    source: { component },
    reportingComponent: component,
    reportingInstance: '',
  });
}
export interface Alert {
  readonly status: string;
  readonly labels: Json;
  readonly annotations: Json;
  readonly startsAt: string;
  readonly endsAt: string;
}
export function alert(alertname: string, labels: Json, summary: string, start = 20, end?: number): Alert {
  return {
    status: end === undefined ? 'firing' : 'resolved',
    labels: { alertname, severity: 'warning', ...labels, cluster: 'harbor-eu2' },
    annotations: { summary: summary.split('|')[0], description: summary.split('|')[1] ?? summary },
    startsAt: ago(start),
    endsAt: end === undefined ? '0001-01-01T00:00:00Z' : ago(end),
  };
}
export const vector = (rows: ReadonlyArray<readonly [Json, number]>): Json => ({
  resultType: 'vector',
  result: rows.map(([metric, value]) => ({ metric, value: [NOW / 1000, String(value)] })),
});
/** Points are `[minutes ago, value]`. */
export const matrix = (rows: ReadonlyArray<readonly [Json, ReadonlyArray<readonly [number, number]>]>): Json => ({
  resultType: 'matrix',
  result: rows.map(([metric, points]) => ({
    metric,
    values: points.map(([minutes, value]) => [NOW / 1000 - minutes * 60, String(value)]),
  })),
});
export const change = (minutes: number, kind: string, of: string, revision: string, status = 'SUCCESS'): Json => ({
  at: ago(minutes),
  kind,
  namespace: of.split('/')[0],
  name: of.split('/').slice(1).join('/'),
  revision,
  status,
});
