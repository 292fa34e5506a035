/** The known name closest to a mistyped one, when it is close enough to be meant. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const best = rankedBy(given.toLowerCase(), known)[0];
  return best && best.distance <= Math.max(2, Math.floor(given.length / 4)) ? best.name : undefined;
}

const COMPARED_CHARS_MAX = 100;

/** Several that may be meant, the likeliest first: mistyped, or sharing words with what was given. */
export function nearMatches(given: string, known: readonly string[], most: number): readonly string[] {
  const wanted = given.slice(0, COMPARED_CHARS_MAX).toLowerCase();
  const words = wordsOf(wanted);
  const sharing = (name: string) =>
    wordsOf(name.toLowerCase()).filter((word) => words.some((one) => isLike(one, word))).length;
  return rankedBy(wanted, known)
    .map((one) => ({ ...one, shared: sharing(one.name) }))
    .filter(({ distance, shared }) => shared > 0 || distance <= Math.max(2, Math.floor(wanted.length / 4)))
    .toSorted((a, b) => b.shared - a.shared || a.distance - b.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

const wordsOf = (text: string) => text.split(/[^a-z0-9]+/).filter((word) => word.length > 2);

/** The same word, or the beginning of it: "config" of "configmap". */
function isLike(one: string, other: string): boolean {
  return one === other || (Math.min(one.length, other.length) >= 3 && (one.startsWith(other) || other.startsWith(one)));
}

function rankedBy(wanted: string, known: readonly string[]) {
  return known
    .map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
}

/** Levenshtein's distance, one row at a time. */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_unused, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
