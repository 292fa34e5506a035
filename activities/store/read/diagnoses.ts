import type { DiagnosisReport, DiagnosisVerdict } from '../../../domain/diagnosis/diagnosis.js';
import type { Database } from '../database.js';
import { withoutNulls } from './interventions.js';

export interface ListedDiagnosis {
  readonly id: string;
  readonly at: Date;
  readonly author: string;
  /** What who sent it calls the bundle. */
  readonly name: string;
  readonly verdict: DiagnosisVerdict;
  readonly summary: string;
  readonly cluster: string;
  readonly capturedAt: string;
  /** The cause, and what it is about, where there is one. */
  readonly code?: string;
  readonly resource?: string;
  readonly confidence?: number;
}

export interface KeptDiagnosis extends Pick<ListedDiagnosis, 'id' | 'at' | 'author' | 'name'> {
  readonly report: DiagnosisReport;
}

export interface DiagnosisFilter {
  readonly verdict?: DiagnosisVerdict;
  /** The id of the last one that was seen: the page after it. */
  readonly after?: string;
  readonly limit: number;
}

/** The newest first, a page at a time. */
export function listDiagnoses(
  db: Database,
  account: string,
  { verdict, after, limit }: DiagnosisFilter,
): Promise<readonly ListedDiagnosis[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<ListedDiagnosis & Record<string, unknown>>(
      `SELECT id, at, author, name, verdict, report ->> 'summary' AS summary, report ->> 'cluster' AS cluster,
         report ->> 'capturedAt' AS "capturedAt", report #>> '{cause,code}' AS code,
         concat_ws(' ', report #>> '{cause,resource,kind}',
           concat_ws('/', nullif(report #>> '{cause,resource,namespace}', ''), report #>> '{cause,resource,name}')) AS resource,
         (report #>> '{cause,confidence}')::float8 AS confidence
       FROM diagnosis WHERE account = $1 AND ($2::text IS NULL OR verdict = $2)
         AND ($3::text IS NULL OR (at, id) < (SELECT at, id FROM diagnosis WHERE account = $1 AND id = $3))
       ORDER BY at DESC, id DESC LIMIT $4`,
      [account, verdict ?? null, after ?? null, limit],
    );
    return rows.map((row) => withoutNulls({ ...row, resource: row.resource || null }) as unknown as ListedDiagnosis);
  });
}

export function readDiagnosis(db: Database, account: string, id: string): Promise<KeptDiagnosis | undefined> {
  return db.withAccount(account, async (tx) => {
    const [row] = await tx.query<KeptDiagnosis & Record<string, unknown>>(
      'SELECT id, at, author, name, report FROM diagnosis WHERE account = $1 AND id = $2',
      [account, id],
    );
    return row;
  });
}
