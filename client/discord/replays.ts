import { WINDOW_MS } from './signature.js';

const HELD_MAX = 10_000;

/**
 * What was said under one id is done once, and heard again it is answered as before, for as long as its signature may be
 * good. Another process knows nothing of it: there the rows keep it from being done twice.
 */
export function rememberAnswers<T>(now: () => number) {
  const held = new Map<string, { readonly until: number; readonly answer: Promise<T> }>();
  return {
    once(id: string, make: () => Promise<T>): Promise<T> {
      for (const [other, { until }] of held) {
        // The oldest stand first.
        if (until > now() && held.size <= HELD_MAX) break;
        held.delete(other);
      }
      const before = held.get(id);
      if (before) return before.answer;
      const answer = make();
      held.set(id, { until: now() + 2 * WINDOW_MS, answer });
      return answer;
    },
  };
}
