import type { Database } from '../database.js';

/** Whose session it is, while it lasts. */
export async function sessionHolder(db: Database, account: string, id: string): Promise<string | undefined> {
  const rows = await db.withAccount(account, (tx) =>
    tx.query<{ principal: string }>(
      'SELECT principal FROM session WHERE account = $1 AND id = $2 AND expires_at > now()',
      [account, id],
    ),
  );
  return rows[0]?.principal;
}
