import type { Alert, Thing } from '../facts/bundle.js';
import { keyOf, nameOf, refOf, SOURCES } from '../facts/bundle.js';
import type { Clue } from '../facts/fact.js';
import { grumbles } from '../facts/complaints.js';
import { containersOf, replicas } from '../facts/health.js';
import { conditionAt, listAt, numberAt, textAt } from '../facts/reading.js';
import type { Scene } from '../facts/scene.js';
import { clip, count } from '../wording.js';
import { whatWasRead, whereOf } from './telling.js';
import type { Hypothesis } from './hypotheses.js';
import { type Calm, putToRest } from './meant.js';
import { isProvenOver, outdone } from './under-way.js';
import { ASKS_WHETHER_WELL, COMPLAINT, IF_OVER, isMeasuredWell, OF_ROLLOUTS, passingRollout } from './passing.js';

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];
/** Where trouble shows that ready replicas do not, and how much less sure it is that there is none while it was not read. */
const TELLING = [
  ['logs', 0.2],
  ['events', 0.15],
] as const;
const MINUTE = 60_000;
const DAY = 86_400_000;
const OF_STATE = /^Kube(?:Pod|Deployment|StatefulSet|DaemonSet|Job|Container|Node|Hpa|Persistent)/;

/** No cause holds now: it is over, it passes by itself, all is well, or nobody can say. */
export function calmOf(scene: Scene, before: readonly Hypothesis[]): Calm {
  const subjects = workloadsOf(scene);
  const asked = scene.focus.flatMap((ref) => scene.find(ref.kind, ref.namespace, ref.name) ?? []);
  const isDirect = asked.some(({ kind }) => WORKLOADS.includes(kind) || kind === 'Pod' || kind === 'Service');
  const all = isDirect ? [...subjects, ...asked] : [...asked, ...subjects];
  const old = troubleBefore(scene, before);
  const known = old && scene.find(old.resource.kind, old.resource.namespace, old.resource.name);
  // Who asks about nothing in particular is told of the trouble that was.
  const [subject] = scene.focus.length === 0 && known ? [known] : all;
  const standings = all
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
  const ailing = all.find((one) => !isSuperseded(scene, one) && scene.standing(one) === 'ailing');
  if (ailing)
    return {
      ...{ verdict: 'unknown', confidence: 0.3, resource: refOf(ailing) },
      summary: `${nameOf(ailing)} is not ready, and ${whatWasRead(scene.bundle)} does not tell why.${awayOf(scene)}`,
    };
  const left = leftBehind(scene, asked, firing);
  if (left) return left;
  const isOver = alerts.length > 0 && firing.length === 0;
  const lost = unseen(scene, firing);
  if (lost !== undefined) {
    const summary = `${firing[0]?.name} is about ${lost}, which is not in ${whereOf(scene.bundle)}, so nobody can say how it stands.`;
    return { verdict: 'unknown', confidence: 0.3, summary };
  }
  const complains = COMPLAINT.test(scene.bundle.question) && !IF_OVER.test(scene.bundle.question);
  const isAsked = scene.focus.length > 0 || firing.length > 0;
  const isAnswered = !complains || (ASKS_WHETHER_WELL.test(scene.bundle.question) && isProvenOver(scene, old));
  const wasSure = old && old.confidence >= (isAsked ? 0.4 : 0.85);
  const wasBad = wasSure && (isWell || standings.length === 0) && !unexplained(scene, firing) && isAnswered;
  if (isOver || wasBad) {
    const summary = recoveredSummary(scene, subject ? [subject] : [], old);
    return { verdict: 'recovered', code: 'none.recovered', confidence: isWell ? 0.9 : 0.7, summary, ...told };
  }
  if (isWell && firing.length > 0 && firing.every(({ name }) => OF_ROLLOUTS.test(name))) {
    const summary = `${firing[0]?.name} shows a passing state of a rollout: ${wellSummary(scene, all)}`;
    return { verdict: 'expected', code: 'none.rollout_noise', confidence: 0.8, summary, ...told };
  }
  if (unexplained(scene, firing) || (!isWell && subjects.length > 0)) {
    const summary = `${firing[0] ? `${firing[0].name} fires, but` : 'The objects look well, but'} nothing in ${whatWasRead(scene.bundle)} explains it.${subject ? ` It is about ${nameOf(subject)}.` : ''}${awayOf(scene)}`;
    return { verdict: 'unknown', confidence: 0.3, summary, ...told };
  }
  if (isWell && isJudgeable(scene, all)) {
    const unread = TELLING.filter(([source]) => scene.state(source) === 'unavailable');
    const doubt = unread.reduce((sum, [, share]) => sum + share, 0);
    const names = unread.map(([source]) => source).join(' and ');
    const blind = names === '' ? '' : ` Its ${names} were not read, and they may tell otherwise.`;
    const summary = `${wellSummary(scene, all)}${blind}`;
    return { verdict: 'healthy', code: 'none.healthy', confidence: 0.9 - doubt, summary, ...told };
  }
  const summary =
    standings.length === 0
      ? `Nothing in ${whereOf(scene.bundle)} says how things stand.`
      : `All replicas are ready, but what was asked about can not be judged from ${whatWasRead(scene.bundle)}.`;
  return { verdict: 'unknown', confidence: 0.3, summary, ...told };
}

