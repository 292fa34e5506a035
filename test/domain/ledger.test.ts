import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '../../domain/canonical-json.js';
import {
  chain,
  ENTRY_BYTES_MAX,
  ENTRY_KINDS,
  type EntryDraft,
  GENESIS,
  readyDraft,
  repeats,
} from '../../domain/ledger.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const draft = (over: Readonly<Record<string, unknown>> = {}): EntryDraft => ({
  ...{ kind: 'setting', key: 'k', actor: 'person/ada', subject: 'policy/x', data: {} },
  ...over,
});
/** Arrays in arrays, this many levels with the data itself. */
const nested = (levels: number): Json => (levels === 1 ? [] : [nested(levels - 1)]);

describe('the body of an entry', () => {
  const text = (most: number) => fc.string({ unit: 'binary', minLength: 1, maxLength: most });
  const wellFormed = (value: string) => value.isWellFormed() && !value.includes('\u0000');
  const drafts = fc.record(
    {
      kind: fc.constantFrom(...ENTRY_KINDS),
      key: text(50).filter(wellFormed),
      actor: text(50).filter(wellFormed),
      subject: text(50).filter(wellFormed),
      correlation: text(20).filter(wellFormed),
      agent: text(20).filter(wellFormed),
      action: text(20).filter(wellFormed),
      outcome: text(20).filter(wellFormed),
      data: fc.dictionary(text(8).filter(wellFormed), fc.jsonValue() as fc.Arbitrary<Json>),
    },
    { requiredKeys: ['kind', 'key', 'actor', 'subject', 'data'] },
  );

  it('is the canonical form of the whole, though it is put together from parts', () => {
    fc.assert(
      fc.property(drafts, (one) => {
        const [entry] = chain([readyDraft(one)], { account: 'home', head: GENESIS, at: 1 }, sha256);
        const whole = { v: 1, account: 'home', seq: 1, at: 1, prev: GENESIS.hash, ...one };
        expect(entry?.body).toBe(canonicalJson(JSON.parse(JSON.stringify(whole)) as Json));
        expect(repeats(readyDraft(one), entry?.body ?? '')).toBe(true);
      }),
    );
  });

  it('names the entry before it', () => {
    const ready = ['1', '2'].map((key) => readyDraft(draft({ key })));
    const [one, two] = chain(ready, { account: 'home', head: GENESIS, at: 1 }, sha256);
    expect(JSON.parse(two?.body ?? '')).toMatchObject({ seq: 2, prev: one?.hash });
    expect(one?.hash).toBe(sha256(one?.body ?? ''));
  });
});

describe('a draft', () => {
  it.each([
    ['the longest key', { key: 'k'.repeat(400) }],
    ['the longest subject', { subject: 's'.repeat(400) }],
    ['the longest actor', { actor: 'a'.repeat(200) }],
    ['the longest correlation', { correlation: 'c'.repeat(200) }],
    ['the longest outcome', { outcome: 'o'.repeat(200) }],
    ['no correlation', { correlation: undefined }],
    ['a member that is not there', { data: { a: undefined } }],
    ['the deepest data', { data: { a: nested(63) } }],
  ])('may have %s', (_what, over) => {
    expect(() => readyDraft(draft(over))).not.toThrow();
  });

  it.each([
    ['a longer key', { key: 'k'.repeat(401) }, 'its key is 401 characters long, over the limit of 400'],
    ['a longer subject', { subject: 's'.repeat(401) }, 'its subject is 401 characters long'],
    ['a longer actor', { actor: 'a'.repeat(201) }, 'its actor is 201 characters long'],
    ['a longer correlation', { correlation: 'c'.repeat(201) }, 'its correlation is 201 characters long'],
    ['a longer agent', { agent: 'c'.repeat(201) }, 'its agent is 201 characters long'],
    ['a longer action', { action: 'c'.repeat(201) }, 'its action is 201 characters long'],
    ['a longer outcome', { outcome: 'c'.repeat(201) }, 'its outcome is 201 characters long'],
    ['no key', { key: '' }, 'its key is no text'],
    ['a number as actor', { actor: 1 }, 'its actor is no text'],
    ['a kind of its own', { kind: 'gossip' }, 'it is of no kind that the ledger knows'],
    ['a list as data', { data: [] }, 'its data is no object'],
    ['no data', { data: null }, 'its data is no object'],
    ['a function', { data: { a: [() => 1] } }, 'its data holds a value of type function'],
    ['a hole in a list', { data: { a: [undefined] } }, 'its data holds a value of type undefined'],
    ['a number that is none', { data: { a: Number.NaN } }, 'its data holds NaN'],
    ['deeper data', { data: { a: nested(64) } }, 'its data is nested deeper than 64 levels'],
    ['more than fits', { data: { a: 'x'.repeat(ENTRY_BYTES_MAX) } }, 'over the limit of 65536: store the large part'],
  ])('is refused with %s', (_what, over, why) => {
    expect(() => readyDraft(draft(over))).toThrow(why);
  });

  it.each([
    ['the same', {}, true],
    ['another actor', { actor: 'person/eve' }, true],
    ['other data', { data: { a: 1 } }, false],
    ['another subject', { subject: 'policy/y' }, false],
    ['another kind', { kind: 'trust' }, false],
  ])('with %s is a repeat: %s', (_what, over, expected) => {
    const [entry] = chain([readyDraft(draft())], { account: 'home', head: GENESIS, at: 1 }, sha256);
    expect(repeats(readyDraft(draft(over)), entry?.body ?? '')).toBe(expected);
  });
});
