import type { Transaction } from '../database.js';

export interface Moot {
  readonly key: string;
  readonly begun: boolean;
  readonly because: string;
}

/** What was wished for conditions that are over: what has not begun, and tasks of people that nobody needs any more. */
export function readMoot(tx: Transaction, account: string, agent: string, most: number): Promise<readonly Moot[]> {
  return tx.query<Moot & Record<string, unknown>>(
    `SELECT i.key, i.begun_at IS NOT NULL AS begun, coalesce(c.closed_because, 'it is over') AS because
     FROM intervention i JOIN condition c ON c.account = i.account AND c.id = i.correlation
     WHERE i.account = $1 AND i.proposer = 'agent/' || $2 AND i.origin = 'fleet' AND i.outcome IS NULL AND i.called_off_at IS NULL
       AND c.closed_at IS NOT NULL AND (i.begun_at IS NULL OR i.action = 'manual')
     ORDER BY i.proposed_at LIMIT $3`,
    [account, agent, most],
  );
}
