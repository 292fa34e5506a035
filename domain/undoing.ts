import type { ActionCard } from './action.js';
import { canonicalJson, type Json } from './canonical-json.js';
import type { Mandate } from './gate/standing.js';
import type { Effect, Plan } from './plan.js';
import type { PrincipalState } from './principal.js';
import { type Proposal, sameTarget, targetName } from './proposal.js';
import { mayAct, type Role } from './roles.js';
import { type Risk, riskRank } from './scales.js';

/** So long an accepted change may be put back without asking anybody again. */
export const UNDO_GRANT_MS = 7 * 86_400_000;
export const UNDO_RISK_MAX: Risk = 'medium';

/** Ends after which something of the change may still stand. */
export const LEAVES_SOMETHING: ReadonlySet<string> = new Set(['verified', 'needs-hands', 'undo-failed', 'unknown']);

/** A change that has ended, as its row tells of it. */
export interface Done {
  readonly proposal: Proposal;
  readonly plan?: Plan;
  readonly outcome?: string;
  /** In ms. */
  readonly endedAt?: number;
}

/** Why a change can not be undone by Reeve, with the way out; undefined where it can be tried. */
export function whyNotUndone(
  { proposal, plan, outcome }: Omit<Done, 'endedAt'>,
  card: ActionCard | undefined,
): string | undefined {
  if (outcome === undefined)
    return 'it has not ended yet: cancel it, and what it wrote is put back where it can be (reeve interventions cancel)';
  if (outcome === 'undone') return 'it was put back already, by itself';
  if (!LEAVES_SOMETHING.has(outcome))
    return `it ended as ${outcome}, so nothing of it stands: there is nothing to undo`;
  if (proposal.undoes !== undefined)
    return `this is an undo itself: propose what is wanted now (reeve propose ${proposal.action})`;
  if (!card)
    return `the catalogue has no action "${proposal.action}" any more: propose another one that makes up for it`;
  if (card.id === 'manual')
    return 'a person did this by hand, and Reeve can not take that back: propose a task that says how (reeve propose manual)';
  if (card.undo === 'self-healing')
    return `"${card.title}" leaves nothing that could be put back: propose what is wanted now (reeve actions list)`;
  if (card.undo === 'none' || !plan || plan.inverse === null)
    return `"${card.title}" can not be put back: propose an action that makes up for it, or a task for a person (reeve propose manual)`;
  return undefined;
}

/** The plan that puts back exactly what another one did, as long as the world still holds it. */
export function reversedPlan(
  done: Plan,
  now: Pick<Plan, 'effects' | 'uid' | 'impossible'>,
): Omit<Plan, 'action' | 'actionVersion'> {
  const impossible = now.impossible ?? whyNotHeld(done, now);
  return {
    ...(done.uid !== undefined && { uid: done.uid }),
    effects: done.effects.map(reversed),
    // Whoever wants it again proposes it again: an undo is not undone in turn.
    inverse: null,
    blast: done.blast,
    touches: done.touches,
    ...(impossible !== undefined && { impossible }),
  };
}

function reversed({ before, after, ...effect }: Effect): Effect {
  return { ...effect, before: after, after: before };
}

/** What somebody has changed since is somebody's wish, and is not written over. */
function whyNotHeld(done: Plan, now: Pick<Plan, 'effects' | 'uid'>): string | undefined {
  if (done.uid !== now.uid) return 'the target is another one of the same name now';
  const held = new Map(now.effects.map(({ path, before }) => [path, before]));
  const fields = done.effects.filter(({ volatile }) => volatile !== true);
  const others = fields.filter(({ path, after }) => !isSame(held.get(path), after));
  const [first] = others;
  if (!first) return undefined;
  if (fields.every(({ path, before }) => isSame(held.get(path), before)))
    return 'it is as it was before that change already';
  const is = held.get(first.path);
  return `${first.path} does not hold Reeve's value any more: it is ${is === undefined ? 'not there' : canonicalJson(is)}, and not ${canonicalJson(first.after)}`;
}

function isSame(is: Json | undefined, wanted: Json): boolean {
  return is !== undefined && canonicalJson(is) === canonicalJson(wanted);
}

export interface Undoing {
  readonly proposal: Proposal;
  /** What would be done now; absent where nothing was planned yet. */
  readonly plan?: Plan;
  readonly done: Done | undefined;
  readonly roles: readonly Role[];
  readonly state: PrincipalState;
  readonly risk: Risk;
  readonly now: number;
}

/** What an accepted change grants: that an operator puts back exactly what it did, for a while, without a second person. */
export function undoMandate({ proposal, ...given }: Undoing): Mandate | undefined {
  if (proposal.undoes === undefined) return undefined;
  const why = whyNotGranted({ proposal, ...given });
  return { parent: proposal.undoes, within: why === undefined, why: why ?? 'it puts back exactly what was accepted' };
}

function whyNotGranted({ proposal, plan, done, roles, state, risk, now }: Undoing): string | undefined {
  if (done?.outcome === undefined || done.endedAt === undefined || !LEAVES_SOMETHING.has(done.outcome))
    return 'what it undoes has not ended as something that stands';
  if (proposal.by.kind !== 'person' || proposal.origin !== 'person' || state !== 'active' || !mayAct(roles, 'operator'))
    return 'only a person with the role operator may undo without being asked about';
  if (now - done.endedAt > UNDO_GRANT_MS) return 'it ended more than 7 days ago';
  if (riskRank(risk) > riskRank(UNDO_RISK_MAX)) return `the risk is ${risk}`;
  return isExact(proposal, plan, done) ? undefined : 'it is not exactly what was accepted';
}

function isExact(proposal: Proposal, plan: Plan | undefined, done: Done): boolean {
  const same =
    proposal.action === done.proposal.action &&
    sameTarget(proposal.target, done.proposal.target) &&
    canonicalJson(proposal.parameters) === canonicalJson(done.proposal.parameters);
  // Before there is a plan nothing is done either: what it says is looked at once it is there.
  if (!plan) return same;
  return (
    same &&
    done.plan !== undefined &&
    plan.action === done.plan.action &&
    plan.actionVersion === done.plan.actionVersion &&
    plan.uid === done.plan.uid &&
    canonicalJson(plan.effects as unknown as Json) ===
      canonicalJson(done.plan.effects.map(reversed) as unknown as Json) &&
    canonicalJson(plan.touches.map(targetName)) === canonicalJson(done.plan.touches.map(targetName))
  );
}
