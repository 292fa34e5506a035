import { type Digest, GENESIS, type Head, type SealedHead, type StoredEntry, type WitnessedHead } from './ledger.js';

export type FaultKind = 'changed' | 'removed' | 'reordered' | 'forged' | 'unreadable-witness' | 'unwitnessed';

/** The first thing that is wrong with a book. */
export interface Fault {
  readonly kind: FaultKind;
  /** The entry that is named: the first one that can't be trusted. */
  readonly seq: number;
  readonly because: string;
}

export interface BookReport {
  readonly account: string;
  readonly whole: boolean;
  readonly entries: number;
  /** The first entry that was read: 1, or the one after a checkpoint. */
  readonly from: number;
  readonly head: Head;
  readonly seals: number;
  readonly checkpoints: number;
  readonly witnessedSeq: number;
  /** Whether anything outside the database says how far the book should reach. Without it, a missing end can't be seen. */
  readonly witnessed: boolean;
  readonly unwitnessedBecause?: string;
  readonly fault?: Fault;
}

export interface Trust {
  readonly digest: Digest;
  readonly sealHolds: (sealed: SealedHead) => boolean;
}

interface Line {
  readonly account?: unknown;
  readonly seq?: unknown;
  readonly prev?: unknown;
  readonly kind?: unknown;
  readonly data?: { readonly hash?: unknown; readonly upto?: unknown };
}

export interface CheckGiven {
  readonly account: string;
  readonly trust: Trust;
  /** Where to begin: the head of a checkpoint, or nothing for the whole book. */
  readonly after?: Head;
  /** What is kept outside the database; nothing where nobody gave a witness, which is not the same as an empty one. */
  readonly witnesses?: readonly WitnessedHead[];
  /** The newest head that the verifying process knows by itself: it is still there when the files of the witness are not. */
  readonly remembered?: SealedHead;
  /** Where the book ended before the witness was read: a checkpoint that came later can't be missed in it. */
  readonly grownFrom?: number;
}

/** How far a reading has come. It changes with every entry, and only here. */
interface Reading {
  head: Head;
  entries: number;
  seals: number;
  checkpoints: number;
  unsealedFrom?: number;
  /** An entry that was not in its place; it may still turn up further down. */
  skipped?: number;
  /** The first checkpoint whose head nobody keeps outside. */
  unwitnessed?: number;
  fault?: Fault;
}

/**
 * Reads a book entry by entry and stops believing at the first fault. Every seal is checked: the last one vouches for the
 * chain, but not for the seals before it, and the first that doesn't hold tells where a forged chain begins.
 */
export function openBookCheck(given: CheckGiven) {
  const start = given.after ?? GENESIS;
  const witnesses = given.witnesses ?? [];
  const seen = new Map(witnesses.map(({ seq, hash }) => [seq, hash]));
  const witnessedSeq = Math.max(0, ...seen.keys());
  const { remembered } = given;
  const told = remembered ? [...witnesses, { ...remembered, file: 'in the memory of this process' }] : witnesses;
  const damage = told.map((witness) => damaged(witness, given)).find((found) => found !== undefined);
  const reading: Reading = { head: start, entries: 0, seals: 0, checkpoints: 0, ...(damage && { fault: damage }) };
  return {
    step: (entry: StoredEntry): void => read(reading, entry, given, seen),
    finish(): BookReport {
      const fault = reading.fault ?? unfinished(reading, { witnessedSeq, rememberedSeq: remembered?.seq ?? 0 });
      const { head, entries, seals, checkpoints } = reading;
      const counts = { entries, from: start.seq + 1, head, seals, checkpoints, witnessedSeq };
      const known = howWitnessed(given.witnesses, witnessedSeq);
      return { account: given.account, whole: fault === undefined, ...counts, ...known, ...(fault && { fault }) };
    },
  };
}

/** Why nobody would see a missing end, in words for the person who asked. */
function howWitnessed(
  witnesses: CheckGiven['witnesses'],
  witnessedSeq: number,
): Pick<BookReport, 'witnessed' | 'unwitnessedBecause'> {
  if (witnessedSeq > 0) return { witnessed: true };
  const unwitnessedBecause = witnesses
    ? 'nothing outside the database says how far it should reach'
    : 'an export has no witness, so entries cut off at its end would not be missed';
  return { witnessed: false, unwitnessedBecause };
}

