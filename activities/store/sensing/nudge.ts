import { reconcileIdOf, TICK_NOW } from '../../../workflows/messages.js';
import { acceptErrand } from '../accept/errands.js';
import type { Transaction } from '../database.js';

/** Asks for a round of an agent before its time. Says whether it makes rounds at all. */
export async function askForRound(
  tx: Transaction,
  account: string,
  { agent, trace }: { readonly agent: string; readonly trace: Readonly<Record<string, string>> },
): Promise<boolean> {
  const [row] = await tx.query<{ began: boolean }>(
    `UPDATE reconciler SET wanted = greatest(wanted, done) + 1, started_at = coalesce(started_at, clock())
     WHERE account = $1 AND agent = $2 AND NOT paused RETURNING ticked_at IS NOT NULL AS began`,
    [account, agent],
  );
  if (!row) return false;
  const workflowId = reconcileIdOf(account, agent);
  // Where its rounds go already this does nothing; where their workflow was ended by hand, it comes back.
  await acceptErrand(tx, {
    ...{ kind: 'start', name: 'reconcile', workflowId, args: [{ account, agent }] },
    ...{ trace, attributes: { ReeveAgent: agent } },
  });
  if (row.began) await acceptErrand(tx, { kind: 'update', name: TICK_NOW, workflowId, args: [], trace });
  return true;
}
