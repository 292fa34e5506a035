import type { Transaction } from '../database.js';

export interface ModuleVersion {
  readonly module: string;
  readonly version: number;
  readonly digest: string;
  readonly state: string;
}

export interface Assignment {
  readonly version: number | null;
  readonly enabled: boolean;
}

/** What an instance should run: the modules of its template, over them those of its node; and its configuration. */
export interface Desired {
  readonly modules: Readonly<Record<string, string>>;
  readonly configHash: string | null;
  readonly assignments: Readonly<Record<string, Assignment>>;
}

export async function readDesired(
  tx: Transaction,
  account: string,
  { node, template }: { readonly node: string; readonly template: string },
): Promise<Desired> {
  const [row] = await tx.query<Desired & Record<string, unknown>>(
    `WITH t AS (
       SELECT coalesce(jsonb_object_agg(t.module, v.digest), '{}') AS modules FROM template_module t
       JOIN module m ON m.account = t.account AND m.id = t.module AND m.enabled
       JOIN module_version v ON v.account = m.account AND v.module = m.id AND v.version = m.version
       WHERE t.account = $1 AND t.template = $3
     ), n AS (
       SELECT coalesce(jsonb_object_agg(a.module, CASE WHEN a.enabled THEN v.digest END) FILTER (WHERE m.enabled), '{}') AS modules,
         coalesce(jsonb_object_agg(a.module, jsonb_build_object('version', a.version, 'enabled', a.enabled)), '{}') AS assignments
       FROM assignment a JOIN module m ON m.account = a.account AND m.id = a.module
       LEFT JOIN module_version v ON v.account = m.account AND v.module = m.id AND v.version = coalesce(a.version, m.version)
       WHERE a.account = $1 AND a.node = $2
     )
     SELECT jsonb_strip_nulls(t.modules || n.modules) AS modules, n.assignments,
       (SELECT coalesce(n.config_hash, t.config_hash) FROM node n JOIN template t ON t.account = n.account AND t.id = $3
        WHERE n.account = $1 AND n.id = $2) AS "configHash"
     FROM t, n`,
    [account, node, template],
  );
  return row ?? { modules: {}, configHash: null, assignments: {} };
}

export async function readVersions(
  tx: Transaction,
  account: string,
  modules: readonly string[],
): Promise<readonly ModuleVersion[]> {
  return tx.query<ModuleVersion & Record<string, unknown>>(
    'SELECT module, version, digest, state FROM module_version WHERE account = $1 AND module = ANY ($2)',
    [account, modules],
  );
}

/** The assignments of a node as they are, held until the transaction ends. */
export async function holdAssignments(
  tx: Transaction,
  account: string,
  node: string,
): Promise<ReadonlyMap<string, Assignment>> {
  const rows = await tx.query<Assignment & { module: string }>(
    'SELECT module, version, enabled FROM assignment WHERE account = $1 AND node = $2 FOR UPDATE',
    [account, node],
  );
  return new Map(rows.map(({ module, version, enabled }) => [module, { version, enabled }]));
}

/** Sets assignments of a node, or takes those away that are to be none. */
export async function writeAssignments(
  tx: Transaction,
  account: string,
  {
    node,
    rows,
  }: { readonly node: string; readonly rows: readonly (readonly [module: string, to: Assignment | null])[] },
): Promise<void> {
  const gone = rows.filter(([, to]) => to === null).map(([module]) => module);
  const set = rows.flatMap(([module, to]) => (to === null ? [] : [{ module, ...to }]));
  await tx.query('DELETE FROM assignment WHERE account = $1 AND node = $2 AND module = ANY ($3)', [
    account,
    node,
    gone,
  ]);
  await tx.query(
    `INSERT INTO assignment (account, node, module, version, enabled, changed_at)
     SELECT $1, $2, module, version, enabled, clock() FROM jsonb_to_recordset($3::jsonb) AS r (module text, version integer, enabled boolean)
     ON CONFLICT (account, node, module) DO UPDATE SET version = excluded.version, enabled = excluded.enabled, changed_at = excluded.changed_at`,
    [account, node, JSON.stringify(set)],
  );
}

export interface ModuleSeen {
  readonly id: string;
  readonly enabled: boolean;
  /** What instances should run where nothing else is assigned. */
  readonly version: number | null;
  readonly versions: readonly ModuleVersion[];
  /** How many instances should run it, by their template or their node. */
  readonly instances: number;
}

export async function readModule(tx: Transaction, account: string, id: string): Promise<ModuleSeen | undefined> {
  const [row] = await tx.query<Omit<ModuleSeen, 'versions'> & Record<string, unknown>>(
    `SELECT m.id, m.enabled, m.version, (
       SELECT count(*)::int FROM instance i WHERE i.account = m.account AND i.status <> 'terminated' AND (
         i.template IN (SELECT template FROM template_module WHERE account = $1 AND module = $2)
         OR i.node IN (SELECT node FROM assignment WHERE account = $1 AND module = $2 AND enabled))) AS instances
     FROM module m WHERE m.account = $1 AND m.id = $2`,
    [account, id],
  );
  return row && { ...row, versions: await readVersions(tx, account, [id]) };
}

/** The column that says since when a version is in a state. */
const SINCE = { staging: 'staged_at', blessed: 'blessed_at', live: 'live_at', retired: 'retired_at' } as const;
export type Promoted = keyof typeof SINCE;

/** Moves a version from one state to another; says whether it was in either. */
export async function moveVersion(
  tx: Transaction,
  account: string,
  {
    module,
    version,
    from,
    to,
  }: { readonly module: string; readonly version: number; readonly from: string; readonly to: Promoted },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE module_version SET state = $5, ${SINCE[to]} = CASE WHEN state = $5 THEN ${SINCE[to]} ELSE clock() END
     WHERE account = $1 AND module = $2 AND version = $3 AND state IN ($4, $5) RETURNING version`,
    [account, module, version, from, to],
  );
  return rows.length > 0;
}

/** Says what instances should run by default, where it still was the one that was seen. */
export async function setModuleVersion(
  tx: Transaction,
  account: string,
  { module, from, to }: { readonly module: string; readonly from: number | null; readonly to: number | null },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE module SET version = $4 WHERE account = $1 AND id = $2 AND (version IS NOT DISTINCT FROM $3 OR version IS NOT DISTINCT FROM $4)
     RETURNING id`,
    [account, module, from, to],
  );
  return rows.length > 0;
}
