import { type Family, sameRef, seen } from './family.js';
import type { Change, Ref, Thing } from './bundle.js';
import { subjectOf } from './subject.js';
import type { Clue } from './fact.js';
import { containersOf, podStanding, replicas } from './health.js';
import { at, conditionAt, listAt, numberAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { isUnmeasured } from './scraping.js';
import { cameBack, seriesLike, stepOf } from './series.js';

const MINUTE = 60_000;
/** Alerts about replicas and rollouts show the change itself, not what came of it: the pods tell that. */
const OF_STATE =
  /Generation|ReplicasMismatch|ReplicaSetMismatch|Rollout|RolledOut|ContainerWaiting|NotReady|NotScheduled|Unschedulable|Watchdog|TargetDown/i;
const BAD =
  /error|fail|5\.\.|5xx|latency|duration|histogram_quantile|_seconds_bucket|response_time|restart|throttl|exception|reject|timeout/i;

export const rollout: Family = {
  name: 'rollout',
  reads: ['objects', 'events', 'metrics', 'changes'],
  sayings: [
    {
      code: 'rollout.disruption_blocked',
      find: /Cannot evict pod as it would violate the pod's disruption budget|error when evicting pods.{0,200}disruption budget/i,
      weight: 0.95,
      says: () =>
        'can not be evicted: the disruption budget allows no disruption, so the drain or rollout does not go on',
    },
  ],
  rules: [stuck, paused, budgets, newRevisions, changesBefore],
};

function stuck(scene: Scene): readonly Clue[] {
  return scene.all('Deployment').flatMap((one) => {
    const condition = conditionAt(one.raw, 'Progressing');
    if (textAt(condition, 'status') !== 'False') return [];
    return [
      seen(scene, {
        code: 'rollout.stuck',
        about: one,
        confidence: 0.68,
        quote: textAt(condition, 'message') || textAt(condition, 'reason'),
        says: 'does not finish its rollout (ProgressDeadlineExceeded): the new pods do not become available',
      }),
    ];
  });
}

function paused(scene: Scene): readonly Clue[] {
  return scene.all('Deployment').flatMap((one) => {
    if (at(one.raw, 'spec', 'paused') !== true) return [];
    const [updated, wanted] = [numberAt(one.raw, 'status', 'updatedReplicas') ?? 0, replicas(one)?.wanted ?? 0];
    const generations =
      (numberAt(one.raw, 'status', 'observedGeneration') ?? 0) < (numberAt(one.raw, 'metadata', 'generation') ?? 0);
    return [
      seen(scene, {
        code: 'rollout.disruption_blocked',
        about: one,
        confidence: updated < wanted || generations ? 0.93 : 0.7,
        quote: 'spec.paused: true',
        says: 'is paused (spec.paused), so its rollout does not go on',
      }),
    ];
  });
}

/** A budget that allows nothing matters where something wants to be moved. */
function budgets(scene: Scene): readonly Clue[] {
  return scene.all('PodDisruptionBudget').flatMap((one) => {
    const allowed = numberAt(one.raw, 'status', 'disruptionsAllowed');
    const cordoned = scene.all('Node').filter(({ raw }) => at(raw, 'spec', 'unschedulable') === true);
    const asked = /drain|evict|upgrade|disruption/i.test(
      `${scene.bundle.question} ${scene.bundle.alerts.map(({ name, text }) => name + text).join(' ')}`,
    );
    const isDenied = textAt(conditionAt(one.raw, 'DisruptionAllowed'), 'status') === 'False';
    if ((allowed ?? 1) > 0 || (!asked && cordoned.length === 0) || (!isDenied && allowed === undefined)) return [];
    const [healthy, expected] = [
      numberAt(one.raw, 'status', 'currentHealthy'),
      numberAt(one.raw, 'status', 'desiredHealthy'),
    ];
    return [
      seen(scene, {
        code: 'rollout.disruption_blocked',
        about: one,
        related: cordoned,
        confidence: asked ? 0.9 : 0.7,
        quote: `disruptionsAllowed 0: ${healthy ?? '?'} healthy, ${expected ?? '?'} needed`,
        says: 'is a disruption budget that allows no pod to be evicted, so the drain does not go on',
      }),
    ];
  });
}

/** The new revision fails while the old one runs on. */
function newRevisions(scene: Scene): readonly Clue[] {
  return scene.all('Deployment').flatMap((one) => {
    const sets = setsOf(scene, one);
    const [newest, ...older] = sets;
    if (!newest || imageOf(newest) === imageOf(older[0]) || older.length === 0) return [];
    const pods = scene.podsOf(one);
    const of = (set: Thing) =>
      pods.filter(({ raw }) =>
        listAt(raw, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'name') === set.name),
      );
    const failing = of(newest).map((pod) => failureOf(scene, pod));
    const worst = Math.max(0, ...failing);
    const isOldWell = older.some((set) => of(set).some((pod) => podStanding(pod, scene.now) === 'well'));
    if (worst === 0) return [];
    return [
      seen(scene, {
        code: 'rollout.regression',
        about: one,
        confidence: (isOldWell ? 0.86 : 0.62) * worst,
        at: newest.createdAt ?? scene.now,
        quote: `${newest.name} runs ${imageOf(newest)}, ${older[0]?.name} ran ${imageOf(older[0])}`,
        says: `got the new release ${imageOf(newest).split('/').at(-1)} (deploy, new revision), whose pods fail${isOldWell ? ' while those of the old revision run' : ''}: a regression`,
      }),
    ];
  });
}

