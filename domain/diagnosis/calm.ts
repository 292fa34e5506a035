import type { Alert, Thing } from '../facts/bundle.js';
import { nameOf, refOf } from '../facts/bundle.js';
import { grumbles } from '../facts/complaints.js';
import { containersOf, isLeaving, replicas } from '../facts/health.js';
import { conditionAt, listAt, numberAt, textAt } from '../facts/reading.js';
import type { Scene } from '../facts/scene.js';
import { count } from '../wording.js';
import type { Hypothesis } from './hypotheses.js';
import { type Calm, putToRest } from './meant.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const OF_ROLLOUTS =
  /Generation(?:Mismatch)|ReplicasMismatch|ReplicaSetMismatch|RolloutStuck|ContainerWaiting|NotReady|PodNotReady|NotScheduled|Misscheduled/i;
const OF_STATE = /^Kube(?:Pod|Deployment|StatefulSet|DaemonSet|Job|Container|Node|Hpa|Persistent)/;
/** Whether the trouble that it speaks of is known to have been. */
const IF_OVER = /\b(?:over|still|all right|ok(?:ay)?|healthy|solved|recover\w*|fixed|normal|gone|go well|went well)\b/i;
const ASKS_WHETHER_WELL =
  /\b(?:fine|all right|alright|ok|okay|healthy|well|stable|work(?:s|ing)?|normal|good|running|succeed\w*)\b/i;
const COMPLAINT =
  /fail|error|slow|refus|why|wrong|can ?not|can't|down\b|crash|restart|stuck|time ?out|pending|unavailable|broken|lag/i;

/** No cause holds now: it is over, it passes by itself, all is well, or nobody can say. */
export function calmOf(scene: Scene, before: readonly Hypothesis[]): Calm {
  const subjects = workloadsOf(scene);
  const asked = scene.focus.flatMap((ref) => scene.find(ref.kind, ref.namespace, ref.name) ?? []);
  const [subject] = [...subjects, ...asked];
  const standings = [...subjects, ...asked]
    .filter((one) => !isSuperseded(scene, one))
    .map((one) => scene.standing(one))
    .filter((one) => one !== 'unknown');
  const isWell = standings.length > 0 && standings.every((standing) => standing === 'well');
  const passing = passingRollout(scene, subjects);
  const alerts = scene.bundle.alerts;
  const firing = alerts.filter((alert) => alert.firing);
  const told = subject && { resource: refOf(subject) };
  const rest = putToRest(scene, subjects);
  if (rest) return rest;
  if (passing) return { verdict: 'expected', code: 'none.rollout_noise', confidence: 0.85, summary: passing, ...told };
  if (standings.includes('ailing'))
    return {
      ...{ verdict: 'unknown', confidence: 0.3, ...told },
      summary: `${subject ? nameOf(subject) : 'The workload'} is not ready, and what was captured does not tell why.`,
    };
  const [old] = before.filter((one) => isNear(scene, one));
  const isOver = alerts.length > 0 && firing.length === 0;
  const lost = unseen(scene, firing);
  if (lost !== undefined) {
    const summary = `${firing[0]?.name} is about ${lost}, which the bundle does not hold, so nobody can say how it stands.`;
    return { verdict: 'unknown', confidence: 0.3, summary };
  }
  const complains = COMPLAINT.test(scene.bundle.question) && !IF_OVER.test(scene.bundle.question);
  const isAsked = scene.focus.length > 0 || firing.length > 0;
  const wasBad =
    old &&
    old.confidence >= (isAsked ? 0.4 : 0.85) &&
    (isWell || standings.length === 0) &&
    !unexplained(scene, firing) &&
    !complains;
  if (isOver || wasBad) {
    const summary = recoveredSummary(scene, [...subjects, ...asked], old);
    return { verdict: 'recovered', code: 'none.recovered', confidence: isWell ? 0.9 : 0.7, summary, ...told };
  }
  if (isWell && firing.length > 0 && firing.every(({ name }) => OF_ROLLOUTS.test(name))) {
    const summary = `${firing[0]?.name} shows a passing state of a rollout: ${wellSummary(scene, [...subjects, ...asked])}`;
    return { verdict: 'expected', code: 'none.rollout_noise', confidence: 0.8, summary, ...told };
  }
  if (unexplained(scene, firing) || (!isWell && subjects.length > 0)) {
    const summary = `${firing[0] ? `${firing[0].name} fires, but` : 'The objects look well, but'} nothing that was captured explains it.`;
    return { verdict: 'unknown', confidence: 0.3, summary, ...told };
  }
  if (isWell && isJudgeable(scene, [...subjects, ...asked])) {
    const summary = wellSummary(scene, [...subjects, ...asked]);
    return { verdict: 'healthy', code: 'none.healthy', confidence: 0.9, summary, ...told };
  }
  return {
    verdict: 'unknown',
    confidence: 0.3,
    summary:
      standings.length === 0
        ? 'The bundle holds nothing that says how things stand.'
        : 'All replicas are ready, but what was asked about can not be judged from what was captured.',
    ...told,
  };
}