function read(reading: Reading, entry: StoredEntry, given: CheckGiven, seen: ReadonlyMap<number, string>): void {
  reading.entries += 1;
  const expected = reading.head.seq + 1;
  if (reading.fault) {
    if (reading.skipped !== undefined && parse(entry.body)?.seq === reading.skipped) {
      const because = `it stands further down, after entry ${reading.skipped + 1}`;
      reading.fault = { kind: 'reordered', seq: reading.skipped, because };
      delete reading.skipped;
    }
    return;
  }
  const line = parse(entry.body);
  const fault = misread(entry, line, { account: given.account, expected, head: reading.head }, given.trust);
  const { remembered } = given;
  const strange =
    (seen.has(expected) && seen.get(expected) !== entry.hash) ||
    (remembered?.seq === expected && remembered.hash !== entry.hash);
  if (fault?.kind === 'removed') reading.skipped = expected;
  if (fault || strange) {
    const because = 'the witness saw another entry at this place';
    reading.fault = fault ?? { kind: 'changed', seq: expected, because };
    return;
  }
  reading.head = { seq: expected, hash: entry.hash };
  if (line?.kind === 'checkpoint') noteCheckpoint(reading, line, given, seen);
  noteSeal(reading, entry, given);
}

/** The head that a checkpoint names was kept outside before the checkpoint was written. */
function noteCheckpoint(
  reading: Reading,
  line: Line,
  { witnesses, grownFrom = 0 }: CheckGiven,
  seen: ReadonlyMap<number, string>,
): void {
  reading.checkpoints += 1;
  const { seq } = reading.head;
  if (witnesses && seq <= grownFrom && !isWitnessed(line, seen)) reading.unwitnessed ??= seq;
}

function isWitnessed({ data }: Line, seen: ReadonlyMap<number, string>): boolean {
  return typeof data?.upto === 'number' && seen.get(data.upto) === data.hash;
}

/** The number of the head that a checkpoint names, when it is kept outside. */
export function witnessedUpto(body: string, witnesses: readonly WitnessedHead[]): number | undefined {
  const line = parse(body);
  const seen = new Map(witnesses.map(({ seq, hash }) => [seq, hash]));
  return line && isWitnessed(line, seen) ? (line.data?.upto as number) : undefined;
}

function noteSeal(reading: Reading, { seal }: StoredEntry, { account, trust }: CheckGiven): void {
  const { head } = reading;
  if (!seal) {
    reading.unsealedFrom ??= head.seq;
    return;
  }
  reading.seals += 1;
  if (!trust.sealHolds({ account, ...head, seal })) {
    const because = `the seal at entry ${head.seq} was not made with the ledger's key`;
    reading.fault = { kind: 'forged', seq: reading.unsealedFrom ?? head.seq, because };
    return;
  }
  delete reading.unsealedFrom;
}

function unfinished(
  reading: Reading,
  { witnessedSeq, rememberedSeq }: { readonly witnessedSeq: number; readonly rememberedSeq: number },
): Fault | undefined {
  const { head, unsealedFrom, unwitnessed } = reading;
  if (Math.max(witnessedSeq, rememberedSeq) > head.seq) {
    const because =
      witnessedSeq >= rememberedSeq
        ? `the witness saw the book reach entry ${witnessedSeq}`
        : `this process saw the book reach entry ${rememberedSeq}, and the witness outside the database has lost it`;
    return { kind: 'removed', seq: head.seq + 1, because };
  }
  if (unsealedFrom !== undefined) {
    return { kind: 'forged', seq: unsealedFrom, because: 'no seal vouches for it; every append ends in one' };
  }
  if (unwitnessed !== undefined) {
    const because = 'the head that this checkpoint names is not in the witness outside the database, where it was kept';
    return { kind: 'unwitnessed', seq: unwitnessed, because };
  }
  return undefined;
}

function misread(
  entry: StoredEntry,
  line: Line | undefined,
  place: { account: string; expected: number; head: Head },
  { digest }: Trust,
): Fault | undefined {
  const { account, expected, head } = place;
  const at = (kind: FaultKind, because: string, seq = expected): Fault => ({ kind, seq, because });
  const seq = line && Number.isSafeInteger(line.seq) ? (line.seq as number) : undefined;
  if (!line || seq === undefined) return at('changed', 'its text is not a ledger entry any more');
  if (digest(entry.body) !== entry.hash) return at('changed', 'its text does not give its hash');
  if (seq > expected) return at('removed', `entry ${seq} follows entry ${head.seq}`);
  if (seq < expected) return at('reordered', `it stands again after entry ${head.seq}`, seq);
  if (line.account !== account) return at('forged', 'it belongs to the book of another account');
  if (line.prev !== head.hash) return at('forged', `it does not follow from entry ${head.seq}`);
  return undefined;
}

function damaged(witness: WitnessedHead, { account, trust }: CheckGiven): Fault | undefined {
  if (witness.account === account && trust.sealHolds(witness)) return undefined;
  return {
    kind: 'unreadable-witness',
    seq: witness.seq,
    because: `the witness ${witness.file ?? 'outside the database'} holds a head that is not sealed with the ledger's key`,
  };
}

function parse(body: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(body);
    return typeof line === 'object' && line !== null ? line : undefined;
  } catch {
    return undefined;
  }
}
