import type { Severity } from '../scales.js';
import type { Value } from './parameters.js';

/** What is to be tried: values at a place, over those that are set there. */
export interface PreviewWish {
  readonly sensor: string;
  readonly place: string;
  readonly values: Readonly<Record<string, Value>>;
}

interface Seen {
  readonly kind: string;
  readonly subject: string;
  readonly severity: Severity;
}

/** What a sensor would say now. The lists are cut; the counts are not. */
export interface Previewed {
  readonly looked: number;
  readonly tookMs: number;
  readonly counts: { readonly opens: number; readonly stays: number; readonly closes: number };
  readonly opens: readonly Seen[];
  readonly stays: readonly (Seen & { readonly id: string; readonly was?: Severity })[];
  readonly closes: readonly (Seen & { readonly id: string; readonly because: string })[];
}

/** Why a sensor could not look. */
export interface CouldNotLook {
  readonly because: string;
}
