import { randomUUID } from 'node:crypto';
import type { Change, HookProvider } from '../../../domain/change.js';
import { actorOf } from '../../../domain/principal.js';
import type { Database } from '../database.js';
import { acceptSetting, type Book, type By } from './book.js';

/** The oldest go when there are more. */
const KEPT_MAX = 10_000;

export interface ToldChange extends Change {
  readonly id: string;
  readonly source: string;
}

/** Writes down what was told, once for each id, in one statement. */
export function recordChanges(
  db: Database,
  account: string,
  changes: readonly ToldChange[],
): Promise<{ readonly recorded: number }> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query(
      `INSERT INTO change (account, id, at, kind, namespace, name, revision, status, source)
       SELECT $1, id, at, kind, namespace, name, revision, status, source
       FROM jsonb_to_recordset($2::jsonb) AS told (id text, at timestamptz, kind text, namespace text, name text, revision text, status text, source text)
       ON CONFLICT DO NOTHING RETURNING id`,
      [account, JSON.stringify(changes)],
    );
    await tx.query(
      `DELETE FROM change WHERE account = $1 AND id IN (
         SELECT id FROM change WHERE account = $1 ORDER BY at DESC, id DESC OFFSET ${KEPT_MAX})`,
      [account],
    );
    return { recorded: rows.length };
  });
}

/** Makes the secret of a hook anew; what is signed with the one before is refused from then on. */
export function renewHook(
  book: Book,
  by: By,
  { provider, reason }: { readonly provider: HookProvider; readonly reason: string },
): Promise<{ readonly version: number }> {
  const entry = {
    key: `hook-renewed/${randomUUID()}`,
    subject: `hook/${provider}`,
    data: { change: 'hook secret renewed', reason },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const [row] = await tx.query<{ version: number }>(
      `INSERT INTO hook (account, provider, version, author, reason) VALUES ($1, $2, 2, $3, $4)
       ON CONFLICT (account, provider) DO UPDATE SET version = hook.version + 1, author = excluded.author, reason = excluded.reason
       RETURNING version`,
      [by.account, provider, actorOf(by), reason],
    );
    return { version: row?.version ?? 1 };
  });
}
