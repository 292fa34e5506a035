import type { Transaction } from '../database.js';

export interface RepositoryRow {
  readonly id: string;
  readonly kind: 'apt' | 'rpm';
  readonly url: string;
  readonly suite: string;
  readonly components: readonly string[];
  readonly architectures: readonly string[];
}

export async function readRepository(tx: Transaction, account: string, id: string): Promise<RepositoryRow | undefined> {
  const [row] = await tx.query<RepositoryRow & Record<string, unknown>>(
    'SELECT id, kind, url, suite, components, architectures FROM repository WHERE account = $1 AND id = $2',
    [account, id],
  );
  return row;
}

export interface RepositorySeen extends RepositoryRow {
  readonly enabled: boolean;
  /** When it was last read to its end; null where it never was. */
  readonly syncedAt: number | null;
  readonly error: string;
  readonly packages: number;
}

export async function seeRepository(tx: Transaction, account: string, id: string): Promise<RepositorySeen | undefined> {
  const [row] = await tx.query<RepositorySeen & Record<string, unknown>>(
    `SELECT id, kind, url, suite, components, architectures, enabled, ms(synced_at) AS "syncedAt", error, packages
     FROM repository WHERE account = $1 AND id = $2`,
    [account, id],
  );
  return row;
}

interface Index {
  readonly repository: string;
  readonly rows: readonly { readonly name: string; readonly architecture: string; readonly version: string }[];
}

const AT_ONCE = 10_000;

/** What it offers now, in place of what it offered: what is as it was is not written. */
export async function keepIndex(tx: Transaction, account: string, { repository, rows }: Index): Promise<void> {
  await tx.query('SELECT id FROM repository WHERE account = $1 AND id = $2 FOR UPDATE', [account, repository]);
  for (let at = 0; at < rows.length; at += AT_ONCE)
    await tx.query(
      `INSERT INTO package AS p (account, repository, name, architecture, version)
       SELECT $1, $2, name, architecture, version
       FROM jsonb_to_recordset($3::jsonb) AS r (name text, architecture text, version text)
       ON CONFLICT (account, repository, name, architecture) DO UPDATE SET version = excluded.version WHERE p.version <> excluded.version`,
      [account, repository, JSON.stringify(rows.slice(at, at + AT_ONCE))],
    );
  const keys = rows.map(({ name, architecture }) => `${name}\n${architecture}`);
  await tx.query(
    `DELETE FROM package p WHERE p.account = $1 AND p.repository = $2 AND NOT EXISTS (
       SELECT FROM unnest($3::text[]) AS k WHERE k = p.name || E'\\n' || p.architecture)`,
    [account, repository, keys],
  );
  await tx.query(
    `UPDATE repository SET synced_at = clock(), tried_at = clock(), error = '', packages = $3 WHERE account = $1 AND id = $2`,
    [account, repository, rows.length],
  );
}

export async function keepIndexFailure(
  tx: Transaction,
  account: string,
  { repository, because }: { readonly repository: string; readonly because: string },
): Promise<void> {
  await tx.query('UPDATE repository SET tried_at = clock(), error = $3 WHERE account = $1 AND id = $2', [
    ...[account, repository, because.slice(0, 1000)],
  ]);
}
