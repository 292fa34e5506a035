import { canonicalJson, type Json } from '../../../domain/canonical-json.js';
import { gate } from '../../../domain/gate/gate.js';
import { askerOf, riskOf } from '../../../domain/gate/subject.js';
import type { Verdict } from '../../../domain/gate/verdict.js';
import type { Digest } from '../../../domain/ledger.js';
import { planHash } from '../../../domain/plan.js';
import type { Proposal } from '../../../domain/proposal.js';
import { matchingRows, rowJson } from '../../../domain/policy/row.js';
import type { Risk } from '../../../domain/scales.js';
import type { Transaction } from '../database.js';
import type { Record } from './record.js';
import { type Known, readStanding, type StandingRead } from './standing.js';

export interface Judgement extends StandingRead {
  readonly verdict: Verdict;
  readonly hash: string;
  /** As it counts: a row can make an action weigh more. */
  readonly risk: Risk;
}

/** Reads the standing and lets the gate speak, in the caller's transaction: what it says is true of one instant. */
export async function judgeNow(tx: Transaction, record: Record, known: Known, digest: Digest): Promise<Judgement> {
  const { proposal, plan, deferredMs } = record;
  const read = await readStanding(tx, proposal, { known, deferredMs, ...(plan && { plan }) });
  const rows = matchingRows(read.standing.rows, askerOf(proposal, known.card));
  const [row] = rows;
  const hash = plan ? planHash(proposal, plan, digest(canonicalJson(row ? rowJson(row) : null)), digest) : '';
  return {
    ...read,
    hash,
    risk: riskOf({ standing: read.standing, rows }),
    verdict: gate(proposal, { ...read.standing, planHash: hash }, read.now),
  };
}

/** A child lives by what was granted to its parent, and by nothing else. */
export function outsideOf(proposal: Proposal, { standing: { mandate } }: Judgement): string | undefined {
  if (proposal.parent === undefined || mandate?.within === true) return undefined;
  return `the grant of ${proposal.parent} does not cover it: ${mandate?.why ?? 'there is none'}`;
}

/** A verdict as it is kept: every rule that spoke, in words. */
export function verdictJson({ spoke, ...verdict }: Verdict, risk?: Risk): { readonly [name: string]: Json } {
  return {
    ...(risk && { risk }),
    ...(verdict as unknown as { [name: string]: Json }),
    spoke: spoke.map(({ rule, says, because, remedy }) => ({ rule, says, because, remedy })),
  };
}

/** The reasons of what decided, in one line. */
export function reasonsOf({ decision, outcome, spoke }: Verdict): string {
  const decisive = decision === 'refuse' ? (outcome === 'recorded' ? 'record' : 'refuse') : decision;
  const reasons = spoke.filter(({ says }) => says === decisive).map(({ because }) => because);
  return reasons.join('; ') || 'no rule stands against it';
}
