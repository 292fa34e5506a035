import type { Transaction } from '../database.js';

export interface LinkSeen {
  readonly id: string;
  readonly module: string;
  readonly repository: string;
  readonly package: string;
  readonly version: string;
  readonly architecture: string;
  /** The newest that its repository offers. */
  readonly newest: string | null;
  readonly lastVersion: number;
  readonly instances: number;
}

export async function readLink(tx: Transaction, account: string, id: string): Promise<LinkSeen | undefined> {
  const [row] = await tx.query<LinkSeen & Record<string, unknown>>(
    `SELECT l.id, l.module, l.repository, l.package, l.version, l.architecture, p.version AS newest,
       coalesce((SELECT max(version) FROM module_version v WHERE v.account = l.account AND v.module = l.module), 0) AS "lastVersion",
       (SELECT count(*)::int FROM template_module t JOIN instance i ON i.account = t.account AND i.template = t.template
        WHERE t.account = l.account AND t.module = l.module AND i.status <> 'terminated') AS instances
     FROM package_link l LEFT JOIN package p ON p.account = l.account AND p.repository = l.repository AND p.name = l.package
       AND p.architecture = l.architecture WHERE l.account = $1 AND l.id = $2`,
    [account, id],
  );
  return row;
}

/** Moves a link from one version of its package to another; says whether it was at either. */
export async function moveLink(
  tx: Transaction,
  account: string,
  { id, from, to }: { readonly id: string; readonly from: string; readonly to: string },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE package_link SET version = $4, synced_at = clock() WHERE account = $1 AND id = $2 AND version IN ($3, $4) RETURNING id`,
    [account, id, from, to],
  );
  return rows.length > 0;
}

export interface Build {
  readonly module: string;
  readonly version: number;
  readonly digest: string;
}

/** Opens a version that is built and nothing more; says whether it is there and is this one. */
export async function openVersion(
  tx: Transaction,
  account: string,
  { module, version, digest, changelog }: Build & { readonly changelog: string },
): Promise<boolean> {
  await tx.query(
    `INSERT INTO module_version (account, module, version, digest, state, changelog) VALUES ($1, $2, $3, $4, 'built', $5) ON CONFLICT DO NOTHING`,
    [account, module, version, digest, changelog],
  );
  return (await readBuild(tx, account, { module, version, digest })) !== undefined;
}

/** Takes away what was built, as long as nobody has done anything with it. */
export async function dropVersion(
  tx: Transaction,
  account: string,
  { module, version, digest }: Build,
): Promise<boolean> {
  const rows = await tx.query(
    `DELETE FROM module_version WHERE account = $1 AND module = $2 AND version = $3 AND digest = $4 AND state = 'built' RETURNING version`,
    [account, module, version, digest],
  );
  return rows.length > 0;
}

export async function readBuild(
  tx: Transaction,
  account: string,
  { module, version, digest }: Build,
): Promise<{ readonly state: string } | undefined> {
  const [row] = await tx.query<{ state: string }>(
    'SELECT state FROM module_version WHERE account = $1 AND module = $2 AND version = $3 AND digest = $4',
    [account, module, version, digest],
  );
  return row;
}
