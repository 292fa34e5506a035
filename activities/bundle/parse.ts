import { z } from 'zod';
import {
  type Alert,
  type Bundle,
  type Change,
  type Happening,
  keyOf,
  type LogFile,
  type Series,
  type Thing,
} from '../../domain/facts/bundle.js';
import { at, listAt, msAt, msOf, numberAt, pairsAt, textAt } from '../../domain/facts/reading.js';
import { BOUNDS } from './bounds.js';
import { cleanText, cleanValue, type Memo } from './clean.js';
import type { Files } from './files.js';
import { BadBundle } from './refusal.js';

const Head = z.looseObject({
  capturedAt: z.string().optional(),
  cluster: z.string().optional(),
  question: z.string().optional(),
  sources: z.record(z.string(), z.string()).optional(),
  target: z.looseObject({}).optional(),
  namespaces: z.array(z.string()).max(1_000).optional(),
  snapshot: z.looseObject({}).optional(),
});
const List = z.looseObject({ items: z.array(z.unknown()) });
const Objects = z.union([
  List,
  z.looseObject({ kind: z.string(), items: z.never().optional() }).transform((one) => ({ items: [one] })),
]);
const Alerts = z.looseObject({
  alerts: z.array(z.looseObject({ labels: z.record(z.string(), z.string()).optional() })),
});
const Changes = z.array(z.looseObject({ at: z.string() }));
const Metrics = z.record(z.string(), z.unknown());

/** Names what was read anew, in the words of the domain. Unknown kinds and fields are kept. */
export function parseBundle(files: Files): Bundle {
  const head = parse(files, 'bundle.json', Head) ?? {};
  const objects = parse(files, 'objects.json', Objects)?.items ?? [];
  refuseMore('objects.json', objects.length, 'objectsMax');
  const given = parse(files, 'alert.json', Alerts)?.alerts ?? [];
  refuseMore('alert.json', given.length, 'alertsMax');
  const alerts = given.map((alert) => alertOf(cleanValue(alert)));
  const memo: Memo = new Map();
  const things = objects.filter((one) => textAt(one, 'kind') !== 'Event').flatMap((one) => thingOf(one, memo));
  const uids = new Map(things.map((thing) => [keyOf(thing), textAt(thing.raw, 'metadata', 'uid')]));
  const happenings = objects
    .filter((one) => textAt(one, 'kind') === 'Event')
    .flatMap((one) => happeningOf(cleanValue(one, memo), uids));
  const logs = endsOf([...files].filter(([path]) => path.endsWith('.log'))).map(([path, text]) => logOf(path, text));
  const measured = Object.entries(parse(files, 'metrics.json', Metrics) ?? {});
  const answers = measured.flatMap(([, data]) => listAt(data, 'result'));
  refuseMore('metrics.json', answers.length, 'seriesMax');
  refuseMore(
    'metrics.json',
    answers.reduce<number>((sum, one) => sum + listAt(one, 'values').length, 0),
    'pointsMax',
  );
  const series = measured.flatMap(([query, data]) => seriesOf(cleanText(query.slice(0, BOUNDS.queryCharsMax)), data));
  const changed = parse(files, 'changes.json', Changes) ?? [];
  refuseMore('changes.json', changed.length, 'changesMax');
  const changes = changed.flatMap((one) => changeOf(cleanValue(one)));
  const capturedAt = head.capturedAt === undefined ? undefined : msOf(head.capturedAt);
  if (head.capturedAt !== undefined && capturedAt === undefined)
    throw new BadBundle(
      `bundle.json: capturedAt is no time ("${cleanText(head.capturedAt).slice(0, 40)}"): write it as 2026-10-06T05:22:30Z`,
    );
  const parts = { alerts, things, happenings, logs, series, changes };
  return {
    ...parts,
    ...aboutOf(head),
    capturedAt: capturedAt ?? newest(parts),
    cluster: shortText(head.cluster),
    question: shortText(head.question, BOUNDS.queryCharsMax),
    sources: sourcesOf(head),
  };
}

function shortText(text = '', charsMax: number = BOUNDS.nameCharsMax): string {
  return cleanText(text.slice(0, charsMax));
}

