import { canonicalJson, type Json } from './canonical-json.js';

export const ENTRY_KINDS = [
  'proposed',
  'judged',
  'asked',
  'answered',
  'intent',
  'receipt',
  'outcome',
  'setting',
  'trust',
  'checkpoint',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What a writer says; number, time and chain are added by the book. */
export interface EntryDraft {
  readonly kind: EntryKind;
  /** The same key is written once, however often it is sent. */
  readonly key: string;
  readonly actor: string;
  readonly subject: string;
  readonly correlation?: string;
  readonly agent?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly data: { readonly [name: string]: Json };
}

/** The newest entry of a book, or GENESIS. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export interface Seal {
  readonly keyId: string;
  /** Ed25519 over `sealedText`, base64. */
  readonly signature: string;
}

/** An entry as it is stored: the body is the very text that was hashed. */
export interface StoredEntry {
  readonly body: string;
  readonly hash: string;
  readonly seal?: Seal;
}

/** A head with its seal: what a witness keeps and what a checkpoint states. */
export interface SealedHead extends Head {
  readonly account: string;
  readonly seal: Seal;
}

/** A head as a witness kept it, with the name of the file for the person who has to look. */
export interface WitnessedHead extends SealedHead {
  readonly file?: string;
}

export const GENESIS: Head = { seq: 0, hash: '0'.repeat(64) };
export const ENTRY_BYTES_MAX = 64 * 1024;

export type Digest = (text: string) => string;

/** Chains drafts onto a head. Pure: the clock and the hash function are arguments. */
export function chain(
  drafts: readonly EntryDraft[],
  book: { readonly account: string; readonly head: Head; readonly at: number },
  digest: Digest,
): readonly (Head & { readonly body: string })[] {
  let { seq, hash } = book.head;
  return drafts.map((draft) => {
    seq += 1;
    const body = entryBody(draft, { account: book.account, seq, prev: hash, at: book.at });
    hash = digest(body);
    return { seq, hash, body };
  });
}

export function entryBody(
  draft: EntryDraft,
  place: { readonly account: string; readonly seq: number; readonly prev: string; readonly at: number },
): string {
  const { kind, key, actor, subject, correlation, agent, action, outcome, data } = draft;
  const optional = { correlation, agent, action, outcome };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as {
    [name: string]: string;
  };
  const body = canonicalJson(storable({ v: 1, ...place, kind, key, actor, subject, ...given, data }));
  if (body.length > ENTRY_BYTES_MAX) {
    throw new RangeError(
      `the ledger entry "${key}" is ${body.length} bytes long, over the limit of ${ENTRY_BYTES_MAX}: store the large part elsewhere and write its hash`,
    );
  }
  return body;
}

/** The text that a seal signs: enough to say which book, which entry and which past. */
export function sealedText({ account, seq, hash }: { account: string } & Head): string {
  return canonicalJson({ account, hash, seq });
}

/** PostgreSQL's jsonb holds neither NUL nor lone surrogates; both become U+FFFD before anything is hashed. */
function storable(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '\uFFFD');
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(storable);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [storable(name) as string, storable(member)]),
  );
}
