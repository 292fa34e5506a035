import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openBookCheck } from '../../domain/ledger-check.js';
import { chain, type EntryDraft, GENESIS, readyDraft, type SealedHead } from '../../domain/ledger.js';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const SEAL = { keyId: 'key', signature: 'good' };
const trust = { digest, sealHolds: ({ seal }: SealedHead) => seal.signature === 'good' };
const draft = (over: Partial<EntryDraft>): EntryDraft => ({
  ...{ kind: 'setting', key: 'opened', actor: 'a', subject: 'b', data: {} },
  ...over,
});
const [first] = chain([readyDraft(draft({}))], { account: 'home', head: GENESIS, at: 1 }, digest);
if (!first) throw new Error('nothing was chained');
const signing = draft({ kind: 'checkpoint', key: 'checkpoint/1', data: { upto: 1, hash: first.hash } });
const later = chain([signing, draft({ key: 'more' })].map(readyDraft), { account: 'home', head: first, at: 1 }, digest);
const line = { account: 'home', seq: 1, hash: first.hash, seal: SEAL };
const forged = { keyId: 'key', signature: 'forged' };

describe('the check of a book', () => {
  it.each([
    ['a line for its checkpoint', { witnesses: [line], grownFrom: 3 }, undefined],
    ['no line, and it held the checkpoint before the witness was read', { witnesses: [], grownFrom: 2 }, 2],
    ['no line, and the checkpoint came while it was read', { witnesses: [], grownFrom: 1 }, undefined],
    ['nobody who gave a witness', { grownFrom: 3 }, undefined],
  ])('of three entries with %s', (_what, given, seq) => {
    const check = openBookCheck({ account: 'home', trust, ...given });
    for (const entry of [first, ...later]) check.step({ ...entry, seal: SEAL });
    const report = check.finish();
    expect(report.whole).toBe(seq === undefined);
    expect([report.fault?.kind, report.fault?.seq]).toEqual([seq && 'unwitnessed', seq]);
  });

  it.each([
    ['the first seal', [forged, SEAL, SEAL], 1, 1],
    ['a seal after one that holds', [SEAL, forged, SEAL], 2, 2],
    ['a seal after an entry without one', [undefined, forged, SEAL], 1, 2],
    ['the last seal', [SEAL, undefined, forged], 2, 3],
    ['none, and the last entry has none', [SEAL, SEAL, undefined], 3, 3],
  ])('names where the forgery begins that changed %s', (_what, seals, seq, head) => {
    const check = openBookCheck({ account: 'home', trust });
    [first, ...later].forEach((entry, index) => {
      const seal = seals[index];
      check.step({ ...entry, ...(seal && { seal }) });
    });
    expect(check.finish()).toMatchObject({ whole: false, fault: { kind: 'forged', seq }, head: { seq: head } });
  });
});
