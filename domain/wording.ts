/** A number as people read it. */
export function count(amount: number): string {
  return amount.toLocaleString('en-US');
}

/** "1 entry", "2 entries": the one place that knows which. */
export function plural(amount: number, one: string, many = `${one}s`): string {
  return `${count(amount)} ${amount === 1 ? one : many}`;
}

/** "a, b or c". */
export function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** As much of it as can be kept: no NUL, which PostgreSQL can't hold, and no half of a character, which nobody can sign. */
export function storable(text: string, most: number): string {
  const cut = text.slice(0, most);
  const whole = cut.isWellFormed() ? cut : cut.replace(/[\uD800-\uDBFF]$/, '').toWellFormed();
  return whole.replaceAll('\0', '');
}

/** What was a clause, standing alone. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
