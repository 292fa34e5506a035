import type { Step } from '../../../domain/approval/chain.js';
import { gate } from '../../../domain/gate/gate.js';
import { askerOf, riskOf, subjectOf } from '../../../domain/gate/subject.js';
import type { Spoken, Verdict } from '../../../domain/gate/verdict.js';
import { levelOf, matchingRows, type PolicyRow } from '../../../domain/policy/row.js';
import type { Proposal } from '../../../domain/proposal.js';
import type { Risk } from '../../../domain/scales.js';
import type { Database } from '../database.js';
import { type Known, readStanding, type StandingRead } from '../spine/standing.js';

export interface Explained {
  readonly decision: Verdict['decision'];
  readonly outcome?: Verdict['outcome'];
  readonly would?: Verdict['would'];
  readonly until?: Date;
  readonly notify: boolean;
  readonly category: string;
  readonly risk: Risk;
  /** Every rule that speaks, why, and what would make it silent. */
  readonly spoke: readonly Pick<Spoken, 'rule' | 'says' | 'because' | 'remedy'>[];
  /** The rows that match; the first one counts. */
  readonly rows: readonly (PolicyRow & { readonly level: string })[];
  /** Who would be asked, and for how long. */
  readonly steps: readonly Step[];
  /** What could not be looked at, so that nobody takes this for the judgement itself. */
  readonly leftOut: readonly string[];
}

const LEFT_OUT = [
  'the plan is made only for a proposal: blast radius, and whether it is possible at all, are judged then',
  'a target that the action looks at itself is observed then: one that was seen before is taken to be there still',
] as const;

/** What the gate would say now. Nothing is written, and nothing is touched. */
export function explain(db: Database, proposal: Proposal, known: Known): Promise<Explained> {
  return db.withAccount(proposal.account, async (tx) => {
    await tx.query('SET TRANSACTION READ ONLY');
    const read = await readStanding(tx, proposal, { known, deferredMs: {} });
    const { now } = read;
    const standing = seenAgain(read.standing, known, now);
    const verdict = gate(proposal, standing, now);
    const subject = subjectOf(proposal, standing, now);
    const asker = askerOf(proposal, known.card);
    return {
      decision: verdict.decision,
      ...(verdict.outcome && { outcome: verdict.outcome }),
      ...(verdict.would && { would: verdict.would }),
      ...(verdict.until !== undefined && { until: new Date(verdict.until) }),
      notify: verdict.notify,
      category: asker.category,
      risk: riskOf(subject),
      spoke: verdict.spoke.map(({ rule, says, because, remedy }) => ({ rule, says, because, remedy })),
      rows: matchingRows(standing.rows, asker).map((row) => ({ ...row, level: levelOf(row) })),
      steps: verdict.chain?.steps ?? [],
      leftOut: LEFT_OUT,
    };
  });
}

/** What was seen long ago is looked at again before it is judged: to refuse it here would say more than the gate. */
function seenAgain(standing: StandingRead['standing'], { looksItself }: Known, now: number): StandingRead['standing'] {
  return looksItself && standing.seenAt !== undefined ? { ...standing, seenAt: now } : standing;
}
