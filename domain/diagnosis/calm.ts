import type { Alert, Ref, Thing } from '../facts/bundle.js';
import { nameOf } from '../facts/bundle.js';
import { containersOf, isLeaving, replicas } from '../facts/health.js';
import { conditionAt, numberAt, pairsAt, textAt } from '../facts/reading.js';
import type { Scene } from '../facts/scene.js';
import { count } from '../wording.js';
import type { CauseCode } from './causes/index.js';
import type { DiagnosisVerdict } from './diagnosis.js';
import type { Hypothesis } from './hypotheses.js';

const MINUTE = 60_000;
const HEARTBEAT =
  /^(?:watchdog|dead ?man'?s?(?:switch|snitch)?|infoinhibitor|always ?firing|heartbeat)$|heartbeat|deadmansswitch|watchdog/i;
const OF_ROLLOUTS =
  /Generation(?:Mismatch)|ReplicasMismatch|ReplicaSetMismatch|RolloutStuck|ContainerWaiting|NotReady|PodNotReady|NotScheduled|Misscheduled/i;
const PLANNED =
  /maintenance window|planned (?:maintenance|work|downtime|outage)|scheduled (?:maintenance|downtime)|announced (?:maintenance|downtime)/i;
const OF_STATE = /^Kube(?:Pod|Deployment|StatefulSet|DaemonSet|Job|Container|Node|Hpa|Persistent)/;
const COMPLAINT =
  /fail|error|slow|refus|why|wrong|can ?not|can't|down\b|crash|restart|stuck|time ?out|pending|unavailable|broken|lag/i;

/** What is true when no fault holds now. */
export interface Calm {
  readonly verdict: DiagnosisVerdict;
  readonly code?: CauseCode;
  readonly resource?: Ref;
  readonly confidence: number;
  readonly summary: string;
}

/** An alert that is meant to fire, whatever else is seen. */
export function meantToFire(scene: Scene): Calm | undefined {
  const { alerts } = scene.bundle;
  const [first] = alerts;
  if (!first) return undefined;
  const isHeartbeat = alerts.every(
    ({ name, labels, text }) =>
      HEARTBEAT.test(name) ||
      (labels['severity'] === 'none' && /always firing|ensure that the entire alerting/i.test(text)),
  );
  if (isHeartbeat)
    return {
      verdict: 'expected',
      code: 'none.expected_alert',
      confidence: 0.96,
      summary: `${first.name} is meant to fire all the time: it is the heartbeat of the alerting chain, expected, and nothing is wrong.`,
    };
  const plan = plannedText(scene);
  return plan === undefined
    ? undefined
    : {
        verdict: 'expected',
        code: 'none.expected_alert',
        confidence: 0.86,
        summary: `${first.name} is expected: planned maintenance is announced (“${plan.slice(0, 160)}”).`,
      };
}

/** Planned work as it is written on the alert, its objects or their namespace. */
function plannedText(scene: Scene): string | undefined {
  const spaces = new Set(scene.focus.map(({ namespace }) => namespace));
  const things = [
    ...scene.focus.map((ref) => scene.find(ref.kind, ref.namespace, ref.name)),
    ...scene.all('Namespace').filter(({ name }) => spaces.has(name)),
  ];
  const notes = things.flatMap((thing) =>
    Object.entries(pairsAt(thing?.raw, 'metadata', 'annotations')).map((pair) => pair.join(': ')),
  );
  return [...notes, ...scene.bundle.alerts.map(({ text }) => text)].find((text) => PLANNED.test(text));
}

/** No cause holds now: it is over, it passes by itself, all is well, or nobody can say. */
export function calmOf(scene: Scene, past: readonly Hypothesis[]): Calm {
  const subjects = workloadsOf(scene);
  const [subject] = subjects;
  const standings = subjects.map((one) => scene.standing(one));
  const isWell = subjects.length > 0 && standings.every((standing) => standing === 'well');
  const passing = passingRollout(scene, subjects);
  const alerts = scene.bundle.alerts;
  const firing = alerts.filter((alert) => alert.firing);
  const resource = subject && { kind: subject.kind, namespace: subject.namespace, name: subject.name };
  const at = resource && { resource };
  if (passing) return { verdict: 'expected', code: 'none.rollout_noise', confidence: 0.85, summary: passing, ...at };
  if (standings.includes('ailing'))
    return {
      verdict: 'unknown',
      confidence: 0.3,
      summary: `${subject ? nameOf(subject) : 'The workload'} is not ready, and what was captured does not tell why.`,
      ...at,
    };
  const [old] = past;
  if (
    (alerts.length > 0 && firing.length === 0) ||
    (old && old.confidence >= 0.4 && (isWell || subjects.length === 0) && !unexplained(firing))
  )
    return {
      verdict: 'recovered',
      code: 'none.recovered',
      confidence: isWell ? 0.9 : 0.7,
      summary: recoveredSummary(scene, subject, old),
      ...at,
    };
  if (isWell && firing.length > 0 && firing.every(({ name }) => OF_ROLLOUTS.test(name)))
    return {
      verdict: 'expected',
      code: 'none.rollout_noise',
      confidence: 0.8,
      summary: `${firing[0]?.name} shows a passing state of a rollout: ${wellSummary(scene, subjects)}`,
      ...at,
    };
  if (unexplained(firing) || (!isWell && subjects.length > 0))
    return {
      verdict: 'unknown',
      confidence: 0.3,
      summary: `${firing[0] ? `${firing[0].name} fires, but` : 'The objects look well, but'} nothing that was captured explains it.`,
      ...at,
    };
  const isRead = scene.state('logs') === 'ok' || !COMPLAINT.test(scene.bundle.question);
  if (isWell && isRead)
    return { verdict: 'healthy', code: 'none.healthy', confidence: 0.9, summary: wellSummary(scene, subjects), ...at };
  return {
    verdict: 'unknown',
    confidence: 0.3,
    summary:
      subjects.length === 0
        ? 'The bundle holds nothing that says how things stand.'
        : 'All replicas are ready, but what was asked about can not be judged from what was captured.',
    ...at,
  };
}

/** An alert about behaviour, which ready replicas do not refute. */
function unexplained(firing: readonly Alert[]): boolean {
  return firing.some(({ name }) => !OF_STATE.test(name) && !OF_ROLLOUTS.test(name));
}

/** The workloads that were asked about, or all of them. */
function workloadsOf(scene: Scene): readonly Thing[] {
  const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];
  const near = new Map<string, Thing>();
  for (const ref of scene.focus) {
    const top = scene.top(ref);
    const candidates = kinds.includes(top.kind) || top.kind === 'Pod' ? [top] : scene.neighbours(ref).map(scene.top);
    for (const one of candidates) {
      const thing = scene.find(one.kind, one.namespace, one.name);
      if (thing && (kinds.includes(thing.kind) || thing.kind === 'Pod')) near.set(nameOf(thing), thing);
    }
  }
  const home = scene.bundle.target?.namespace || undefined;
  const found = near.size > 0 ? [...near.values()] : kinds.flatMap((kind) => scene.all(kind, home));
  return (found.length > 0 ? found : scene.all('Pod', home)).toSorted(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (nameOf(a) < nameOf(b) ? -1 : 1),
  );
}

