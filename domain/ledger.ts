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
/** How long each text may be. Two of them stand in an index of PostgreSQL, whose rows have a limit of their own. */
export const TEXT_MAX = {
  key: 400,
  subject: 400,
  actor: 200,
  correlation: 200,
  agent: 200,
  action: 200,
  outcome: 200,
} as const;
const REQUIRED = ['key', 'subject', 'actor'] as const;
/** PostgreSQL reads JSON by recursion, and so does the canonical form. */
const DEPTH_MAX = 64;
/** What the longest account, number, time and hash add to a body. */
const PLACE_LENGTH_MAX = 256;

export type Digest = (text: string) => string;
type TextName = keyof typeof TEXT_MAX;

/** A draft that was found fit and is written as text, but for its place, which only the book knows. */
export interface ReadyDraft {
  readonly kind: EntryKind;
  readonly key: string;
  readonly subject: string;
  /** RFC 8785 text of the data: equal texts are equal data. */
  readonly data: string;
  /** The text of the body before `at`, between `at` and `prev`, and after `seq`. */
  readonly parts: readonly [string, string, string];
}

/** Everything that can be wrong with a draft is found here, before it waits for the book together with others. */
export function readyDraft(draft: EntryDraft): ReadyDraft {
  const name = typeof draft.key === 'string' ? draft.key.slice(0, 60) : '';
  const unfit = (why: string) => new RangeError(`the ledger entry "${name}" is refused: ${why}`);
  const why = misfit(draft);
  if (why) throw unfit(why);
  const write = (name: TextName | 'kind') => {
    const text = draft[name];
    return text === undefined ? '' : `"${name}":${canonicalJson(storable(text))},`;
  };
  const data = canonicalJson(storable(draft.data));
  // The members in the order of RFC 8785; a test holds it against the canonical form of the whole.
  const parts = [
    `${write('action')}${write('actor')}${write('agent')}`,
    `${write('correlation')}"data":${data},${write('key')}${write('kind')}${write('outcome')}`,
    `${write('subject')}"v":1}`,
  ] as const;
  const length = parts.join('').length + PLACE_LENGTH_MAX;
  if (length > ENTRY_BYTES_MAX) {
    throw unfit(
      `it is ${length} characters long, over the limit of ${ENTRY_BYTES_MAX}: store the large part elsewhere and write its hash`,
    );
  }
  return { kind: draft.kind, key: storableText(draft.key), subject: storableText(draft.subject), data, parts };
}

function misfit(draft: EntryDraft): string | undefined {
  if (!ENTRY_KINDS.includes(draft.kind)) return `it is of no kind that the ledger knows`;
  const names = Object.keys(TEXT_MAX) as readonly TextName[];
  for (const name of names) {
    const text: unknown = draft[name];
    const required = (REQUIRED as readonly string[]).includes(name);
    if (text === undefined && !required) continue;
    if (typeof text !== 'string' || (required && text === '')) return `its ${name} is no text`;
    if (text.length > TEXT_MAX[name])
      return `its ${name} is ${text.length} characters long, over the limit of ${TEXT_MAX[name]}`;
  }
  const data: unknown = draft.data;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'its data is no object';
  return unstorable(data, 1);
}

/** Why a value can't be written as JSON. Callers from outside TypeScript send what the type forbids. */
function unstorable(value: unknown, depth: number): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : `its data holds ${value}, which JSON has not`;
  if (typeof value !== 'object') return `its data holds a value of type ${typeof value}, which JSON has not`;
  if (depth > DEPTH_MAX) return `its data is nested deeper than ${DEPTH_MAX} levels`;
  const members: readonly unknown[] = Array.isArray(value)
    ? value
    : Object.values(value).filter((member) => member !== undefined);
  for (const member of members) {
    const why = unstorable(member, depth + 1);
    if (why) return why;
  }
  return undefined;
}

/** Whether an entry that stands under the same key says the same; then the draft is a repeat of it. */
export function repeats(draft: ReadyDraft, stored: string): boolean {
  const { kind, subject, data } = JSON.parse(stored) as { kind: Json; subject: Json; data: Json };
  return kind === draft.kind && subject === draft.subject && canonicalJson(data) === draft.data;
}

/** Chains drafts onto a head. Pure: the clock and the hash function are arguments. */
export function chain(
  drafts: readonly ReadyDraft[],
  book: { readonly account: string; readonly head: Head; readonly at: number },
  digest: Digest,
): readonly (Head & { readonly body: string })[] {
  let { seq, hash } = book.head;
  const account = canonicalJson(book.account);
  return drafts.map(({ parts: [first, second, third] }) => {
    seq += 1;
    const body = `{"account":${account},${first}"at":${book.at},${second}"prev":"${hash}","seq":${seq},${third}`;
    hash = digest(body);
    return { seq, hash, body };
  });
}

/** The text that a seal signs: enough to say which book, which entry and which past. */
export function sealedText({ account, seq, hash }: { account: string } & Head): string {
  return canonicalJson({ account, hash, seq });
}

/** PostgreSQL's JSON holds neither NUL nor lone surrogates; both become U+FFFD before anything is hashed. */
function storable(value: Json): Json {
  if (typeof value === 'string') return storableText(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(storable);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [[storableText(name), storable(member)]],
    ),
  );
}

function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}