/** How much a pod of a new revision speaks against it: it falls, it does not get ready, or it only needs its time. */
function failureOf(scene: Scene, pod: Thing): number {
  if (podStanding(pod, scene.now) !== 'ailing' || textAt(pod.raw, 'status', 'phase') === 'Pending') return 0;
  const falls = containersOf(pod).some(
    (one) => (numberAt(one, 'restartCount') ?? 0) > 0 || /Err|BackOff/.test(textAt(one, 'state', 'waiting', 'reason')),
  );
  if (falls) return 1;
  const isYoung = scene.now - (pod.createdAt ?? 0) < 3 * MINUTE;
  const complains = scene.eventsOf(pod).some(({ warning }) => warning);
  return isYoung || !complains ? 0 : 0.78;
}

export function revisionOf(set: Thing): number {
  return Number(textAt(set.raw, 'metadata', 'annotations', 'deployment.kubernetes.io/revision')) || 0;
}

export function imageOf(set: Thing | undefined): string {
  return listAt(set?.raw, 'spec', 'template', 'spec', 'containers')
    .map((one) => textAt(one, 'image'))
    .join(', ');
}

/** A step in what is measured, or the start of an alert, right after a change of what they are about. */
function changesBefore(scene: Scene): readonly Clue[] {
  const steps = seriesLike(scene, BAD).flatMap((series) => {
    const start = stepOf(series);
    const subject = subjectOf(scene, series.labels);
    return start === undefined || cameBack(series)
      ? []
      : [{ start, subject, quote: `${series.query} rises to ${series.points.at(-1)?.[1]}` }];
  });
  const starts = scene.bundle.alerts
    .filter(({ firing, name }) => firing && !OF_STATE.test(name))
    .flatMap((alert) => {
      const { startsAt: start, name } = alert;
      return start === undefined ? [] : [{ start, quote: `${name} fires`, isUnmeasured: isUnmeasured(alert) }];
    });
  return [...scene.bundle.changes, ...releasesSeen(scene)].flatMap((change) => {
    if (change.kind !== 'deploy' && change.kind !== 'config') return [];
    const about = changed(scene, change);
    if (!about || isFirstRelease(change, about)) return [];
    const [step] = steps.filter(
      ({ start, subject }) =>
        start >= change.at - 2 * MINUTE &&
        start - change.at <= 20 * MINUTE &&
        (subject === undefined ? isAskedFor(scene, about) : hasToDoWith(scene, about, subject)),
    );
    const [alert] = starts.filter(
      // Where measurements are missing and all is ready, nothing says that the program became worse.
      ({ start, isUnmeasured: isBlind }) =>
        start >= change.at &&
        start - change.at <= 30 * MINUTE &&
        isAskedFor(scene, about) &&
        !(isBlind && scene.standing(about) === 'well'),
    );
    const after = step ?? alert;
    if (!after) return [];
    const minutes = Math.max(0, Math.round((after.start - change.at) / MINUTE));
    const what =
      change.kind === 'deploy'
        ? `the deploy of ${change.name} ${change.revision} (new release)`
        : `the change of the configuration ${change.name} ${change.revision}`;
    return [
      seen(scene, {
        code: change.kind === 'deploy' ? 'rollout.regression' : 'config.change_regression',
        about,
        confidence: step ? 0.82 : 0.58,
        quote: after.quote,
        source: step ? 'metrics' : 'changes',
        at: change.at,
        says: `became worse ${minutes} min after ${what}: a regression`,
      }),
    ];
  });
}

