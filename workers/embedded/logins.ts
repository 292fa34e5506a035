import pg from 'pg';
import { DATABASE_ROLE } from '../../activities/store/database.js';
import type { DatabasePasswords } from './secrets.js';

const DATABASE = 'reeve';
const OWNER = 'reeve_owner';

/** Makes the database and its owner where they are missing. Runs before the migrations. */
export async function prepareDatabase(superuserUrl: string, passwords: DatabasePasswords): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const { rows } = await client.query<{ owner: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS owner, EXISTS (SELECT FROM pg_database WHERE datname = $2) AS database`,
      [OWNER, DATABASE],
    );
    const password = pg.escapeLiteral(passwords.owner);
    await client.query(`${rows[0]?.owner ? 'ALTER' : 'CREATE'} ROLE ${OWNER} LOGIN CREATEROLE PASSWORD ${password}`);
    if (!rows[0]?.database) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
  });
}

/** Lets the roles that the migrations made sign in, each with a password of its own. */
export async function openLogins(superuserUrl: string, passwords: DatabasePasswords): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    for (const login of ['app', 'relay'] as const) {
      await client.query(`ALTER ROLE ${DATABASE_ROLE[login]} LOGIN PASSWORD ${pg.escapeLiteral(passwords[login])}`);
    }
  });
}

export function loginUrls(
  url: (database: string, login: { user: string; password: string }) => string,
  passwords: DatabasePasswords,
): Readonly<Record<'app' | 'relay' | 'owner', string>> {
  const of = (login: keyof typeof DATABASE_ROLE) =>
    url(DATABASE, { user: DATABASE_ROLE[login], password: passwords[login] });
  return {
    app: of('app'),
    relay: of('relay'),
    owner: url(DATABASE, { user: OWNER, password: passwords.owner }),
  };
}

async function withClient(url: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // What is under way fails by itself; without a listener a broken connection would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
