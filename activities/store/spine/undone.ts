import type { Plan } from '../../../domain/plan.js';
import type { Proposal } from '../../../domain/proposal.js';
import type { Done } from '../../../domain/undoing.js';
import type { Transaction } from '../database.js';

/** A change that has ended, as rows tell of it. */
export interface DoneRow {
  readonly proposal: Proposal;
  readonly plan: Plan | null;
  readonly outcome: string | null;
  readonly endedAt: number | null;
}

export function doneOf({ proposal, plan, outcome, endedAt }: DoneRow): Done {
  return {
    proposal,
    ...(plan && { plan }),
    ...(outcome !== null && { outcome }),
    ...(endedAt !== null && { endedAt }),
  };
}

export async function readDone(tx: Transaction, account: string, key: string): Promise<Done | undefined> {
  const [row] = await tx.query<DoneRow & Record<string, unknown>>(
    'SELECT proposal, plan, outcome, ms(ended_at) AS "endedAt" FROM intervention WHERE account = $1 AND key = $2',
    [account, key],
  );
  return row && doneOf(row);
}

export interface UndoAttempt {
  readonly key: string;
  readonly by: string;
  readonly outcome?: string;
}

/** Everything that was proposed to put a change back, the oldest first. What is called off is under way no more. */
export async function undoAttempts(
  tx: Transaction,
  { account, key, action, target }: Undone,
): Promise<readonly UndoAttempt[]> {
  const rows = await tx.query<{ key: string; by: string; outcome: string | null }>(
    `SELECT key, proposer AS by, coalesce(outcome, CASE WHEN called_off_at IS NOT NULL THEN 'cancelled' END) AS outcome FROM intervention
     WHERE account = $1 AND target = $2 AND action = $3 AND proposal ->> 'undoes' = $4 ORDER BY proposed_at, key LIMIT 100`,
    [account, target, action, key],
  );
  return rows.map(({ outcome, ...attempt }) => ({ ...attempt, ...(outcome !== null && { outcome }) }));
}

interface Undone {
  readonly account: string;
  readonly key: string;
  readonly action: string;
  /** As it is written in rows. */
  readonly target: string;
}
