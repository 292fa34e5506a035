import { count } from '../wording.js';
import type { Fact } from './fact.js';
import type { Scene } from './scene.js';

/** From this share of pods that fail elsewhere, the trouble is not of one workload. */
const SHARE_FROM = 0.1;
const PODS_FROM = 3;

/** Whether the fault stands alone, or the whole cluster is under pressure; only where somebody asked. */
export function surroundingsOf({ bundle, now }: Scene): readonly Fact[] {
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
  const isWide = (failing >= PODS_FROM && failing >= all * SHARE_FROM) || away * 4 > snapshot.nodes;
  const numbers = `${snapshot.nodesReady} of ${count(snapshot.nodes)} nodes are ready, and ${count(failing)} of ${count(all)} pods elsewhere fail`;
  return [
    {
      ...{ ...base, subject, verdict: isWide ? 'found' : 'absent', confidence: isWide ? 0.8 : 0.85 },
      evidence: {
        quote: numbers,
        because: isWide
          ? `the trouble is not of the target alone: ${numbers}`
          : `the rest of the cluster is well: ${numbers}`,
      },
    },
  ];
}
