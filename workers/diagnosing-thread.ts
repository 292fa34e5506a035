import { parentPort } from 'node:worker_threads';
import { filesOfUpload } from '../activities/bundle/files.js';
import { parseBundle } from '../activities/bundle/parse.js';
import { BadBundle } from '../activities/bundle/refusal.js';
import type { Diagnosed, Upload } from '../domain/diagnosis/upload.js';
import { diagnosed } from './diagnosed.js';

parentPort?.on('message', ({ bytes, name }: Upload) => {
  parentPort?.postMessage(answerTo(bytes, name));
});

function answerTo(bytes: Uint8Array, name: string): Diagnosed {
  const begun = performance.now();
  try {
    const bundle = parseBundle(filesOfUpload(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), name));
    return { state: 'diagnosed', report: diagnosed(bundle, begun) };
  } catch (error) {
    if (error instanceof BadBundle) return { state: 'refused', because: error.message };
    throw error;
  }
}
