/** How much of what may go wrong went wrong, as a multiple: at 1 the budget lasts exactly as long as its period. */
export function burnRate(spentPct: number, budgetPct: number): number {
  if (spentPct <= 0) return 0;
  return budgetPct <= 0 ? BURN_MAX : Math.min(spentPct / budgetPct, BURN_MAX);
}
/** A promise without a budget burns endlessly at the first error. */
const BURN_MAX = 1_000;
export const FAST_BURN = 14.4;
export const SLOW_BURN = 6;

/** What is left of the budget of a whole period, from 1 down; below 0 it is overspent. */
export function budgetLeft(spentPct: number, budgetPct: number): number {
  return 1 - burnRate(spentPct, budgetPct);
}

const HOUR_MS = 3_600_000;
/** So much of a month has to be over before its end can be foreseen. */
export const FORESEEN_AFTER_DAYS = 3;

/** The month of a moment, in UTC. */
export function monthOf(now: number): { readonly begin: number; readonly end: number } {
  const at = new Date(now);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return { begin: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
}

/** What a month will have cost at its end, where it goes on as it did; undefined while it is too young to say, or nothing is known of it. */
export function monthEnd(
  cost: { readonly usd: number; readonly at: number },
  now: number,
  afterDays = FORESEEN_AFTER_DAYS,
): number | undefined {
  const { begin, end } = monthOf(now);
  const goneMs = cost.at - begin;
  return goneMs < Math.max(afterDays * 24, 1) * HOUR_MS ? undefined : (cost.usd * (end - begin)) / goneMs;
}
