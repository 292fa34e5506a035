import type { Json } from '../../domain/canonical-json.js';
import type { Effect } from '../../domain/plan.js';
import type { Look, Undone } from '../../workflows/ports.js';
import type { Attempt } from '../actions/action.js';
import type { ProviderReach } from './provider.js';

/** One machine of a provider, as the row of its instance names it. */
export interface Machine {
  readonly account: string;
  readonly instance: string;
  readonly place: string;
  /** What the provider calls it within the place. */
  readonly name: string;
  readonly reach: ProviderReach;
}

export interface Foreseen {
  readonly effects: readonly Effect[];
  readonly inverse: Json;
  readonly impossible?: string;
}

/** Work that writes: under a key that is the same on every try. */
export interface Hand {
  readonly key: string;
  readonly effects: readonly Effect[];
  readonly options: Readonly<Record<string, Json>>;
  /** Asked before each write. */
  readonly mayWrite: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** How a provider does one thing to a machine. */
export interface Handling {
  /** What would change, and why it can't be done; nothing is written. */
  readonly foresee: (machine: Machine, options: Hand['options']) => Promise<Foreseen>;
  readonly begin: (machine: Machine, hand: Hand) => Promise<Attempt>;
  readonly look: (machine: Machine, hand: Pick<Hand, 'key' | 'effects'>, step: 'apply' | 'undo') => Promise<Look>;
  /** Absent where nothing puts it back. */
  readonly undo?: (machine: Machine, hand: Hand & { readonly applied: string }) => Promise<Undone>;
}
