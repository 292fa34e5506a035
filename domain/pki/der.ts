/** The few shapes of DER (X.690) that certificates are made of. */
export type Bytes = Uint8Array;

const TAG = {
  boolean: 1,
  integer: 2,
  bits: 3,
  octets: 4,
  oid: 6,
  utf8: 12,
  utcTime: 23,
  time: 24,
  sequence: 0x30,
  set: 0x31,
} as const;

export function tlv(tag: number, ...parts: readonly Bytes[]): Bytes {
  const content = join(parts);
  const { length } = content;
  const long =
    length < 128
      ? []
      : length < 256
        ? [length]
        : length < 65_536
          ? [length >> 8, length & 255]
          : [length >> 16, (length >> 8) & 255, length & 255];
  if (length >= 2 ** 24) throw new RangeError('this is longer than anything that is signed here');
  return join([Uint8Array.from(long.length === 0 ? [tag, length] : [tag, 0x80 | long.length, ...long]), content]);
}

export const sequence = (...parts: readonly Bytes[]): Bytes => tlv(TAG.sequence, ...parts);
export const setOf = (...parts: readonly Bytes[]): Bytes => tlv(TAG.set, ...parts);
export const octets = (content: Bytes): Bytes => tlv(TAG.octets, content);
export const utf8 = (text: string): Bytes => tlv(TAG.utf8, new TextEncoder().encode(text));
export const truth = tlv(TAG.boolean, Uint8Array.of(255));
/** Bytes as bits, `unused` of them at the end without a meaning. */
export const bits = (content: Bytes, unused = 0): Bytes => tlv(TAG.bits, Uint8Array.of(unused), content);
/** A tag of the context: a wrapper, or with `raw` the value itself. */
export const context = (tag: number, ...parts: readonly Bytes[]): Bytes => tlv(0xa0 | tag, ...parts);
export const raw = (tag: number, content: Bytes): Bytes => tlv(0x80 | tag, content);

/** A number from 0 up, big-endian, in as few bytes as hold it. */
export function integer(value: number | Bytes): Bytes {
  const given = typeof value === 'number' ? bytesOf(value) : [...value];
  while (given.length > 1 && given[0] === 0) given.shift();
  if ((given[0] ?? 0) & 0x80) given.unshift(0);
  return tlv(TAG.integer, Uint8Array.from(given.length === 0 ? [0] : given));
}

export function oid(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(TAG.oid, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Two digits for the year until 2049, as RFC 5280 wants it. */
export function time(ms: number): Bytes {
  const text = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  const ascii = (said: string) => Uint8Array.from(said, (letter) => letter.charCodeAt(0));
  return text < '2050' ? tlv(TAG.utcTime, ascii(text.slice(2))) : tlv(TAG.time, ascii(text));
}

export interface Value {
  readonly tag: number;
  readonly content: Bytes;
  /** With its tag and its length: what is signed. */
  readonly whole: Bytes;
}

/** The values that stand one after the other. Anything but short definite lengths is refused: DER has one way to write it. */
export function values(from: Bytes): readonly Value[] | undefined {
  const found: Value[] = [];
  for (let at = 0; at < from.length;) {
    const one = valueAt(from, at);
    if (!one) return undefined;
    found.push(one);
    at += one.whole.length;
  }
  return found;
}

function valueAt(from: Bytes, at: number): Value | undefined {
  const [tag, first] = [from[at], from[at + 1]];
  if (tag === undefined || first === undefined || (tag & 31) === 31) return undefined;
  const count = first < 128 ? 0 : first & 127;
  if (first === 128 || count > 3) return undefined;
  let length = first < 128 ? first : 0;
  for (let place = 0; place < count; place += 1) length = length * 256 + (from[at + 2 + place] ?? 0);
  const start = at + 2 + count;
  const shortest = count === 0 || length >= [0, 128, 256, 65_536][count]!;
  if (!shortest || start + length > from.length) return undefined;
  return { tag, content: from.subarray(start, start + length), whole: from.subarray(at, start + length) };
}

export function join(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function bytesOf(value: number): number[] {
  return value < 256 ? [value] : [...bytesOf(Math.floor(value / 256)), value % 256];
}

function base128(value: number): number[] {
  const high = (left: number): number[] => (left === 0 ? [] : [...high(Math.floor(left / 128)), (left % 128) | 0x80]);
  return [...high(Math.floor(value / 128)), value % 128];
}
