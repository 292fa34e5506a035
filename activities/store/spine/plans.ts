import type { Plan } from '../../../domain/plan.js';
import { type Proposal, type Target, targetName } from '../../../domain/proposal.js';
import type { Database } from '../database.js';

export async function readProposal(db: Database, account: string, key: string): Promise<Proposal> {
  const rows = await db.withAccount(account, (tx) =>
    tx.query<{ proposal: Proposal }>('SELECT proposal FROM intervention WHERE account = $1 AND key = $2', [
      account,
      key,
    ]),
  );
  if (!rows[0]) throw new Error(`there is no intervention ${key} in account ${account}`);
  return rows[0].proposal;
}

export async function keepPlan(
  db: Database,
  { account, key }: { readonly account: string; readonly key: string },
  plan: Plan,
): Promise<void> {
  await db.withAccount(account, (tx) =>
    tx.query(
      `UPDATE intervention SET plan = $3, stage = 'planned' WHERE account = $1 AND key = $2 AND outcome IS NULL`,
      [...[account, key], JSON.stringify(plan)],
    ),
  );
}

/** Reeve saw the target itself, just now. */
export async function keepSighting(
  db: Database,
  account: string,
  { target, by, uid }: { readonly target: Target; readonly by: string; readonly uid?: string },
): Promise<void> {
  await db.withAccount(account, (tx) =>
    tx.query(
      `INSERT INTO target (account, name, uid, seen_at, seen_by) VALUES ($1, $2, $3, clock(), $4)
       ON CONFLICT (account, name) DO UPDATE SET uid = excluded.uid, seen_at = excluded.seen_at, seen_by = excluded.seen_by`,
      [account, targetName(target), uid ?? null, by],
    ),
  );
}
