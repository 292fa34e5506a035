import type { DiagnosisReport } from './diagnosis.js';

/** A bundle that somebody sent. */
export interface Upload {
  readonly bytes: Uint8Array;
  /** What they call it. */
  readonly name: string;
}

export type Diagnosed =
  | { readonly state: 'diagnosed'; readonly report: DiagnosisReport }
  | { readonly state: 'refused'; readonly because: string }
  /** Others are waited for: nothing was looked at. */
  | { readonly state: 'busy'; readonly because: string };
