import { type CveSeverity } from '../../../domain/cve/risk.js';
import type { Affected } from '../../../domain/cve/advisory.js';
import type { Database } from '../database.js';

export const EXPOSURE_STATES = ['open', 'remediating', 'resolved', 'wont_fix'] as const;
export type ExposureState = (typeof EXPOSURE_STATES)[number];

export interface CveFilter {
  readonly severity?: CveSeverity;
  /** Only those with an exposure in this state. */
  readonly state?: ExposureState;
  /** Only those that something is or was exposed to. */
  readonly exposed?: boolean;
  readonly after?: string;
  readonly limit: number;
}

export interface ListedCve {
  readonly id: string;
  readonly severity: CveSeverity;
  readonly summary: string;
  readonly source: string;
  readonly publishedAt: string | null;
  readonly withdrawnAt: string | null;
  readonly takenAt: string;
  readonly ignoredBecause: string | null;
  /** Places where it runs now, and on how many instances. */
  readonly open: number;
  readonly instances: number;
}

/** What runs on the same instances is counted once. */
const COUNTS = `LEFT JOIN LATERAL (
  SELECT count(*)::int AS open, coalesce(sum(n), 0)::int AS instances FROM (
    SELECT max(instances) AS n FROM exposure e WHERE e.account = c.account AND e.cve = c.id AND e.state IN ('open', 'remediating')
    GROUP BY place) AS at) AS x ON true`;
const COLUMNS = `c.id, c.severity, c.summary, c.source, c.published_at AS "publishedAt", c.withdrawn_at AS "withdrawnAt",
  c.taken_at AS "takenAt", c.ignored_because AS "ignoredBecause", x.open, x.instances`;

/** The newest first, a page at a time. */
export function listCves(
  db: Database,
  account: string,
  { severity, state, exposed, after, limit }: CveFilter,
): Promise<readonly ListedCve[]> {
  return db.withAccount(account, (tx) =>
    tx.query<ListedCve & Record<string, unknown>>(
      `SELECT ${COLUMNS} FROM cve c ${COUNTS}
       WHERE c.account = $1 AND ($2::text IS NULL OR c.severity = $2)
         AND ($3::text IS NULL OR EXISTS (SELECT FROM exposure e WHERE e.account = c.account AND e.cve = c.id AND e.state = $3))
         AND (NOT $4 OR EXISTS (SELECT FROM exposure e WHERE e.account = c.account AND e.cve = c.id))
         AND ($5::text IS NULL OR (c.taken_at, c.id) < (SELECT taken_at, id FROM cve WHERE account = $1 AND id = $5))
       ORDER BY c.taken_at DESC, c.id DESC LIMIT $6`,
      [account, severity ?? null, state ?? null, exposed === true, after ?? null, limit],
    ),
  );
}

export interface Exposure {
  readonly place: string;
  readonly ecosystem: string;
  readonly package: string;
  readonly version: string;
  readonly fixedIn: string | null;
  readonly instances: number;
  readonly state: ExposureState;
  readonly detectedAt: string;
  readonly resolvedAt: string | null;
  readonly note: string;
}
export interface ShownCve extends ListedCve {
  readonly ignoredBy: string | null;
  readonly affected: readonly Affected[];
  readonly exposures: readonly Exposure[];
}

const EXPOSURES_MAX = 500;

export function readCve(db: Database, account: string, id: string): Promise<ShownCve | undefined> {
  return db.withAccount(account, async (tx) => {
    const [cve] = await tx.query<Omit<ShownCve, 'exposures'> & Record<string, unknown>>(
      `SELECT ${COLUMNS}, c.ignored_by AS "ignoredBy", c.affected FROM cve c ${COUNTS} WHERE c.account = $1 AND c.id = $2`,
      [account, id],
    );
    if (!cve) return undefined;
    const exposures = await tx.query<Exposure & Record<string, unknown>>(
      `SELECT place, ecosystem, package, version, fixed_in AS "fixedIn", instances, state, detected_at AS "detectedAt",
         resolved_at AS "resolvedAt", note FROM exposure WHERE account = $1 AND cve = $2
       ORDER BY state = 'resolved', detected_at DESC, place, package LIMIT ${EXPOSURES_MAX}`,
      [account, id],
    );
    return { ...cve, exposures };
  });
}
