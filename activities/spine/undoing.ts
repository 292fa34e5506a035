import type { Plan } from '../../domain/plan.js';
import type { Proposal } from '../../domain/proposal.js';
import { reversedPlan } from '../../domain/undoing.js';
import type { Action, Attempt, Work, Writing } from '../actions/action.js';
import type { Database } from '../store/database.js';
import { readDone } from '../store/spine/undone.js';

/** What an action works on: its own wish, or the change that this wish puts back. */
export interface Subject {
  readonly proposal: Proposal;
  readonly plan: Plan;
}

/** An undo that was proposed works on the change that it puts back, with the plan that was carried out then. */
export async function putBackBy(db: Database, { account, undoes }: Proposal): Promise<Subject | undefined> {
  if (undoes === undefined) return undefined;
  const done = await db.withAccount(account, (tx) => readDone(tx, account, undoes));
  if (!done?.plan) throw new Error(`there is no plan of intervention ${undoes} in account ${account}`);
  return { proposal: done.proposal, plan: done.plan };
}

/** The action itself is asked how the world is now, by planning the same change once more. */
export async function planUndo({ card, plan }: Action, work: Work<never>, done: Subject) {
  const reversed = reversedPlan(done.plan, await plan({ ...work, intervention: done.proposal.key }));
  if (card.undo !== 'inverse') return { ...reversed, impossible: `"${card.title}" has no undo any more` };
  return card.version === done.plan.actionVersion
    ? reversed
    : { ...reversed, impossible: `"${card.title}" works in another way since that change` };
}

/** Applies what the action itself puts back with: conditional, under this intervention's key. */
export async function putBack({ undo }: Action, work: Writing<never>): Promise<Attempt> {
  const undone = await undo(work);
  if (undone.state === 'undone') return { state: 'applied' };
  return undone.state === 'stopped'
    ? { state: 'stopped', because: undone.because, written: work.sentBefore }
    : { state: 'failed', because: undone.because };
}
