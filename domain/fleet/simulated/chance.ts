/** Numbers that look random and are the same for the same seed. */
export interface Chance {
  /** From 0 up to, and never, 1. */
  readonly next: () => number;
  readonly upTo: (most: number) => number;
  readonly of: <T>(list: readonly T[]) => T;
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (most: number) => Math.floor(next() * most);
  return {
    next,
    upTo,
    of(list) {
      const found = list[upTo(list.length)];
      if (found === undefined) throw new Error('nothing can be chosen from an empty list');
      return found;
    },
  };
}

export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Looks like a digest of the text, and is as good as one to tell two apart; it protects nothing. */
export function digestOf(text: string): string {
  const chance = chanceOf(seedOf(text));
  const part = () =>
    Math.floor(chance.next() * 4_294_967_296)
      .toString(16)
      .padStart(8, '0');
  return `sha256:${Array.from({ length: 8 }, part).join('')}`;
}
