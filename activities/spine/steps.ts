import type { Asked, Begun, Ending, Judged, Ref, Tally, Waited } from '../../workflows/ports.js';
import { beginActing } from '../store/spine/begin.js';
import { endIntervention } from '../store/spine/end.js';
import { type JudgedRow, judgeRound } from '../store/spine/judge.js';
import { readProposal } from '../store/spine/plans.js';
import { remindOf, tallyRequest, withoutRow } from '../store/spine/requests.js';
import type { SpineDeps } from './deps.js';
import { catalogued } from './known.js';
import { leaseMsOf } from './lease.js';
import { actionName, type Seen } from './observer.js';

export function judge(
  deps: SpineDeps,
  { waited, ...step }: Ref & { readonly round: number; readonly waited?: Waited },
): Promise<Judged> {
  const { tools, observer } = deps;
  return observer.during('judge', step, async (see) => {
    const proposal = await readProposal(tools.db, step.account, step.key);
    see({ action: actionName(deps, proposal) });
    const known = catalogued(deps, proposal);
    const row = await judgeRound(tools, step, { known, ...(waited && { waited }) });
    see(seenIn(row));
    return inWords(row);
  });
}

function seenIn({ verdict: { decision, outcome, spoke }, stale, again = false }: JudgedRow): Seen {
  if (stale) return { decision: 'stale', again };
  return { decision: outcome === 'recorded' ? outcome : decision, rules: spoke, again };
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

export function tally(
  deps: SpineDeps,
  { account, key, request, heard }: Ref & { readonly request: string; readonly heard: readonly string[] },
): Promise<Tally> {
  const ref = { account, key };
  return deps.observer.during('ask', ref, async (see) => {
    const { state, because, leftMs, ofMs, unknown, action } = await tallyRequest(deps.tools.db, {
      account,
      request,
      heard,
    });
    see({ action: actionName(deps, { action }), decision: state });
    if (unknown.length > 0) deps.onUnknownAnswer(ref, unknown);
    if (state === 'open') return { state, withinMs: leftMs, ofMs };
    return state === 'approved' ? { state, because } : { state: 'closed', outcome: state, because };
  });
}

export function remind(
  { tools: { db } }: SpineDeps,
  reminder: Ref & { readonly request: string; readonly part: number },
): Promise<void> {
  return remindOf(db, reminder);
}

export function begin(
  deps: SpineDeps,
  { planHash, ...step }: Ref & { readonly round: number; readonly planHash: string },
): Promise<Begun> {
  const { tools, observer } = deps;
  return observer.during('begin', step, async (see) => {
    const proposal = await readProposal(tools.db, step.account, step.key);
    see({ action: actionName(deps, proposal) });
    const { action, ...known } = catalogued(deps, proposal);
    if (!action) return { state: 'again', because: 'the catalogue has no such action any more' };
    const { settle } = action;
    const leaseMs = leaseMsOf(settle);
    const { rules = [], ...begun } = await beginActing(tools, step, { known, planHash, leaseMs });
    see({ decision: begun.state, rules });
    return begun.state === 'begun' ? { ...begun, settle } : begun;
  });
}

export function end(
  deps: SpineDeps,
  { heard = [], ...ending }: Ref & Ending & { readonly fromOutside?: boolean; readonly heard?: readonly string[] },
): Promise<void> {
  return deps.observer.during('end', ending, async (see) => {
    const { outcome, again, ...ended } = await endIntervention(deps.tools, ending);
    see({ action: actionName(deps, ended), outcome, again });
    const { account, key } = ending;
    const unknown = await withoutRow(deps.tools.db, account, { intervention: key, heard });
    if (unknown.length > 0) deps.onUnknownAnswer({ account, key }, unknown);
  });
}
