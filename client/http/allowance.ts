export interface Allowed {
  /** So many at once. */
  readonly burst: number;
  readonly perSecond: number;
}

/** So many are remembered; the one that asked least lately is forgotten, and starts anew. */
const REMEMBERED_MAX = 100_000;

/** How often each may ask. Answers how many seconds to wait: 0 where it may. */
export function createAllowance({ burst, perSecond }: Allowed): (key: string) => number {
  const left = new Map<string, { readonly tokens: number; readonly at: number }>();
  return (key) => {
    const now = performance.now() / 1000;
    const known = left.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, known.tokens + (now - known.at) * perSecond);
    left.delete(key);
    left.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    const [oldest] = left.keys();
    if (left.size > REMEMBERED_MAX && oldest !== undefined) left.delete(oldest);
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perSecond);
  };
}
