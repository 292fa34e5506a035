import pg from 'pg';
import type { Fault } from '../../domain/ledger-check.js';
import { GENESIS, type Head, type SealedHead } from '../../domain/ledger.js';
import { LedgerBroken } from '../store/accept/refused.js';
import type { Transaction } from '../store/database.js';
import { type PublicKeys, publicKeys, type Sealer, sealHolds, sha256 } from './seal.js';
import type { Witness } from './witness.js';

/** An entry that stands under a key already. */
export interface Earlier extends Head {
  readonly key: string;
  readonly body: string;
}

/** A book whose turn it is: nobody else writes into it until the transaction ends. */
export interface OpenBook {
  readonly head: Head;
  /** The seal of the head; a book without entries has none. */
  readonly sealed: SealedHead | undefined;
  readonly at: number;
  readonly earlier: ReadonlyMap<string, Earlier>;
}

interface Answer {
  readonly seq: number | null;
  readonly hash: string | null;
  /** Left out when the newest entry is the caller's own. */
  readonly body: string | null;
  readonly seal: string | null;
  readonly keyId: string | null;
  readonly at: number;
  readonly fault: Fault | null;
  readonly earlier: readonly Earlier[] | null;
}

export interface Believing {
  readonly sealer: Sealer;
  readonly witness: Witness;
  /** Keys of other processes, whose seals are believed besides our own; read again when a seal is by one not known yet. */
  readonly readKeys?: () => Promise<PublicKeys>;
}

/** Hears of a fault that was found on the way to an append and that nobody has kept yet. */
export type OnFinding = (
  tx: Transaction,
  account: string,
  found: { readonly head: Head; readonly fault: Fault },
) => void;

export type OpenTheBook = (
  tx: Transaction,
  account: string,
  wanted: { readonly keys: readonly string[]; readonly own: SealedHead | undefined },
) => Promise<OpenBook>;

/**
 * Waits for the book's turn and reads its end. Nothing is chained onto an end that nobody vouches for: the next honest
 * seal would vouch for a forger's entry too. An end that this very process wrote is known by its hash.
 */
export function bookOpener({ sealer, witness, readKeys }: Believing, onFinding: OnFinding): OpenTheBook {
  const holds = keyRing(sealer, readKeys);

  async function contradiction(account: string, head: Head, answer: Answer): Promise<Fault | undefined> {
    const { body, seal, keyId } = answer;
    const { seq } = head;
    if (body === null || sha256(body) !== head.hash)
      return { kind: 'changed', seq, because: `the text of its last entry ${seq} does not give its hash` };
    if (seal === null || keyId === null)
      return { kind: 'forged', seq, because: `no seal vouches for its last entry ${seq}` };
    if (await holds({ account, ...head, seal: { keyId, signature: seal } })) return undefined;
    return { kind: 'forged', seq, because: `the seal of its last entry ${seq} was not made with a key of this ledger` };
  }

  return async (tx, account, { keys, own }) => {
    const answer = await ask(tx, account, { keys, own });
    const { seq, hash, seal, keyId, at, fault, earlier } = answer;
    if (fault) throw broken(account, fault);
    const head: Head = seq === null || hash === null ? GENESIS : { seq, hash };
    const known = head.seq === 0 || (own?.seq === head.seq && own.hash === head.hash);
    const found =
      (known ? undefined : await contradiction(account, head, answer)) ?? witness.contradiction(account, head);
    if (found) {
      onFinding(tx, account, { head, fault: found });
      throw broken(account, found);
    }
    const sealed =
      own && known ? own : seal && keyId ? { account, ...head, seal: { keyId, signature: seal } } : undefined;
    return { head, sealed, at, earlier: new Map((earlier ?? []).map((entry) => [entry.key, entry])) };
  };
}

/** One round trip: waits for the book's turn, then reads its head, the clock, and which keys it knows already. */
async function ask(
  tx: Transaction,
  account: string,
  { keys, own }: { readonly keys: readonly string[]; readonly own: SealedHead | undefined },
): Promise<Answer> {
  const list = keys.map((key) => pg.escapeLiteral(key)).join(',');
  const hash = own ? pg.escapeLiteral(own.hash) : 'NULL';
  const results = await tx.batch(`SELECT open_book(ARRAY[${list}]::text[], ${hash}) AS book`);
  const book = results.at(-1)?.rows[0]?.book as Answer | undefined;
  if (!book) throw new Error(`the book of ${account} did not open`);
  return book;
}

export function insertion(entries: readonly (Head & { readonly body: string })[], { seal }: SealedHead): string {
  const last = entries.length - 1;
  const rows = entries.map(({ body, hash }, index) => {
    const sealed = index === last ? [seal.keyId, seal.signature] : [];
    const [keyId, signature] = sealed.map((text) => pg.escapeLiteral(text));
    return `(${pg.escapeLiteral(body)},'${hash}',${keyId ?? 'NULL'},${signature ?? 'NULL'})`;
  });
  return `INSERT INTO ledger (body, hash, seal_key, seal) VALUES ${rows.join(',')}`;
}

function keyRing({ publicPem }: Sealer, readKeys: Believing['readKeys']): (sealed: SealedHead) => Promise<boolean> {
  let keys = publicKeys(publicPem);
  return async (sealed) => {
    if (!keys.has(sealed.seal.keyId) && readKeys) keys = new Map([...(await readKeys()), ...keys]);
    return sealHolds(keys)(sealed);
  };
}

function broken(account: string, { seq, because }: Fault): LedgerBroken {
  return new LedgerBroken(
    `the ledger of account ${account} is broken at entry ${seq}: ${because}, so nothing is written or done: see the runbook "ledger broken"`,
  );
}
