import { readFile, stat } from 'node:fs/promises';
import { readFiles } from '../../activities/bundle/files.js';
import { packFiles } from '../../activities/bundle/pack.js';
import { parseBundle } from '../../activities/bundle/parse.js';
import type { DiagnosisReport } from '../../domain/diagnosis/diagnosis.js';
import { diagnosedInTime } from '../diagnosed.js';

export { BadBundle } from '../../activities/bundle/refusal.js';

/** Diagnoses what was captured, with nothing but the files: no server, no database, no cluster. */
export async function diagnoseFiles(path: string, withinMs?: number): Promise<DiagnosisReport> {
  const begun = performance.now();
  const files = await readFiles(path);
  return diagnosedInTime(path, () => parseBundle(files), { begun, ...(withinMs !== undefined && { withinMs }) });
}

/** What is sent where a bundle is diagnosed elsewhere: a file as it is, a folder as an archive of what belongs to a bundle. */
export async function packedBundle(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  // Read first, so that what is no bundle is refused here and not only there.
  const files = await readFiles(path);
  return isFile ? new Uint8Array(await readFile(path)) : packFiles(files);
}
