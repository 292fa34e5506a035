import { createHash } from 'node:crypto';
import { keepDiagnosis } from '../../activities/store/accept/diagnoses.js';
import { type DiagnosisFilter, listDiagnoses, readDiagnosis } from '../../activities/store/read/diagnoses.js';
import type { Database } from '../../activities/store/database.js';
import type { DiagnosisReport } from '../../domain/diagnosis/diagnosis.js';
import type { Diagnosed, Upload } from '../../domain/diagnosis/upload.js';
import type { Caller } from '../../domain/principal.js';
import { Unfit } from './unfit.js';

/** What could be done later and can't now: nothing was changed. */
export class Busy extends Error {
  override name = 'Busy';
}

export interface DiagnosesDeps {
  readonly db: Database;
  /** Looks at what was sent, which is not trusted. */
  readonly diagnose: (upload: Upload) => Promise<Diagnosed>;
  readonly onDiagnosed?: (verdict: DiagnosisReport['verdict'], seconds: number) => void;
}

export interface AddedDiagnosis {
  readonly id: string;
  readonly again: boolean;
  readonly report: DiagnosisReport;
}

/** What was found out from captured bundles. */
export function createDiagnoses({ db, diagnose, onDiagnosed = () => undefined }: DiagnosesDeps) {
  return {
    async add(caller: Caller, { bytes, name }: Upload): Promise<AddedDiagnosis> {
      const id = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
      const answer = await diagnose({ bytes, name });
      if (answer.state === 'refused') throw new Unfit(answer.because);
      if (answer.state === 'busy') throw new Busy(answer.because);
      const { report } = answer;
      onDiagnosed(report.verdict, report.tookMs / 1000);
      return { id, report, ...(await keepDiagnosis(db, caller, { id, name, report })) };
    },
    list: (caller: Caller, filter: DiagnosisFilter) => listDiagnoses(db, caller.account, filter),
    one: (caller: Caller, id: string) => readDiagnosis(db, caller.account, id),
  };
}
