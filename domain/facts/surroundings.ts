import { count, plural } from '../wording.js';
import type { Fact } from './fact.js';
import type { Scene } from './scene.js';

/** From this share of pods that fail elsewhere, the trouble is not of one workload. */
const SHARE_FROM = 0.1;
const PODS_FROM = 3;

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
  const isHot = hot !== undefined && hot.all > 0 && hot.near * 2 > hot.all;
  const isWide = (failing >= PODS_FROM && failing >= all * SHARE_FROM) || away * 4 > snapshot.nodes || isHot;
  const pressure = peaks
    ? `; of a node at most ${percent(peaks.cpu)} of CPU, ${percent(peaks.memory)} of memory and ${percent(peaks.disk)} of disk are used`
    : '';
  const numbers = `${snapshot.nodesReady} of ${count(snapshot.nodes)} nodes are ready, and ${count(failing)} of ${count(all)} pods elsewhere fail${pressure}`;
  return [
    {
      ...{ ...base, subject, verdict: isWide ? 'found' : 'absent', confidence: isWide ? 0.8 : 0.85 },
      evidence: {
        quote: numbers,
        because: isWide
          ? `elsewhere in the cluster there is trouble, too: ${numbers}`
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
