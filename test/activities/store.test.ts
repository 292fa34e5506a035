import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBook } from '../../activities/ledger/check.js';
import { acceptErrand } from '../../activities/store/accept/errands.js';
import { addPrincipal, linkIdentity } from '../../activities/store/accept/principals.js';
import { openSession } from '../../activities/store/accept/sessions.js';
import { issueToken } from '../../activities/store/accept/tokens.js';
import { type Database, DATABASE_ROLE, type Login, openDatabase } from '../../activities/store/database.js';
import { fillSpine } from '../support/spine-rows.js';
import { openTestStore, type TestStore } from '../support/store.js';

/** Tables that hold nothing of any account. A table named here is outside the wall. */
const OF_NOBODY = ['migration'];

describe('the wall between accounts', () => {
  let store: TestStore;
  let tables: readonly string[];
  const opened = new Map<Login, Database>();
  beforeAll(async () => {
    store = await openTestStore();
    for (const account of ['here', 'there']) await fill(account);
    const rows = await store.tamper<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'reeve'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`,
    );
    tables = rows.map(({ name }) => name).filter((name) => !OF_NOBODY.includes(name));
    for (const login of ['app', 'relay', 'owner'] as const) {
      opened.set(login, openDatabase({ url: store.urls[login], login, poolMax: 2 }));
    }
  });
  afterAll(async () => {
    await Promise.all([...opened.values()].map((db) => db.close()));
    await store?.close();
  });

  const as = (login: Login) => opened.get(login) as Database;
  const ownerOf = (table: string) => (table === 'account' ? 'id' : 'account');
  const rowsOf = async (table: string, account: string) =>
    (await store.tamper(`SELECT FROM reeve.${table} WHERE ${ownerOf(table)} = $1`, [account])).length;
  /** Every table, so that one that is added later is behind the wall too or fails here. */
  const each = async <T>(look: (table: string) => Promise<T>): Promise<Record<string, T>> => {
    const seen: Record<string, T> = {};
    for (const table of tables) seen[table] = await look(table);
    return seen;
  };
  const all = <T>(value: T) => Object.fromEntries(tables.map((table) => [table, value]));

  it('stands around every table, and there is no view that could look over it', async () => {
    expect(tables.length).toBeGreaterThan(6);
    const rows = await store.tamper(
      `SELECT relname AS name, relkind AS kind, relrowsecurity AND relforcerowsecurity AS walled,
         EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = CASE relname WHEN 'account' THEN 'id' ELSE 'account' END
           AND attnotnull AND NOT attisdropped) AS owned
       FROM pg_class c WHERE relnamespace = 'reeve'::regnamespace AND relkind NOT IN ('i', 'S', 'I', 't') ORDER BY 1`,
    );
    const inside = rows.filter(({ name }) => !OF_NOBODY.includes(String(name)));
    expect(inside).toEqual(tables.map((name) => ({ name, kind: 'r', walled: true, owned: true })));
  });

  it('gives nobody the right to walk around it', async () => {
    const rows = await store.tamper(
      `SELECT rolname FROM pg_roles WHERE rolname LIKE 'reeve%' AND (rolsuper OR rolbypassrls OR rolcreatedb OR rolreplication)`,
    );
    expect(rows).toEqual([]);
    const definers = await store.tamper(
      `SELECT proname AS name, proconfig::text AS config FROM pg_proc
       WHERE pronamespace = 'reeve'::regnamespace AND prosecdef`,
    );
    expect(definers).toEqual([{ name: 'account_ids', config: '{"search_path=reeve, pg_temp"}' }]);
  });

  it('has rows of both accounts to hide in every table', async () => {
    for (const account of ['here', 'there']) {
      expect(Object.values(await each((table) => rowsOf(table, account)))).not.toContain(0);
    }
  });

  it.each(['app', 'owner'] as const)(
    'shows the login %s one account, also to a query that forgot the filter',
    async (login) => {
      const seen = await each(async (table) =>
        as(login)
          .withAccount('here', (tx) => tx.query(`SELECT DISTINCT ${ownerOf(table)} AS account FROM ${table}`))
          .catch((error: Error) => error.message.replace(/ for .*/, '')),
      );
      const readable = Object.values(seen).filter((rows) => rows !== 'permission denied');
      expect(readable.length).toBeGreaterThan(tables.length - 1);
      expect(readable).toEqual(readable.map(() => [{ account: 'here' }]));
    },
  );

  it('shows nothing to a query that asks for the other account', async () => {
    const asked = (table: string) =>
      as('owner').withAccount('here', (tx) =>
        tx.query(`SELECT FROM ${table} WHERE ${ownerOf(table)} = 'there' OR ${ownerOf(table)} LIKE '%'`),
      );
    expect(await each(async (table) => (await asked(table)).length)).toEqual(
      await each((table) => rowsOf(table, 'here')),
    );
  });

  it.each(['app', 'owner'] as const)('shows the login %s nothing while no account is set', async (login) => {
    const seen = await each((table) => as(login).withoutAccount((tx) => tx.query(`SELECT FROM ${table}`)));
    expect(seen).toEqual(all([]));
  });

  it('opens for the words of the owner only, who must say them', async () => {
    const across = (login: Login) =>
      as(login).withoutAccount(async (tx) => {
        await tx.query(`SELECT set_config('reeve.whole', 'on', true)`);
        return (await tx.query('SELECT DISTINCT account FROM principal')).length;
      });
    expect(await across('owner')).toBe(2);
    expect(await across('app')).toBe(0);
  });

  it('takes no new row for another account', async () => {
    const tried = await each((table) =>
      as('owner')
        .withAccount('here', (tx) => tx.query(copyFor(table, 'there')))
        .then(() => 'taken')
        .catch((error: Error) => error.message),
    );
    expect(tried).toEqual(
      Object.fromEntries(
        tables.map((table) => [table, `new row violates row-level security policy for table "${table}"`]),
      ),
    );
  });

  it.each(['app', 'owner'] as const)('lets the login %s give no row away, and reach none of another', async (login) => {
    const given = (to: string) =>
      as(login).withAccount('here', (tx) => tx.query(`UPDATE principal SET account = '${to}' WHERE id = 'agent'`));
    await expect(given('there')).rejects.toThrow(login === 'app' ? 'permission denied' : 'row-level security');
    const changed = await as(login).withAccount('here', (tx) =>
      tx.query(`UPDATE principal SET name = 'mine' WHERE account = 'there' OR name <> '' RETURNING account`),
    );
    expect(new Set(changed.map(({ account }) => account))).toEqual(new Set(['here']));
  });

  it.each([
    `UPDATE principal SET account = 'there'`,
    `UPDATE principal SET kind = 'person'`,
    `UPDATE principal SET id = 'other'`,
    `UPDATE ledger_check SET account = 'there'`,
    `UPDATE token SET roles = '{admin}'`,
    `UPDATE token SET expires_at = NULL`,
    `UPDATE token SET hash = hash`,
  ])('lets the login of doors and workers not say: %s', async (text) => {
    await expect(as('app').withAccount('here', (tx) => tx.query(text))).rejects.toThrow('permission denied');
  });

  it.each(['app', 'owner'] as const)('lets the login %s take back no revocation', async (login) => {
    const set = (to: string) =>
      as(login).withAccount('here', (tx) =>
        tx.query(`UPDATE token SET revoked_at = ${to} WHERE principal = 'admin' RETURNING id`),
      );
    await expect(set('NULL')).rejects.toThrow('row-level security');
    await store.tamper(`UPDATE reeve.token SET revoked_at = now() WHERE account = 'here' AND principal = 'admin'`);
    expect([await set('NULL'), await set(`'infinity'`)]).toEqual([[], []]);
    await store.tamper(`UPDATE reeve.token SET revoked_at = NULL WHERE account = 'here' AND principal = 'admin'`);
    expect(await set('now()')).toHaveLength(1);
    await store.tamper(`UPDATE reeve.token SET revoked_at = NULL WHERE account = 'here' AND principal = 'admin'`);
  });

  it('lists the accounts from the table of Reeve, whatever lies in a temporary one', async () => {
    const ids = await as('app').withoutAccount(async (tx) => {
      await tx.query(`CREATE TEMPORARY TABLE account ON COMMIT DROP AS SELECT 'planted' AS id`);
      await tx.query('GRANT SELECT ON pg_temp.account TO PUBLIC');
      return tx.query('SELECT account_ids() AS id');
    });
    expect(ids).toEqual([{ id: 'here' }, { id: 'there' }]);
  });

  it('deletes, without a filter, what is its own', async () => {
    const all = 'DELETE FROM identity RETURNING account';
    expect(await as('app').withAccount('here', (tx) => tx.query(all))).toEqual([{ account: 'here' }]);
    expect(await rowsOf('identity', 'there')).toBe(1);
  });

  it('holds while two accounts share the connections of one pool', async () => {
    const seen = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const account = n % 2 ? 'here' : 'there';
        const [row] = await as('app').withAccount(account, async (tx) => {
          await tx.query('SELECT pg_sleep(0.001)');
          return tx.query(`SELECT min(account) || max(account) AS both, current_user AS who FROM principal`);
        });
        return row?.['both'] === account + account && row['who'] === DATABASE_ROLE.app;
      }),
    );
    expect(seen).not.toContain(false);
    expect(await as('app').withoutAccount((tx) => tx.query('SELECT id FROM account'))).toEqual([]);
  });

  it('gives the relay the inbox of all accounts, and there only what a relay notes', async () => {
    const relay = as('relay');
    const run = (text: string) =>
      relay
        .withoutAccount((tx) => tx.query(text))
        .then((rows) => rows.length)
        .catch((error: Error) => error.message.replace(/ for (?:table|function).*/, ''));
    const seen = await each((table) => run(`SELECT ${ownerOf(table)} FROM ${table}`));
    expect(seen).toEqual({ ...all('permission denied'), inbox: 2, post: 2 });
    expect(await run('UPDATE post SET attempts = attempts, shown = shown RETURNING id')).toBe(2);
    expect(await run("DELETE FROM post WHERE opened_at > now() - interval '29 days' RETURNING id")).toBe(0);
    expect(await run('UPDATE inbox SET attempts = attempts, sent_at = sent_at RETURNING id')).toBe(2);
    expect(await run('DELETE FROM inbox RETURNING id')).toBe(0);
    const refused = [
      `UPDATE inbox SET args = '[]'`,
      `UPDATE inbox SET account = 'here'`,
      ...[`UPDATE post SET channel = 'C2'`, `UPDATE post SET wanted = 9`],
      copyFor('inbox', 'there'),
      ...['SELECT account_ids()', 'SELECT version FROM migration'],
    ];
    expect(await Promise.all(refused.map(run))).toEqual(refused.map(() => 'permission denied'));
  });

  async function fill(account: string): Promise<void> {
    await store.account(account);
    const by = { account, kind: 'person', principal: 'admin', door: 'token' } as const;
    await addPrincipal(store, by, { id: 'agent', kind: 'agent', name: 'Agent', roles: ['viewer'] });
    await linkIdentity(store, by, { id: 'agent', kind: 'agent' }, { provider: 'oidc', subject: 'sub' });
    await issueToken(store, by, { principal: 'agent', name: 'x', roles: ['viewer'] });
    await store.db.withAccount(account, (tx) =>
      acceptErrand(tx, { kind: 'start', name: 'x', workflowId: 'x', args: [], trace: {} }),
    );
    await openSession(store.db, { account, id: 'x', principal: 'admin', expiresAt: new Date(Date.now() + 60_000) });
    await fillSpine(store, account);
    await checkBook(store.db, account, { keys: store.keys, witnessDir: store.witnessDir, since: 'start' });
  }

  /** An insert of one visible row, changed to belong to another account. */
  function copyFor(table: string, account: string): string {
    const change = {
      account: `'{"id": "${account}"}'`,
      ledger: `jsonb_build_object('body', replace(body::text, '"account":"here"', '"account":"${account}"')::json)`,
    }[table];
    const columns = { ledger: 'body, hash', account: 'id, name' }[table] ?? '*';
    const into = columns === '*' ? table : `${table} (${columns})`;
    return `INSERT INTO ${into} SELECT ${columns} FROM jsonb_populate_record(NULL::${table},
      (SELECT to_jsonb(t) || ${change ?? `'{"account": "${account}"}'`} FROM ${table} t LIMIT 1))`;
  }
});
