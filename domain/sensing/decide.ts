import type { Target } from '../proposal.js';
import { type Severity, severityRank } from '../scales.js';
import type { Kind, Payload, Step } from './sensor.js';

/** The same condition is not decided about again for so long, unless it gets worse. */
export const DEDUP_MS = 600_000;

/** What a decision may come to. */
export const DECISION_OUTCOMES = ['proposed', 'observed', 'waiting', 'refused'] as const;
export type DecisionOutcome = (typeof DECISION_OUTCOMES)[number];

export interface Candidate {
  readonly id: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly subject: Target;
  readonly payload: Payload;
  readonly openedAt: number;
  readonly decidedAt: number | null;
  readonly decidedSeverity: Severity | null;
  readonly step: number;
  /** It stands for so many of its kind; absent where it stands for itself. */
  readonly members?: number;
  readonly isAttributed: boolean;
  /** The newest of what was proposed about it. */
  readonly last: { readonly key: string; readonly outcome: string | null } | null;
}

export type Decision =
  /** Nothing new is to be said. */
  | { readonly outcome: 'quiet' }
  | { readonly outcome: 'observed'; readonly category: 'system.observation'; readonly reasons: readonly string[] }
  /** Somebody is at it, or it is not time yet. */
  | { readonly outcome: 'waiting'; readonly category: string; readonly reasons: readonly string[] }
  | {
      readonly outcome: 'propose';
      readonly category: string;
      readonly step: number;
      readonly target: Target;
      readonly parameters: Payload;
      readonly runbook?: string;
      readonly reasons: readonly string[];
    };

/** What is done about a condition that stands open and that nothing explains. */
export function decide(candidate: Candidate, listed: Kind, now: number): Decision {
  const kind = fitting(listed, candidate);
  const worse =
    candidate.decidedSeverity !== null && severityRank(candidate.severity) > severityRank(candidate.decidedSeverity);
  const fresh = candidate.decidedAt === null;
  if (!fresh && !worse && now - (candidate.decidedAt ?? 0) < DEDUP_MS && !isNextDue(candidate, kind, now))
    return { outcome: 'quiet' };
  if (candidate.last?.outcome === null) {
    const because = `${candidate.last.key} is under way for it`;
    return worse
      ? { outcome: 'waiting', category: categoryAt(kind, candidate.step), reasons: [worseBy(candidate), because] }
      : { outcome: 'quiet' };
  }
  if (REFUSED.has(candidate.last?.outcome ?? '') && isOver(kind, candidate, worse)) return { outcome: 'quiet' };
  const reasons = [
    fresh ? `${kind.kind} opened at ${candidate.severity}` : worse ? worseBy(candidate) : again(candidate),
  ];
  if (candidate.members !== undefined && kind.rollsUp?.then === 'each')
    return fresh || worse
      ? {
          ...({ outcome: 'observed', category: 'system.observation' } as const),
          reasons: [...reasons, `${candidate.members} at once: they are mended a few at a time, each by itself`],
        }
      : { outcome: 'quiet' };
  if (kind.steps.length === 0)
    return fresh || worse
      ? {
          outcome: 'observed',
          category: 'system.observation',
          reasons: [...reasons, 'nothing is automated for it: people are told, and look'],
        }
      : { outcome: 'quiet' };
  return stepOf(candidate, kind, { now, reasons, fresh });
}

/** A person said no, or would have it otherwise. */
const REFUSED: ReadonlySet<string> = new Set(['rejected', 'changes-requested']);

/** A no about one touch hides no other; one about many, or before it got worse, would. */
function isOver({ noIsFinal, isSecurity }: Kind, { members }: Candidate, worse: boolean): boolean {
  return noIsFinal === true || (isSecurity === true && members === undefined && !worse);
}

/** Of one that stands for many, the steps are not looked at one by one: people are asked about all of them. */
function fitting(kind: Kind, candidate: Candidate): Kind {
  if (candidate.members !== undefined || kind.steps.every(({ fits }) => fits === undefined)) return kind;
  return { ...kind, steps: kind.steps.filter(({ fits }) => fits?.(candidate) ?? true) };
}

function stepOf(
  candidate: Candidate,
  kind: Kind,
  { now, reasons, fresh }: { readonly now: number; readonly reasons: readonly string[]; readonly fresh: boolean },
): Decision {
  const at = nextStep(candidate, kind);
  const step = kind.steps[at] as Step;
  // Many at once are put to people at once.
  const afterMs = candidate.members === undefined ? (step.afterMs ?? 0) : 0;
  const leftMs = candidate.openedAt + afterMs - now;
  // What waits for nothing is due, also where the clock that opened it is ahead of this one.
  if (afterMs > 0 && leftMs > 0) {
    if (!fresh) return { outcome: 'quiet' };
    const minutes = Math.ceil(leftMs / 60_000);
    return {
      ...({ outcome: 'observed', category: 'system.observation' } as const),
      reasons: [
        ...reasons,
        `it is looked at first; ${step.category} is proposed where it stays open for ${minutes} min`,
      ],
    };
  }
  const { subject, payload } = candidate;
  return {
    ...({ outcome: 'propose', category: step.category, step: at } as const),
    target: step.target({ subject, payload }),
    parameters: step.parameters?.({ subject, payload }) ?? {},
    ...(step.runbook !== undefined && { runbook: step.runbook }),
    reasons,
  };
}

/** After work that came to nothing the next step is tried; what was verified and did not help is tried again, then the next. */
function nextStep({ step, last }: Candidate, { steps }: Kind): number {
  const over = last !== null && last.outcome !== null;
  return Math.min(over ? step + 1 : step, steps.length - 1);
}

function isNextDue(candidate: Candidate, kind: Kind, now: number): boolean {
  if (candidate.last !== null || candidate.decidedAt === null) return false;
  const afterMs = kind.steps[candidate.step]?.afterMs ?? 0;
  return afterMs > 0 && now >= candidate.openedAt + afterMs;
}

function categoryAt({ steps }: Kind, at: number): string {
  return steps[at]?.category ?? 'system.observation';
}

function worseBy({ severity, decidedSeverity }: Candidate): string {
  return `it got worse: ${decidedSeverity} before, ${severity} now`;
}

function again({ last }: Candidate): string {
  return last ? `it is still open after ${last.key} ended as ${last.outcome}` : 'it is still open';
}