function sourcesOf({ sources = {} }: z.infer<typeof Head>): Bundle['sources'] {
  const said = Object.entries(sources);
  refuseMore('bundle.json', said.length, 'sourcesMax');
  return Object.fromEntries(said.map(([name, words]) => [shortText(name.toLowerCase()), shortText(words)]));
}

function refuseMore(file: string, count: number, bound: `${string}Max` & keyof typeof BOUNDS): void {
  if (count > BOUNDS[bound])
    throw new BadBundle(
      `${file} holds more than ${BOUNDS[bound]} ${bound.replace('Max', '')}: capture one namespace, over a shorter time`,
    );
}

/** What a live capture knows besides: what was asked about, and what it was read for. */
function aboutOf({ target, namespaces, snapshot }: z.infer<typeof Head>): Partial<Bundle> {
  const of = (key: string) => shortText(textAt(target, key));
  const counts = (name: string) => ({
    all: numberAt(snapshot, name, 'all') ?? 0,
    failing: numberAt(snapshot, name, 'failing') ?? 0,
  });
  const nodes = numberAt(snapshot, 'nodes', 'all');
  return {
    ...(target && { target: { kind: of('kind'), namespace: of('namespace'), name: of('name') } }),
    ...(namespaces && { namespaces: namespaces.map((name) => shortText(name)) }),
    ...(nodes !== undefined && {
      snapshot: {
        ...{ nodes, nodesReady: numberAt(snapshot, 'nodes', 'ready') ?? 0 },
        ...{ pods: counts('pods'), here: counts('here') },
        ...pressureOf(snapshot),
      },
    }),
  };
}

function pressureOf(snapshot: unknown): Partial<NonNullable<Bundle['snapshot']>> {
  const number = (...path: readonly string[]) => numberAt(snapshot, ...path) ?? 0;
  if (numberAt(snapshot, 'hot', 'all') === undefined) return {};
  const peaks = { cpu: number('peaks', 'cpu'), memory: number('peaks', 'memory'), disk: number('peaks', 'disk') };
  return { peaks, hot: { all: number('hot', 'all'), near: number('hot', 'near') } };
}

/** A capture that does not say when is taken to be as old as the newest thing in it. */
function newest({ happenings, changes, things }: Pick<Bundle, 'happenings' | 'changes' | 'things'>): number {
  const times = [
    ...happenings.map(({ lastAt }) => lastAt),
    ...changes.map(({ at }) => at),
    ...things.map(({ createdAt }) => createdAt),
  ];
  return times.reduce<number>((most, at) => Math.max(most, at ?? 0), 0);
}

function parse<T>(files: Files, name: string, shape: z.ZodType<T>): T | undefined {
  const text = files.get(name);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new BadBundle(`${name} is damaged: ${cleanText((error as Error).message).slice(0, 160)}; capture it anew`, {
      cause: error,
    });
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  if (name === 'objects.json')
    throw new BadBundle(
      `${name} holds no objects of Kubernetes (it has neither "items" nor a "kind"): give what "kubectl get all,events,pvc -o json" prints, or a folder that "reeve capture" wrote`,
    );
  const [issue] = parsed.error.issues;
  throw new BadBundle(
    `${name} has another form than a bundle's (${cleanText(issue?.path.join('.') ?? '').slice(0, 100) || 'at its top'}: ${issue?.message ?? 'wrong'}): see docs/diagnosis.md`,
  );
}

function thingOf(one: unknown, memo: Memo): readonly Thing[] {
  const raw = cleanValue(one, memo);
  const [kind, name] = [textAt(raw, 'kind'), textAt(raw, 'metadata', 'name')];
  if (kind === '' || name === '') return [];
  const createdAt = msAt(raw, 'metadata', 'creationTimestamp');
  return [
    {
      kind,
      name,
      namespace: textAt(raw, 'metadata', 'namespace'),
      labels: pairsAt(raw, 'metadata', 'labels'),
      raw,
      ...(createdAt !== undefined && { createdAt }),
    },
  ];
}

