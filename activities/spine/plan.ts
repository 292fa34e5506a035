import type { Plan } from '../../domain/plan.js';
import type { Proposal } from '../../domain/proposal.js';
import type { Ref } from '../../workflows/ports.js';
import type { Action, Work } from '../actions/action.js';
import { keepPlan, keepSighting, readProposal } from '../store/spine/plans.js';
import type { SpineDeps } from './deps.js';
import { catalogued } from './known.js';
import { planUndo, putBackBy } from './undoing.js';
import { actionName, type Seen } from './observer.js';

/** Looks at the target, and works out exactly what would be done. What can't be planned is kept as such: the gate says no. */
export function plan(deps: SpineDeps, ref: Ref): Promise<{ readonly title: string }> {
  return deps.observer.during('plan', ref, (see) => planned(deps, ref, see));
}

async function planned(deps: SpineDeps, ref: Ref, see: (seen: Seen) => void): Promise<{ readonly title: string }> {
  const { db } = deps.tools;
  const proposal = await readProposal(db, ref.account, ref.key);
  see({ action: actionName(deps, proposal) });
  const { action, parameters, parametersFault } = catalogued(deps, proposal);
  const title = titleOf(proposal, action);
  if (!action || parametersFault !== undefined) return { title };
  const work: Work<never> = {
    ...{ account: ref.account, intervention: ref.key, target: proposal.target, reach: deps.reach },
    parameters: parameters as never,
  };
  await sight(db, action, work);
  const done = await putBackBy(db, proposal);
  const made = done ? await planUndo(action, work, done) : await action.plan(work);
  const whole: Plan = { ...made, action: action.card.id, actionVersion: action.card.version };
  await keepPlan(db, ref, whole);
  return { title };
}

async function sight(db: SpineDeps['tools']['db'], action: Action, work: Work<never>): Promise<void> {
  const seen = await action.sight?.(work);
  if (seen) await keepSighting(db, work.account, { target: work.target, by: `action ${action.card.id}`, ...seen });
}

function titleOf({ action: id, target, by }: Proposal, action: Action | undefined): string {
  return `${action?.card.title ?? id}: ${target.name}, by ${by.id}`;
}
