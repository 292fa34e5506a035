import { parentPort } from 'node:worker_threads';
import { filesOfUpload } from '../activities/bundle/files.js';
import { parseBundle } from '../activities/bundle/parse.js';
import { BadBundle } from '../activities/bundle/refusal.js';
import { diagnose } from '../domain/diagnosis/diagnose.js';
import { reportOf } from '../domain/diagnosis/report.js';
import type { Diagnosed, Upload } from '../domain/diagnosis/upload.js';

parentPort?.on('message', ({ bytes, name }: Upload) => {
  parentPort?.postMessage(answerTo(bytes, name));
});

function answerTo(bytes: Uint8Array, name: string): Diagnosed {
  const begun = performance.now();
  try {
    const bundle = parseBundle(filesOfUpload(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name));
    return { state: 'diagnosed', report: reportOf(bundle, diagnose(bundle), Math.round(performance.now() - begun)) };
  } catch (error) {
    if (error instanceof BadBundle) return { state: 'refused', because: error.message };
    throw error;
  }
}
