import { randomUUID } from 'node:crypto';
import { SIMULATED } from '../../../domain/fleet/simulated/estate.js';
import type { Database } from '../database.js';
import { acceptSetting, type Book, type By } from './book.js';

const AT_ONCE = 500;

/** Whether anything is in this account that is really there. */
export function hasRealSource(db: Database, account: string): Promise<boolean> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query(
      'SELECT FROM instance WHERE account = $1 AND provider <> $2 AND (enrolled_at IS NOT NULL OR provider_place IS NOT NULL) LIMIT 1',
      [account, SIMULATED],
    );
    return rows.length > 0;
  });
}

/** Takes the simulated instances away, with all that hangs on them and the nodes that nothing else stands on. */
export async function removeSimulated(book: Book, by: By, reason: string): Promise<{ readonly removed: number }> {
  let removed = 0;
  for (;;) {
    const gone = await book.db.withAccount(by.account, (tx) =>
      tx.query<{ node: string }>(
        `DELETE FROM instance WHERE account = $1 AND id IN (
           SELECT id FROM instance WHERE account = $1 AND provider = $2 LIMIT ${AT_ONCE}) RETURNING node`,
        [by.account, SIMULATED],
      ),
    );
    removed += gone.length;
    await book.db.withAccount(by.account, (tx) =>
      tx.query(
        `DELETE FROM node n WHERE account = $1 AND id = ANY ($2)
           AND NOT EXISTS (SELECT FROM instance i WHERE i.account = n.account AND i.node = n.id)`,
        [by.account, gone.map(({ node }) => node)],
      ),
    );
    if (gone.length < AT_ONCE) break;
  }
  const entry = {
    key: `simulated-removed/${randomUUID()}`,
    subject: 'fleet',
    data: { change: 'simulated instances removed', removed, reason },
  };
  await acceptSetting(book, by, entry, () => Promise.resolve());
  return { removed };
}
