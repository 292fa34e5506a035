import type { Fact } from '../facts/fact.js';
import type { Ref } from '../facts/bundle.js';
import type { CauseCode } from './causes/index.js';

export const DIAGNOSIS_VERDICTS = ['fault', 'expected', 'recovered', 'healthy', 'unknown'] as const;
export type DiagnosisVerdict = (typeof DIAGNOSIS_VERDICTS)[number];

export interface NamedCause {
  readonly code: CauseCode;
  readonly resource: Ref;
  readonly confidence: number;
  readonly summary: string;
  readonly because: readonly string[];
}

export interface Alternative {
  readonly code: CauseCode;
  readonly resource: Ref;
  readonly confidence: number;
  readonly summary: string;
  readonly against: readonly string[];
  /** Why it is not the answer, in a few words. */
  readonly whyNot: string;
}

/** A fault that has nothing to do with the answer: another workload, another cause. */
export interface OtherFault extends NamedCause {
  readonly inWords: string;
  readonly proposals: readonly ProposedAction[];
  readonly remedy: string;
}

export interface ProposedAction {
  readonly action: string;
  readonly target: Ref;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly why: string;
  readonly verdict: string;
}

export interface Diagnosis {
  readonly verdict: DiagnosisVerdict;
  /** The answer in one or two sentences, whatever the verdict. */
  readonly summary: string;
  /** The same without quotes: one plain sentence, then whom it harms and what was changed. */
  readonly inWords: string;
  readonly cause: NamedCause | null;
  readonly alternatives: readonly Alternative[];
  /** What is broken besides, of its own. */
  readonly others: readonly OtherFault[];
  readonly facts: readonly Fact[];
  readonly chain: readonly string[];
  readonly proposals: readonly ProposedAction[];
  /** What a person does about it. */
  readonly remedy: string;
  readonly missing: readonly string[];
}

/** What is given to whoever asked, and what is kept: plain JSON. */
export interface DiagnosisReport extends Omit<Diagnosis, 'facts' | 'inWords' | 'others'> {
  /** What was kept by an earlier release has neither. */
  readonly inWords?: string;
  readonly others?: readonly OtherFault[];
  readonly cluster: string;
  readonly capturedAt: string;
  readonly facts: readonly ReportedFact[];
  /** Facts that nothing rests on, and that were too many to be given. */
  readonly factsLeftOut: number;
  /** No model is asked: this is what it costs. */
  readonly model: { readonly calls: 0; readonly tokensIn: 0; readonly tokensOut: 0; readonly costUsd: 0 };
  readonly tookMs: number;
}
export type ReportedFact = Omit<Fact, 'at'> & { readonly at: string };
