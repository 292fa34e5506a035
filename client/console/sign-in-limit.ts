const FAILURES_MAX = 10;
const WINDOW_MS = 60 * 1000;
const ADDRESSES_MAX = 10_000;

export interface SignInLimit {
  readonly isReached: (address: string, now: number) => boolean;
  readonly failed: (address: string, now: number) => void;
}

/** Slows down who guesses. Kept in memory and bounded: at the bound the address that failed longest ago is forgotten. */
export function createSignInLimit(addressesMax = ADDRESSES_MAX): SignInLimit {
  const failures = new Map<string, readonly number[]>();
  const recent = (address: string, now: number) => (failures.get(address) ?? []).filter((at) => now - at < WINDOW_MS);
  return {
    isReached: (address, now) => recent(address, now).length >= FAILURES_MAX,
    failed(address, now) {
      const kept = [...recent(address, now), now].slice(-FAILURES_MAX);
      // A Map remembers the order of insertion, so putting it in anew makes it the youngest.
      failures.delete(address);
      failures.set(address, kept);
      const [oldest] = failures.keys();
      if (failures.size > addressesMax && oldest !== undefined) failures.delete(oldest);
    },
  };
}