/** Ready replicas alone answer whether all is well; not why something goes wrong, nor where a log complains until now. */
function isJudgeable(scene: Scene, subjects: readonly Thing[]): boolean {
  const { question, logs } = scene.bundle;
  if (scene.state('logs') !== 'ok' && COMPLAINT.test(question)) return false;
  const unread = (['logs', 'metrics'] as const).some((source) => scene.state(source) === 'unavailable');
  if (unread && question !== '' && (COMPLAINT.test(question) || !ASKS_WHETHER_WELL.test(question))) return false;
  if (isMeasuredWell(scene)) return true;
  const pods = new Set(subjects.flatMap((one) => scene.podsOf(one)).map(({ name }) => name));
  return !logs.some((log) => pods.has(log.pod) && !log.previous && grumbles(scene, log) !== undefined);
}

/** A Job that failed, and a later one of the same CronJob went well. */
function isSuperseded(scene: Scene, { kind, namespace, raw, createdAt = 0 }: Thing): boolean {
  const ownerOf = (one: unknown) => textAt(listAt(one, 'metadata', 'ownerReferences')[0], 'name');
  return (
    kind === 'Job' &&
    ownerOf(raw) !== '' &&
    scene
      .all('Job', namespace)
      .some(
        (one) =>
          ownerOf(one.raw) === ownerOf(raw) && (one.createdAt ?? 0) > createdAt && scene.standing(one) === 'well',
      )
  );
}

/** What is over counts as having been the trouble only where it was near what was asked, and not long ago. */
function isNear(scene: Scene, { best, clues }: Hypothesis): boolean {
  const isLinked = scene.focus.length === 0 || clues.some(({ about }) => scene.relevance(about) >= 1);
  return isLinked && scene.now - best.at < DAY;
}

/** An alert about behaviour, which ready replicas do not refute. */
function unexplained(scene: Scene, firing: readonly Alert[]): boolean {
  const isMeasured = scene.bundle.series.some(({ query }) => query.includes('volume_stats'));
  return firing.some(
    ({ name }) =>
      (!OF_STATE.test(name) && !OF_ROLLOUTS.test(name)) || (name.startsWith('KubePersistent') && !isMeasured),
  );
}

/** What every firing alert names and nobody captured. */
function unseen(scene: Scene, firing: readonly Alert[]): string | undefined {
  if (firing.length === 0 || scene.focus.length > 0) return undefined;
  const kinds = ['pod', 'deployment', 'statefulset', 'daemonset', 'job_name', 'node', 'service'];
  const names = firing.map(({ labels }) => kinds.map((kind) => labels[kind] ?? '').find(Boolean) ?? '');
  return names.every(Boolean) ? names[0] : undefined;
}

/** The workloads that were asked about, or all of them. */
function workloadsOf(scene: Scene): readonly Thing[] {
  const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];
  const near = new Map<string, Thing>();
  for (const ref of scene.focus) {
    const top = scene.top(ref);
    const isOwn = kinds.includes(ref.kind) && !kinds.includes(top.kind);
    const isTop = kinds.includes(top.kind) || top.kind === 'Pod';
    const candidates = isOwn ? [ref] : isTop ? [top] : scene.neighbours(ref).map(scene.top);
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
  const others = new Set(subjects.map(nameOf)).size - 1;
  const more = others > 0 ? ` So are ${others} other objects that belong to what was asked.` : '';
  const how = standingOf(scene, first);
  return `${nameOf(first)} is healthy: ${how}.${more}`;
}

/** How well it is, in the figures that its kind has. */
function standingOf(scene: Scene, thing: Thing): string {
  const { kind, raw } = thing;
  if (kind === 'Job' && textAt(conditionAt(raw, 'Complete'), 'status') === 'True')
    return `the Job completed (succeeded) at ${textAt(raw, 'status', 'completionTime') || 'its end'}; finished pods are not ready, and need not be`;
  if (kind === 'Node') return 'the node is ready and under no pressure';
  if (kind === 'Certificate')
    return `the certificate is issued and ready, valid until ${textAt(raw, 'status', 'notAfter')}`;
  if (kind === 'Application') return 'it is synced and healthy';
  if (kind === 'PersistentVolumeClaim') return 'the volume is bound';
  if (kind === 'HorizontalPodAutoscaler')
    return `it gets its metrics and wants ${textAt(raw, 'status', 'desiredReplicas')} replicas, within its bounds`;
  const pods = scene.podsOf(thing);
  const isReady = (pod: Thing) => scene.standing(pod) === 'well';
  const ready = replicas(thing) ?? { wanted: pods.length, ready: pods.filter(isReady).length };
  const restarts = pods
    .flatMap(containersOf)
    .reduce<number>((sum, one) => sum + (numberAt(one, 'restartCount') ?? 0), 0);
  return `${ready.ready} of ${ready.wanted} replicas are ready and running, with ${restarts === 0 ? 'no restarts' : `${count(restarts)} restarts, none of them recent`}`;
}

