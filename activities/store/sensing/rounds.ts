import { reconcileIdOf } from '../../../workflows/messages.js';
import { acceptErrand } from '../accept/errands.js';
import type { Transaction } from '../database.js';

/** Three intervals and a minute without a round: nobody makes them. */
const LATE = `greatest(coalesce(ticked_at, '-infinity'), coalesce(started_at, '-infinity')) < clock() - make_interval(secs => every_ms * 3 / 1000.0 + 60)`;

/** Starts the rounds of an account's agents: of all, or of those that are late. Where they go already, nothing happens. */
export async function startRounds(tx: Transaction, account: string, which: 'all' | 'late'): Promise<void> {
  const rows = await tx.query<{ agent: string }>(
    `UPDATE reconciler SET started_at = clock() WHERE account = $1 AND NOT paused AND ${which === 'all' ? 'true' : LATE} RETURNING agent`,
    [account],
  );
  for (const { agent } of rows)
    await acceptErrand(tx, {
      ...{ kind: 'start', name: 'reconcile', workflowId: reconcileIdOf(account, agent), args: [{ account, agent }] },
      ...{ trace: {}, attributes: { ReeveAgent: agent } },
    });
}
