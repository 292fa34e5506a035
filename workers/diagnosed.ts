import { diagnose } from '../domain/diagnosis/diagnose.js';
import type { DiagnosisReport } from '../domain/diagnosis/diagnosis.js';
import { reportOf } from '../domain/diagnosis/report.js';
import type { Bundle } from '../domain/facts/bundle.js';

/** The report of a bundle, with the time since its reading began. */
export function diagnosed(bundle: Bundle, begun: number): DiagnosisReport {
  return reportOf(bundle, diagnose(bundle), Math.round(performance.now() - begun));
}
