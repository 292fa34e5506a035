const FAILURES_MAX = 10;
const WINDOW_MS = 60 * 1000;
const SENDERS_MAX = 10_000;

export interface SignInLimit {
  readonly isReached: (sender: string, now: number) => boolean;
  readonly failed: (sender: string, now: number) => void;
}

/**
 * Counts tokens that were not good, by the address and the account that they came for, so that a flood of them is answered
 * shortly and logged no more. Kept in memory and bounded: at the bound the one that failed longest ago is forgotten.
 */
export function createSignInLimit(sendersMax = SENDERS_MAX): SignInLimit {
  const failures = new Map<string, readonly number[]>();
  const recent = (sender: string, now: number) => (failures.get(sender) ?? []).filter((at) => now - at < WINDOW_MS);
  return {
    isReached: (sender, now) => recent(sender, now).length >= FAILURES_MAX,
    failed(sender, now) {
      const kept = [...recent(sender, now), now].slice(-FAILURES_MAX);
      // A Map remembers the order of insertion, so putting it in anew makes it the youngest.
      failures.delete(sender);
      failures.set(sender, kept);
      const [oldest] = failures.keys();
      if (failures.size > sendersMax && oldest !== undefined) failures.delete(oldest);
    },
  };
}
