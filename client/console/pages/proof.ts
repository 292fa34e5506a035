import { createHash, createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import type { LedgerEntry } from '../../reeve.js';
import { type Line, lineOf } from './line.js';

export const BEFORE_ALL = '0'.repeat(64);

/** An entry with its hash computed anew. */
export interface Checked {
  readonly entry: LedgerEntry;
  readonly line?: Line;
  readonly computed: string;
  readonly holds: boolean;
}

export type Seal = 'holds' | 'broken' | 'unknown-key' | 'none';

/** The chain around one entry, recomputed from what is stored. */
export interface Proof {
  readonly previous?: Checked;
  readonly current: Checked;
  readonly next?: Checked;
  /** This entry names the hash of the one before it. */
  readonly follows: boolean;
  /** The next one names the hash of this; absent where nothing follows. */
  readonly isFollowed?: boolean;
  /** Numbers that should be there and are not. */
  readonly missing: readonly number[];
  readonly seal: Seal;
}

export interface Neighbours {
  readonly previous?: LedgerEntry;
  readonly entry: LedgerEntry;
  readonly next?: LedgerEntry;
  readonly headSeq: number;
  /** PEM texts of the ledger's public keys. */
  readonly keys: string;
}

export function prove({ previous, entry, next, headSeq, keys }: Neighbours): Proof {
  const current = checked(entry);
  const before = previous && checked(previous);
  const after = next && checked(next);
  const missing = [
    ...(entry.seq > 1 && !previous ? [entry.seq - 1] : []),
    ...(entry.seq < headSeq && !next ? [entry.seq + 1] : []),
  ];
  return {
    current,
    ...(before && { previous: before }),
    ...(after && { next: after, isFollowed: after.line?.prev === entry.hash }),
    follows: current.line?.prev === (entry.seq === 1 ? BEFORE_ALL : previous?.hash),
    missing,
    seal: sealOf(entry, current.line, keys),
  };
}

export function isProven({ previous, current, next, follows, isFollowed, missing, seal }: Proof): boolean {
  const links = follows && isFollowed !== false && missing.length === 0;
  return links && seal !== 'broken' && [previous, current, next].every((entry) => entry?.holds !== false);
}

function checked(entry: LedgerEntry): Checked {
  const line = lineOf(entry);
  const computed = hash('sha256', entry.body, 'hex');
  return { entry, computed, holds: computed === entry.hash && line?.seq === entry.seq, ...(line && { line }) };
}

function sealOf({ seq, hash: ofEntry, seal }: LedgerEntry, line: Line | undefined, keys: string): Seal {
  if (!seal) return 'none';
  const key = publicKeys(keys).get(seal.keyId);
  if (!key) return 'unknown-key';
  // The text that is signed, in the canonical order of its names.
  const text = JSON.stringify({ account: line?.account, hash: ofEntry, seq });
  return verify(null, Buffer.from(text), key, Buffer.from(seal.signature, 'base64')) ? 'holds' : 'broken';
}

function publicKeys(pems: string): ReadonlyMap<string, KeyObject> {
  const blocks = pems.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  return new Map(
    blocks.map((block) => {
      const key = createPublicKey(block);
      const id = createHash('sha256')
        .update(key.export({ type: 'spki', format: 'der' }))
        .digest('hex')
        .slice(0, 16);
      return [id, key];
    }),
  );
}
