import { type Family, seen } from './family.js';
import type { Clue } from './fact.js';
import { podSpecOf } from './graph.js';
import { at, conditionAt, listAt, numberAt, textAt } from './reading.js';
import type { Scene } from './scene.js';

export const autoscaling: Family = {
  name: 'autoscaling',
  reads: ['objects', 'events'],
  sayings: [
    {
      code: 'autoscaling.requests_missing',
      find: /missing request for (\w{2,40})/i,
      weight: 0.96,
      where: ['event', 'status'],
      says: ([, what]) =>
        `can not compute utilisation because the pods declare no ${what ?? 'resource'} requests (missing request for ${what ?? 'cpu'})`,
    },
    {
      code: 'autoscaling.metrics_unavailable',
      find: /unable to (?:get|fetch) metrics|no metrics returned|FailedGet(?:Resource|External|Pods|Object)Metric|failed to get .{0,60}(?:metric|utilization)|unable to get (?:external|resource) metric/i,
      weight: 0.88,
      where: ['event', 'status'],
      not: /missing request for/i,
      says: () => 'gets no metrics, so it does not scale (the metrics API does not answer)',
    },
  ],
  rules: [bounds, expectedScalers, lostTargets, triggers],
};

function bounds(scene: Scene): readonly Clue[] {
  return scene.all('HorizontalPodAutoscaler').flatMap((one) => {
    const most = numberAt(one.raw, 'spec', 'maxReplicas');
    const current = numberAt(one.raw, 'status', 'currentReplicas');
    const limited = conditionAt(one.raw, 'ScalingLimited');
    const target = scene.find(
      textAt(one.raw, 'spec', 'scaleTargetRef', 'kind'),
      one.namespace,
      textAt(one.raw, 'spec', 'scaleTargetRef', 'name'),
    );
    const isLimited = textAt(limited, 'status') === 'True' && textAt(limited, 'reason') === 'TooManyReplicas';
    const related = target ? [target] : [];
    const clues: Clue[] = [];
    if (most !== undefined && isLimited && (current ?? most) >= most)
      clues.push(
        seen(scene, {
          code: 'autoscaling.max_replicas_reached',
          about: one,
          related,
          confidence: 0.9,
          quote: textAt(limited, 'message') || `${current} of ${most} replicas`,
          says: `is at its upper bound of ${most} replicas (maxReplicas) and the load is still too high`,
        }),
      );
    const byUse = listAt(one.raw, 'spec', 'metrics')
      .filter((metric) => textAt(metric, 'resource', 'target', 'type') === 'Utilization')
      .map((metric) => textAt(metric, 'resource', 'name'));
    const containers = listAt(target && podSpecOf(target), 'containers');
    const lacking = byUse.find((name) =>
      containers.some((it) => !at(it, 'resources', 'requests', name) && !at(it, 'resources', 'limits', name)),
    );
    const active = textAt(conditionAt(one.raw, 'ScalingActive'), 'status');
    if (target && lacking !== undefined && active !== 'True')
      clues.push(
        seen(scene, {
          code: 'autoscaling.requests_missing',
          about: one,
          related,
          confidence: 0.9,
          quote: `target utilisation of ${lacking}; the template declares no request for it`,
          says: `can not compute the utilisation of ${lacking}, since the pods of ${target.name} declare no ${lacking} requests`,
        }),
      );
    return clues;
  });
}

/** People ask why something does not scale, and nothing scales it. */
function expectedScalers(scene: Scene): readonly Clue[] {
  const asked = `${scene.bundle.question} ${scene.bundle.alerts.map(({ name, text }) => `${name} ${text}`).join(' ')}`;
  if (!/\bscal(?:e|ing|ed|er)|autoscal|\bhpa\b|keda|replicas? (?:stay|stays|remain)/i.test(asked)) return [];
  if (!scene.knows('HorizontalPodAutoscaler') && scene.bundle.sources['horizontalpodautoscalers'] === undefined)
    return [];
  return scene.focus
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
    .flatMap((about) => {
      const scalers = [
        ...scene.all('HorizontalPodAutoscaler', about.namespace),
        ...scene.all('ScaledObject', about.namespace),
      ];
      if (scalers.some(({ raw }) => textAt(raw, 'spec', 'scaleTargetRef', 'name') === about.name)) return [];
      return [
        seen(scene, {
          code: 'autoscaling.scaler_missing',
          about,
          confidence: 0.86,
          quote: `no autoscaler of ${about.namespace} targets ${about.name}`,
          says: 'has no autoscaler (HPA or ScaledObject) that targets it, so nothing scales it',
        }),
      ];
    });
}

/** An autoscaler whose target is not there scales nothing. */
function lostTargets(scene: Scene): readonly Clue[] {
  return [...scene.all('HorizontalPodAutoscaler'), ...scene.all('ScaledObject')].flatMap((one) => {
    const name = textAt(one.raw, 'spec', 'scaleTargetRef', 'name');
    const kind = textAt(one.raw, 'spec', 'scaleTargetRef', 'kind') || 'Deployment';
    const isKnown = ['Deployment', 'StatefulSet', 'ReplicaSet'].includes(kind) && scene.knows(kind, one.namespace);
    if (name === '' || !isKnown || scene.find(kind, one.namespace, name)) return [];
    const said = textAt(conditionAt(one.raw, 'AbleToScale'), 'message');
    return [
      seen(scene, {
        code: 'autoscaling.scaler_missing',
        about: one,
        related: [{ kind, namespace: one.namespace, name }],
        confidence: 0.85,
        quote: said || `scaleTargetRef ${kind} ${name}`,
        says: `targets ${kind} ${name}, which does not exist (not found), so nothing scales the workload that is there`,
      }),
    ];
  });
}

/** What KEDA says of a trigger that it can not ask. */
function triggers(scene: Scene): readonly Clue[] {
  return scene.all('ScaledObject').flatMap((one) => {
    const ready = conditionAt(one.raw, 'Ready');
    const event = scene.eventsOf(one).findLast(({ warning }) => warning);
    if (textAt(ready, 'status') !== 'False') return [];
    return [
      seen(scene, {
        code: 'autoscaling.metrics_unavailable',
        about: one,
        confidence: 0.88,
        quote: event?.message ?? textAt(ready, 'message'),
        says: 'gets no metrics from its triggers, so it does not scale',
      }),
    ];
  });
}
