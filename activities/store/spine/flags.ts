import { canonicalJson, type Json } from '../../../domain/canonical-json.js';
import type { Database } from '../database.js';

export interface Flag {
  readonly name: string;
  readonly value: Json;
}

export async function readFlag(db: Database, account: string, name: string): Promise<Flag | undefined> {
  const rows = await db.withAccount(account, (tx) =>
    tx.query<Flag & Record<string, unknown>>('SELECT name, value FROM flag WHERE account = $1 AND name = $2', [
      account,
      name,
    ]),
  );
  return rows[0] && { name: rows[0].name, value: rows[0].value };
}

/** Sets the value if it is still the expected one. Under the same key a second time it is already done. */
export async function setFlag(
  db: Database,
  account: string,
  change: { readonly name: string; readonly expected: Json; readonly value: Json; readonly effect: string },
): Promise<'set' | 'again' | 'conflict'> {
  return db.withAccount(account, async (tx) => {
    const [flag] = await tx.query<{ value: Json; effect: string | null }>(
      'SELECT value, effect FROM flag WHERE account = $1 AND name = $2 FOR UPDATE',
      [account, change.name],
    );
    if (flag?.effect === change.effect) return 'again';
    if (!flag || canonicalJson(flag.value) !== canonicalJson(change.expected)) return 'conflict';
    await tx.query('UPDATE flag SET value = $3, effect = $4, changed_at = clock() WHERE account = $1 AND name = $2', [
      account,
      change.name,
      JSON.stringify(change.value),
      change.effect,
    ]);
    return 'set';
  });
}
