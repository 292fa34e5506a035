import { containersOf, isLeaving, podStanding } from '../../domain/facts/health.js';
import { msOfLine } from '../../domain/facts/line-age.js';
import { at, listAt, msAt, numberAt, pairsAt, textAt } from '../../domain/facts/reading.js';
import type { Thing } from '../../domain/facts/bundle.js';
import type { Answered } from '../adapters/kubernetes.js';
import { cleanText } from '../bundle/clean.js';
import type { Brought, Collector, World } from './collector.js';
import { podsOfTarget } from './objects.js';
import { rightOf, type Standing } from './reader.js';
import { ownerOf } from './trim.js';

export const LOG_BOUNDS = {
  podsMax: 20,
  containersMax: 6,
  lines: 400,
  bytes: 256 * 1024,
  totalBytes: 24 * 2 ** 20,
} as const;

/** What pods print, now and before their last restart: those that are not well first, and one of each owner. */
export const logs: Collector = {
  source: 'logs',
  from: 'the API server',
  async collect(world) {
    const pods = await podsOfTarget(world);
    if (pods.items.length === 0)
      return pods.state === 'absent'
        ? { status: 'absent' }
        : { status: 'unavailable', why: 'which pods there are could not be read' };
    const wanted = chosenPods(pods.items, world).flatMap((pod) => slicesOf(pod));
    const read = await Promise.all(wanted.map(async (slice) => ({ slice, answer: await readSlice(world, slice) })));
    return brought(read);
  },
};

const NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/;

interface Slice {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
}

function thingOf(raw: unknown): Thing {
  const of = (key: string) => textAt(raw, 'metadata', key);
  const createdAt = msAt(raw, 'metadata', 'creationTimestamp');
  const labels = pairsAt(raw, 'metadata', 'labels');
  const base = { kind: 'Pod', namespace: of('namespace'), name: of('name'), labels, raw };
  return createdAt === undefined ? base : { ...base, createdAt };
}

/** At most so many: of the workload that was asked about, then what is not well, then one of each owner. */
function chosenPods(items: readonly unknown[], { target, now }: World): readonly Thing[] {
  const pods = items.map(thingOf);
  const rank = (pod: Thing) =>
    (isOf(pod, target.workload) ? 0 : 4) + (podStanding(pod, now) === 'ailing' ? 0 : 2) + (isLeaving(pod) ? 1 : 0);
  const sorted = pods
    .map((pod) => [rank(pod), pod] as const)
    .toSorted(([a, one], [b, other]) => a - b || (other.createdAt ?? 0) - (one.createdAt ?? 0))
    .map(([, pod]) => pod);
  const perOwner = new Map<string, number>();
  const spread = sorted.filter((pod) => {
    const owner = ownerOf(pod.raw)?.name ?? pod.name;
    const count = (perOwner.get(owner) ?? 0) + 1;
    perOwner.set(owner, count);
    // Many pods of one owner mostly say the same.
    return count <= (rank(pod) % 4 < 2 ? 4 : 1);
  });
  return spread.slice(0, LOG_BOUNDS.podsMax);
}

function isOf(pod: Thing, workload: World['target']['workload']): boolean {
  if (!workload) return false;
  const owner = ownerOf(pod.raw)?.name ?? '';
  // A ReplicaSet, or a Job of a CronJob, is called after its owner, and something at its end.
  return pod.name === workload.name || owner === workload.name || owner.replace(/-[^-]+$/, '') === workload.name;
}

function slicesOf(pod: Thing): readonly Slice[] {
  const base = { namespace: pod.namespace, pod: pod.name };
  return containersOf(pod)
    .slice(0, LOG_BOUNDS.containersMax)
    .flatMap((status) => {
      const container = textAt(status, 'name');
      const ended = at(status, 'lastState', 'terminated') !== undefined;
      const hasBegun =
        at(status, 'state', 'running') !== undefined || at(status, 'state', 'terminated') !== undefined || ended;
      const restarted = ended || (numberAt(status, 'restartCount') ?? 0) > 0;
      // The names become a path.
      if (![container, pod.namespace, pod.name].every((name) => NAME.test(name)) || !hasBegun) return [];
      return [{ ...base, container, previous: false }, ...(restarted ? [{ ...base, container, previous: true }] : [])];
    });
}

async function readSlice(world: World, slice: Slice, lines: number = LOG_BOUNDS.lines): Promise<Answered> {
  const { namespace, pod, container, previous } = slice;
  const query = new URLSearchParams({
    ...{ container, tailLines: String(lines), limitBytes: String(LOG_BOUNDS.bytes), timestamps: 'true' },
    ...(previous && { previous: 'true' }),
  });
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
  const answer = await world.reader.text(`${path}?${query.toString()}`, {
    ...{ accept: '*/*', bytesMax: LOG_BOUNDS.bytes + 4_096 },
  });
  const isCut = answer.state === 'ok' && Buffer.byteLength(answer.text) >= LOG_BOUNDS.bytes;
  // The bound of bytes cuts the end, which tells of what happened last: fewer lines fit.
  return isCut && lines > 20 ? readSlice(world, slice, Math.floor(lines / 8)) : answer;
}

function brought(read: readonly { readonly slice: Slice; readonly answer: Answered }[]): Brought {
  const files = new Map<string, string>();
  const failed: { state: Standing; why: string }[] = [];
  let bytes = 0;
  for (const { slice, answer } of read) {
    if (answer.state === 'ok') {
      bytes += answer.text.length;
      if (bytes > LOG_BOUNDS.totalBytes)
        failed.push({ state: 'partial', why: 'the logs are larger than what is kept' });
      else if (answer.text !== '') files.set(pathOf(slice), cleanText(plain(answer.text)));
    } else if (answer.state === 'denied')
      failed.push({ state: 'denied', why: rightOf('get', { plural: 'pods/log', api: 'v1' }, slice.namespace) });
    // The container never ran, or what it printed before is gone.
    else if (answer.status !== 400 && answer.state !== 'missing')
      failed.push({ state: 'unavailable', why: `${slice.pod}: ${answer.because}` });
  }
  const [first] = failed;
  if (!first) return files.size > 0 ? { status: 'ok', logs: files } : { status: 'absent' };
  return files.size > 0
    ? { status: 'partial', why: `${failed.length} of ${read.length} are missing: ${first.why}`, logs: files }
    : { status: first.state, why: first.why };
}

function pathOf({ namespace, pod, container, previous }: Slice): string {
  return `logs/${namespace}/${pod}/${container}${previous ? '.previous' : ''}.log`;
}

const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) /;

/** The kubelet's time stays only where a line has none of its own. */
function plain(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [whole = '', stamp = ''] = STAMP.exec(line) ?? [];
      const own = line.slice(whole.length);
      return whole === '' || own === '' || msOfLine(own) !== undefined ? own : `${stamp}Z ${own}`;
    })
    .join('\n');
}

/** For whoever looks into what was collected: the lists of hosts that pods name. */
export function settingsOf(pod: unknown): string {
  const containers = [...listAt(pod, 'spec', 'initContainers'), ...listAt(pod, 'spec', 'containers')];
  return containers
    .flatMap((one) => [
      ...listAt(one, 'env').map((env) => textAt(env, 'value')),
      ...[...listAt(one, 'args'), ...listAt(one, 'command')].filter((arg) => typeof arg === 'string'),
    ])
    .join('\n');
}
