import { readFiles } from '../../activities/bundle/files.js';
import { parseBundle } from '../../activities/bundle/parse.js';
import { diagnose } from '../../domain/diagnosis/diagnose.js';
import type { Diagnosis } from '../../domain/diagnosis/diagnosis.js';

export { BadBundle } from '../../activities/bundle/refusal.js';

export interface Diagnosed extends Diagnosis {
  /** No model is asked: this is what it costs. */
  readonly model: { readonly calls: 0; readonly tokensIn: 0; readonly tokensOut: 0; readonly costUsd: 0 };
  readonly tookMs: number;
}

/** Diagnoses what was captured, with nothing but the files: no server, no database, no cluster. */
export async function diagnoseFiles(path: string): Promise<Diagnosed> {
  const begun = performance.now();
  const diagnosis = diagnose(parseBundle(await readFiles(path)));
  const model = { calls: 0, tokensIn: 0, tokensOut: 0, costUsd: 0 } as const;
  return { ...diagnosis, model, tookMs: Math.round(performance.now() - begun) };
}
