import { reconcileIdOf } from '../../../workflows/messages.js';
import { acceptErrand } from '../accept/errands.js';
import type { Transaction } from '../database.js';

/** Three intervals and a minute without a round: nobody makes them. */
const LATE = `greatest(coalesce(ticked_at, '-infinity'), coalesce(started_at, '-infinity')) < clock() - make_interval(secs => every_ms * 3 / 1000.0 + 60)`;

/** Starts the rounds of an account's agents that are late, or were never begun. */
export async function startLateRounds(tx: Transaction, account: string): Promise<void> {
  const rows = await tx.query<{ agent: string }>(
    `UPDATE reconciler SET started_at = clock() WHERE account = $1 AND NOT paused AND ${LATE} RETURNING agent`,
    [account],
  );
  for (const { agent } of rows) await beginRounds(tx, account, { agent, trace: {} });
}

/** Where they go already this does nothing; where their workflow was ended by hand, it comes back. */
export async function beginRounds(
  tx: Transaction,
  account: string,
  { agent, trace }: { readonly agent: string; readonly trace: Readonly<Record<string, string>> },
): Promise<void> {
  await acceptErrand(tx, {
    ...{ kind: 'start', name: 'reconcile', workflowId: reconcileIdOf(account, agent), args: [{ account, agent }] },
    ...{ trace, attributes: { ReeveAgent: agent } },
  });
}
