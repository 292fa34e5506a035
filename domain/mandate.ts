import { canonicalJson, type Json } from './canonical-json.js';
import type { Mandate } from './gate/standing.js';
import type { Plan } from './plan.js';
import { type Proposal, targetName } from './proposal.js';
import { fits } from './scope.js';

/** What the plan of a parent lets its children do without asking again: approved with the plan, and part of its hash. */
export interface Grant {
  readonly action: string;
  /** A pattern with `*` over the target's whole name. */
  readonly targets: string;
  /** Every one that is named must be the child's. */
  readonly parameters: { readonly [name: string]: Json };
  /** Every field that a child changes must be one of these, from and to these values. */
  readonly fields: readonly { readonly path: string; readonly from: Json; readonly to: Json }[];
  /** How many children may act under it. */
  readonly most: number;
  /** How long after the parent has begun. */
  readonly withinMs: number;
}

/** The parent of a proposal, as its row tells of it. */
export interface Parent {
  readonly plan?: Plan;
  readonly outcome?: string;
  /** In ms; absent while it has not begun, so that nothing is granted yet. */
  readonly begunAt?: number;
  /** Children that have begun, the asking one left out. */
  readonly children: number;
}

/** Whether a child does what was granted to its parent. Outside of that it is as stale as a plan that has changed. */
export function childMandate(
  proposal: Proposal,
  { plan, parent, now }: { readonly plan?: Plan; readonly parent: Parent | undefined; readonly now: number },
): Mandate | undefined {
  if (proposal.parent === undefined) return undefined;
  const why =
    parent === undefined ? 'there is no such parent' : whyOutside(proposal, { parent, now, ...(plan && { plan }) });
  return { parent: proposal.parent, within: why === undefined, why: why ?? 'it does what was granted to its parent' };
}

function whyOutside(
  proposal: Proposal,
  { plan, parent, now }: { readonly plan?: Plan; readonly parent: Parent; readonly now: number },
): string | undefined {
  const { begunAt } = parent;
  if (parent.outcome !== undefined) return 'its parent has ended';
  if (begunAt === undefined) return 'its parent has not begun';
  const grants = (parent.plan?.grants ?? []).filter(({ action, targets }) => names(proposal, action, targets));
  if (grants.length === 0) return `nothing grants ${proposal.action} at ${targetName(proposal.target)}`;
  const refusals = grants.map(
    (grant) => whyNot(grant, proposal, plan) ?? whyNoMore(grant, parent.children, now - begunAt),
  );
  return refusals.includes(undefined) ? undefined : refusals[0];
}

function names({ action, target }: Proposal, granted: string, targets: string): boolean {
  return action === granted && fits(targets, targetName(target));
}

function whyNot({ parameters, fields }: Grant, proposal: Proposal, plan: Plan | undefined): string | undefined {
  for (const [name, value] of Object.entries(parameters))
    if (!isSame(proposal.parameters[name], value)) return `its parameter ${name} is not the one that was granted`;
  // Before there is a plan nothing is done either: what it changes is looked at once it is there.
  for (const { path, before, after } of plan?.effects ?? [])
    if (!fields.some((field) => field.path === path && isSame(before, field.from) && isSame(after, field.to)))
      return `the change of ${path} is not one that was granted`;
  return undefined;
}

function whyNoMore({ most, withinMs }: Grant, children: number, sinceMs: number): string | undefined {
  if (children >= most) return `${most} children have acted under it, which is all that was granted`;
  return sinceMs >= withinMs ? 'the grant has expired' : undefined;
}

function isSame(is: Json | undefined, granted: Json): boolean {
  return is !== undefined && canonicalJson(is) === canonicalJson(granted);
}
