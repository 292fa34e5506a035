import type { Ref, Thing } from './bundle.js';
import { pairsAt } from './reading.js';
import type { Scene } from './scene.js';
import { selects } from './selectors.js';

const NAMED = ['exported_service', 'service', 'service_name', 'app', 'workload', 'consumergroup', 'job'];
const OF_LABEL: readonly (readonly [string, string])[] = [
  ['exported_pod', 'Pod'],
  ['pod', 'Pod'],
  ['deployment', 'Deployment'],
  ['statefulset', 'StatefulSet'],
  ...NAMED.flatMap((label) =>
    ['Deployment', 'StatefulSet', 'DaemonSet', 'Service'].map((kind) => [label, kind] as const),
  ),
];
const WHOLE = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];

/** The pod or workload that labels of a series name, or what was asked about where they name none. */
export function subjectOf(scene: Scene, labels: Readonly<Record<string, string>>): Thing | undefined {
  const namespace = labels['exported_namespace'] ?? labels['namespace'];
  for (const [label, kind] of OF_LABEL) {
    const found = scene
      .all(kind)
      .find((thing) => thing.name === labels[label] && (namespace ?? thing.namespace) === thing.namespace);
    if (found) return behind(scene, found);
  }
  const [asked] = scene.focus.filter(({ kind }) => [...WHOLE, 'Pod', 'Service'].includes(kind));
  const thing = asked && scene.find(asked.kind, asked.namespace, asked.name);
  return thing && behind(scene, thing);
}

/** Whoever answers for a Service; the thing itself where nobody, or more than one, does. */
function behind(scene: Scene, thing: Thing): Thing {
  const workloads = thing.kind === 'Service' ? workloadsBehind(scene, thing) : [];
  const [own] = [...workloads.filter(({ name }) => name === thing.name), ...(workloads.length === 1 ? workloads : [])];
  return own ?? thing;
}

/** The workloads whose pods a Service selects, those without pods included. */
export function workloadsBehind(scene: Scene, ref: Ref): readonly Thing[] {
  const service = scene.find('Service', ref.namespace, ref.name);
  if (!service) return [];
  return ['Deployment', 'StatefulSet', 'DaemonSet']
    .flatMap((kind) => scene.all(kind, service.namespace))
    .filter(({ raw }) => selects(service, pairsAt(raw, 'spec', 'template', 'metadata', 'labels')));
}
