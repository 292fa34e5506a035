import { type Family, seen } from './family.js';
import type { Clue } from './fact.js';
import { conditionAt, msAt, numberAt, textAt } from './reading.js';
import { measuredBy, nodeOf } from './measured.js';
import type { Scene } from './scene.js';
import { lastOf, seriesLike } from './series.js';

const CONDITIONS = [
  ['MemoryPressure', 'node.memory_pressure', 'is short of memory (MemoryPressure) and evicts pods'],
  ['DiskPressure', 'node.disk_pressure', 'is short of disk space (DiskPressure) and evicts or refuses pods'],
  ['NetworkUnavailable', 'network.cni_failing', 'has no working pod network (NetworkUnavailable)'],
] as const;

export const node: Family = {
  name: 'node',
  reads: ['objects', 'events', 'metrics'],
  sayings: [
    {
      code: 'node.memory_pressure',
      find: /node was low on resource: memory|node had condition: \[MemoryPressure\]|System OOM encountered/i,
      weight: 0.86,
      where: ['event', 'status'],
      says: () => 'was evicted because its node is short of memory (memory pressure)',
    },
    {
      code: 'node.disk_pressure',
      find: /node was low on resource: (?:ephemeral-storage|nodefs|imagefs|inodes)|node had condition: \[DiskPressure\]|FreeDiskSpaceFailed|ImageGCFailed|failed to garbage collect required amount of images|Threshold quantity: .{0,40}ephemeral/i,
      weight: 0.88,
      where: ['event', 'status'],
      says: () => 'is affected because the node is short of disk space (disk pressure)',
    },
    {
      code: 'node.not_ready',
      find: /(?<![\w/-])Node is not ready|status is now: NodeNotReady|Kubelet stopped posting node status|NodeLost/i,
      weight: 0.82,
      where: ['event', 'status'],
      says: () => 'suffers from a node that is not ready (its kubelet stopped reporting)',
    },
  ],
  rules: [conditions, crowded, busyDisks, alerted],
};

function conditions(scene: Scene): readonly Clue[] {
  return scene.all('Node').flatMap((one) => {
    const found: Clue[] = CONDITIONS.flatMap(([type, code, says]) => {
      const condition = conditionAt(one.raw, type);
      if (textAt(condition, 'status') !== 'True') return [];
      const quote = `${type}=True: ${textAt(condition, 'message') || textAt(condition, 'reason')}`;
      return [
        seen(scene, {
          code,
          about: one,
          confidence: 0.95,
          quote,
          says,
          at: msAt(condition, 'lastTransitionTime') ?? scene.now,
        }),
      ];
    });
    const ready = conditionAt(one.raw, 'Ready');
    const status = textAt(ready, 'status');
    if (status === '' || status === 'True') return found;
    const said = textAt(ready, 'message') || textAt(ready, 'reason');
    const isNetwork = /network plugin|cni/i.test(said);
    return [
      ...found,
      seen(scene, {
        code: isNetwork ? 'network.cni_failing' : 'node.not_ready',
        about: one,
        confidence: 0.96,
        quote: `Ready=${status}: ${said}`,
        at: msAt(ready, 'lastTransitionTime') ?? scene.now,
        says: isNetwork
          ? 'is not ready because its network plugin (CNI) does not work'
          : `is not ready (NotReady): ${status === 'Unknown' ? 'its kubelet stopped reporting' : 'its kubelet says so'}`,
      }),
    ];
  });
}

/** As many pods on it as it may run. */
function crowded(scene: Scene): readonly Clue[] {
  const waits = scene.all('Pod').some((pod) => textAt(pod.raw, 'status', 'phase') === 'Pending');
  if (!waits) return [];
  return scene.all('Node').flatMap((one) => {
    const most =
      Number(textAt(one.raw, 'status', 'allocatable', 'pods')) ||
      numberAt(one.raw, 'status', 'allocatable', 'pods') ||
      0;
    const here = scene.all('Pod').filter((pod) => textAt(pod.raw, 'spec', 'nodeName') === one.name).length;
    if (most === 0 || here < most) return [];
    return [
      seen(scene, {
        code: 'node.too_many_pods',
        about: one,
        confidence: 0.85,
        quote: `${here} of ${most} pods`,
        says: `runs ${here} of the ${most} pods that it may, and takes no more`,
      }),
    ];
  });
}

function busyDisks(scene: Scene): readonly Clue[] {
  return seriesLike(scene, /node_disk_io_time|disk.{0,200}(?:util|busy|saturat)|iowait/i).flatMap((series) => {
    const last = lastOf(series) ?? 0;
    const share = last > 1.5 ? last / 100 : last;
    const bound = /iowait/i.test(series.query) ? 0.4 : 0.9;
    if (share < bound || share > 1.2) return [];
    const { instance = '', node: named = '' } = series.labels;
    const [about] = scene
      .all('Node')
      .filter(
        (one) =>
          one.name === named ||
          one.name === instance ||
          instance.startsWith(`${one.name}:`) ||
          JSON.stringify(one.raw).includes(`"${instance.split(':')[0] ?? ''}"`),
      );
    const subject = about ?? { kind: 'Node', namespace: '', name: named || instance };
    if (subject.name === '') return [];
    return [
      seen(scene, {
        code: 'node.disk_io_saturated',
        about: subject,
        confidence: 0.88,
        source: 'metrics',
        quote: `${series.query} = ${last}`,
        says: `has a disk that is busy ${Math.round(share * 100)} % of the time (disk I/O saturated), which slows everything on it`,
      }),
    ];
  });
}

function alerted(scene: Scene): readonly Clue[] {
  return measuredBy(scene, [
    {
      code: 'node.disk_io_saturated',
      name: /DiskIO|IOSaturat|DiskSaturat|HighIOWait/i,
      about: nodeOf,
      says: 'has a disk that is busy nearly all the time (disk I/O saturated), as its alert measures',
    },
    {
      code: 'node.disk_pressure',
      name: /Node(?:Filesystem|Disk)\w*(?:OutOf|Full|Almost|Pressure)/i,
      text: /\b[0-4](?:\.\d+)?\s?%/,
      about: nodeOf,
      says: 'is nearly out of disk space or inodes, as its alert measures',
    },
  ]);
}
