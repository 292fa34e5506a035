import type { ActionCard } from './action.js';
import type { Proposal } from './proposal.js';

/** What an attempt at the world came to, as far as a breaker is concerned. */
export type Fault = 'transient' | 'rate-limit' | 'invalid' | 'denied';

export interface BreakerState {
  readonly state: 'closed' | 'open' | 'half-open';
  readonly failures: number;
  readonly successes: number;
  readonly backoffMs: number;
  /** When the next probe may go. */
  readonly retryAt: number;
  /** Until when the probe under way keeps others out; a probe that never reports is given up then. */
  readonly probeUntil: number;
}

export const CLOSED: BreakerState = {
  state: 'closed',
  failures: 0,
  successes: 0,
  backoffMs: 0,
  retryAt: 0,
  probeUntil: 0,
};
export const BREAKER = {
  failures: 3,
  successes: 2,
  firstBackoffMs: 15_000,
  backoffMaxMs: 300_000,
  probeMs: 60_000,
} as const;

export interface Breakers {
  /** Of each action and kind of target: hears what broke in a way that nobody foresaw. */
  readonly action: string;
  /** Of who is on the other side: hears what they answered, and what did not reach them. Where nobody of their own is there, the same. */
  readonly provider: string;
}

export function breakersOf(
  { action, target }: Pick<Proposal, 'action' | 'target'>,
  card: Pick<ActionCard, 'provider'> | undefined,
): Breakers {
  const own = `action/${action}/${target.kind}`.slice(0, 200);
  return { action: own, provider: card?.provider ? `provider/${target.kind}/${target.name}`.slice(0, 200) : own };
}

/** Their names, each once. */
export function namesOf({ action, provider }: Breakers): readonly string[] {
  return action === provider ? [action] : [action, provider];
}

/** Whether work may go on, and if not, when to ask again. */
export function mayTry(breaker: BreakerState, now: number): { readonly go: boolean; readonly retryAt: number } {
  if (breaker.state === 'closed') return { go: true, retryAt: now };
  const retryAt = Math.max(breaker.retryAt, breaker.probeUntil);
  return { go: now >= retryAt, retryAt };
}

/** Takes the one probe. Whoever asks meanwhile waits until it reports or is given up. */
export function probing(breaker: BreakerState, now: number): BreakerState {
  if (breaker.state === 'closed') return breaker;
  return { ...breaker, state: 'half-open', probeUntil: now + BREAKER.probeMs };
}

export function succeeded(breaker: BreakerState): BreakerState {
  if (breaker.state === 'closed') return { ...breaker, failures: 0 };
  const successes = breaker.successes + 1;
  return successes >= BREAKER.successes ? CLOSED : { ...breaker, state: 'half-open', successes, probeUntil: 0 };
}

/** A request that is wrong, or that is not allowed, says nothing about the health of who refused it. */
export function failed(breaker: BreakerState, fault: Fault, now: number, retryAfterMs = 0): BreakerState {
  if (fault === 'invalid' || fault === 'denied') return { ...breaker, probeUntil: 0 };
  const failures = breaker.failures + 1;
  const trips = breaker.state !== 'closed' || fault === 'rate-limit' || failures >= BREAKER.failures;
  if (!trips) return { ...breaker, failures };
  const backoffMs = Math.min(
    BREAKER.backoffMaxMs,
    breaker.backoffMs === 0 ? BREAKER.firstBackoffMs : breaker.backoffMs * 2,
  );
  return {
    state: 'open',
    failures,
    successes: 0,
    backoffMs,
    retryAt: now + Math.max(backoffMs, Math.min(retryAfterMs, 24 * 3_600_000)),
    probeUntil: 0,
  };
}
