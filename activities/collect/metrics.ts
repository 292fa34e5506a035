import { listAt, recordAt, textAt } from '../../domain/facts/reading.js';
import { readAnswer } from '../outbound/read.js';
import type { Brought, Collector, World } from './collector.js';
import { podsOfTarget } from './objects.js';
import { parsed } from './reader.js';

const ANSWER_BYTES_MAX = 4 * 2 ** 20;
const ANSWER_MS_MAX = 8_000;
const SERIES_MAX = 5_000;
const POINTS = 120;
const HOSTS_MAX = 40;
const HOST = /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/;
const STEP_S_MIN = 15;

interface Query {
  readonly promql: string;
  /** Over the window; where not, only its end. */
  readonly range?: boolean;
}

/** Windows around the start of the trouble, asked of Prometheus or whoever speaks like it. */
export const metrics: Collector = {
  source: 'metrics',
  from: 'Prometheus',
  async collect(world) {
    const { prometheus } = world;
    if (prometheus === undefined) return { status: 'unavailable', why: 'no --prometheus URL was given' };
    const hosts = await hostsOf(world);
    const asked = await Promise.all(
      queriesFor(world, hosts).map(async (query) => ({ query, data: await ask(prometheus, query, world) })),
    );
    const failed = asked.flatMap(({ data }) => (typeof data === 'string' ? [data] : []));
    const answers = asked.flatMap(({ query, data }) =>
      typeof data === 'string' || listAt(data, 'result').length === 0 ? [] : [[query.promql, data] as const],
    );
    const [why = ''] = failed;
    if (failed.length === asked.length) return { status: 'unavailable', why };
    const metrics = Object.fromEntries(answers);
    const brought = { metrics, snapshot: pressureIn(metrics) };
    if (failed.length > 0)
      return {
        ...brought,
        status: 'partial',
        why: `${failed.length} of ${asked.length} queries: ${why}`,
      } satisfies Brought;
    return { ...brought, status: answers.length > 0 ? 'ok' : 'absent' };
  },
};

/** The nodes that the target runs on, by name and address: what their disks do concerns it, and those of others do not. */
async function hostsOf(world: World): Promise<readonly string[]> {
  const { items } = await podsOfTarget(world);
  const named = items.flatMap((pod) => [textAt(pod, 'spec', 'nodeName'), textAt(pod, 'status', 'hostIP')]);
  const hosts = [...new Set([...named, world.target.node ?? ''])].filter((one) => HOST.test(one));
  return hosts.length <= HOSTS_MAX ? hosts : [];
}

const NODES = {
  cpu: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
  memory: '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes',
  disk: 'max by (instance) (1 - node_filesystem_avail_bytes{fstype!~"tmpfs|overlay"} / node_filesystem_size_bytes)',
} as const;
const HOT_FROM = 0.9;

/** The peaks of all nodes over the window, and how many of them are close to their limit. */
function pressureIn(metrics: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const peaksOf = (name: keyof typeof NODES): ReadonlyMap<string, number> => {
    const result = listAt(metrics[NODES[name]], 'result').map((one) => {
      const values = listAt(one, 'values').map((pair) => Number(textAt(pair, 1)));
      const peak = values.filter(Number.isFinite).reduce((most, value) => Math.max(most, value), 0);
      return [textAt(one, 'metric', 'instance'), Math.min(peak, 1)] as const;
    });
    return new Map(result);
  };
  const of = { cpu: peaksOf('cpu'), memory: peaksOf('memory'), disk: peaksOf('disk') };
  const nodes = [...new Set([...of.cpu.keys(), ...of.memory.keys()])];
  if (nodes.length === 0) return {};
  const isHot = (node: string) => Math.max(of.cpu.get(node) ?? 0, of.memory.get(node) ?? 0) >= HOT_FROM;
  const most = (found: ReadonlyMap<string, number>) => Math.round(Math.max(0, ...found.values()) * 1000) / 1000;
  return {
    peaks: { cpu: most(of.cpu), memory: most(of.memory), disk: most(of.disk) },
    hot: { all: nodes.length, near: nodes.filter(isHot).length },
  };
}

