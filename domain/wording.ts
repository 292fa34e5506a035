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

/** What was a clause, standing alone. What begins with a name, such as cert.expiring, leaves it as it is written. */
export function sentence(text: string): string {
  const begun = /^\w*[a-z][._/]\w/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** At most about so long, and never cut in the middle of a word; that something was left out shows. */
export function clip(text: string, most: number): string {
  const whole = text.replaceAll(/\s+/g, ' ').trim();
  if (whole.length <= most) return whole;
  const head = whole.slice(0, most);
  const ends = [whole[most] === ' ' ? most : head.lastIndexOf(' '), head.search(/[^\p{L}\p{N}][\p{L}\p{N}]*$/u)];
  // A word may have no end: an address, or what somebody made to be long.
  const end = ends.find((one) => one >= most / 2) ?? most;
  return `${head.slice(0, end).toWellFormed().trimEnd()} …`;
}

/** The end of a text, from the beginning of a word on; that something was left out shows. */
export function clipStart(text: string, most: number): string {
  const whole = text.replaceAll(/\s+/g, ' ').trim();
  if (whole.length <= most) return whole;
  const tail = whole.slice(-most);
  const begins = [tail.indexOf(' ') + 1, tail.search(/(?<=[^\p{L}\p{N}])[\p{L}\p{N}]/u)];
  const begin = whole.at(-most - 1) === ' ' ? 0 : (begins.find((one) => one > 0 && one <= most / 2) ?? 0);
  return `… ${tail.slice(begin).toWellFormed().trimStart()}`;
}

/** Whether two quotes tell the same, though one is longer or begins with another word. */
export function saySame(one: string, other: string): boolean {
  const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const [few, many] = [words(one), words(other)].toSorted((a, b) => a.size - b.size);
  if (!few || !many) return true;
  return [...few].filter((word) => many.has(word)).length >= few.size * 0.8;
}

const CALENDAR_END_MS = 253_402_300_799_999;

/** What others wrote may claim any number as a time; a calendar ends. */
export function isoOf(ms: number): string {
  return new Date(Number.isFinite(ms) ? Math.min(Math.max(ms, 0), CALENDAR_END_MS) : 0).toISOString();
}

/** A time as people read it, with its date and zone; nothing where there was none. */
export function utcOf(at: string | number): string {
  const iso = typeof at === 'number' ? isoOf(at) : at;
  return iso.startsWith('1970-01-01') ? '' : `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
