/** What was known about an incident at one moment, parsed and redacted: plain data from here on. */
export interface Bundle {
  readonly capturedAt: number;
  readonly cluster: string;
  readonly question: string;
  /** What came of asking each source, and of each kind of object that was asked for by name. */
  readonly sources: Readonly<Record<string, string>>;
  readonly alerts: readonly Alert[];
  readonly things: readonly Thing[];
  readonly happenings: readonly Happening[];
  readonly logs: readonly LogFile[];
  readonly series: readonly Series[];
  readonly changes: readonly Change[];
  /** What was asked about: an object, or a whole namespace where kind and name are empty. */
  readonly target?: Ref;
  /** The namespaces that were read in whole. Where nothing says so, whatever is there counts. */
  readonly namespaces?: readonly string[];
  readonly snapshot?: Snapshot;
  /** It was read just now, and whoever asked never saw a bundle. */
  readonly live?: true;
}

/** How the whole cluster stood. */
export interface Snapshot {
  readonly nodes: number;
  readonly nodesReady: number;
  /** Pods everywhere, and of them those of the target. */
  readonly pods: PodCounts;
  readonly here: PodCounts;
  /** The highest of any node, from 0 to 1. */
  readonly peaks?: Readonly<Record<'cpu' | 'memory' | 'disk', number>>;
  /** How many nodes were measured, and how many of them were close to their limit of CPU or memory. */
  readonly hot?: { readonly all: number; readonly near: number };
}

export interface PodCounts {
  readonly all: number;
  readonly failing: number;
}

export interface Ref {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** One Kubernetes object of any kind; `raw` is kept as it came. */
export interface Thing extends Ref {
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt?: number;
  readonly raw: unknown;
}

/** An Event of Kubernetes. */
export interface Happening {
  readonly about: Ref;
  readonly reason: string;
  readonly message: string;
  readonly warning: boolean;
  readonly count: number;
  readonly lastAt?: number;
  /** It speaks of an earlier object of that name, which was deleted since. */
  readonly former?: boolean;
}

export interface LogFile {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  readonly lines: readonly string[];
}

export interface Series {
  readonly query: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Time in ms, and the value. */
  readonly points: readonly (readonly [number, number])[];
}

export interface Change {
  readonly at: number;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: string;
  readonly status: string;
}

export interface Alert {
  readonly name: string;
  readonly firing: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly text: string;
  readonly startsAt?: number;
  /** When it stopped to fire; one that still fires has none. */
  readonly endsAt?: number;
}

export const SOURCES = ['objects', 'events', 'logs', 'metrics', 'changes'] as const;
export type Source = (typeof SOURCES)[number];
export type SourceState = 'ok' | 'absent' | 'unavailable';

/** What is said of a source; one that nobody speaks of counts as read only where something of it is there. */
export function stateOf(bundle: Bundle, source: Source): SourceState {
  const said = bundle.sources[source] ?? '';
  if (said.startsWith('unavailable') || said.startsWith('partial') || said.startsWith('denied')) return 'unavailable';
  if (said === 'ok' || said === 'absent') return said;
  const sizes: Readonly<Record<Source, number>> = {
    objects: bundle.things.length,
    events: bundle.happenings.length,
    logs: bundle.logs.length,
    metrics: bundle.series.length,
    changes: bundle.changes.length,
  };
  return sizes[source] > 0 ? 'ok' : 'unavailable';
}

/** Kinds of objects, and other sources, that were asked for and could not be read in whole, with the reason. */
export function unreadOf(bundle: Bundle): readonly (readonly [name: string, said: string])[] {
  return Object.entries(bundle.sources).filter(
    ([name, said]) => !SOURCES.some((source) => source === name) && /^(?:denied|unavailable|partial)/.test(said),
  );
}

export function keyOf({ kind, namespace, name }: Ref): string {
  return `${kind}/${namespace}/${name}`;
}

export function refOf({ kind, namespace, name }: Ref): Ref {
  return { kind, namespace, name };
}

export function nameOf({ kind, namespace, name }: Ref): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