function recoveredSummary(scene: Scene, subjects: readonly Thing[], old: Hypothesis | undefined): string {
  const [subject] = subjects;
  const about = scene.bundle.alerts.map(
    ({ name, text }) => `${name}${text === '' ? '' : ` (${text.slice(0, 240)})`}`,
  )[0];
  const first = about === undefined ? '' : `${about} is over: `;
  const now = subject
    ? `${nameOf(subject)} has recovered and is back to normal; ${standingOf(scene, subject)}`
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

/** Whether this only shows what passes by itself, or what nobody is harmed by. */
export function isPassing(scene: Scene, one: Hypothesis): boolean {
  return isYoungTrouble(scene, one) || isRolling(scene, one) || isBefore(scene, one) || isFaint(scene, one);
}

/** Only pods that are young or about to go. */
function isYoungTrouble(scene: Scene, { code, clues }: Hypothesis): boolean {
  if (!/^(?:probe\.(?:readiness|startup)|service\.no_ready|rollout\.stuck)/.test(code)) return false;
  const pods = clues.flatMap(({ about, related }) =>
    about.kind === 'Pod' ? [about] : related.filter(({ kind }) => kind === 'Pod'),
  );
  const things = pods.map((ref) => scene.find('Pod', ref.namespace, ref.name));
  return things.length > 0 && things.every((pod) => pod !== undefined && (isLeaving(pod) || isYoung(scene, pod)));
}

/** An alert about replicas that begins with a deploy shows the deploy itself, as long as it goes on or went well. */
function isRolling(scene: Scene, { code, clues, resource }: Hypothesis): boolean {
  if (!code.endsWith('regression') || clues.some(({ source }) => source !== 'changes')) return false;
  const firing = scene.bundle.alerts.filter((alert) => alert.firing);
  const thing = scene.find(resource.kind, resource.namespace, resource.name);
  const isFine = scene.standing(resource) === 'well' || (thing && passingRollout(scene, [thing]) !== undefined);
  return isFine === true && firing.every(({ name }) => OF_ROLLOUTS.test(name));
}

/** The alert ended after the last sign of it, and what is seen now does not show it. */
function isBefore(scene: Scene, { clues }: Hypothesis): boolean {
  const { alerts } = scene.bundle;
  const ends = alerts.map(({ endsAt }) => endsAt ?? Number.POSITIVE_INFINITY);
  if (alerts.length === 0 || alerts.some(({ firing }) => firing)) return false;
  const end = Math.max(...ends) + 2 * MINUTE;
  return clues.every(
    ({ source, at: when, about }) =>
      source !== 'objects' && source !== 'metrics' && when <= end && scene.standing(scene.top(about)) !== 'ailing',
  );
}

const OF_CALLS = /^(?:dependency|database|app|config|dns|middleware|certificate|security|rbac|job)\./;
/** What a program says of its callers and callees comes and goes; a refused permission or certificate stays. */
const SOFT = /^(?:dependency|database\.(?:unreachable|slow)|app|middleware)/;
/** What is no word of a program, but reckoned from many. */
const COUNTED: ReadonlySet<string> = new Set(['config.change_regression', 'middleware.queue_backlog']);
const OFTEN = 3;

/** Words in the log of a program that is well, where nobody complains: few of them, or measured to do no harm. */
function isFaint(scene: Scene, { code, clues, best }: Hypothesis): boolean {
  if (!OF_CALLS.test(code) || COUNTED.has(code) || scene.bundle.alerts.some(({ firing }) => firing)) return false;
  if (clues.some(({ source, about }) => source !== 'logs' || scene.standing(scene.top(about)) !== 'well')) return false;
  if (isMeasuredWell(scene)) return true;
  const { alerts, question } = scene.bundle;
  if (alerts.length === 0 && COMPLAINT.test(question) && !IF_OVER.test(question)) return false;
  const shape = (line: string) => line.replaceAll(/\d+/g, '0').trim().slice(0, 300);
  const wanted = shape(best.quote);
  const said = scene.bundle.logs
    .filter(({ namespace, pod }) => namespace === best.about.namespace && pod === best.about.name)
    .flatMap(({ lines }) => lines.filter((line) => shape(line).startsWith(wanted.slice(0, 60))));
  const isAsked = scene.bundle.question !== '' || scene.bundle.alerts.length > 0;
  return (
    said.length < (SOFT.test(code) && isAsked ? OFTEN : 2) && scene.now - best.at > (SOFT.test(code) ? 0 : 5) * MINUTE
  );
}

/** The share of failed requests was measured, and it never left what is usual. */
function isMeasuredWell(scene: Scene): boolean {
  const shares = scene.bundle.series.filter(
    ({ query, points }) => /error|fail|5\.\.|5xx/i.test(query) && query.includes('/') && points.length > 1,
  );
  return shares.length > 0 && shares.every(({ points }) => points.every(([, value]) => value >= 0 && value < 0.01));
}
