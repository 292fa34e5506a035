import { clip } from '../wording.js';
import type { Ref, Thing } from '../facts/bundle.js';
import { keyOf, nameOf, refOf } from '../facts/bundle.js';
import { replicas } from '../facts/health.js';
import { at, conditionAt, pairsAt, textAt } from '../facts/reading.js';
import { changeInWords, isPlan, stoppedOnPurpose } from '../facts/purpose.js';
import type { Scene } from '../facts/scene.js';
import type { CauseCode } from './causes/index.js';
import type { DiagnosisVerdict } from './diagnosis.js';
import type { Hypothesis } from './hypotheses.js';
import { nodesUnderUpgrade } from './under-way.js';

/** What is true when no fault holds now. */
export interface Calm {
  readonly verdict: DiagnosisVerdict;
  readonly code?: CauseCode;
  readonly resource?: Ref;
  readonly confidence: number;
  readonly summary: string;
}

/** An alert that is meant to fire, and how sure a cause must be to be told in its place. */
export interface Meant extends Calm {
  readonly yieldsTo: number;
}

const DAY = 86_400_000;
const HEARTBEAT =
  /^(?:watchdog|dead ?man'?s?(?:switch|snitch)?|infoinhibitor|always ?firing|heartbeat)$|heartbeat|deadmansswitch|watchdog/i;
/** An alert that is meant to fire, whatever else is seen. */
export function meantToFire(scene: Scene, top: Hypothesis | undefined): Meant | undefined {
  const { alerts } = scene.bundle;
  const [first] = alerts;
  if (!first) return undefined;
  const isHeartbeat = alerts.every(
    ({ name, labels, text }) =>
      HEARTBEAT.test(name) ||
      (labels['severity'] === 'none' && /always firing|ensure that the entire alerting|used to inhibit/i.test(text)),
  );
  const base = { verdict: 'expected', code: 'none.expected_alert' } as const;
  if (isHeartbeat) {
    const what = /inhibit/i.test(first.name)
      ? 'it only keeps lesser alerts quiet'
      : 'it is the heartbeat of the alerting chain';
    const summary = `${first.name} is meant to fire all the time: ${what}, expected, and nothing is wrong (healthy).`;
    return { ...base, confidence: 0.96, yieldsTo: 1.1, summary };
  }
  const removed = removedNode(scene);
  if (removed) return { ...base, ...removed, confidence: 0.82, yieldsTo: 1.1 };
  const upgraded = nodesUnderUpgrade(scene);
  if (upgraded) return { ...base, ...upgraded, confidence: 0.82, yieldsTo: 0.9 };
  const isNow = (text: string) => isPlan(text, scene.now);
  const noted = [...notesOf(scene), ...alerts.map(({ text }) => text)].find(isNow);
  const plan = noted ?? changesNear(scene).find(isNow);
  if (plan === undefined) return undefined;
  const summary = `${first.name} is expected: planned work is announced (“${clip(plan, 160)}”)${aboutOf(scene)}.`;
  const yieldsTo = top && isOfPlan(scene, top) ? 1.1 : noted === undefined ? 0.8 : 0.9;
  return { ...base, confidence: 0.86, yieldsTo, summary };
}

/** What planned work brings about by itself, at the very object that it is announced for. */
const OF_PLAN = /^(?:node\.not_ready|probe\.|service\.no_ready|database\.unreachable|dependency\.unreachable)/;

function isOfPlan(scene: Scene, { code, resource }: Hypothesis): boolean {
  if (!OF_PLAN.test(code)) return false;
  const isAlerted = scene.focus.some((ref) => keyOf(scene.top(ref)) === keyOf(resource));
  return (
    isAlerted &&
    [...changesNear(scene), ...scene.bundle.alerts.map(({ text }) => text)].some((text) => isPlan(text, scene.now))
  );
}

function aboutOf(scene: Scene): string {
  const [ref] = scene.focus;
  return ref ? `; it is about ${nameOf(scene.top(ref))}` : '';
}

/** What is written on the objects that were asked about, and on their namespaces. */
function notesOf(scene: Scene): readonly string[] {
  const spaces = new Set(scene.focus.map(({ namespace }) => namespace));
  const things = [
    ...scene.focus.flatMap((ref) => [ref, scene.top(ref), ...scene.neighbours(ref)]),
    ...scene.all('Namespace').filter(({ name }) => spaces.has(name)),
  ].map((ref) => scene.find(ref.kind, ref.namespace, ref.name));
  return things.flatMap((thing) =>
    Object.entries(pairsAt(thing?.raw, 'metadata', 'annotations')).map((pair) => pair.join(': ')),
  );
}

/** Changes of the last day to what was asked about, or in its namespace. */
function changesNear(scene: Scene): readonly string[] {
  const spaces = new Set(scene.focus.map(({ namespace }) => namespace).filter(Boolean));
  const labels = scene.bundle.alerts.flatMap((alert) => Object.values(alert.labels));
  const names = new Set([...scene.focus.flatMap((ref) => [ref.name, scene.top(ref).name]), ...labels]);
  return scene.bundle.changes
    .filter(
      ({ namespace, name, at: when }) =>
        scene.now - when < DAY && (spaces.has(namespace) || name.split(/[\s,/]+/).some((part) => names.has(part))),
    )
    .map(changeInWords);
}

/** What somebody has put to rest: scaled to nothing, or taken out of scheduling. */
export function putToRest(scene: Scene, subjects: readonly Thing[]): Calm | undefined {
  const nodes = scene.focus
    .filter(({ kind }) => kind === 'Node')
    .flatMap((ref) => scene.find('Node', '', ref.name) ?? []);
  const [asleep] = subjects.filter(isAsleep);
  const base = { verdict: 'expected', code: 'none.expected_alert', confidence: 0.82 } as const;
  if (asleep && scene.focus.length > 0 && subjects.every((one) => isAsleep(one) || scene.standing(one) === 'well')) {
    const by = [...changesNear(scene), ...scene.eventsOf(asleep).map(({ message }) => message)].find((text) =>
      /(?:->|to) 0\b/.test(text),
    );
    const why = by === undefined ? 'its spec asks for none' : `“${clip(by, 160)}”`;
    const summary = `${nameOf(asleep)} is scaled to 0 replicas on purpose (${why}), so it is expected that nothing runs or answers there.`;
    return { ...base, resource: refOf(asleep), summary };
  }
  for (const ref of scene.focus.filter(({ kind }) => kind === 'CronJob')) {
    const job = scene.find(ref.kind, ref.namespace, ref.name);
    const note = job && at(job.raw, 'spec', 'suspend') === true ? stoppedOnPurpose(scene, job) : undefined;
    if (!job || note === undefined) continue;
    const summary = `${nameOf(job)} is suspended on purpose (“${clip(note, 160)}”), so it is expected that it starts no Job.`;
    return { ...base, resource: refOf(job), summary };
  }
  const [cordoned] = nodes.filter(({ raw }) => at(raw, 'spec', 'unschedulable') === true);
  if (cordoned && textAt(conditionAt(cordoned.raw, 'Ready'), 'status') === 'True') {
    const note = changesNear(scene).find((text) => text.includes(cordoned.name));
    const summary = `${nameOf(cordoned)} is cordoned (unschedulable) on purpose${note === undefined ? '' : ` (${clip(note, 160)})`} for planned maintenance or a drain; it is ready, and this is expected.`;
    return { ...base, resource: refOf(cordoned), summary };
  }
  return undefined;
}

/** An alert about a node that somebody, or the autoscaler, has taken away. */
function removedNode(scene: Scene): Pick<Calm, 'resource' | 'summary'> | undefined {
  if (!scene.knows('Node')) return undefined;
  for (const { labels } of scene.bundle.alerts) {
    const name = labels['node'] ?? '';
    if (name === '' || scene.find('Node', '', name)) continue;
    const resource = { kind: 'Node', namespace: '', name };
    const said = [
      ...scene.bundle.changes.filter((change) => change.name === name).map(({ revision }) => revision),
      ...scene.eventsOf(resource).map(({ reason, message }) => `${reason}: ${message}`),
    ].find((text) => /remov|delet|scale-?down|terminat|decommission/i.test(text));
    if (said !== undefined)
      return {
        resource,
        summary: `Node ${name} was removed from the cluster on purpose (“${clip(said, 160)}”), so it is expected that it reports nothing.`,
      };
  }
  return undefined;
}

function isAsleep(thing: Thing): boolean {
  return ['Deployment', 'StatefulSet'].includes(thing.kind) && replicas(thing)?.wanted === 0;
}
