import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../../activities/ledger/append.js';
import { checkBook } from '../../activities/ledger/check.js';
import { openSealer, publicKeys, sha256 } from '../../activities/ledger/seal.js';
import { verifyStored } from '../../activities/ledger/verify.js';
import { openWitness } from '../../activities/ledger/witness.js';
import { readEntries } from '../../activities/store/read/ledger.js';
import { bookCheck } from '../../activities/store/read/status.js';
import { openDatabase } from '../../activities/store/database.js';
import type { EntryDraft, SealedHead, StoredEntry } from '../../domain/ledger.js';
import { verifyFile } from '../../workers/main/verify-file.js';
import { openTestStore, type TestStore } from '../support/store.js';

const draft = (key: string, over: Partial<EntryDraft> = {}): EntryDraft => ({
  kind: 'setting',
  key,
  actor: 'person/ada',
  subject: 'policy/x',
  data: { note: key },
  ...over,
});

describe('the ledger', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());

  const verify = (account: string) =>
    verifyStored(store.db, account, { keys: store.keys, witnessDir: store.witnessDir });
  /** A book of six entries: the account's own, and five more, each an append of its own. */
  async function book(account: string): Promise<void> {
    await store.account(account);
    for (const key of ['1', '2', '3', '4', '5']) await store.ledger.append(account, draft(key));
    await store.witness.flush();
  }
  const change = (account: string, seq: number, set: string, values: unknown[] = []) =>
    store.tamper(`UPDATE reeve.ledger SET ${set} WHERE account = $1 AND seq = $2`, [account, seq, ...values]);

  it.each([
    ['app', 'UPDATE reeve.ledger SET hash = hash'],
    ['app', 'DELETE FROM reeve.ledger'],
    ['app', 'TRUNCATE reeve.ledger'],
    ['relay', 'SELECT body FROM reeve.ledger'],
    ['relay', 'SELECT id FROM reeve.principal'],
    ['relay', 'SELECT hash FROM reeve.token'],
  ] as const)('does not let the login %s run: %s', async (login, statement) => {
    const db = openDatabase({ url: store.urls[login], login, poolMax: 1 });
    await expect(db.withAccount('nobody', (tx) => tx.query(statement))).rejects.toThrow('permission denied');
    await db.close();
  });

  it.each([
    [
      'changed',
      'one byte of an entry',
      3,
      (a: string) => change(a, 3, `body = replace(body::text, '"note":"2"', '"note":"7"')::json`),
    ],
    ['changed', 'only the hash of an entry', 4, (a: string) => change(a, 4, 'hash = $3', ['0'.repeat(64)])],
    [
      'removed',
      'an entry in the middle',
      3,
      (a: string) => store.tamper('DELETE FROM reeve.ledger WHERE account = $1 AND seq = 3', [a]),
    ],
    [
      'removed',
      'the last entry',
      6,
      (a: string) => store.tamper('DELETE FROM reeve.ledger WHERE account = $1 AND seq = 6', [a]),
    ],
    ['removed', 'all entries', 1, (a: string) => store.tamper('DELETE FROM reeve.ledger WHERE account = $1', [a])],
    ['changed', 'two entries, swapped', 3, swap],
    ['forged', 'a last entry with a right hash and no seal', 7, (a: string) => forgeLast(a, false)],
    ['forged', 'a last entry with a right hash and a seal of another key', 7, (a: string) => forgeLast(a, true)],
    ['forged', 'an entry with the whole chain after it made anew', 3, rechain],
    ['forged', 'the seal of an entry in the middle', 3, (a: string) => sealOfNext(a)],
    ['forged', 'a seal in the middle by a key that nobody has', 4, (a: string) => change(a, 4, `seal_key = 'none'`)],
    ['forged', 'a seal in the middle that is no base64', 5, (a: string) => change(a, 5, `seal = 'not a seal'`)],
  ] as const)('names what was %s: %s', async (kind, what, seq, tamper) => {
    const account = `t-${sha256(what).slice(0, 8)}`;
    await book(account);
    expect(await verify(account)).toMatchObject({ whole: true, entries: 6 });
    await tamper(account);
    expect((await verify(account)).fault).toMatchObject({ kind, seq });
  });

  it('finds a chain made anew by its seals when there is no witness', async () => {
    await book('unwitnessed');
    await rechain('unwitnessed');
    const report = await verifyStored(store.db, 'unwitnessed', {
      keys: store.keys,
      witnessDir: join(store.dir, 'nowhere'),
    });
    expect(report.fault).toMatchObject({ kind: 'forged', seq: 3 });
  });

  it('says that the witness can not be believed when somebody wrote in it', async () => {
    await book('witness');
    const file = (await import('node:fs/promises')).readdir(store.witnessDir);
    const name = (await file).find((one) => one.startsWith('witness.')) ?? '';
    const path = join(store.witnessDir, name);
    const head = JSON.parse(await readFile(path, 'utf8')) as { seq: number };
    await writeFile(path, JSON.stringify({ ...head, seq: 3 }));
    expect((await verify('witness')).fault).toMatchObject({ kind: 'unreadable-witness' });
    await writeFile(path, 'not json');
    expect((await verify('witness')).fault).toMatchObject({ kind: 'unreadable-witness' });
    await rm(path);
    expect(await verify('witness')).toMatchObject({ whole: true });
  });

  it('does not let a cut-off end be written over, in this process or a later one', async () => {
    await book('cut');
    await store.tamper('DELETE FROM reeve.ledger WHERE account = $1 AND seq = 6', ['cut']);
    await expect(store.ledger.append('cut', draft('again'))).rejects.toThrow('the witness saw it reach 6');
    // Without the finding that was kept, so that what the later process knows refuses by itself.
    await store.tamper('DELETE FROM reeve.ledger_check WHERE account = $1', ['cut']);
    const later = await openWitness(store.witnessDir, () => undefined);
    const ledger = openLedger(store.db, { sealer: store.sealer, witness: later });
    await expect(ledger.append('cut', draft('again'))).rejects.toThrow('the witness saw it reach 6');
    expect((await verify('cut')).fault).toMatchObject({ kind: 'removed', seq: 6 });
  });

  it('keeps what refused an append, and finds it again although the files of the witness are gone', async () => {
    await book('lost');
    await store.tamper('DELETE FROM reeve.ledger WHERE account = $1 AND seq > 4', ['lost']);
    for (const name of await readdir(store.witnessDir)) {
      if (name.startsWith('lost.')) await rm(join(store.witnessDir, name));
    }
    expect(await verify('lost')).toMatchObject({ whole: true, witnessed: false });
    const inOne = store.db.withAccount('lost', (tx) => store.ledger.appendIn(tx, 'lost', [draft('x')]));
    await expect(inOne).rejects.toThrow('broken at entry 5: it ends at entry 4, but the witness saw it reach 6');
    expect(await bookCheck(store.db, 'lost')).toMatchObject({
      whole: false,
      headSeq: 4,
      fault: { kind: 'removed', seq: 5 },
    });
    const given = { keys: store.keys, witnessDir: store.witnessDir, since: 'start' } as const;
    const remembered = store.witness.newest('lost');
    expect(await checkBook(store.db, 'lost', { ...given, remembered })).toMatchObject({
      whole: false,
      fault: { kind: 'removed', seq: 5, because: expect.stringContaining('this process saw the book reach entry 6') },
    });
  });

  it('finds another last entry by what the process remembers alone', async () => {
    await book('swapped');
    const remembered = { ...(store.witness.newest('swapped') as SealedHead) };
    const nowhere = { keys: store.keys, witnessDir: join(store.dir, 'nowhere') };
    expect(await verifyStored(store.db, 'swapped', { ...nowhere, remembered })).toMatchObject({ whole: true });
    const other = { account: 'swapped', seq: 5, hash: 'f'.repeat(64) };
    const strange = { ...other, seal: store.sealer.seal('swapped', other) };
    const report = await verifyStored(store.db, 'swapped', { ...nowhere, remembered: strange });
    expect(report.fault).toMatchObject({ kind: 'changed', seq: 5 });
  });

  it.each([
    ['a forged entry at its end', (a: string) => forgeLast(a, false), 'no seal vouches for its last entry 7'],
    ['an entry sealed by another key', (a: string) => forgeLast(a, true), 'was not made with a key of this ledger'],
    [
      'a past that was made anew',
      rechain,
      'no seal vouches for its last entry 6|does not give its hash|another key|the witness saw another|not made with',
    ],
  ] as const)('chains nothing onto %s', async (what, tamper, words) => {
    const account = `c-${sha256(what).slice(0, 8)}`;
    await book(account);
    await tamper(account);
    await expect(store.ledger.append(account, draft('next'))).rejects.toThrow(new RegExp(words));
  });

  it('takes no entry into a broken book, and takes them again when it is whole', async () => {
    await book('broken');
    await change('broken', 2, `body = replace(body::text, 'ada', 'eve')::json`);
    const given = { keys: store.keys, witnessDir: store.witnessDir, since: 'start' } as const;
    expect(await checkBook(store.db, 'broken', given)).toMatchObject({ whole: false, fault: { seq: 2 } });
    await expect(store.ledger.append('broken', draft('x'))).rejects.toThrow('is broken at entry 2');
    await change('broken', 2, `body = replace(body::text, 'eve', 'ada')::json`);
    await checkBook(store.db, 'broken', { ...given, since: 'checkpoint' });
    await expect(store.ledger.append('broken', draft('x'))).rejects.toThrow('is broken');
    expect(await checkBook(store.db, 'broken', given)).toMatchObject({ whole: true });
    await expect(store.ledger.append('broken', draft('x'))).resolves.toMatchObject({ seq: 7 });
  });

  it('verifies an export with nothing but the public key, and names a swapped, a removed and a changed line', async () => {
    await book('export');
    const key = join(store.dir, 'public.pem');
    await writeFile(key, store.sealer.publicPem);
    const lines = (await readEntries(store.db, 'export', 0, 100)).map(({ body, hash, seal }) =>
      JSON.stringify({ body, hash, seal }),
    );
    const report = async (text: string) => {
      const file = join(store.dir, 'book.jsonl');
      await writeFile(file, text);
      return verifyFile(file, key);
    };
    const [a, b, c, d, ...rest] = lines as [string, string, string, string, ...string[]];
    expect(await report(lines.join('\n'))).toMatchObject({ whole: true, entries: 6, account: 'export' });
    expect((await report([a, c, b, d, ...rest].join('\n'))).fault).toMatchObject({ kind: 'reordered', seq: 2 });
    expect((await report([a, c, d, ...rest].join('\n'))).fault).toMatchObject({ kind: 'removed', seq: 2 });
    expect((await report([a, b, b, c, d, ...rest].join('\n'))).fault).toMatchObject({ kind: 'reordered', seq: 2 });
    expect((await report([a, b.replace('ada', 'adb'), c, d, ...rest].join('\n'))).fault).toMatchObject({
      kind: 'changed',
      seq: 2,
    });
    expect((await report([a, '{"torn', c].join('\n'))).fault).toMatchObject({ kind: 'changed', seq: 2 });
  });

  it('refuses a key that is not its own', async () => {
    await book('stranger');
    const other = await openSealer(join(store.dir, 'other.pem'), { create: true });
    const report = await verifyStored(store.db, 'stranger', {
      keys: publicKeys(other.publicPem),
      witnessDir: join(store.dir, 'nowhere'),
    });
    expect(report.fault).toMatchObject({ kind: 'forged', seq: 1 });
  });

  async function rows(account: string): Promise<StoredEntry[]> {
    return store.tamper('SELECT body::text, hash FROM reeve.ledger WHERE account = $1 ORDER BY seq', [account]);
  }
  function sealOfNext(account: string): Promise<unknown> {
    return change(account, 3, `seal = (SELECT seal FROM reeve.ledger WHERE account = $1 AND seq = $2 + 1)`);
  }
  async function swap(account: string): Promise<void> {
    const [, , third, fourth] = await rows(account);
    await store.tamper('DELETE FROM reeve.ledger WHERE account = $1 AND seq IN (3, 4)', [account]);
    const insert = (entry: StoredEntry | undefined, from: number, to: number) =>
      store.tamper('INSERT INTO reeve.ledger (body, hash) VALUES ($1, $2)', [
        entry?.body.replace(`"seq":${from}`, `"seq":${to}`),
        entry?.hash,
      ]);
    await insert(third, 3, 4);
    await insert(fourth, 4, 3);
  }
  async function forgeLast(account: string, sealed: boolean): Promise<void> {
    const last = (await rows(account)).at(-1);
    const body =
      last?.body
        .replace('"seq":6', '"seq":7')
        .replace('"key":"5"', '"key":"6"')
        .replace(/"prev":"[0-9a-f]+"/, `"prev":"${last.hash}"`) ?? '';
    const other = await openSealer(join(store.dir, 'forger.pem'), { create: true });
    const seal = sealed ? other.seal(account, { seq: 7, hash: sha256(body) }) : undefined;
    await store.tamper('INSERT INTO reeve.ledger (body, hash, seal_key, seal) VALUES ($1, $2, $3, $4)', [
      body,
      sha256(body),
      seal && store.sealer.keyId,
      seal?.signature,
    ]);
  }
  async function rechain(account: string): Promise<void> {
    let prev: string | undefined;
    for (const [index, entry] of (await rows(account)).entries()) {
      if (index < 2) {
        prev = entry.hash;
        continue;
      }
      const body = entry.body.replace('"note":"2"', '"note":"7"').replace(/"prev":"[0-9a-f]+"/, `"prev":"${prev}"`);
      prev = sha256(body);
      await change(account, index + 1, 'body = $3, hash = $4', [body, prev]);
    }
  }
});
