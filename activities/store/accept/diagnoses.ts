import type { DiagnosisReport } from '../../../domain/diagnosis/diagnosis.js';
import { actorOf } from '../../../domain/principal.js';
import type { Database } from '../database.js';
import type { By } from './book.js';

/** The oldest go when there are more. */
const KEPT_MAX = 500;

export interface NewDiagnosis {
  readonly id: string;
  readonly name: string;
  readonly report: DiagnosisReport;
}

/** Keeps what was found out; of the same bundle the newest answer. It changes nothing else, so the ledger has no entry of it. */
export function keepDiagnosis(
  db: Database,
  by: By,
  { id, name, report }: NewDiagnosis,
): Promise<{ readonly again: boolean }> {
  return db.withAccount(by.account, async (tx) => {
    const [row] = await tx.query<{ again: boolean }>(
      `INSERT INTO diagnosis (account, id, at, author, name, verdict, report) VALUES ($1, $2, clock(), $3, $4, $5, $6::jsonb)
       ON CONFLICT (account, id) DO UPDATE SET at = excluded.at, author = excluded.author, name = excluded.name,
         verdict = excluded.verdict, report = excluded.report
       RETURNING xmax <> 0 AS again`,
      [by.account, id, actorOf(by), name, report.verdict, JSON.stringify(report)],
    );
    await tx.query(
      `DELETE FROM diagnosis WHERE account = $1 AND id IN (
         SELECT id FROM diagnosis WHERE account = $1 ORDER BY at DESC, id DESC OFFSET ${KEPT_MAX})`,
      [by.account],
    );
    return { again: row?.again ?? false };
  });
}
