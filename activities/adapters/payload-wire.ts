/** The parts of Temporal's Payload that are ours to keep; it arrives with others set to null or left out. */
export interface WirePayload {
  readonly metadata?: Readonly<Record<string, Uint8Array>> | null;
  readonly data?: Uint8Array | null;
}

// temporal.api.common.v1.Payload: map<string, bytes> metadata = 1; bytes data = 2. Both fields have wire type 2.
const metadataTag = 0x0a;
const dataTag = 0x12;
const keyTag = 0x0a;
const valueTag = 0x12;

/** A payload as protobuf, as every Temporal SDK and its sample codecs write it inside an encrypted one. */
export function toWire({ metadata, data }: WirePayload): Buffer {
  const entries = Object.entries(metadata ?? {}).map(([key, value]) =>
    field(metadataTag, Buffer.concat([field(keyTag, Buffer.from(key, 'utf8')), field(valueTag, value)])),
  );
  return Buffer.concat(data && data.length > 0 ? [...entries, field(dataTag, data)] : entries);
}

/** The opposite; throws on anything that isn't such a payload, rather than lose a part of it. */
export function fromWire(bytes: Buffer): { metadata: Record<string, Uint8Array>; data: Uint8Array } {
  const metadata: [key: string, value: Uint8Array][] = [];
  let data: Uint8Array = new Uint8Array();
  for (const [tag, content] of fieldsOf(bytes)) {
    if (tag === dataTag) data = content;
    else if (tag === metadataTag) metadata.push(entryOf(content));
    else throw new Error(`a payload holds a field with the tag ${tag}, which this version does not know`);
  }
  return { metadata: Object.fromEntries(metadata), data };
}

function entryOf(bytes: Buffer): [key: string, value: Uint8Array] {
  let key = '';
  let value: Uint8Array = new Uint8Array();
  for (const [tag, content] of fieldsOf(bytes)) {
    if (tag === keyTag) key = content.toString('utf8');
    else if (tag === valueTag) value = content;
  }
  return [key, value];
}

function field(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag, ...varint(content.length)]), content]);
}

function* fieldsOf(bytes: Buffer): Generator<[tag: number, content: Buffer]> {
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0;
    const [length, start] = readVarint(bytes, at + 1);
    at = start + length;
    if (at > bytes.length) throw new Error('a payload is shorter than it says');
    yield [tag, bytes.subarray(start, at)];
  }
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

function readVarint(bytes: Buffer, from: number): [value: number, next: number] {
  let value = 0;
  for (let at = from, scale = 1; at < bytes.length && at < from + 5; at += 1, scale *= 0x80) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return [value, at + 1];
  }
  throw new Error('a payload has a length that never ends');
}
