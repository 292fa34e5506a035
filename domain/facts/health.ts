import type { Thing } from './bundle.js';
import { at, conditionAt, listAt, msAt, numberAt, textAt } from './reading.js';

/** How an object stands now: from its own status and that of its pods. */
export type Standing = 'well' | 'ailing' | 'unknown';

const MINUTE = 60_000;

export function stateOfThing(thing: Thing | undefined, pods: readonly Thing[], now: number): Standing {
  if (!thing) return 'unknown';
  if (thing.kind === 'Pod') return podStanding(thing, now);
  const counts = replicas(thing);
  if (!counts) return thing.kind === 'Job' ? jobStanding(thing, now) : reportedStanding(thing);
  if (counts.ready < counts.wanted) return 'ailing';
  // A pod that was evicted stays as a note after another has taken its place.
  const living = pods.filter((pod) => !isLeaving(pod) && textAt(pod.raw, 'status', 'phase') !== 'Failed');
  const failing = living.some((pod) => podStanding(pod, now) === 'ailing');
  return failing ? 'ailing' : 'well';
}

/** A pod that restarts again and again is ready between two falls: it counts as ailing for a while after each. */
export function podStanding(pod: Thing, now: number): Standing {
  const phase = textAt(pod.raw, 'status', 'phase');
  if (phase === 'Succeeded') return 'well';
  if (phase === '') return 'unknown';
  if (phase !== 'Running') return 'ailing';
  const ready = textAt(conditionAt(pod.raw, 'Ready'), 'status');
  if (ready === 'False' || ready === 'Unknown') return 'ailing';
  const statuses = containersOf(pod);
  if (statuses.some((one) => at(one, 'ready') === false && !at(one, 'state', 'terminated'))) return 'ailing';
  return statuses.some((one) => isFalling(one, now)) ? 'ailing' : 'well';
}

export function isFalling(status: unknown, now: number): boolean {
  const ended = msAt(status, 'lastState', 'terminated', 'finishedAt');
  const restarts = numberAt(status, 'restartCount') ?? 0;
  return ended !== undefined && restarts >= 2 && now - ended < 30 * MINUTE;
}

export function isLeaving(pod: Thing): boolean {
  return textAt(pod.raw, 'metadata', 'deletionTimestamp') !== '';
}

export function containersOf(pod: Thing): readonly unknown[] {
  return [...listAt(pod.raw, 'status', 'initContainerStatuses'), ...listAt(pod.raw, 'status', 'containerStatuses')];
}

export function replicas({ kind, raw }: Thing): { readonly wanted: number; readonly ready: number } | undefined {
  if (kind === 'DaemonSet') {
    const wanted = numberAt(raw, 'status', 'desiredNumberScheduled') ?? 0;
    return { wanted, ready: numberAt(raw, 'status', 'numberReady') ?? 0 };
  }
  if (!['Deployment', 'StatefulSet', 'ReplicaSet'].includes(kind)) return undefined;
  return { wanted: numberAt(raw, 'spec', 'replicas') ?? 1, ready: numberAt(raw, 'status', 'readyReplicas') ?? 0 };
}

const STARTS_WITHIN = 5 * MINUTE;

/** A Job that should run and has no pod after a while can not make one. */
function jobStanding(job: Thing, now: number): Standing {
  if (textAt(conditionAt(job.raw, 'Failed'), 'status') === 'True') return 'ailing';
  if (textAt(conditionAt(job.raw, 'Complete'), 'status') === 'True') return 'well';
  if ((numberAt(job.raw, 'status', 'failed') ?? 0) > 0) return 'ailing';
  const begun = msAt(job.raw, 'status', 'startTime') ?? job.createdAt ?? now;
  const isIdle = (numberAt(job.raw, 'status', 'active') ?? 0) + (numberAt(job.raw, 'status', 'succeeded') ?? 0) === 0;
  return isIdle && at(job.raw, 'spec', 'suspend') !== true && now - begun > STARTS_WITHIN ? 'ailing' : 'well';
}

/** What other kinds report of themselves. */
function reportedStanding(thing: Thing): Standing {
  const { kind, raw } = thing;
  if (kind === 'PersistentVolumeClaim') {
    const phase = textAt(raw, 'status', 'phase');
    return phase === 'Bound' ? 'well' : phase === '' ? 'unknown' : 'ailing';
  }
  if (kind === 'Application') {
    const [health, sync] = [textAt(raw, 'status', 'health', 'status'), textAt(raw, 'status', 'sync', 'status')];
    const isWell = health === 'Healthy' && sync === 'Synced';
    return health === '' && sync === '' ? 'unknown' : isWell ? 'well' : 'ailing';
  }
  if (kind === 'HorizontalPodAutoscaler') {
    const active = textAt(conditionAt(raw, 'ScalingActive'), 'status');
    const able = textAt(conditionAt(raw, 'AbleToScale'), 'status');
    return active === '' ? 'unknown' : active === 'True' && able !== 'False' ? 'well' : 'ailing';
  }
  const ready = textAt(conditionAt(raw, 'Ready'), 'status');
  if (ready === '') return 'unknown';
  const pressed = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'].some(
    (type) => textAt(conditionAt(raw, type), 'status') === 'True',
  );
  return ready === 'True' && !pressed ? 'well' : 'ailing';
}
