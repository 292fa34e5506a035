import type { Plan } from '../../../domain/plan.js';
import type { Proposal } from '../../../domain/proposal.js';
import type { Database } from '../database.js';

/** What is being done: only what has begun may be read here. */
export async function readActing(
  db: Database,
  account: string,
  key: string,
): Promise<{ readonly proposal: Proposal; readonly plan: Plan }> {
  const rows = await db.withAccount(account, (tx) =>
    tx.query<{ proposal: Proposal; plan: Plan }>(
      'SELECT proposal, plan FROM intervention WHERE account = $1 AND key = $2 AND begun_at IS NOT NULL AND plan IS NOT NULL',
      [account, key],
    ),
  );
  if (!rows[0]) throw new Error(`intervention ${key} of account ${account} has not begun`);
  return rows[0];
}
