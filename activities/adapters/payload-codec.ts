import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { fromWire, toWire } from './payload-wire.js';

/** The keys of payload encryption, by id. */
export interface CodecKeys {
  /** The one that encrypts; all decrypt, so that old payloads stay readable after a rotation. */
  readonly current: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

/** A payload in the JSON of Temporal's codec servers: metadata values and data are base64. */
export interface JsonPayload {
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly data?: string | undefined;
}

/** A payload that can't be decrypted; the door answers with its sentence, a worker fails the task. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}

const encrypted = 'binary/encrypted';
const keyIdField = 'encryption-key-id';
const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** Reads lines of `keyId:base64 of 32 bytes`; the first encrypts. Empty lines and those that begin with # are passed over. */
export function loadCodecKeys(text: string): CodecKeys {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), number: index + 1 }));
  const keys = new Map<string, Uint8Array>();
  for (const { line, number } of lines.filter((one) => one.line !== '' && !one.line.startsWith('#'))) {
    const [id, key] = parseKey(line, number);
    if (keys.has(id))
      throw new CodecError(`line ${number} of the key file uses the id "${id}" again: give each key its own`);
    keys.set(id, key);
  }
  const [current] = keys.keys();
  if (current === undefined) {
    throw new CodecError('the key file holds no key: add a line made by echo "k1:$(openssl rand -base64 32)"');
  }
  return { current, keys };
}

/** Encrypts what Temporal stores: Temporal sees a key id and bytes, nothing of what they hold. */
export function createPayloadCodec(keys: CodecKeys): PayloadCodec {
  return {
    encode: async (payloads) => payloads.map((payload) => encrypt(payload, keys)),
    decode: async (payloads) => payloads.map((payload) => decrypt(payload, keys)),
  };
}

/** For the codec endpoint: what `POST /encode` answers. */
export function encodePayloads(payloads: readonly JsonPayload[], keys: CodecKeys): JsonPayload[] {
  return payloads.map((payload) => toJson(encrypt(fromJson(payload), keys)));
}

/** For the codec endpoint: what `POST /decode` answers; throws a `CodecError` if one of them can't be decrypted. */
export function decodePayloads(payloads: readonly JsonPayload[], keys: CodecKeys): JsonPayload[] {
  return payloads.map((payload) => toJson(decrypt(fromJson(payload), keys)));
}

function parseKey(line: string, number: number): [id: string, key: Uint8Array] {
  const at = line.indexOf(':');
  const id = line.slice(0, Math.max(at, 0));
  if (!/^[\w.-]{1,64}$/.test(id)) {
    throw new CodecError(
      `line ${number} of the key file has no key id: write keyId:base64, the id of letters, digits, . _ -`,
    );
  }
  const text = line.slice(at + 1).trim();
  const key = Buffer.from(text, 'base64');
  // Buffer passes over what isn't base64, so a mistyped key would become another key without a word.
  if (key.toString('base64') !== text || key.length !== keyBytes) {
    throw new CodecError(
      `the key "${id}" on line ${number} is not base64 of 32 bytes: make one with openssl rand -base64 32`,
    );
  }
  return [id, key];
}

function encrypt(payload: Payload, { current, keys }: CodecKeys): Payload {
  if (payload.externalPayloads?.length) {
    throw new CodecError('a payload kept outside Temporal cannot be encrypted here: switch external storage off');
  }
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, keyOf(current, keys), nonce);
  const body = Buffer.concat([nonce, cipher.update(toWire(payload)), cipher.final(), cipher.getAuthTag()]);
  return { metadata: { encoding: Buffer.from(encrypted), [keyIdField]: Buffer.from(current) }, data: body };
}

/** Payloads from before encryption was switched on are plain, and pass; whatever claims to be encrypted must be whole. */
function decrypt(payload: Payload, { keys }: CodecKeys): Payload {
  if (textOf(payload.metadata?.['encoding']) !== encrypted) return payload;
  const id = textOf(payload.metadata?.[keyIdField]);
  const key = keyOf(id, keys);
  const body = Buffer.from(payload.data ?? []);
  if (body.length < nonceBytes + tagBytes) throw damaged(id);
  const decipher = createDecipheriv(algorithm, key, body.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAuthTag(body.subarray(-tagBytes));
  try {
    return fromWire(Buffer.concat([decipher.update(body.subarray(nonceBytes, -tagBytes)), decipher.final()]));
  } catch (error) {
    throw damaged(id, error);
  }
}

function keyOf(id: string, keys: CodecKeys['keys']): Uint8Array {
  const key = keys.get(id);
  if (key) return key;
  throw new CodecError(
    `a payload is encrypted with the key ${JSON.stringify(id.slice(0, 64))}, which is not in the key file: add that key below the current one`,
  );
}

function damaged(id: string, cause?: unknown): CodecError {
  return new CodecError(
    `a payload encrypted with the key "${id}" is damaged or was changed, or that key is another one now: restore the key file it was written with`,
    { cause },
  );
}

function fromJson({ metadata, data }: JsonPayload): Payload {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value, 'base64')]);
  return { metadata: Object.fromEntries(entries), data: Buffer.from(data ?? '', 'base64') };
}

function toJson({ metadata, data }: Payload): JsonPayload {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  return { metadata: Object.fromEntries(entries), ...(data && { data: base64(data) }) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8');
}
