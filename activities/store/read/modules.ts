import type { Database } from '../database.js';

export interface ListedModule {
  readonly id: string;
  readonly enabled: boolean;
  /** What instances should run where no assignment says another. */
  readonly version: number | null;
  readonly live: number | null;
  readonly blessed: number | null;
  readonly staging: number | null;
  readonly instances: number;
  /** What it lures with; null where it is none. */
  readonly lure: string | null;
}

export interface ModuleVersion {
  readonly version: number;
  readonly digest: string;
  readonly state: string;
  readonly changelog: string;
  /** Instances that say that they run it. */
  readonly instances: number;
}

export interface ShownModule extends ListedModule {
  readonly versions: readonly ModuleVersion[];
  readonly canary: {
    readonly lure: string;
    readonly active: boolean;
    readonly files: readonly string[];
    readonly ports: readonly number[];
    readonly markedAt: string;
  } | null;
}

const VERSIONS_MAX = 50;
const newest = (state: string) =>
  `(SELECT max(version) FROM module_version v WHERE v.account = m.account AND v.module = m.id AND v.state = '${state}') AS ${state}`;
const MODULES = `SELECT m.id, m.enabled, m.version, ${['live', 'blessed', 'staging'].map(newest).join(', ')}, coalesce(w.n, 0)::int AS instances,
    CASE WHEN h.active THEN h.lure END AS lure
  FROM module m LEFT JOIN honeypot h ON h.account = m.account AND h.module = m.id
  LEFT JOIN (SELECT k AS module, count(*) AS n FROM instance i, jsonb_object_keys(i.running) AS k
    WHERE i.account = $1 AND i.status <> 'terminated' GROUP BY k) w ON w.module = m.id
  WHERE m.account = $1`;

export function listModules(
  db: Database,
  account: string,
  { after = '', limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly ListedModule[]> {
  return db.withAccount(account, (tx) =>
    tx.query<ListedModule & Record<string, unknown>>(`${MODULES} AND m.id > $2 ORDER BY m.id LIMIT $3`, [
      ...[account, after],
      limit,
    ]),
  );
}

export function showModule(db: Database, account: string, id: string): Promise<ShownModule | undefined> {
  return db.withAccount(account, async (tx) => {
    const [module] = await tx.query<ListedModule & Record<string, unknown>>(`${MODULES} AND m.id = $2`, [account, id]);
    if (!module) return undefined;
    const versions = await tx.query<ModuleVersion & Record<string, unknown>>(
      `WITH runs AS MATERIALIZED (
         SELECT i.running ->> $2 AS digest, count(*)::int AS n FROM instance i
         WHERE i.account = $1 AND i.status <> 'terminated' AND i.running ? $2 GROUP BY 1)
       SELECT v.version, v.digest, v.state, v.changelog, coalesce(r.n, 0) AS instances
       FROM module_version v LEFT JOIN runs r ON r.digest = v.digest
       WHERE v.account = $1 AND v.module = $2 ORDER BY v.version DESC LIMIT ${VERSIONS_MAX}`,
      [account, id],
    );
    const [canary] = await tx.query<NonNullable<ShownModule['canary']> & Record<string, unknown>>(
      `SELECT lure, active, files, ports, marked_at AS "markedAt" FROM honeypot WHERE account = $1 AND module = $2`,
      [account, id],
    );
    return { ...module, versions, canary: canary ?? null };
  });
}
