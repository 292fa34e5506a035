import type { Asked, Begun, Ending, Judged, Ref, Tally, Waited } from '../../workflows/ports.js';
import { beginActing } from '../store/spine/begin.js';
import { endIntervention } from '../store/spine/end.js';
import { type JudgedRow, judgeRound } from '../store/spine/judge.js';
import { readProposal } from '../store/spine/plans.js';
import { remindOf, tallyRequest } from '../store/spine/requests.js';
import type { SpineDeps } from './deps.js';
import { catalogued } from './known.js';

const MINUTE = 60_000;
export const APPLY_MS = 5 * MINUTE;

export async function judge(
  deps: SpineDeps,
  { waited, ...step }: Ref & { readonly round: number; readonly waited?: Waited },
): Promise<Judged> {
  const { tools } = deps;
  const known = catalogued(deps, await readProposal(tools.db, step.account, step.key));
  return inWords(await judgeRound(tools, step, { known, ...(waited && { waited }) }));
}

function inWords({ verdict, hash, because, request, stale, now }: JudgedRow): Judged {
  if (stale) return { decision: 'end', outcome: 'stale', because };
  if (verdict.decision === 'refuse') return { decision: 'end', outcome: verdict.outcome ?? 'refused', because };
  if (verdict.decision === 'proceed') return { decision: 'proceed', planHash: hash, because };
  if (verdict.decision === 'ask') return { decision: 'ask', request: asked(request), because };
  const rule = verdict.spoke.find(({ says }) => says === 'defer')?.rule ?? 'defer';
  // At least a second: a clock that is a little ahead must not make it spin.
  return { decision: 'defer', waitMs: Math.max(1_000, (verdict.until ?? now) - now), rule, because };
}

function asked(request: Asked | undefined): Asked {
  if (!request) throw new Error('people are to be asked, and there is no request');
  return request;
}

export async function tally(
  { tools: { db }, onUnknownAnswer }: SpineDeps,
  { account, key, request, heard }: Ref & { readonly request: string; readonly heard: readonly string[] },
): Promise<Tally> {
  const { state, because, leftMs, unknown } = await tallyRequest(db, { account, request, heard });
  if (unknown.length > 0) onUnknownAnswer({ account, key }, unknown);
  if (state === 'open') return { state, withinMs: leftMs };
  return state === 'approved' ? { state, because } : { state: 'closed', outcome: state, because };
}

export function remind(
  { tools: { db } }: SpineDeps,
  reminder: Ref & { readonly request: string; readonly part: number },
): Promise<void> {
  return remindOf(db, reminder);
}

export async function begin(
  deps: SpineDeps,
  { planHash, ...step }: Ref & { readonly round: number; readonly planHash: string },
): Promise<Begun> {
  const { tools } = deps;
  const { action, ...known } = catalogued(deps, await readProposal(tools.db, step.account, step.key));
  if (!action) return { state: 'again', because: 'the catalogue has no such action any more' };
  const { settle } = action;
  const leaseMs = APPLY_MS + settle.deadlineMs + settle.holdMs + 5 * MINUTE;
  const begun = await beginActing(tools, step, { known, planHash, leaseMs });
  return begun.state === 'begun' ? { ...begun, settle } : begun;
}

export function end({ tools }: SpineDeps, ending: Ref & Ending): Promise<void> {
  return endIntervention(tools, ending);
}
