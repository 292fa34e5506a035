import type { Thing } from '../facts/bundle.js';
import { nameOf, refOf } from '../facts/bundle.js';
import { containersOf } from '../facts/health.js';
import { msOfLine } from '../facts/line-age.js';
import { at, conditionAt, msAt, numberAt, textAt } from '../facts/reading.js';
import type { Scene } from '../facts/scene.js';
import { count } from '../wording.js';
import type { Hypothesis } from './hypotheses.js';
import type { Calm } from './meant.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What a program does before it serves, and counts as it goes. */
const STARTING =
  /replay|recover|restor|segment|loading|loaded|warm|index|checkpoint|migrat|import|catch(?:ing)?[ -]?up|bootstrap|hydrat|resharding|sync/i;
const FAILING = /error|fail|retry|retries|attempt|refused|timed? ?out|unable|cannot|can't/i;
const STEPS_MIN = 3;

/** Young enough for a long start, never fallen, and its log counts up to now how far it has come. */
export function isStillStarting(scene: Scene, pod: Thing): boolean {
  const age = scene.now - (pod.createdAt ?? 0);
  const isFirst = containersOf(pod).every((one) => (numberAt(one, 'restartCount') ?? 0) === 0);
  if (age < 0 || age > HOUR || !isFirst) return false;
  return scene.bundle.logs.some(
    (log) => log.namespace === pod.namespace && log.pod === pod.name && !log.previous && goesOn(scene.now, log.lines),
  );
}

/** Lines that differ in their numbers alone, of which one grows: the newest of them was said just now. */
function goesOn(now: number, lines: readonly string[]): boolean {
  const alike = new Map<string, (readonly number[])[]>();
  for (const line of lines) {
    const when = msOfLine(line);
    if (when === undefined || now - when > 5 * MINUTE || !STARTING.test(line) || FAILING.test(line)) continue;
    const bare = line.replaceAll(/\d{4}-\d{2}-\d{2}[T ][\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?/g, '').slice(0, 500);
    const shape = bare.replaceAll(/\d+(?:\.\d+)?/g, '0');
    alike.set(shape, [...(alike.get(shape) ?? []), (bare.match(/\d+(?:\.\d+)?/g) ?? []).map(Number)]);
  }
  return [...alike.values()].some((steps) => steps.length >= STEPS_MIN && grows(steps));
}

function grows(steps: readonly (readonly number[])[]): boolean {
  const [first = []] = steps;
  return first.some((_number, place) => {
    const numbers = steps.map((step) => step[place] ?? Number.NaN);
    return (
      numbers.every((one, nth) => nth === 0 || one >= (numbers[nth - 1] ?? 0)) &&
      (numbers.at(-1) ?? 0) > (numbers[0] ?? 0)
    );
  });
}

/** Nodes of two versions while one after the other is made anew: the alert says what an upgrade looks like. */
export function nodesUnderUpgrade(scene: Scene): Pick<Calm, 'resource' | 'summary'> | undefined {
  const [alert] = scene.bundle.alerts;
  if (!alert || !/version.?(?:mismatch|skew)/i.test(alert.name)) return undefined;
  const nodes = scene.all('Node');
  const versions = new Map<string, Thing[]>();
  for (const node of nodes) {
    const version = textAt(node.raw, 'status', 'nodeInfo', 'kubeletVersion');
    versions.set(version, [...(versions.get(version) ?? []), node]);
  }
  const isLate = (when: number | undefined) => when !== undefined && scene.now - when < 2 * HOUR;
  const moved = nodes.find(
    (node) =>
      isLate(node.createdAt) ||
      at(node.raw, 'spec', 'unschedulable') === true ||
      scene.bundle.changes.some(({ kind, name, at: when }) => kind === 'node' && name === node.name && isLate(when)),
  );
  if (versions.size !== 2 || !moved) return undefined;
  const shares = [...versions].map(([version, those]) => `${those.length} of ${nodes.length} run ${version}`);
  return {
    resource: refOf(moved),
    summary: `${alert.name} is expected: the nodes are being upgraded one after the other, and two versions stand side by side for that long (${shares.join(', ')}).`,
  };
}

/** A Job that failed, of which later runs, the newest first, went well: only the note of it is left. */
export function outdone(scene: Scene, job: Thing, later: readonly Thing[]): Calm {
  const [newest] = later;
  const failedAt = msAt(conditionAt(job.raw, 'Failed'), 'lastTransitionTime') ?? job.createdAt ?? scene.now;
  const days = Math.floor((scene.now - failedAt) / (24 * HOUR));
  const when = days > 0 ? `${count(days)} d ago` : 'before';
  const summary = `${nameOf(job)} failed ${when}, and ${later.length === 1 ? 'the run' : `the newest of ${later.length} runs`} of the same CronJob since${newest ? ` (${newest.name})` : ''} succeeded: it has recovered, and the alert stays until the failed Job is removed.`;
  return { verdict: 'recovered', code: 'none.recovered', confidence: 0.85, resource: refOf(job), summary };
}

const GOOD_SIGNS = ['ScalingActive', 'Ready', 'Available', 'Healthy', 'Synced'] as const;

/** The very object says that it is well, since after the last sign of the trouble. */
export function isProvenOver(scene: Scene, old: Hypothesis | undefined): boolean {
  if (!old) return false;
  const { kind, namespace, name } = old.resource;
  const raw = scene.find(kind, namespace, name)?.raw;
  const last = Math.max(...old.clues.map(({ at: when }) => when));
  return GOOD_SIGNS.some((type) => {
    const condition = conditionAt(raw, type);
    return textAt(condition, 'status') === 'True' && (msAt(condition, 'lastTransitionTime') ?? 0) >= last - MINUTE;
  });
}
