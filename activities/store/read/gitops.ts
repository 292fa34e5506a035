import type { Diff, Left } from '../../../domain/gitops/compare.js';
import type { Database } from '../database.js';

export interface ListedSource {
  readonly id: string;
  readonly url: string;
  readonly branch: string;
  readonly folder: string;
  readonly enabled: boolean;
  readonly prune: boolean;
  readonly appliedRevision: string | null;
  /** The newest reading; null until there was one. */
  readonly at: string | null;
  readonly state: string | null;
  readonly revision: string | null;
  readonly differences: number | null;
  readonly error: string | null;
}

const SOURCES = `SELECT s.id, s.url, s.branch, s.folder, s.enabled, s.prune, s.applied_revision AS "appliedRevision",
    r.started_at AS at, r.state, r.revision, r.diff_count AS differences, r.error
  FROM gitops_source s LEFT JOIN LATERAL (SELECT * FROM gitops_run r WHERE r.account = s.account AND r.source = s.id
    ORDER BY started_at DESC LIMIT 1) r ON true`;

export function listSources(db: Database, account: string): Promise<readonly ListedSource[]> {
  return db.withAccount(account, (tx) =>
    tx.query<ListedSource & Record<string, unknown>>(`${SOURCES} WHERE s.account = $1 ORDER BY s.id`, [account]),
  );
}

export interface Reading {
  readonly id: string;
  readonly at: string;
  readonly state: string;
  readonly revision: string | null;
  readonly differences: number;
  readonly error: string;
}
export interface ShownSource extends ListedSource {
  /** How the fleet differed when it was read last, and what is left of what was declared; the first of many. */
  readonly diffs: readonly (Diff | Left)[];
  readonly readings: readonly Reading[];
}

const READINGS_MAX = 20;
const DIFFS_MAX = 100;

export function readSourceShown(db: Database, account: string, id: string): Promise<ShownSource | undefined> {
  return db.withAccount(account, async (tx) => {
    const [source] = await tx.query<ListedSource & Record<string, unknown>>(
      `${SOURCES} WHERE s.account = $1 AND s.id = $2`,
      [account, id],
    );
    if (!source) return undefined;
    const readings = await tx.query<Reading & { diffs: readonly (Diff | Left)[] } & Record<string, unknown>>(
      `SELECT id, started_at AS at, state, revision, diff_count AS differences, error, diffs FROM gitops_run
       WHERE account = $1 AND source = $2 ORDER BY started_at DESC LIMIT ${READINGS_MAX}`,
      [account, id],
    );
    const diffs = (readings.find(({ state }) => state === 'success')?.diffs ?? []).slice(0, DIFFS_MAX);
    return { ...source, diffs, readings: readings.map(({ diffs: _all, ...rest }) => rest) };
  });
}
