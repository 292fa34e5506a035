import { describe, expect, it } from 'vitest';
import type { Bundle, Thing } from '../../../domain/facts/bundle.js';
import { collect } from '../../../domain/facts/collect.js';
import { sceneOf } from '../../../domain/facts/scene.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';

const NOW = Date.parse('2026-10-06T05:00:00Z');
const aThing = (kind: string, namespace: string, name: string, raw: object = {}): Thing => ({
  ...{ kind, namespace, name, labels: {}, raw: { kind, metadata: { name, namespace }, ...raw } },
});
const aBundle = (more: Partial<Bundle>): Bundle => ({
  ...{ capturedAt: NOW, cluster: 'c', question: '', alerts: [], things: [], happenings: [], logs: [], series: [] },
  ...{ changes: [], sources: { objects: 'ok', events: 'ok', logs: 'ok', metrics: 'ok', changes: 'ok' }, ...more },
});
const READY = [{ type: 'Ready', status: 'True' }];
const deployment = (namespace: string, name: string) =>
  aThing('Deployment', namespace, name, { spec: { replicas: 1 }, status: { readyReplicas: 1 } });

describe('what a live capture says of itself', () => {
  it.each([
    ['a namespace that was read in whole', { services: 'ok' }, 'shop', true],
    ['another one', { services: 'ok' }, 'pay', false],
    ['another one whose services were read too', { services: 'ok', 'services/pay': 'absent' }, 'pay', true],
    ['one where they could not be read', { services: 'denied: no' }, 'shop', false],
  ])('knows which Services there are of %s', (_name, sources, namespace, known) => {
    const bundle = aBundle({ namespaces: ['shop'], sources: { objects: 'ok', ...sources } });
    expect(sceneOf(bundle).knows('Service', namespace)).toBe(known);
  });

  it('looks at the workload that was asked about', () => {
    const things = [deployment('shop', 'api'), deployment('shop', 'web')];
    const target = { kind: 'Deployment', namespace: 'shop', name: 'web' };
    expect(sceneOf(aBundle({ things, target })).focus).toEqual([target]);
  });

  it('calls a namespace healthy by its own workloads', () => {
    const broken = aThing('Deployment', 'pay', 'db', { spec: { replicas: 1 }, status: {} });
    const bundle = aBundle({ things: [deployment('shop', 'web'), broken], namespaces: ['shop'] });
    expect(diagnose({ ...bundle, target: { kind: '', namespace: 'shop', name: '' } })).toMatchObject({
      verdict: 'healthy',
    });
    expect(diagnose(bundle)).toMatchObject({ verdict: 'unknown' });
  });

  it('leaves a node alone that carries nothing of the namespace', () => {
    const status = { conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'away' }] };
    const pod = (node: string) =>
      aThing('Pod', 'shop', 'web-0', { spec: { nodeName: node }, status: { phase: 'Running', conditions: READY } });
    const verdictOn = (node: string) =>
      diagnose(
        aBundle({
          things: [aThing('Node', '', 'node-1', { status }), aThing('Node', '', 'node-2'), pod(node)],
          target: { kind: '', namespace: 'shop', name: '' },
        }),
      ).cause?.code;
    expect([verdictOn('node-1'), verdictOn('node-2')]).toEqual(['node.not_ready', 'none.healthy']);
  });

  it('makes facts unknown whose kinds were hidden, and says which', () => {
    const sources = { ...aBundle({}).sources, secrets: 'denied: grant "list" on "secrets"' };
    const found = diagnose(aBundle({ things: [deployment('shop', 'web')], sources }));
    const verdicts = new Map(found.facts.map(({ kind, verdict }) => [kind, verdict]));
    expect([verdicts.get('container_config'), verdicts.get('image_pull')]).toEqual(['unknown', 'absent']);
    expect(found.missing).toContain('secrets: denied: grant "list" on "secrets"');
  });
});

