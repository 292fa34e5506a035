import { createHash } from 'node:crypto';
import { keepDiagnosis } from '../../activities/store/accept/diagnoses.js';
import { type DiagnosisFilter, listDiagnoses, readDiagnosis } from '../../activities/store/read/diagnoses.js';
import type { Database } from '../../activities/store/database.js';
import type { DiagnosisReport } from '../../domain/diagnosis/diagnosis.js';
import type { Diagnosed, Upload } from '../../domain/diagnosis/upload.js';
import { CAUSES } from '../../domain/diagnosis/causes/index.js';
import type { Caller } from '../../domain/principal.js';
import { Unfit } from './unfit.js';

/** What could be done later and can't now: nothing was changed. */
export class Busy extends Error {
  override name = 'Busy';
}

const MEANS: ReadonlyMap<string, string> = new Map(CAUSES.map(({ code, means }) => [code, means.replace(/\.$/, '')]));

/** What a code means, in words; the code itself where an older Reeve wrote one that is not known any more. */
export function causeInWords(code: string): string {
  return MEANS.get(code) ?? code;
}

/** Several times what the longest one came to of those that were made to be long. */
const REPORT_CHARS_MAX = 4 * 2 ** 20;

export interface DiagnosesDeps {
  readonly db: Database;
  /** Looks at what was sent, which is not trusted. */
  readonly diagnose: (upload: Upload) => Promise<Diagnosed>;
  readonly onDiagnosed?: (verdict: DiagnosisReport['verdict'], seconds: number) => void;
  readonly onRefused?: (why: 'refused' | 'busy') => void;
}

export interface AddedDiagnosis {
  readonly id: string;
  readonly again: boolean;
  readonly report: DiagnosisReport;
}

/** What was found out from captured bundles. */
export function createDiagnoses({
  db,
  diagnose,
  onDiagnosed = () => undefined,
  onRefused = () => undefined,
}: DiagnosesDeps) {
  return {
    async add(caller: Caller, { bytes, name }: Upload): Promise<AddedDiagnosis> {
      const id = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
      const answer = await diagnose({ bytes, name });
      if (answer.state !== 'diagnosed') onRefused(answer.state);
      if (answer.state === 'refused') throw new Unfit(answer.because);
      if (answer.state === 'busy') throw new Busy(answer.because);
      const { report } = answer;
      if (JSON.stringify(report).length > REPORT_CHARS_MAX) {
        onRefused('refused');
        throw new Unfit(
          `what was found out in ${name} is too long to be kept: capture less of it, one namespace at a time`,
        );
      }
      onDiagnosed(report.verdict, report.tookMs / 1000);
      return { id, report, ...(await keepDiagnosis(db, caller, { id, name, report })) };
    },
    list: (caller: Caller, filter: DiagnosisFilter) => listDiagnoses(db, caller.account, filter),
    one: (caller: Caller, id: string) => readDiagnosis(db, caller.account, id),
  };
}
