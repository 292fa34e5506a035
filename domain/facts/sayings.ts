import type { LogFile, Thing } from './bundle.js';
import { isCurrentLine, msOfLine } from './line-age.js';
import { type Family, type Place, type Saying, seen } from './family.js';
import type { Clue } from './fact.js';
import { containersOf } from './health.js';

import { listAt, textAt } from './reading.js';
import type { Scene } from './scene.js';

const LINES_MAX = 5_000;
const CHARS_MAX = 2_000;
/** Everything that logs, events and statuses say, read once with the sayings of all families. */
export function hear(scene: Scene, families: readonly Family[]): readonly Clue[] {
  const sayings = families.flatMap((family) => family.sayings ?? []).toSorted((a, b) => b.weight - a.weight);
  const of = (place: Place) => sayings.filter(({ where }) => where === undefined || where.includes(place));
  const [inLogs, inEvents, inStatus] = [of('log'), of('event'), of('status')];
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
      });
    }),
    ...scene.bundle.things.flatMap((thing) =>
      statusTexts(thing).flatMap((text) =>
        clueIn(scene, text, inStatus, {
          about: thing,
          quote: text,
          source: 'objects',
          current: standsNow(scene, thing),
        }),
      ),
    ),
  ];
}

type Rest = Pick<Clue, 'about' | 'quote' | 'source' | 'current'> & { readonly at?: number };

function clueIn(scene: Scene, text: string, sayings: readonly Saying[], rest: Rest): readonly Clue[] {
  const short = text.slice(0, CHARS_MAX);
  const saying = sayings.find(({ find, not }) => find.test(short) && !not?.test(short));
  const found = saying?.find.exec(short);
  if (!saying || !found) return [];
  return [seen(scene, { ...rest, code: saying.code, confidence: saying.weight, says: saying.says(found) })];
}

/** Of each kind of complaint the newest line; numbers in it may differ. */
function hearLog(scene: Scene, log: LogFile, sayings: readonly Saying[]): readonly Clue[] {
  const pod = { kind: 'Pod', namespace: log.namespace, name: log.pod };
  const known = new Map<string, Saying | undefined>();
  const last = new Map<Saying, { at: number; count: number }>();
  const lines = log.lines.slice(-LINES_MAX).map((line) => line.slice(0, CHARS_MAX));
  for (const [index, line] of lines.entries()) {
    const shape = line.replaceAll(/\d+/g, (digits) => (digits.length === 3 ? digits : '0'));
    if (!known.has(shape))
      known.set(
        shape,
        sayings.find(({ find, not }) => find.test(line) && !not?.test(line)),
      );
    const saying = known.get(shape);
    if (saying) last.set(saying, { at: index, count: (last.get(saying)?.count ?? 0) + 1 });
  }
  return [...last].flatMap(([saying, { at, count }]) => {
    const line = lines[at] ?? '';
    const found = saying.find.exec(line);
    if (!found) return [];
    const current = isCurrentLine(scene, log, lines.slice(at));
    const well = scene.standing(pod) === 'well';
    const confidence = saying.weight * (well && count === 1 ? 0.8 : 1);
    return [
      seen(scene, {
        code: saying.code,
        about: pod,
        confidence,
        quote: line.trim(),
        source: 'logs',
        at: msOfLine(line) ?? scene.now,
        current,
        says: saying.says(found),
      }),
    ];
  });
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
    textAt(one, 'state', 'terminated', 'message'),
    textAt(one, 'lastState', 'terminated', 'message'),
  ]);
  const whole = kind === 'Pod' ? join(textAt(raw, 'status', 'reason'), textAt(raw, 'status', 'message')) : '';
  return [...conditions, ...containers, whole].filter((text) => text.length > 2);
}

function join(reason: string, message: string): string {
  return message === '' ? reason : `${reason}: ${message}`;
}

/** A failed pod whose workload has others that are well is history; so is what a healthy pod said before. */
function standsNow(scene: Scene, thing: Thing): boolean {
  if (thing.kind !== 'Pod') return true;
  const top = scene.top(thing);
  const isOver =
    textAt(thing.raw, 'status', 'phase') === 'Failed' &&
    scene.podsOf(top).some((pod) => scene.standing(pod) === 'well');
  return scene.standing(thing) !== 'well' && !isOver;
}
