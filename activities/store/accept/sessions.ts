import type { Database } from '../database.js';

/** Browsers that one person may be signed in with at once; the one that expires first makes room. */
export const SESSIONS_MAX = 50;

export interface SessionRow {
  readonly account: string;
  readonly id: string;
  readonly principal: string;
  readonly expiresAt: Date;
}

/** Keeps a browser as signed in. What has expired goes with it, so that nothing is left to sweep. */
export function openSession(db: Database, { account, id, principal, expiresAt }: SessionRow): Promise<void> {
  return db.withAccount(account, async (tx) => {
    await tx.query('DELETE FROM session WHERE account = $1 AND expires_at <= now()', [account]);
    await tx.query('INSERT INTO session (account, id, principal, expires_at) VALUES ($1, $2, $3, $4)', [
      account,
      id,
      principal,
      expiresAt,
    ]);
    await tx.query(
      `DELETE FROM session WHERE account = $1 AND principal = $2 AND id IN
         (SELECT id FROM session WHERE account = $1 AND principal = $2 ORDER BY expires_at DESC, id OFFSET ${SESSIONS_MAX})`,
      [account, principal],
    );
  });
}

/** From the next request on nobody comes in with it, whoever holds its cookie. */
export function endSession(db: Database, account: string, id: string): Promise<void> {
  return db.withAccount(account, async (tx) => {
    await tx.query('DELETE FROM session WHERE account = $1 AND id = $2', [account, id]);
  });
}
