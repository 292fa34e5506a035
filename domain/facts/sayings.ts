import { keyOf, type LogFile, type Ref, type Thing } from './bundle.js';
import { OF_VISITORS } from './complaints.js';
import { BUILT_IN, driversBlamed } from './driver-links.js';
import { isCurrentLine, msOfLine } from './line-age.js';
import { type Family, type Place, type Saying, seen } from './family.js';
import type { Clue } from './fact.js';
import { containersOf } from './health.js';
import { peersIn } from './hosts.js';
import { conditionAt, listAt, textAt } from './reading.js';
import type { Scene } from './scene.js';

const LINES_MAX = 5_000;
const CHARS_MAX = 2_000;
const QUOTE_MAX = 240;

const TALK = /^.{0,80}(?:\b(?:DEBUG|TRACE|VERBOSE)\b|level["']?[=:]\s?["']?(?:debug|trace)|\[(?:debug|trace)\])/i;
const NEWS = /^.{0,80}(?:\bINFO\b|level["']?[=:]\s?["']?info|\[(?:info|I)\])/i;

/** Everything that logs, events and statuses say, read once with the sayings of all families. */
export function hear(scene: Scene, families: readonly Family[]): readonly Clue[] {
  const sayings = families.flatMap((family) => family.sayings ?? []).toSorted((a, b) => b.weight - a.weight);
  const of = (place: Place) => sayings.filter(({ where }) => where === undefined || where.includes(place));
  const [inLogs, inEvents, inStatus] = [of('log'), of('event'), of('status')];
  const drivers = driversBlamed(scene.bundle, scene);
  return [
    ...scene.bundle.logs.flatMap((log) => hearLog(scene, log, inLogs)),
    ...scene.bundle.happenings.flatMap((event) => {
      if (!event.warning) return [];
      const text = `${event.reason}: ${event.message}`;
      const current = event.former !== true && scene.holds(event.about, event.lastAt);
      return clueIn(scene, text, inEvents, {
        about: event.about,
        quote: event.message,
        source: 'events',
        at: event.lastAt ?? scene.now,
        current,
      }).map((clue) =>
        OF_VOLUMES.test(clue.code) ? { ...clue, related: drivers.get(keyOf(event.about)) ?? [] } : clue,
      );
    }),
    ...scene.bundle.things.flatMap((thing) => {
      const rest = { about: thing, source: 'objects' as const, current: standsNow(scene, thing) };
      return [
        ...statusTexts(thing).flatMap((text) => clueIn(scene, text, inStatus, { ...rest, quote: text })),
        // What a program left as its last words is said as a log says it.
        ...lastWords(thing).flatMap((text) => clueIn(scene, text, inLogs, { ...rest, quote: text })),
      ];
    }),
  ];
}

const OF_VOLUMES = /^storage\.(?:mount_failed|pvc_unbound)$/;

type Rest = Pick<Clue, 'about' | 'quote' | 'source' | 'current'> & { readonly at?: number };

/** The kubelet names the pod at the end of what it says; a name may hold any word, and says nothing. */
const NAMED = /\b(?:in pod |pod=)[a-z0-9.-]{1,253}_[a-z0-9-]{1,63}\([0-9a-f-]{8,40}\)/g;

function clueIn(scene: Scene, text: string, sayings: readonly Saying[], rest: Rest): readonly Clue[] {
  const short = text.slice(0, CHARS_MAX).replaceAll(NAMED, '');
  const saying = sayings.find(({ find, not }) => find.test(short) && !not?.test(short));
  const found = saying?.find.exec(short);
  if (!saying || !found) return [];
  // What befell a container is of the pod that it was in; a node's Event does not name it.
  if (rest.about.kind === 'Node' && saying.code.startsWith('container.')) return [];
  return [seen(scene, { ...rest, code: saying.code, confidence: saying.weight, says: saying.says(found) })];
}

/** Of each kind of complaint the newest line; numbers in it may differ. */
function hearLog(scene: Scene, log: LogFile, sayings: readonly Saying[]): readonly Clue[] {
  const known = new Map<string, Saying | undefined>();
  const last = new Map<Saying, { at: number; count: number }>();
  const lines = log.lines.slice(-LINES_MAX).map((line) => line.slice(0, CHARS_MAX));
  const single = sayings.filter((saying) => saying.lines === undefined);
  const wide = sayings.filter((saying) => saying.lines !== undefined);
  const hears = (saying: Saying, index: number) =>
    last.set(saying, { at: index, count: (last.get(saying)?.count ?? 0) + 1 });
  for (const [index, line] of lines.entries()) {
    const shape = line.replaceAll(/\d+/g, (digits) => (digits.length === 3 ? digits : '0'));
    if (!known.has(shape))
      known.set(
        shape,
        single.find(({ find, not }) => find.test(line) && !not?.test(line)),
      );
    const saying = known.get(shape);
    if (saying) hears(saying, index);
    for (const one of wide) if (one.find.test(textFrom(lines, index, one))) hears(one, index);
  }
  return [...last].flatMap(([saying, { at, count }]) => {
    const gives = saying.yields && lines.some((line) => saying.yields?.test(line));
    return gives ? [] : clueOf(scene, log, saying, { lines, at, count });
  });
}

function textFrom(lines: readonly string[], index: number, { lines: span = 1 }: Saying): string {
  return span === 1 ? (lines[index] ?? '') : lines.slice(index, index + span).join('\n');
}

interface Heard {
  readonly lines: readonly string[];
  readonly at: number;
  readonly count: number;
}

function clueOf(scene: Scene, log: LogFile, saying: Saying, { lines, at, count }: Heard): readonly Clue[] {
  const pod = { kind: 'Pod', namespace: log.namespace, name: log.pod };
  const text = textFrom(lines, at, saying);
  const found = saying.find.exec(text);
  if (!found) return [];
  const rest = lines.slice(at);
  const standing = scene.standing(pod);
  const hasGotOver = standing === 'well' && saying.atStart === true;
  const doubt = standing === 'ailing' ? 1 : doubtOf(scene, { text, rest, count }) * (hasGotOver ? 0.45 : 1);
  if (doubt === 0) return [];
  return [
    seen(scene, {
      code: saying.code,
      about: pod,
      confidence: saying.weight * doubt,
      quote: quoteOf(text, found.index),
      source: 'logs',
      at: msOfLine(text) ?? scene.now,
      current: isCurrentLine(scene, log, rest),
      says: saying.says(found),
      related: peersOf(scene, saying, { text, pod }),
    }),
  ];
}

/** Whom a line names; where it names nobody and nobody is reached, those called by the settings that have no ready pod. */
function peersOf(scene: Scene, { code }: Saying, { text, pod }: { readonly text: string; readonly pod: Ref }) {
  const named = peersIn(text, pod.namespace, scene.find);
  if (named.length > 0 || !code.endsWith('.unreachable')) return named;
  const own = scene.podsOf(scene.top(pod)).map(({ name }) => name);
  return scene
    .neighbours(scene.top(pod))
    .filter(({ kind }) => kind === 'Service')
    .filter((service) => {
      const pods = scene.neighbours(service).filter(({ kind }) => kind === 'Pod');
      return pods.every((one) => scene.standing(one) !== 'well') && !pods.some(({ name }) => own.includes(name));
    })
    .slice(0, 3);
}

/** A program that is well, or of which nobody knows, may grumble: how much a line of its log still counts. */
function doubtOf(
  scene: Scene,
  { text, rest, count }: { readonly text: string; readonly rest: readonly string[]; readonly count: number },
): number {
  if (TALK.test(text) || OF_VISITORS.test(text)) return 0;
  const at = msOfLine(text);
  const isLongAgo = at !== undefined && scene.now - at > 10 * 60_000;
  const goesOn = count === 1 && isLongAgo && rest.slice(1).some((line) => msOfLine(line) !== undefined);
  const once = count > 1 ? 1 : goesOn ? 0.62 : 0.85;
  return once * (NEWS.test(text) ? 0.6 : 1);
}

/** The words that count are in it, however long the line. */
function quoteOf(text: string, index: number): string {
  const whole = text.trim();
  if (whole.length <= QUOTE_MAX || index < QUOTE_MAX / 2) return whole;
  const from = Math.max(0, index - 100);
  const gap = text.slice(from, index).indexOf(' ');
  return `… ${text.slice(gap === -1 ? index : from + gap).trim()}`;
}

/** What a status says of what is not well. */
function statusTexts({ raw, kind }: Thing): readonly string[] {
  const conditions = listAt(raw, 'status', 'conditions').flatMap((one) => {
    const [type, status] = [textAt(one, 'type'), textAt(one, 'status')];
    const isBad = /Failure|Failed|Degraded|Error|Stalled/.test(type)
      ? status === 'True'
      : status === 'False' || status === 'Unknown';
    return isBad && type !== 'PodScheduled' && kind !== 'Node'
      ? [`${textAt(one, 'reason')}: ${textAt(one, 'message')}`]
      : [];
  });
  const thing: Thing = { kind, namespace: '', name: '', labels: {}, raw };
  const containers = containersOf(thing).flatMap((one) => [
    join(textAt(one, 'state', 'waiting', 'reason'), textAt(one, 'state', 'waiting', 'message')),
  ]);
  const whole = kind === 'Pod' ? join(textAt(raw, 'status', 'reason'), textAt(raw, 'status', 'message')) : '';
  return [...conditions, ...containers, whole, operatorWords(thing)].filter((text) => text.length > 2);
}

/** What an operator says of an object of its own that is not ready: each writes it in its own words, into one of these. */
function operatorWords({ raw, kind }: Thing): string {
  if (BUILT_IN.test(kind) || textAt(conditionAt(raw, 'Ready'), 'status') === 'True') return '';
  return ['phase', 'phaseReason', 'reason', 'message', 'error', 'errorMessage']
    .map((key) => textAt(raw, 'status', key))
    .filter(Boolean)
    .join(': ');
}

function lastWords(thing: Thing): readonly string[] {
  return thing.kind !== 'Pod'
    ? []
    : containersOf(thing)
        .flatMap((one) => [
          textAt(one, 'state', 'terminated', 'message'),
          textAt(one, 'lastState', 'terminated', 'message'),
        ])
        .filter((text) => text.length > 2);
}

function join(reason: string, message: string): string {
  return message === '' ? reason : `${reason}: ${message}`;
}

/** A failed pod whose place others have taken is history; so is what a healthy pod said before. */
function standsNow(scene: Scene, thing: Thing): boolean {
  if (thing.kind !== 'Pod') return true;
  const isFailed = textAt(thing.raw, 'status', 'phase') === 'Failed';
  const isOver = isFailed && successorsOf(scene, thing).some((pod) => scene.standing(pod) === 'well');
  return scene.standing(thing) !== 'well' && !isOver;
}

/** The pods of the same workload; of one that its owner has left, those with the same labels. */
function successorsOf(scene: Scene, pod: Thing): readonly Thing[] {
  const own = scene.podsOf(scene.top(pod)).filter(({ name }) => name !== pod.name);
  const labels = Object.entries(pod.labels);
  return own.length > 0 || labels.length === 0
    ? own
    : scene
        .all('Pod', pod.namespace)
        .filter((one) => one.name !== pod.name && labels.every(([key, value]) => one.labels[key] === value));
}
