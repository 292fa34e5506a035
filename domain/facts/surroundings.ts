import { count, plural } from '../wording.js';
import type { Fact } from './fact.js';
import type { Scene } from './scene.js';

/** Shares of pods and of nodes that are trouble by themselves; of both together, their parts count. */
const PODS_SHARE = 0.09;
const NODES_SHARE = 0.5;
/** One pod of three says less than a hundred of three hundred: so many that are well are thought beside them. */
const PODS_BESIDE = 10;
/** Below this part of what is trouble, the rest of the cluster is well. */
const LITTLE_FROM = 0.2;

/** What stands around the target: the rest of the cluster, and what else fires; only where somebody asked. */
export function surroundingsOf(scene: Scene): readonly Fact[] {
  return [...clusterWide(scene), ...alertsNear(scene)];
}

/** Whether the fault stands alone, or the whole cluster is under pressure. */
function clusterWide({ bundle, now }: Scene): readonly Fact[] {
  const { snapshot, sources } = bundle;
  const said = sources['snapshot'];
  if (said === undefined) return [];
  const base = { id: 'c-cluster', kind: 'cluster_wide_trouble', source: 'snapshot', at: now } as const;
  const subject = { kind: 'Cluster', namespace: '', name: '' };
  if (!snapshot)
    return [
      {
        ...{ ...base, subject, verdict: 'unknown', confidence: 0 },
        evidence: { quote: '', because: `how the rest of the cluster stands could not be read (${said})` },
      },
    ];
  const all = Math.max(0, snapshot.pods.all - snapshot.here.all);
  const failing = Math.max(0, snapshot.pods.failing - snapshot.here.failing);
  const away = snapshot.nodes - snapshot.nodesReady;
  const { hot, peaks } = snapshot;
  // Each one more counts a little more: there is no number at which few become many at once.
  const trouble =
    failing / (Math.max(all, failing) + PODS_BESIDE) / PODS_SHARE +
    (snapshot.nodes > 0 ? away / snapshot.nodes / NODES_SHARE : 0) +
    (hot !== undefined && hot.all > 0 && hot.near * 2 > hot.all ? 1 : 0);
  const [isWide, isLittle] = [trouble >= 1, trouble >= LITTLE_FROM && trouble < 1];
  const pressure = peaks
    ? `; of a node at most ${percent(peaks.cpu)} of CPU, ${percent(peaks.memory)} of memory and ${percent(peaks.disk)} of disk are used`
    : '';
  const numbers = `${snapshot.nodesReady} of ${count(snapshot.nodes)} nodes are ready, and ${count(failing)} of ${count(all)} pods elsewhere fail${pressure}`;
  return [
    {
      ...{ ...base, subject, verdict: isWide ? 'found' : 'absent', confidence: isWide ? 0.8 : isLittle ? 0.6 : 0.85 },
      evidence: {
        quote: numbers,
        because: isWide
          ? `elsewhere in the cluster there is trouble, too: ${numbers}`
          : isLittle
            ? `elsewhere in the cluster there is a little trouble, too: ${numbers}`
            : `the rest of the cluster is well: ${numbers}`,
      },
    },
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Other alerts of the namespace, or of what all namespaces stand on. */
function alertsNear({ bundle, now }: Scene): readonly Fact[] {
  const said = bundle.sources['alerts'];
  if (said === undefined) return [];
  const own = new Set(bundle.alerts.map(({ name }) => name));
  const home = bundle.target?.namespace ?? '';
  const firing = bundle.series
    .filter(({ query, labels }) => {
      const space = labels['exported_namespace'] ?? labels['namespace'] ?? home;
      return query.startsWith('ALERTS{') && (home === '' || space === home) && !own.has(labels['alertname'] ?? '');
    })
    .map(({ labels }) => labels['alertname'] ?? '');
  const names = [...new Set(firing)].filter(Boolean).toSorted();
  const base = { id: 'c-alerts', kind: 'alerts_near_by', source: 'alert', at: now } as const;
  const subject = { kind: 'Namespace', namespace: '', name: home };
  const isRead = said === 'ok' || said === 'absent' || names.length > 0;
  const quote = names.slice(0, 8).join(', ');
  const because = !isRead
    ? `which alerts fire near by could not be read (${said})`
    : names.length > 0
      ? `${plural(names.length, 'other alert fires', 'other alerts fire')} near by: ${quote}`
      : 'no other alert fires near by';
  const verdict = !isRead ? 'unknown' : names.length > 0 ? 'found' : 'absent';
  return [{ ...base, subject, verdict, confidence: isRead ? 0.9 : 0, evidence: { quote, because } }];
}