describe('the snapshot of the cluster', () => {
  const wide = (more: object, said = 'ok') =>
    collect(
      sceneOf(
        aBundle({
          ...{ sources: { snapshot: said } },
          ...(said === 'ok' && {
            snapshot: {
              ...{ nodes: 4, nodesReady: 4, pods: { all: 110, failing: 2 }, here: { all: 10, failing: 2 } },
              ...more,
            },
          }),
        }),
      ),
    ).facts.find(({ kind }) => kind === 'cluster_wide_trouble');

  it.each([
    ['alone it fails', {}, 'absent'],
    ['two others fail', { pods: { all: 110, failing: 4 } }, 'absent'],
    ['one in ten elsewhere fails', { pods: { all: 110, failing: 12 } }, 'found'],
    ['a node of four is away', { nodesReady: 3 }, 'absent'],
    ['two nodes of four are away', { nodesReady: 2 }, 'found'],
    ['one of a few others fails', { pods: { all: 15, failing: 3 } }, 'absent'],
    ['two of a few others fail', { pods: { all: 15, failing: 4 } }, 'found'],
    ['two of fifty others fail', { pods: { all: 60, failing: 4 } }, 'absent'],
    ['a node of two is away', { nodes: 2, nodesReady: 1 }, 'found'],
    ['a pod fails and a node of four is away', { pods: { all: 40, failing: 3 }, nodesReady: 3 }, 'absent'],
    ['more pods fail and a node of four is away', { pods: { all: 40, failing: 5 }, nodesReady: 3 }, 'found'],
    ['half of the nodes are busy', { hot: { all: 4, near: 2 } }, 'absent'],
    ['most of the nodes are busy', { hot: { all: 4, near: 3 } }, 'found'],
  ])('%s', (_name, more, verdict) => {
    expect(wide(more)).toMatchObject({ verdict });
  });

  it('is said in three degrees', () => {
    const because = (failing: number) => wide({ pods: { all: 110, failing } })?.evidence.because?.split(':')[0];
    expect([2, 3, 4, 6, 11, 12].map(because)).toEqual([
      'the rest of the cluster is well',
      'the rest of the cluster is well',
      'elsewhere in the cluster there is a little trouble, too',
      'elsewhere in the cluster there is a little trouble, too',
      'elsewhere in the cluster there is a little trouble, too',
      'elsewhere in the cluster there is trouble, too',
    ]);
  });

  it('is unknown where it may not be read, and nothing where nobody asked', () => {
    expect(wide({}, 'denied: no')).toMatchObject({ verdict: 'unknown' });
    expect(collect(sceneOf(aBundle({}))).facts.some(({ kind }) => kind === 'cluster_wide_trouble')).toBe(false);
  });
});

describe('alerts near by', () => {
  const firing = (labels: Record<string, string>) => ({ query: 'ALERTS{alertstate="firing"}', labels, points: [] });
  const own = { name: 'Own', firing: true, labels: {}, text: '' };
  const near = (series: Bundle['series'], alerts: string) =>
    collect(
      sceneOf(
        aBundle({ series, alerts: [own], sources: { alerts }, target: { kind: '', namespace: 'shop', name: '' } }),
      ),
    ).facts.find(({ kind }) => kind === 'alerts_near_by');

  it('are those of the namespace and of what all stand on, but for the one that was asked about', () => {
    const series = [
      firing({ alertname: 'Own', namespace: 'shop' }),
      firing({ alertname: 'Slow', namespace: 'shop' }),
      firing({ alertname: 'Other', namespace: 'pay' }),
      firing({ alertname: 'NodeDown' }),
    ];
    expect(near(series, 'ok')).toMatchObject({ verdict: 'found', evidence: { quote: 'NodeDown, Slow' } });
    expect(near([], 'absent')).toMatchObject({ verdict: 'absent' });
    expect(near([], 'unavailable: no URL')).toMatchObject({ verdict: 'unknown' });
  });
});
