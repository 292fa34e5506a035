import { HOOK_PROVIDERS, type HookProvider } from '../../../domain/change.js';
import type { ToldChange } from '../accept/changes.js';
import type { Database } from '../database.js';

/** Who tells of changes: a provider by its hook, or whoever may, by the API. */
export const CHANGE_TELLERS = [...HOOK_PROVIDERS, 'api'] as const;

export interface ChangeFilter {
  readonly namespace?: string;
  readonly name?: string;
  readonly by?: (typeof CHANGE_TELLERS)[number];
  readonly since?: Date;
  /** The id of the last one that was seen: the page after it. */
  readonly after?: string;
  readonly limit: number;
}

/** The newest first, a page at a time. */
export function listChanges(
  db: Database,
  account: string,
  { namespace, name, by, since, after, limit }: ChangeFilter,
): Promise<readonly ToldChange[]> {
  return db.withAccount(account, (tx) =>
    tx.query<ToldChange & Record<string, unknown>>(
      `SELECT id, at, kind, namespace, name, revision, status, source FROM change
       WHERE account = $1 AND ($2::text IS NULL OR namespace = $2) AND ($3::timestamptz IS NULL OR at >= $3)
         AND ($6::text IS NULL OR name = $6)
         AND ($7::text IS NULL OR CASE $7 WHEN 'api' THEN source <> ALL ($8) ELSE source = $7 END)
         AND ($4::text IS NULL OR (at, id) < (SELECT at, id FROM change WHERE account = $1 AND id = $4))
       ORDER BY at DESC, id DESC LIMIT $5`,
      [account, namespace ?? null, since ?? null, after ?? null, limit, name ?? null, by ?? null, HOOK_PROVIDERS],
    ),
  );
}

/** Which secret of a hook holds now; nothing where there is no such account. */
export function readHookVersion(db: Database, account: string, provider: HookProvider): Promise<number | undefined> {
  return db.withAccount(account, async (tx) => {
    const [row] = await tx.query<{ version: number }>(
      `SELECT coalesce((SELECT version FROM hook WHERE account = $1 AND provider = $2), 1) AS version
       FROM account WHERE id = $1`,
      [account, provider],
    );
    return row?.version;
  });
}