/** The ReplicaSet that a Deployment was made with: nothing ran before it that could have become worse. */
export function isFirstRelease(
  { kind, revision, at: then }: Change,
  { createdAt }: Thing | (Ref & { createdAt?: number }),
): boolean {
  return kind === 'deploy' && /^1(?: |$)/.test(revision) && createdAt !== undefined && then - createdAt < MINUTE;
}

/** Releases that nobody wrote down: a new ReplicaSet with another image than the one before. */
function releasesSeen(scene: Scene): readonly Change[] {
  return scene.all('Deployment').flatMap((one) => {
    const [newest, before] = setsOf(scene, one);
    const at = newest?.createdAt;
    if (!newest || !before || at === undefined || imageOf(newest) === imageOf(before)) return [];
    const isWritten = scene.bundle.changes.some(
      ({ name, kind, at: then }) => kind === 'deploy' && name === one.name && Math.abs(then - at) < 15 * MINUTE,
    );
    const revision = imageOf(newest).split(':').at(-1) ?? '';
    return isWritten
      ? []
      : [{ at, kind: 'deploy', namespace: one.namespace, name: one.name, revision, status: 'seen in its ReplicaSet' }];
  });
}

/** The newest first. */
function setsOf(scene: Scene, one: Thing): readonly Thing[] {
  return scene
    .all('ReplicaSet', one.namespace)
    .filter(({ raw }) => listAt(raw, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'name') === one.name))
    .toSorted((a, b) => revisionOf(b) - revisionOf(a));
}

/** What was changed is what the alert is about, or what that leads to. */
function isAskedFor(scene: Scene, about: Ref): boolean {
  return scene.focus.length === 0
    ? scene.bundle.alerts.every(({ labels }) => (labels['namespace'] ?? about.namespace) === about.namespace)
    : scene.focus.some((ref) => hasToDoWith(scene, about, ref));
}

/** The same, or one step of calls, mounts or routes away. */
function hasToDoWith(scene: Scene, about: Ref, other: Ref): boolean {
  const home = scene.top(other);
  const near = [other, home, ...scene.neighbours(other), ...scene.neighbours(home)].flatMap((ref) => [
    ref,
    ...(ref.kind === 'Service' ? scene.neighbours(ref) : []),
  ]);
  return near.some((ref) => !FAR.has(ref.kind) && sameRef(scene.top(ref), about));
}

const FAR = new Set(['Node', 'ServiceAccount', 'Namespace']);

function changed(scene: Scene, { namespace, name }: { namespace: string; name: string }) {
  const bare = name.split('/').at(-1) ?? name;
  const direct = ['Deployment', 'StatefulSet', 'DaemonSet']
    .map((kind) => scene.find(kind, namespace, bare))
    .find(Boolean);
  if (direct) return direct;
  const [kind = ''] = name.includes('/') ? name.split('/') : ['ConfigMap'];
  const users = scene.neighbours({ kind, namespace, name: bare });
  const [user] = [...users].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const [asked] = scene.focus.filter(
    (ref) => ref.namespace === namespace && ['Deployment', 'StatefulSet'].includes(ref.kind),
  );
  return (user && scene.top(user)) ?? asked;
}
