import { STAGES, type Stage } from './autonomy.js';
import { type Risk, RISKS, riskRank } from './scales.js';

/** What came of one kind of work in one scope in the weeks that were looked at. */
export interface Evidence {
  /** Judged, and only recorded because the scope is not open for it. */
  readonly recorded: number;
  readonly verified: number;
  readonly undone: number;
  /** Failed, failed to be undone, unknown, or left for hands. */
  readonly failed: number;
  /** Rejected, or sent back for changes. */
  readonly rejected: number;
}

export interface Opened {
  readonly stage: Stage;
  readonly riskMax: Risk;
}

export interface Advice {
  /** Where it could go; absent where the counts justify nothing more. */
  readonly to?: Opened;
  readonly because: string;
}

/** So many, without one that went wrong. Few numbers prove nothing, and one failure is looked at by a person first. */
export const EVIDENCE = { weeks: 4, least: 20, riskMax: 'medium' } as const;

/** A simple rule on plain counts. It raises nothing by itself: a person does, with a reason. */
export function advise(from: Opened | undefined, risk: Risk, counts: Evidence): Advice {
  const stage = from?.stage ?? 'observe';
  const wrong = counts.failed + counts.undone + counts.rejected;
  if (wrong > 0) return { because: `${wrong} went wrong or were not wanted: look at those first` };
  if (riskRank(risk) > riskRank(EVIDENCE.riskMax))
    return { because: `its risk is ${risk}, and counts alone never open more than ${EVIDENCE.riskMax}` };
  const open = from !== undefined && stage === 'act' && riskRank(risk) <= riskRank(from.riskMax);
  if (open) return { because: 'the scope is open for it' };
  const [seen, what] = stage === 'act' ? [counts.recorded, 'recorded'] : [counts.recorded, `recorded at ${stage}`];
  if (seen < EVIDENCE.least) return { because: `${seen} of ${EVIDENCE.least} ${what} so far` };
  const next = stage === 'act' ? stage : (STAGES[STAGES.indexOf(stage) + 1] ?? stage);
  // What the scope is open for already stays open.
  const riskMax = from && stage === 'act' ? (RISKS[Math.max(riskRank(from.riskMax), riskRank(risk))] ?? risk) : risk;
  return { to: { stage: next, riskMax }, because: `${seen} ${what} in ${EVIDENCE.weeks} weeks, and none went wrong` };
}