function happeningOf(one: unknown, uids: ReadonlyMap<string, string>): readonly Happening[] {
  const part = textAt(one, 'involvedObject', 'name') === '' ? 'regarding' : 'involvedObject';
  const about = {
    kind: textAt(one, part, 'kind'),
    namespace: textAt(one, part, 'namespace'),
    name: textAt(one, part, 'name'),
  };
  const lastAt =
    msAt(one, 'lastTimestamp') ??
    msAt(one, 'series', 'lastObservedTime') ??
    msAt(one, 'eventTime') ??
    msAt(one, 'deprecatedLastTimestamp') ??
    msAt(one, 'metadata', 'creationTimestamp');
  const uid = textAt(one, part, 'uid');
  const present = uids.get(keyOf(about)) ?? '';
  return [
    {
      about: about.kind === 'Node' ? { ...about, namespace: '' } : about,
      // Of a node a kubelet gives the name where others give a uid.
      ...(uid !== '' && present !== '' && uid !== present && about.kind !== 'Node' && { former: true }),
      reason: textAt(one, 'reason'),
      message: textAt(one, 'message') || textAt(one, 'note'),
      warning: textAt(one, 'type') !== 'Normal',
      count: numberAt(one, 'count') ?? numberAt(one, 'series', 'count') ?? 1,
      ...(lastAt !== undefined && { lastAt }),
    },
  ];
}

type Log = readonly [path: string, text: string];

/** The end of each log, so that all of them together can be read in time. */
function endsOf(logs: readonly Log[]): readonly Log[] {
  const bySize = logs.toSorted(([one, a], [other, b]) => a.length - b.length || (one < other ? -1 : 1));
  let left: number = BOUNDS.logCharsMax;
  return bySize.map(([path, text], place) => {
    const share = Math.floor(left / (bySize.length - place));
    left -= Math.min(share, text.length);
    // What is cut begins in the middle of a line.
    return [path, text.length <= share ? text : text.slice(text.length - share).replace(/^[^\n]{0,4000}\n/, '')];
  });
}

const MANY_LINES = /PRIVATE KEY|:[ \t]+[|>][-+\d]{0,2}[ \t]*$/m;

function logOf(path: string, given: string): LogFile {
  // A key goes over many lines, as does a block of YAML; what else is secret stands in one.
  const text = MANY_LINES.test(given) ? cleanText(given) : given;
  const [, namespace = '', pod = '', file = ''] = cleanText(path).split('/');
  const previous = file.endsWith('.previous.log');
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return {
    namespace,
    pod,
    previous,
    container: file.replace(/(?:\.previous)?\.log$/, ''),
    lines: lines.slice(-20_000).map((line) => cleanText(line.slice(0, 4_000))),
  };
}

function seriesOf(query: string, data: unknown): readonly Series[] {
  return listAt(data, 'result').map((one) => {
    const values = listAt(one, 'values');
    const points = (values.length > 0 ? values : [listAt(one, 'value')]).flatMap((pair) => {
      const [second, value] = [Number(textAt(pair, 0)), Number.parseFloat(textAt(pair, 1))];
      return Number.isFinite(second) && Number.isFinite(value) ? [[second * 1000, value] as const] : [];
    });
    return { query, labels: pairsAt(cleanValue(at(one, 'metric'))), points: points.toSorted((a, b) => a[0] - b[0]) };
  });
}

function changeOf(one: unknown): readonly Change[] {
  const at = msAt(one, 'at');
  const text = (key: string) => textAt(one, key);
  return at === undefined
    ? []
    : [
        {
          at,
          kind: text('kind'),
          namespace: text('namespace'),
          name: text('name'),
          revision: text('revision'),
          status: text('status'),
        },
      ];
}

function alertOf(one: unknown): Alert {
  const labels = pairsAt(one, 'labels');
  const startsAt = msAt(one, 'startsAt');
  const state = textAt(one, 'status') || textAt(one, 'status', 'state');
  const notes = pairsAt(one, 'annotations');
  const words = ['summary', 'description', 'message'].map((key) => notes[key] ?? '').filter(Boolean);
  const text = [...new Set(words)].join(' ');
  const endsAt = state === 'resolved' ? msAt(one, 'endsAt') : undefined;
  return {
    name: labels['alertname'] ?? '',
    firing: state !== 'resolved',
    labels,
    text,
    ...(startsAt !== undefined && { startsAt }),
    ...(endsAt !== undefined && { endsAt }),
  };
}
