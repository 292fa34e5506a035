import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { DATABASE_ROLE } from './database.js';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

export class SchemaError extends Error {
  override name = 'SchemaError';
}

// One number for every process that migrates this schema, whatever its version.
const MIGRATION_LOCK = 7_211_405_116;

export async function readMigrations(
  folder = new URL('./migrations/', import.meta.url),
): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8');
      return { version: Number(name.slice(0, 4)), name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Brings the schema up to date. Safe when several processes start at once: one works, the others find it done. */
export async function migrate(
  ownerUrl: string,
  migrations?: readonly Migration[],
): Promise<{ readonly applied: readonly number[] }> {
  const wanted = migrations ?? (await readMigrations());
  return withOwner(ownerUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await prepare(client);
    const done = await appliedIn(client);
    assertKnown(done, wanted);
    const pending = wanted.filter(({ version }) => !done.has(version));
    for (const migration of pending) await apply(client, migration);
    return { applied: wanted.map(({ version }) => version) };
  });
}

async function withOwner<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'reeve-migrate',
  });
  // What is under way fails by itself; without a listener a broken connection would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function prepare(client: pg.Client): Promise<void> {
  // First what only the owner may, so that another login is not told to take up roles.
  await allowed(client, 'migrate as the owner of the database, see REEVE_DATABASE_OWNER_URL', async () => {
    await client.query('CREATE SCHEMA IF NOT EXISTS reeve');
    await client.query(`CREATE TABLE IF NOT EXISTS reeve.migration (
      version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  });
  const roles = Object.values(DATABASE_ROLE);
  const wanted = `CREATE ROLE … NOLOGIN for each that is missing, then GRANT ${roles.join(', ')} TO ${client.user}`;
  await allowed(client, `let a superuser run ${wanted}`, async () => {
    for (const role of roles) await takeUp(client, role);
  });
}

/** Makes the role where it is missing, and makes sure that this user may switch to it. */
async function takeUp(client: pg.Client, role: string): Promise<void> {
  // Roles belong to the whole server: another database's migration may be making the same one right now.
  await client.query(`DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} NOLOGIN; END IF;
    -- Since 16 who makes a role is a member of it, and yet may not switch to it.
    IF NOT pg_has_role(current_user, '${role}',
      CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END)
    THEN GRANT ${role} TO CURRENT_USER; END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation OR internal_error THEN NULL; END $$`);
}

async function allowed(client: pg.Client, wayOut: string, work: () => Promise<void>): Promise<void> {
  await work().catch((error: Error & { code?: string }) => {
    if (error.code !== '42501') throw error;
    throw new SchemaError(`${client.user} may not prepare the database (${error.message}): ${wayOut}`, {
      cause: error,
    });
  });
}

async function appliedIn(client: pg.Client): Promise<Map<number, string>> {
  const { rows } = await client.query<{ version: number; checksum: string }>(
    'SELECT version, checksum FROM reeve.migration ORDER BY version',
  );
  return new Map(rows.map(({ version, checksum }) => [version, checksum]));
}

function assertKnown(done: ReadonlyMap<number, string>, wanted: readonly Migration[]): void {
  const newest = wanted.at(-1)?.version ?? 0;
  const ahead = [...done.keys()].filter((version) => version > newest);
  if (ahead.length > 0) {
    throw new SchemaError(
      `the database is at schema ${Math.max(...ahead)}, newer than this Reeve, which knows up to ${newest}: start the newer Reeve, or restore a backup made before the upgrade`,
    );
  }
  for (const { version, name, checksum } of wanted) {
    const found = done.get(version);
    if (found !== undefined && found !== checksum) {
      throw new SchemaError(
        `migration ${name} is not the one this database was built with: run the release that built it, or restore a backup into a new database`,
      );
    }
  }
}

async function apply(client: pg.Client, { version, name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query("SELECT set_config('search_path', 'reeve', true)");
    await client.query(sql);
    await client.query('INSERT INTO migration (version, name, checksum) VALUES ($1, $2, $3)', [
      version,
      name,
      checksum,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new SchemaError(`migration ${name} failed and changed nothing: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