/** A failed Job whose later runs succeeded, the newest too. */
function leftBehind(scene: Scene, asked: readonly Thing[], firing: readonly Alert[]): Calm | undefined {
  for (const job of asked.filter(({ kind }) => kind === 'Job')) {
    const later = laterRuns(scene, job).toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
    const isOver = later[0] !== undefined && scene.standing(later[0]) === 'well' && scene.standing(job) === 'ailing';
    if (isOver && firing.every(({ name }) => OF_STATE.test(name))) return outdone(scene, job, later);
  }
  return undefined;
}

function awayOf(scene: Scene): string {
  const away = SOURCES.filter((source) => scene.state(source) === 'unavailable');
  return away.length === 0 ? '' : ` What could not be read: ${away.join(', ')}.`;
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
function isSuperseded(scene: Scene, thing: Thing): boolean {
  const { kind } = thing;
  if (kind === 'Pod') return isRelic(scene, thing);
  return kind === 'Job' && laterRuns(scene, thing).some((one) => scene.standing(one) === 'well');
}

function laterRuns(scene: Scene, { namespace, raw, createdAt = 0 }: Thing): readonly Thing[] {
  const ownerOf = (one: unknown) => textAt(listAt(one, 'metadata', 'ownerReferences')[0], 'name');
  if (ownerOf(raw) === '') return [];
  return scene
    .all('Job', namespace)
    .filter((one) => ownerOf(one.raw) === ownerOf(raw) && (one.createdAt ?? 0) > createdAt);
}

/** A pod that ended long ago and stayed as a note, while others with its labels are well. */
function isRelic(scene: Scene, { namespace, name, labels, raw }: Thing): boolean {
  const isAlike = (pod: Thing) =>
    pod.name !== name && Object.entries(labels).every(([key, value]) => pod.labels[key] === value);
  return (
    textAt(raw, 'status', 'phase') === 'Failed' &&
    Object.keys(labels).length > 0 &&
    scene.all('Pod', namespace).some((pod) => isAlike(pod) && scene.standing(pod) === 'well')
  );
}

/** What is over counts as having been the trouble only near what was asked, not long ago, and while the alert fired. */
function troubleBefore(scene: Scene, before: readonly Hypothesis[]): Hypothesis | undefined {
  const near = before.filter(
    ({ best, clues }) =>
      !clues.every((clue) => isWhileStarting(scene, clue)) &&
      (scene.focus.length === 0 || clues.some(({ about }) => scene.relevance(about) >= 1)) &&
      scene.now - best.at < DAY,
  );
  const asked = new Set(scene.focus.flatMap((ref) => [keyOf(ref), keyOf(scene.top(ref))]));
  const isOwn = ({ resource, best }: Hypothesis) => asked.has(keyOf(resource)) || asked.has(keyOf(best.about));
  const starts = scene.bundle.alerts.map(({ startsAt }) => startsAt ?? 0);
  const ends = scene.bundle.alerts.map(({ endsAt }) => endsAt ?? scene.now);
  const [from, to] = [Math.min(...starts) - 30 * MINUTE, Math.max(...ends) + 10 * MINUTE];
  const isThen = ({ best }: Hypothesis) => best.at >= from && best.at <= to;
  const told = scene.bundle.alerts.length === 0 ? near : near.filter((one) => isOwn(one) || isThen(one));
  return told.find(isOwn) ?? told[0];
}

/** A probe that asks before the program listens: every start has that. */
function isWhileStarting(scene: Scene, { code, about, source, at: when }: Clue): boolean {
  const begun = scene.find(about.kind, about.namespace, about.name)?.createdAt;
  const age = begun === undefined ? undefined : when - begun;
  return code.startsWith('probe.') && source === 'events' && age !== undefined && age >= 0 && age < 3 * MINUTE;
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
  const kinds = WORKLOADS;
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
  const home = scene.bundle.target?.namespace ?? '';
  const isHere = ({ namespace }: Thing) =>
    home === '' ? scene.spaces.size === 0 || scene.spaces.has(namespace) : namespace === home;
  const isTelling = scene.focus.some((ref) => scene.standing(ref) !== 'unknown');
  const everyone = isTelling ? [] : [...kinds, 'Pod'].flatMap((kind) => scene.all(kind).filter(isHere));
  const makers = everyone.filter(({ kind }) => kind !== 'Pod');
  return (near.size > 0 ? [...near.values()] : makers.length > 0 ? makers : everyone).toSorted(
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
  if (isSuperseded(scene, thing)) return 'a later run of its CronJob completed (succeeded)';
  if (kind === 'Job' && textAt(conditionAt(raw, 'Failed'), 'status') !== 'True')
    return 'the Job runs, and nothing of it failed';
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
  const about = scene.bundle.alerts.map(({ name, text }) => `${name}${text === '' ? '' : ` (${clip(text, 240)})`}`)[0];
  const first = about === undefined ? '' : `${about} is over: `;
  const now = subject
    ? `${nameOf(subject)} has recovered and is back to normal; ${standingOf(scene, subject)}`
    : 'what it was about has recovered and is back to normal';
  return `${first}${now}.${old ? ` Before, ${nameOf(old.best.about)} ${old.best.says}.` : ''}`;
}
