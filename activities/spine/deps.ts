import type { Tools } from '../store/spine/judge.js';
import type { Action } from '../actions/action.js';
import type { Reach } from '../actions/reach.js';
import type { Observer } from './observer.js';

export interface SpineDeps {
  readonly tools: Tools;
  readonly reach: Reach;
  readonly catalogue: ReadonlyMap<string, Action>;
  readonly observer: Observer;
  /** What this installation can not do, as it is configured. */
  readonly missingCapabilities: readonly string[];
  /** Told when an answer was named that has no row: somebody reached Temporal and not a door. */
  readonly onUnknownAnswer: (ref: { readonly account: string; readonly key: string }, ids: readonly string[]) => void;
}
