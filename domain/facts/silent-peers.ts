import { nameOf, type Ref, type Thing } from './bundle.js';
import { seen } from './family.js';
import type { Clue } from './fact.js';
import { podSpecOf } from './graph.js';
import { hostsIn, peerOf } from './hosts.js';
import { replicas } from './health.js';
import { listAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { workloadsBehind } from './subject.js';

const OF_PEERS =
  /^(?:dependency\.(?:unreachable|slow|erroring|cascading_failure)|database\.unreachable|dns\.name_not_found)$/;
const CALLS_MAX = 500;

interface Call {
  readonly code: 'dependency.unreachable' | 'database.unreachable';
  readonly caller: Ref;
  readonly service: Ref;
  readonly confidence: number;
  readonly at: number;
  readonly current: boolean;
}

/** Whoever is called and was put to rest, or never got a pod: the fault lies there, and callers only feel it. */
export function silentPeers(scene: Scene, clues: readonly Clue[]): readonly Clue[] {
  return [...complained(scene, clues), ...configured(scene)].slice(0, CALLS_MAX).flatMap((call) => silent(scene, call));
}

function complained(scene: Scene, clues: readonly Clue[]): readonly Call[] {
  return clues
    .filter(({ code }) => OF_PEERS.test(code))
    .flatMap(({ code, about, related, at, current }) =>
      related
        .filter(({ kind }) => kind === 'Service')
        .map((service) => ({
          code: code === 'database.unreachable' ? code : ('dependency.unreachable' as const),
          ...{ caller: scene.top(about), service, confidence: 0.93, at, current },
        })),
    );
}

/** Where no log tells, the settings of what was asked about and is not well say whom it calls. */
function configured(scene: Scene): readonly Call[] {
  if (scene.state('logs') === 'ok') return [];
  return scene.focus
    .map(scene.top)
    .filter((ref) => scene.standing(ref) === 'ailing')
    .flatMap((caller) => {
      const thing = scene.find(caller.kind, caller.namespace, caller.name);
      const values = thing
        ? listAt(podSpecOf(thing), 'containers').flatMap((one) => listAt(one, 'env').map((env) => textAt(env, 'value')))
        : [];
      return hostsIn(values.join('\n'))
        .flatMap((host) => peerOf(host, caller.namespace, scene.find) ?? [])
        .map((service) => ({
          code: 'dependency.unreachable' as const,
          caller,
          service,
          confidence: 0.66,
          at: scene.now,
          current: true,
        }));
    });
}

function silent(scene: Scene, { code, caller, service, confidence, at, current }: Call): readonly Clue[] {
  const makers = workloadsBehind(scene, service).filter(({ name }) => name !== caller.name);
  const [maker] = makers;
  if (!maker || !makers.every((one) => isSilent(scene, one))) return [];
  const { wanted = 0 } = replicas(maker) ?? {};
  const isAsleep = makers.every((one) => replicas(one)?.wanted === 0);
  const how = isAsleep ? 'is scaled to 0 replicas' : `has no pod, though ${wanted} replicas are wanted`;
  return [
    seen(scene, {
      code,
      // Nobody is related to it: it complains of nobody, others complain of it.
      about: maker,
      confidence: isAsleep ? confidence : confidence * 0.8,
      quote: isAsleep ? 'spec.replicas: 0' : `spec.replicas: ${wanted}, status.readyReplicas: 0`,
      at,
      current,
      says: `${how}, so nothing answers behind the Service ${service.name}, which ${nameOf(caller)} calls`,
      silent: isAsleep ? 'asleep' : 'podless',
    }),
  ];
}

/** It has no pods, so that no fault of theirs can be the reason. */
function isSilent(scene: Scene, maker: Thing): boolean {
  const counts = replicas(maker);
  if (!counts || counts.ready > 0) return false;
  return counts.wanted === 0 || (scene.knows('Pod', maker.namespace) && scene.podsOf(maker).length === 0);
}
