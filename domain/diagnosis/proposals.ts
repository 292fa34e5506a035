import { matchingRows } from '../policy/row.js';
import { DEFAULT_ROWS } from '../policy/defaults.js';
import { podSpecOf } from '../facts/graph.js';
import { at, listAt, numberAt, quantity, textAt } from '../facts/reading.js';
import { imageOf, revisionOf } from '../facts/rollout.js';
import type { Scene } from '../facts/scene.js';
import type { Ref } from '../facts/bundle.js';
import type { CauseCode } from './causes/index.js';
import type { ProposedAction } from './diagnosis.js';
import type { Hypothesis } from './hypotheses.js';

type Wish = Omit<ProposedAction, 'verdict'>;

/** From this confidence on an action is worth proposing. */
const PROPOSES_FROM = 0.7;

/** Changes that can mend this cause. A restart is never among them: none of these causes ends with one. */
export function proposalsFor(scene: Scene, cause: Hypothesis): readonly ProposedAction[] {
  if (cause.confidence < PROPOSES_FROM) return [];
  const wish = WISHES[cause.code]?.(scene, cause);
  return wish ? [{ ...wish, verdict: verdictOf(wish.action) }] : [];
}

type Wisher = (scene: Scene, cause: Hypothesis) => Wish | undefined;

const WISHES: Partial<Readonly<Record<CauseCode, Wisher>>> = {
  'container.oom_killed': (scene, { resource }) => moreMemory(scene, resource),
  'rollout.regression': (scene, { resource }) => back(scene, resource),
  'image.not_found': (scene, { resource }) => back(scene, resource),
  'storage.volume_full': largerVolume,
  'control-plane.webhook_failing': wakeBackend,
  'rollout.disruption_blocked': (scene, { resource }) => goOn(scene, resource),
  'service.port_mismatch': rightPort,
  'dependency.unreachable': wakeCallee,
  'database.unreachable': wakeCallee,
};

function goOn(scene: Scene, target: Ref): Wish | undefined {
  const isPaused = at(scene.find(target.kind, target.namespace, target.name)?.raw, 'spec', 'paused') === true;
  const why = 'it is paused, and nothing else keeps it from going on';
  return isPaused ? { action: 'resume-rollout', target, params: {}, why } : undefined;
}

function moreMemory(scene: Scene, target: Ref): Wish | undefined {
  const [one] = listAt(
    podSpecOf(scene.find(target.kind, target.namespace, target.name) ?? { ...target, labels: {}, raw: {} }),
    'containers',
  ).filter((it) => textAt(it, 'resources', 'limits', 'memory') !== '');
  const bytes = quantity(textAt(one, 'resources', 'limits', 'memory'));
  if (bytes === undefined || target.kind === 'Pod') return undefined;
  const limit = `${Math.ceil((bytes * 1.5) / 2 ** 20)}Mi`;
  return {
    action: 'set-resources',
    target,
    params: { container: textAt(one, 'name'), memoryLimit: limit },
    why: 'it was killed at its limit; half as much again is a first step, and what grows should be found',
  };
}

/** Only where the bundle shows a revision that ran another image. */
function back(scene: Scene, target: Ref): Wish | undefined {
  const sets = scene
    .all('ReplicaSet', target.namespace)
    .filter(({ raw }) =>
      listAt(raw, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'name') === target.name),
    )
    .toSorted((a, b) => revisionOf(b) - revisionOf(a));
  const before = sets.slice(1).find((set) => imageOf(set) !== imageOf(sets[0]));
  if (!before || target.kind !== 'Deployment') return undefined;
  return {
    action: 'rollback',
    target,
    params: { revision: revisionOf(before) },
    why: `revision ${revisionOf(before)} ran ${imageOf(before)}`,
  };
}

function largerVolume(scene: Scene, { clues }: Hypothesis): Wish | undefined {
  const ref = clues.map(({ about }) => about).find(({ kind }) => kind === 'PersistentVolumeClaim');
  const claim = ref && scene.find(ref.kind, ref.namespace, ref.name);
  const type = claim && scene.find('StorageClass', '', textAt(claim.raw, 'spec', 'storageClassName'));
  const bytes = quantity(textAt(claim?.raw, 'spec', 'resources', 'requests', 'storage'));
  if (!ref || bytes === undefined || at(type?.raw, 'allowVolumeExpansion') !== true) return undefined;
  return {
    action: 'expand-volume',
    target: ref,
    params: { size: `${Math.ceil((bytes * 1.5) / 2 ** 30)}Gi` },
    why: 'the volume is full, and its class allows it to grow',
  };
}

/** The backend of a webhook that somebody scaled to nothing gets the replicas back that it had. */
function wakeBackend(scene: Scene, { clues }: Hypothesis): Wish | undefined {
  const services = clues.flatMap(({ related }) => related).filter(({ kind }) => kind === 'Service');
  const asleep = services
    .flatMap((one) => scene.neighbours(one))
    .filter(({ kind }) => kind === 'Deployment')
    .find((one) => numberAt(scene.find(one.kind, one.namespace, one.name)?.raw, 'spec', 'replicas') === 0);
  if (!asleep) return undefined;
  const replicas = hadOf(scene, asleep) ?? 1;
  return { action: 'scale', target: asleep, params: { replicas }, why: 'it answers the webhook and was scaled to 0' };
}

/** A callee that was put to rest, and only where the bundle shows how many it were: it may rest on purpose. */
function wakeCallee(scene: Scene, { resource, clues }: Hypothesis): Wish | undefined {
  const replicas = clues.some(({ silent }) => silent === 'asleep') ? hadOf(scene, resource) : undefined;
  if (replicas === undefined) return undefined;
  return { action: 'scale', target: resource, params: { replicas }, why: 'others call it, and it was scaled to 0' };
}

/** How many replicas it had before it was scaled to nothing. */
function hadOf(scene: Scene, asleep: Ref): number | undefined {
  const said = [
    ...scene.bundle.changes
      .filter((change) => change.name.split('/').at(-1) === asleep.name && change.kind === 'scale')
      .map(({ revision }) => revision),
    ...scene.eventsOf(asleep).map(({ message }) => message),
  ];
  return said.map((text) => Number(/(\d{1,3}) (?:->|to) 0/.exec(text)?.[1] ?? 0)).find((replicas) => replicas > 0);
}

function rightPort(scene: Scene, { best }: Hypothesis): Wish | undefined {
  const [, wrong, right = ''] = /targetPort (\S+); the container serves port ([\d, ]+)/.exec(best.quote) ?? [];
  const ports = right.split(', ').filter(Boolean);
  const known = scene.find('Service', best.about.namespace, best.about.name);
  if (!known || wrong === undefined || ports.length !== 1) return undefined;
  return {
    action: 'set-service-port',
    target: { kind: 'Service', namespace: known.namespace, name: known.name },
    params: { from: wrong, targetPort: Number(ports[0]) },
    why: `the container listens on ${ports[0]}`,
  };
}

/** What the gate says when nobody has written a row: asked offline, nothing of an account is known. */
function verdictOf(action: string): string {
  const [row] = matchingRows(DEFAULT_ROWS, { category: action });
  return row
    ? `${row.verb}, by the default rows`
    : 'require_approval, by the default rows: none speaks about it, so people are asked';
}
