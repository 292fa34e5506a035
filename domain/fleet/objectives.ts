/** How much of what may go wrong went wrong, as a multiple: at 1 the budget lasts exactly as long as its period. */
export function burnRate(spentPct: number, budgetPct: number): number {
  if (spentPct <= 0) return 0;
  return budgetPct <= 0 ? BURN_MAX : Math.min(spentPct / budgetPct, BURN_MAX);
}
/** A promise without a budget burns endlessly at the first error. */
export const BURN_MAX = 1_000;
export const FAST_BURN = 14.4;
export const SLOW_BURN = 6;

/** What is left of the budget of a whole period, from 1 down; below 0 it is overspent. */
export function budgetLeft(spentPct: number, budgetPct: number): number {
  return 1 - burnRate(spentPct, budgetPct);
}

const DAY_MS = 86_400_000;
/** So much of a month has to be over before its end can be foreseen. */
const KNOWN_AFTER_MS = 3 * DAY_MS;

/** What a month will have cost at its end, where it goes on as it did; undefined while it is too young to say, or nothing is known of it. */
export function monthEnd(cost: { readonly usd: number; readonly at: number }, now: number): number | undefined {
  const at = new Date(now);
  const [begin, end] = [
    Date.UTC(at.getUTCFullYear(), at.getUTCMonth()),
    Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1),
  ];
  const goneMs = cost.at - begin;
  return goneMs < KNOWN_AFTER_MS ? undefined : (cost.usd * (end - begin)) / goneMs;
}
