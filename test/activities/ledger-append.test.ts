import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../../activities/ledger/append.js';
import { verifyStored } from '../../activities/ledger/verify.js';
import { openDatabase } from '../../activities/store/database.js';
import { readEntries } from '../../activities/store/read/ledger.js';
import type { EntryDraft } from '../../domain/ledger.js';
import { openTestStore, type TestStore } from '../support/store.js';

const draft = (key: string, over: Partial<EntryDraft> = {}): EntryDraft => ({
  kind: 'setting',
  key,
  actor: 'person/ada',
  subject: 'policy/x',
  data: { note: key },
  ...over,
});

describe('an append', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());

  const verify = (account: string) =>
    verifyStored(store.db, account, { keys: store.keys, witnessDir: store.witnessDir });

  it('numbers without gaps and once a key, with 8 writers in two processes', async () => {
    await store.account('writers');
    const other = openDatabase({ url: store.urls.app, login: 'app', poolMax: 5 });
    const second = openLedger(other, { sealer: store.sealer, witness: store.witness });
    const writers = Array.from({ length: 8 }, (_, writer) => (writer % 2 ? second : store.ledger));
    await Promise.all(
      writers.map(async (ledger, writer) => {
        for (let n = 0; n < 40; n += 1) await ledger.append('writers', draft(`${writer >> 1}/${n}`));
      }),
    );
    await store.witness.flush();
    await other.close();
    const entries = await readEntries(store.db, 'writers', 0, 1000);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 161 }, (_, index) => index + 1));
    expect(await verify('writers')).toMatchObject({ whole: true, entries: 161, witnessedSeq: 161 });
  });

  it('answers a key that it knows with the entry that stands there', async () => {
    await store.account('again');
    const data = { b: [1, { z: 'é', a: null }], a: 1e21 };
    const first = await store.ledger.append('again', draft('k', { data }));
    const repeat = draft('k', { data: { a: 1e21, b: [1, { a: null, z: 'é' }] }, actor: 'person/eve' });
    expect(await store.ledger.append('again', repeat)).toEqual({ ...first, again: true });
    const [one, two] = await Promise.all([1, 2].map(() => store.ledger.append('again', draft('twins'))));
    expect([one?.seq, two?.seq]).toEqual([first.seq + 1, first.seq + 1]);
  });

  it.each([
    ['data', { data: { note: 'other' } }],
    ['subject', { subject: 'policy/y' }],
    ['kind', { kind: 'trust' }],
  ] as const)('refuses a key that stands for an entry with another %s', async (what, over) => {
    const account = `other-${what}`;
    await store.account(account);
    await store.ledger.append(account, draft('k'));
    await expect(store.ledger.append(account, draft('k', over))).rejects.toThrow(
      'the ledger key "k" already stands for another entry, 2: same key, other content',
    );
    const together = [draft('n'), draft('n', over)].map((one) => store.ledger.append(account, one));
    expect((await Promise.allSettled(together)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await verify(account)).toMatchObject({ whole: true, entries: 3 });
  });

  it('lets one bad draft fail alone among those that wait with it', async () => {
    await store.account('group');
    await store.ledger.append('group', draft('taken'));
    const results = await Promise.allSettled([
      store.ledger.append('group', draft('a')),
      store.ledger.append('group', draft('taken', { subject: 'other' })),
      store.ledger.append('group', draft('huge', { data: { text: 'x'.repeat(70_000) } })),
      store.ledger.append('group', draft('k'.repeat(401))),
      store.ledger.append('group', draft('b')),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'],
    ]);
    expect(await verify('group')).toMatchObject({ whole: true, entries: 4 });
  });

  it('lets the neighbours of a draft through that only the database refuses', async () => {
    await store.account('refused');
    await store.tamper(`ALTER TABLE reeve.ledger ADD CONSTRAINT no_poison CHECK (key <> 'poison')`);
    const results = await Promise.allSettled(
      ['a', 'poison', 'b'].map((key) => store.ledger.append('refused', draft(key))),
    );
    await store.tamper('ALTER TABLE reeve.ledger DROP CONSTRAINT no_poison');
    expect(results).toMatchObject([
      { status: 'fulfilled', value: { seq: 2 } },
      { status: 'rejected', reason: { message: expect.stringContaining('no_poison') } },
      { status: 'fulfilled', value: { seq: 3 } },
    ]);
  });

  it('holds texts of the greatest length in its indexes', async () => {
    await store.account('longest');
    const over = { subject: '猫'.repeat(400), correlation: '猫'.repeat(200), actor: '猫'.repeat(200) };
    await store.ledger.append('longest', draft('犬'.repeat(400), over));
    expect(await verify('longest')).toMatchObject({ whole: true, entries: 2 });
  });

  it('keeps text that the database could not hold, made storable before it is hashed', async () => {
    await store.account('text');
    await store.ledger.append('text', draft('odd', { data: { text: 'a\u0000b\uD800c', 'n\u0000': 'é😀' } }));
    expect(await verify('text')).toMatchObject({ whole: true });
    const [, odd] = await readEntries(store.db, 'text', 0, 10);
    expect(JSON.parse(odd?.body ?? '')).toMatchObject({ data: { text: 'a\uFFFDb\uFFFDc', 'n\uFFFD': 'é😀' } });
  });
});