function wellSummary(scene: Scene, subjects: readonly Thing[]): string {
  const [first] = subjects;
  if (!first) return 'Nothing is wrong.';
  const pods = scene.podsOf(first);
  const ready = replicas(first) ?? {
    wanted: pods.length,
    ready: pods.filter((pod) => scene.standing(pod) === 'well').length,
  };
  const restarts = pods
    .flatMap(containersOf)
    .reduce<number>((sum, one) => sum + (numberAt(one, 'restartCount') ?? 0), 0);
  const more = subjects.length > 1 ? ` So are ${subjects.length - 1} other workloads.` : '';
  return `${nameOf(first)} is healthy: ${ready.ready} of ${ready.wanted} replicas are ready and running, with ${restarts === 0 ? 'no restarts' : `${count(restarts)} restarts, none of them recent`}.${more}`;
}

function recoveredSummary(scene: Scene, subject: Thing | undefined, old: Hypothesis | undefined): string {
  const about = scene.bundle.alerts.map(
    ({ name, text }) => `${name}${text === '' ? '' : ` (${text.slice(0, 160)})`}`,
  )[0];
  const first = about === undefined ? '' : `${about} is over: `;
  const now = subject
    ? `${nameOf(subject)} has recovered, its replicas are ready and it is back to normal`
    : 'what it was about has recovered and is back to normal';
  return `${first}${now}.${old ? ` Before, ${nameOf(old.best.about)} ${old.best.says}.` : ''}`;
}

/** Only pods that are young or about to go are not ready, and none of them complains. */
function passingRollout(scene: Scene, subjects: readonly Thing[]): string | undefined {
  for (const subject of subjects) {
    const ailing = scene.podsOf(subject).filter((pod) => scene.standing(pod) === 'ailing' || isLeaving(pod));
    const counts = replicas(subject);
    if (ailing.length === 0 || !counts) continue;
    if (!ailing.every((pod) => isLeaving(pod) || isYoung(scene, pod))) continue;
    const progressing = textAt(conditionAt(subject.raw, 'Progressing'), 'status');
    if (progressing === 'False' || (ailing.some(isLeaving) && ailing.length === 1 && counts.ready < counts.wanted - 1))
      continue;
    return `${nameOf(subject)} is in the middle of a normal rollout: ${counts.ready} of ${counts.wanted} replicas are ready, and the others are ${ailing.some(isLeaving) ? 'terminating (being deleted)' : 'just starting'}; it passes by itself.`;
  }
  return undefined;
}

function isYoung(scene: Scene, pod: Thing): boolean {
  const age = scene.now - (pod.createdAt ?? 0);
  const isQuiet = containersOf(pod).every(
    (one) =>
      (numberAt(one, 'restartCount') ?? 0) === 0 &&
      !/Err|BackOff|Invalid/.test(textAt(one, 'state', 'waiting', 'reason')),
  );
  return age >= 0 && age < 3 * MINUTE && isQuiet && textAt(conditionAt(pod.raw, 'PodScheduled'), 'status') !== 'False';
}

/** Whether this only shows pods that are young or about to go. */
export function isPassing(scene: Scene, { code, clues }: Hypothesis): boolean {
  if (!/^(?:probe\.(?:readiness|startup)|service\.no_ready|rollout\.stuck)/.test(code)) return false;
  const pods = clues.flatMap(({ about, related }) =>
    about.kind === 'Pod' ? [about] : related.filter(({ kind }) => kind === 'Pod'),
  );
  const things = pods.map((ref) => scene.find('Pod', ref.namespace, ref.name));
  return things.length > 0 && things.every((pod) => pod !== undefined && (isLeaving(pod) || isYoung(scene, pod)));
}
