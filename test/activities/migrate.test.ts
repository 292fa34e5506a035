import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../activities/store/database.js';
import { migrate, type Migration, readMigrations } from '../../activities/store/migrate.js';
import { childEnvironment } from '../../config/environment.js';
import { resolvePart } from '../../tools/parts/index.js';
import { type Keeper, openKeeper } from '../../workers/embedded/keeper.js';
import { type RunningPostgres, startPostgres } from '../../workers/embedded/postgres.js';
import { partSettings } from '../support/part-settings.js';

describe('migrate', () => {
  let dir: string;
  let keeper: Keeper;
  let server: RunningPostgres;
  let known: readonly Migration[];
  beforeAll(async () => {
    // A server of its own: that roles are made once, whoever comes first, shows only where there are none yet.
    dir = await mkdtemp(join(tmpdir(), 'reeve-migrate-'));
    keeper = await openKeeper(join(dir, 'run'));
    const { files } = await resolvePart('postgres', partSettings(), () => undefined);
    server = await startPostgres(
      {
        initdb: files['initdb'] ?? '',
        postgres: files['postgres'] ?? '',
        dir: join(dir, 'postgres'),
        logFile: join(dir, 'postgres.log'),
        password: 'test',
        env: childEnvironment(),
        settings: { fsync: 'off' },
      },
      keeper,
    );
    await superuser('postgres', "CREATE ROLE house_owner LOGIN CREATEROLE PASSWORD 'test'");
    known = await readMigrations();
  });
  afterAll(async () => {
    await server?.child.stop();
    await keeper?.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('is done by one of many on each of many empty databases of a server without our roles', async () => {
    const urls = await Promise.all(['one', 'two', 'three'].map((name) => database(name)));
    const states = await Promise.all(urls.flatMap((url) => [migrate(url), migrate(url), migrate(url)]));
    expect(new Set(states.map((state) => JSON.stringify(state)))).toEqual(
      new Set([JSON.stringify({ applied: known.map(({ version }) => version) })]),
    );
    for (const url of urls) {
      expect(await run(url, 'SELECT version, checksum FROM reeve.migration ORDER BY 1')).toEqual(
        known.map(({ version, checksum }) => ({ version, checksum })),
      );
    }
    const roles = await superuser('postgres', "SELECT rolname FROM pg_roles WHERE rolname LIKE 'reeve%' ORDER BY 1");
    expect(roles.map(({ rolname }) => rolname)).toEqual(['reeve_app', 'reeve_relay']);
  });

  it('does nothing the second time', async () => {
    const url = await database('again');
    await migrate(url);
    const before = await run(url, 'SELECT * FROM reeve.migration');
    await migrate(url);
    expect(await run(url, 'SELECT * FROM reeve.migration')).toEqual(before);
    expect(before).toHaveLength(known.length);
  });

  const good = (version: number) => aMigration(version, `CREATE TABLE t${version} (id int)`);
  it('brings what is missing, in order, and only that', async () => {
    const url = await database('behind');
    await migrate(url, [good(1)]);
    await run(url, 'INSERT INTO reeve.t1 VALUES (7)');
    await migrate(url, [good(1), good(2), aMigration(3, 'INSERT INTO t2 SELECT id FROM t1')]);
    expect(await run(url, 'SELECT id FROM reeve.t2')).toEqual([{ id: 7 }]);
  });

  it.each([
    [
      'newer than the code',
      [good(1), good(2)],
      [good(1)],
      'is at schema 2, newer than this Reeve, which knows up to 1',
    ],
    ['built with another text', [good(1)], [aMigration(1, 'SELECT 1')], 'is not the one this database was built with'],
  ] as const)('refuses a database that is %s, before it writes anything', async (_how, built, code, because) => {
    const url = await database(`refused_${because.length}`);
    await migrate(url, built);
    const more = [...code, ...(because.includes('newer') ? [] : [good(2)])];
    expect(await migrate(url, more).catch(String)).toMatch(
      new RegExp(`^SchemaError: .*${because}.*: (?:start|run) .*restore a backup`),
    );
    expect(await run(url, 'SELECT count(*)::int AS n FROM reeve.migration')).toEqual([{ n: built.length }]);
  });

  it('changes nothing when it fails, keeps what went before, and goes on once it is mended', async () => {
    const url = await database('failing');
    const bad = aMigration(2, 'CREATE TABLE half (id int); INSERT INTO half VALUES (1); SELECT nonsense');
    const failed = migrate(url, [good(1), bad, good(3)]);
    await expect(failed).rejects.toThrow('migration 0002-test.sql failed and changed nothing: column "nonsense"');
    expect(await run(url, 'SELECT version FROM reeve.migration')).toEqual([{ version: 1 }]);
    expect(await run(url, "SELECT to_regclass('reeve.half') AS half")).toEqual([{ half: null }]);
    expect(await migrate(url, [good(1), good(2), good(3)])).toMatchObject({ applied: [1, 2, 3] });
  });

  it('lets the next in line try when the first one fails', async () => {
    const url = await database('line');
    const bad = aMigration(1, 'SELECT pg_sleep(0.2); SELECT nonsense');
    const [first, second] = await Promise.allSettled([migrate(url, [bad]), migrate(url, [good(1)])]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('says what a superuser must do where the owner may not make roles', async () => {
    await migrate(await database('roles_made'));
    await superuser('postgres', "CREATE ROLE humble LOGIN PASSWORD 'test'");
    const url = await database('humble', 'humble');
    await expect(migrate(url)).rejects.toThrow(
      /^humble may not prepare .*: let a superuser run .*GRANT reeve_app, reeve_relay TO humble$/,
    );
    await superuser('postgres', 'GRANT reeve_app, reeve_relay TO humble');
    expect(await migrate(url)).toEqual({ applied: known.map(({ version }) => version) });
    expect(await rights(url, 'app')).toEqual({ who: 'reeve_app', update: false, all: 0 });
  });

  it('is refused to who does not own the database', async () => {
    await migrate(await database('owned'));
    await superuser('postgres', "ALTER ROLE reeve_app LOGIN PASSWORD 'test'");
    await expect(migrate(address('owned', 'reeve_app'))).rejects.toThrow(
      /permission denied for database owned\): migrate as the owner of the database/,
    );
  });

  describe('with one address for everything', () => {
    let url: string;
    beforeAll(async () => {
      url = await database('single');
      await migrate(url);
    });

    it.each([
      ['app', { who: 'reeve_app', update: false, all: 0 }],
      ['relay', { who: 'reeve_relay', update: false, all: 'permission denied' }],
    ] as const)('the login of the owner has as %s only the rights of that role', async (login, expected) => {
      expect(await rights(url, login)).toEqual(expected);
    });

    it('a statement can not take back the rights it gave up beyond its own transaction', async () => {
      const db = openDatabase({ url, login: 'app', poolMax: 1 });
      await db.withAccount('home', (tx) => tx.query('RESET ROLE'));
      expect(await db.withAccount('home', (tx) => tx.query('SELECT current_user AS who'))).toEqual([
        { who: 'reeve_app' },
      ]);
      await db.close();
    });
  });

  /** What a pool on this address may do to the ledger and see of accounts when it says it wants everything. */
  async function rights(url: string, login: 'app' | 'relay') {
    const db = openDatabase({ url, login, poolMax: 1 });
    const ask = (text: string) =>
      db
        .withoutAccount(async (tx) => {
          await tx.query(`SELECT set_config('reeve.whole', 'on', true)`);
          return tx.query(text);
        })
        .catch((error: Error) => error.message);
    await run(url, `SELECT set_config('reeve.whole', 'on', false)`);
    const [row] = (await ask(
      `SELECT current_user AS who, has_table_privilege('reeve.ledger', 'UPDATE') AS update`,
    )) as { who: string; update: boolean }[];
    const seen = await ask('SELECT FROM principal');
    await db.close();
    return { ...row, all: Array.isArray(seen) ? seen.length : seen.replace(/ for .*/, '') };
  }
  async function database(name: string, owner = 'house_owner'): Promise<string> {
    await superuser('postgres', `CREATE DATABASE ${name} OWNER ${owner}`);
    return address(name, owner);
  }
  function address(name: string, user: string): string {
    return server.url(name, { user, password: 'test' });
  }
  async function superuser(name: string, text: string) {
    return run(server.url(name), text);
  }
});

function aMigration(version: number, sql: string): Migration {
  return { version, name: `${String(version).padStart(4, '0')}-test.sql`, sql, checksum: sql };
}

async function run(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
