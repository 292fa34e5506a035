import { BadBundle } from '../activities/bundle/refusal.js';
import { diagnose } from '../domain/diagnosis/diagnose.js';
import type { DiagnosisReport } from '../domain/diagnosis/diagnosis.js';
import { reportOf } from '../domain/diagnosis/report.js';
import type { Bundle } from '../domain/facts/bundle.js';
import { inTime, TookTooLong } from './in-time.js';

/** The report of a bundle, with the time since its reading began. */
export function diagnosed(bundle: Bundle, begun: number): DiagnosisReport {
  return reportOf(bundle, diagnose(bundle), Math.round(performance.now() - begun));
}

/** Far more than a bundle takes that was not made to be slow. */
export const WEIGHED_WITHIN_MS = 30_000;

/** The same where nothing else would end it: `what` says in the refusal what took too long. */
export function diagnosedInTime(
  what: string,
  read: () => Bundle,
  { begun = 0, withinMs = WEIGHED_WITHIN_MS },
): DiagnosisReport {
  try {
    return inTime(withinMs, () => diagnosed(read(), begun));
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error;
    throw new BadBundle(
      `${what} ${error.message} to weigh: look at less of it, one namespace or the objects around one workload`,
      {
        cause: error,
      },
    );
  }
}
