import type { Database } from '../database.js';

/** Time for an accepted wish to reach Temporal, and for an end to reach its row. */
const SETTLED_MINUTES = 2;

/** Interventions without an outcome whose start was handed to Temporal a while ago, the oldest first. */
export function leftOpen(
  db: Database,
  account: string,
): Promise<readonly { readonly key: string; readonly begun: boolean }[]> {
  return db.withAccount(account, (tx) =>
    tx.query<{ key: string; begun: boolean }>(
      `SELECT key, begun_at IS NOT NULL AS begun FROM intervention i
       WHERE account = $1 AND outcome IS NULL AND proposed_at < now() - make_interval(mins => ${SETTLED_MINUTES})
       AND NOT EXISTS (SELECT FROM inbox e WHERE e.account = $1 AND e.workflow_id = 'intervene/' || $1 || '/' || i.key
         AND e.kind = 'start' AND e.sent_at IS NULL AND e.failed_at IS NULL)
       ORDER BY proposed_at LIMIT 2000`,
      [account],
    ),
  );
}
