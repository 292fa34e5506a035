import type { Operation } from '../../domain/fleet/provider.js';
import type { KubeconfigWish } from '../adapters/kubernetes.js';
import type { Database } from '../store/database.js';
import type { Told } from '../store/fleet/provided.js';
import type { Handling } from './handling.js';

/** A cluster that people configured; its name is how instances call it. */
export interface ClusterPlace {
  readonly way: KubeconfigWish;
  /** Whether ending an instance may take its Node object away. */
  readonly deleteNodes: boolean;
  /** How long a drain waits for disruption budgets; an attempt as a whole may take five minutes. */
  readonly drainMs: number;
  /** Absent, every account may use it. */
  readonly accounts?: readonly string[];
}

/** What providers may reach. */
export interface ProviderReach {
  readonly db: Database;
  readonly clusters?: Readonly<Record<string, ClusterPlace>> | undefined;
}

export interface PlaceOf {
  readonly account: string;
  readonly place: string;
}

/** Who runs machines: it says what they are, and does what it can to them. */
export interface Provider {
  /** What instances have as `provider`. */
  readonly id: string;
  readonly title: string;
  /** Whether a `providerId` is a place and a name in it, so that one without a known place is nobody's. */
  readonly isPlaced: boolean;
  /** What of it this account may ask, by name: its clusters, its regions. None where nothing is configured. */
  readonly places: (reach: ProviderReach, account: string) => Promise<readonly string[]>;
  /** What there is in one place, in one or a few questions. Rejects with a sentence where it can't be asked: then nothing of it is known. */
  readonly truth: (
    reach: ProviderReach,
    of: PlaceOf,
    signal: AbortSignal,
  ) => Promise<Told & { readonly machines: number }>;
  /** What can be done to a machine: by itself, or by a task to its node. What is missing is for people. */
  readonly lifecycle: { readonly [O in Operation]?: 'node' | Handling };
  /** What a person does where nothing here can. */
  readonly byHand: (
    operation: Operation,
    instance: { readonly id: string; readonly place: string; readonly machine: string },
  ) => readonly string[];
}
