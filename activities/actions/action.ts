import type { z } from 'zod';
import type { ActionCard } from '../../domain/action.js';
import type { Fault } from '../../domain/breaker.js';
import type { Json } from '../../domain/canonical-json.js';
import type { Plan } from '../../domain/plan.js';
import type { Target } from '../../domain/proposal.js';
import type { Applied, Look, Settle, Undone } from '../../workflows/ports.js';
import type { Reach } from './reach.js';

/** What an action works on, and what it may reach. */
export interface Work<Parameters> {
  readonly account: string;
  readonly intervention: string;
  readonly target: Target;
  readonly parameters: Parameters;
  readonly reach: Reach;
}

/** Work that writes: under a key that is the same on every try, and only as long as it still may. */
export interface Writing<Parameters> extends Work<Parameters> {
  readonly key: string;
  readonly plan: Plan;
  /** A try before this one got as far as writing, and may have written: who can't write twice must not write again. */
  readonly sentBefore: boolean;
  /** What came back, where it came back. */
  readonly receipt?: Json;
  /** Asked before each write. Throws `Stopped` when the leash was drawn in. */
  readonly mayWrite: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** What the world says of the target itself; undefined when it is not there. */
export interface Sighting {
  readonly uid?: string;
}

/** How an attempt ended. `fault` is what it says of the health of the other side; left out, a refusal says nothing of it. */
export type Attempt = Applied & { readonly receipt?: Json; readonly fault?: Fault; readonly retryAfterMs?: number };

export interface Action<Parameters = never> {
  readonly card: ActionCard;
  readonly parameters: z.ZodType<Parameters>;
  readonly settle: Settle;
  /** Observes the target itself, where the action has its own source for it; else a sensor must have seen it. */
  readonly sight?: (work: Work<unknown>) => Promise<Sighting | undefined>;
  readonly plan: (work: Work<Parameters>) => Promise<Omit<Plan, 'action' | 'actionVersion'>>;
  readonly apply: (work: Writing<Parameters>) => Promise<Attempt>;
  /** Whether the world is as it was wished, or, after an undo, as it was before. */
  readonly verify: (work: Writing<Parameters>, step: 'apply' | 'undo') => Promise<Look>;
  readonly undo: (work: Writing<Parameters>) => Promise<Undone>;
}

/** Checks the shape of an action as it is written; the list then holds all of them without their parameters' types. */
export function defineAction<Parameters>(action: Action<Parameters>): Action {
  return action as unknown as Action;
}

/** The leash was drawn in while the work was under way: nothing more is written. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** The attempt came to nothing, and trying again helps. */
export class Faulted extends Error {
  override name = 'Faulted';
  readonly fault: Fault;
  readonly retryAfterMs: number;
  constructor(message: string, fault: Fault, retryAfterMs = 0) {
    super(message);
    this.fault = fault;
    this.retryAfterMs = retryAfterMs;
  }
}