/** What is measured of the target; everything is bounded to its namespace or node. */
export function queriesFor(
  { target, sinceMs }: Pick<World, 'target' | 'sinceMs'>,
  hosts: readonly string[],
): readonly Query[] {
  const over = `[${Math.max(5, Math.round(sinceMs / 60_000))}m]`;
  const on = JSON.stringify(`(?:${hosts.map((host) => host.replaceAll('.', '\\.')).join('|')})(?::[0-9]+)?`);
  const ofNodes: readonly Query[] = [
    ...Object.values(NODES).map((promql) => ({ promql, range: true })),
    ...(hosts.length > 0
      ? [{ promql: `max by (instance) (rate(node_disk_io_time_seconds_total{instance=~${on}}[5m]))`, range: true }]
      : []),
    { promql: 'ALERTS{alertstate="firing"}' },
  ];
  if (target.node !== undefined) return ofNodes;
  const at = `namespace=${JSON.stringify(target.namespace)}`;
  const by = 'by (namespace, service)';
  const labels = target.alert?.labels ?? {};
  const lag = labels['consumergroup'];
  return [
    ...ofNodes,
    { promql: `kubelet_volume_stats_available_bytes{${at}}`, range: true },
    { promql: `kubelet_volume_stats_capacity_bytes{${at}}` },
    {
      promql: `max by (namespace, pod, container) (max_over_time(container_memory_working_set_bytes{${at},container!="",container!="POD"}${over}))`,
    },
    {
      promql: `sum by (namespace, pod, container) (rate(container_cpu_cfs_throttled_periods_total{${at}}[5m])) / sum by (namespace, pod, container) (rate(container_cpu_cfs_periods_total{${at}}[5m])) > 0.25`,
    },
    { promql: `increase(kube_pod_container_status_restarts_total{${at}}${over}) > 0` },
    { promql: `up{${at}}` },
    {
      promql: `sum ${by} (rate(http_requests_total{${at},code=~"5.."}[5m])) / sum ${by} (rate(http_requests_total{${at}}[5m]))`,
      range: true,
    },
    {
      promql: `sum ${by} (rate(http_requests_total{${at},status=~"5.."}[5m])) / sum ${by} (rate(http_requests_total{${at}}[5m]))`,
      range: true,
    },
    {
      promql: `histogram_quantile(0.95, sum by (namespace, service, le) (rate(http_request_duration_seconds_bucket{${at}}[5m])))`,
      range: true,
    },
    ...(lag === undefined
      ? []
      : [
          {
            promql: `sum by (consumergroup) (kafka_consumergroup_lag{consumergroup=${JSON.stringify(lag)}})`,
            range: true,
          },
        ]),
  ];
}

/** The data of the answer, or why there is none. */
async function ask(base: string, { promql, range = false }: Query, world: World): Promise<unknown> {
  const [from, to] = windowOf(world);
  const step = Math.max(STEP_S_MIN, Math.ceil((to - from) / POINTS));
  const query = new URLSearchParams({
    ...{ query: promql, timeout: `${ANSWER_MS_MAX / 1000}s`, limit: String(SERIES_MAX) },
    ...(range ? { start: String(from), end: String(to), step: String(step) } : { time: String(to) }),
  });
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/${range ? 'query_range' : 'query'}`;
  url.search = query.toString();
  const read = await readAnswer({
    ...{ url: url.toString(), bytesMax: ANSWER_BYTES_MAX, timeoutMs: ANSWER_MS_MAX, signal: world.signal },
    headers: { accept: 'application/json', 'user-agent': 'reeve' },
  });
  if (read.got === 'nothing') return read.because;
  const answer = parsed(read.text);
  if (read.status !== 200) return `it answered ${read.status} ${textAt(answer, 'error').slice(0, 200)}`.trim();
  const data = recordAt(answer, 'data');
  if (textAt(answer, 'status') !== 'success' || !Array.isArray(data['result'])) return 'it answered with no data';
  return { resultType: textAt(data, 'resultType'), result: data['result'].slice(0, SERIES_MAX) };
}

/** In seconds: from so long before the trouble began, until now. */
function windowOf({ target, now, sinceMs }: World): readonly [number, number] {
  const begun = Math.min(target.alert?.startsAt ?? now, now);
  // An alert of last week would make a window of a week, of which a point an hour is left.
  const from = Math.max(begun, now - 24 * 3_600_000) - sinceMs;
  return [Math.floor(from / 1000), Math.floor(now / 1000)];
}
