import type { Answered } from '../adapters/kubernetes.js';
import type { Reader, Standing } from './reader.js';
import type { Target } from './target.js';

/** What a collector may use. It asks, within its deadline, and changes nothing. */
export interface World {
  readonly target: Target;
  readonly reader: Reader;
  readonly signal: AbortSignal;
  /** When it began, by the clock of the cluster as far as that is known. */
  readonly now: number;
  /** How far before the trouble, or before now, it looks back. */
  readonly sinceMs: number;
  /** The namespaces whose objects are read. */
  readonly spaces: () => Promise<readonly string[]>;
  readonly prometheus?: string;
  readonly alertmanager?: string;
  /** What a Reeve was told of changes, where it was asked. */
  readonly told?: Told;
}

/** Changes that pipelines and people told of, or why they could not be read. */
export type Told = { readonly changes: readonly ChangeEntry[] } | { readonly why: string };

export interface ChangeEntry {
  readonly at: string;
  readonly kind: 'deploy' | 'config' | 'migration' | 'node' | 'scale';
  readonly namespace: string;
  readonly name: string;
  readonly revision: string;
  readonly status: string;
}

/** What a collector brings, and what came of asking. */
export interface Brought {
  readonly status: Standing;
  /** Why it is not whole. */
  readonly why?: string;
  readonly objects?: readonly unknown[];
  readonly logs?: ReadonlyMap<string, string>;
  readonly metrics?: Readonly<Record<string, unknown>>;
  readonly changes?: readonly ChangeEntry[];
  /** What came of asking for single kinds of objects. */
  readonly sources?: Readonly<Record<string, string>>;
  readonly snapshot?: Readonly<Record<string, unknown>>;
}

export interface Collector {
  /** What `bundle.json` calls the source. */
  readonly source: string;
  /** Where it comes from, for people. */
  readonly from: string;
  readonly collect: (world: World) => Promise<Brought>;
}

/** What stands for an answer that did not come. */
export function standingOf(answer: Exclude<Answered, { readonly state: 'ok' }>): Standing {
  return answer.state === 'denied' ? 'denied' : answer.state === 'missing' ? 'absent' : 'unavailable';
}
