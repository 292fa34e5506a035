import type { CauseCode } from '../diagnosis/causes/index.js';
import type { Ref, Source } from './bundle.js';

export interface Fact {
  readonly id: string;
  readonly kind: string;
  readonly verdict: 'found' | 'absent' | 'unknown';
  readonly confidence: number;
  readonly subject: Ref;
  readonly evidence: {
    readonly quote: string;
    readonly because?: string;
    /** Ids of facts that can't be true together with it. */
    readonly contradicts?: readonly string[];
  };
  readonly source: Source | 'alert' | 'snapshot';
  /** Epoch ms. */
  readonly at: number;
}

/** A thing that was seen and what it points to, before anything is weighed. */
export interface Clue {
  readonly code: CauseCode;
  readonly about: Ref;
  /** From 0 to 1: how much this alone says that the cause is so. */
  readonly confidence: number;
  /** What a person would say; the quote is put beside it. */
  readonly says: string;
  readonly quote: string;
  readonly source: Source | 'alert';
  readonly at: number;
  /** Whether it still holds at the time of the capture. */
  readonly current: boolean;
  /** Objects that it leads to, such as the peer that does not answer. */
  readonly related: readonly Ref[];
  /** It is said of the callee itself: it was put to rest, behind which nothing lies, or never got a pod. */
  readonly silent?: 'asleep' | 'podless';
}
