import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase, type Transaction } from '../../activities/store/database.js';
import { openProxy, targetOf, throughProxy } from '../support/proxy.js';
import { openTestStore, type TestStore } from '../support/store.js';

describe('one transaction', () => {
  let store: TestStore;
  let db: Database;
  beforeAll(async () => {
    store = await openTestStore();
    await store.account('home');
    // One connection, so that whatever a transaction leaves behind is met by the next.
    db = openDatabase({ url: store.urls.app, login: 'app', poolMax: 1, statementMsMax: 300 });
  });
  afterAll(async () => {
    await db?.close();
    await store?.close();
  });

  const add = (tx: Transaction, id: string) =>
    tx.query(`INSERT INTO principal (account, id, kind, name, roles) VALUES ('home', $1, 'agent', 'x', '{}')`, [id]);
  const there = async (id: string) =>
    (await store.tamper('SELECT id FROM reeve.principal WHERE id = $1', [id])).length === 1;

  it('keeps what it wrote, and only then runs what waited for that', async () => {
    const seen: boolean[] = [];
    const done = await db.withAccount('home', async (tx) => {
      tx.afterCommit(() => seen.push(true));
      await add(tx, 'kept');
      seen.push(await there('kept'));
      return 'done';
    });
    expect({ done, seen, kept: await there('kept') }).toEqual({ done: 'done', seen: [false, true], kept: true });
  });

  it('tells of an idle connection that breaks in few words', async () => {
    let told: (error: Error) => void = () => undefined;
    const broke = new Promise<Error>((resolve) => (told = resolve));
    const own = openDatabase({ url: store.urls.app, login: 'app', poolMax: 1, onIdleError: told });
    try {
      const [row] = await own.withAccount('home', (tx) => tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'));
      await store.tamper('SELECT pg_terminate_backend($1)', [row?.pid]);
      const error = await broke;
      expect(error.message).toContain('terminating connection');
      expect(error).not.toHaveProperty('client');
    } finally {
      await own.close();
    }
  });

  const failures: [string, (tx: Transaction) => Promise<unknown>, string][] = [
    ['throws', () => Promise.reject(new Error('mine')), 'mine'],
    ['asks for what is wrong', (tx) => tx.query('SELECT nonsense'), 'column "nonsense" does not exist'],
    ['asks for what is wrong in a batch', (tx) => tx.batch('SELECT 1; SELECT nonsense'), 'column "nonsense"'],
    ['takes too long', (tx) => tx.query('SELECT pg_sleep(2)'), 'statement timeout'],
    [
      'swallows an error and goes on',
      (tx) => tx.query('SELECT nonsense').catch(() => undefined),
      'nothing was written: a statement before the commit had failed',
    ],
    [
      'asks again after an error',
      async (tx) => {
        await tx.query('SELECT nonsense').catch(() => undefined);
        await add(tx, 'after');
      },
      'current transaction is aborted',
    ],
    [
      'throws after others had to wait',
      async (tx) => {
        await Promise.all([add(tx, 'one'), add(tx, 'two')]);
        throw new Error('late');
      },
      'late',
    ],
  ];
  it.each(failures)('leaves nothing behind when it %s, and the connection is good', async (_how, fail, because) => {
    let ran = false;
    const failing = db.withAccount('home', async (tx) => {
      tx.afterCommit(() => (ran = true));
      await add(tx, 'gone');
      await fail(tx);
    });
    await expect(failing).rejects.toThrow(because);
    expect(ran).toBe(false);
    expect([await there('gone'), await there('one'), await there('after')]).toEqual([false, false, false]);
    expect(await db.withAccount('home', (tx) => tx.query('SELECT id FROM account'))).toEqual([{ id: 'home' }]);
  });

  it('throws when the whole of it failed before it could begin, as with a statement in its first batch', async () => {
    await expect(db.withAccount('home', (tx) => tx.batch('SELECT nonsense'))).rejects.toThrow('nonsense');
    await expect(db.withAccount('home', (tx) => tx.batch('SELECT nonsense').catch(() => undefined))).rejects.toThrow(
      'nothing was written',
    );
    expect(await db.withAccount('home', (tx) => tx.query('SELECT id FROM account'))).toEqual([{ id: 'home' }]);
  });

  it('nests as two of its own: the inner one stays though the outer one fails', async () => {
    const two = openDatabase({ url: store.urls.app, login: 'app', poolMax: 2 });
    const outer = two.withAccount('home', async (tx) => {
      await add(tx, 'outer');
      await two.withAccount('home', (inner) => add(inner, 'inner'));
      throw new Error('outer');
    });
    await expect(outer).rejects.toThrow('outer');
    await two.close();
    expect([await there('outer'), await there('inner')]).toEqual([false, true]);
  });

  it('gives the next one none of its settings', async () => {
    await db.withAccount('home', (tx) => tx.query(`SELECT set_config('reeve.whole', 'on', true)`));
    const look = `SELECT coalesce(current_setting('reeve.account', true), '') AS account,
      coalesce(current_setting('reeve.whole', true), '') AS whole, current_user AS who`;
    expect(await db.withoutAccount((tx) => tx.query(look))).toEqual([{ account: '', whole: '', who: 'reeve_app' }]);
  });

  it('sees its account from the first statement, be it alone, in a batch or beside others', async () => {
    const text = 'SELECT id FROM account';
    expect(await db.withAccount('home', (tx) => tx.query(text))).toHaveLength(1);
    const batch = await db.withAccount('home', (tx) => tx.batch(`${text}; ${text}`));
    expect(batch.slice(-2).map(({ rows }) => rows)).toEqual([[{ id: 'home' }], [{ id: 'home' }]]);
    const beside = await db.withAccount('home', (tx) => Promise.all([tx.batch(text), tx.query(text), tx.query(text)]));
    expect(beside[0].at(-1)?.rows).toEqual([{ id: 'home' }]);
    expect(beside.slice(1)).toEqual([[{ id: 'home' }], [{ id: 'home' }]]);
  });

  it('fails in bounded time when nothing answers any more, and the next one finds another connection', async () => {
    const way = await openProxy(targetOf(store.urls.app));
    const far = openDatabase({ url: throughProxy(store.urls.app, way), login: 'app', poolMax: 1, statementMsMax: 100 });
    const look = () => far.withAccount('home', (tx) => tx.query('SELECT id FROM account'));
    expect(await look()).toHaveLength(1);
    way.be('silent');
    const started = performance.now();
    await expect(look()).rejects.toThrow('timeout');
    expect(performance.now() - started).toBeLessThan(6_000);
    way.be('open');
    expect(await look()).toHaveLength(1);
    await far.close();
    await way.close();
  });
});
