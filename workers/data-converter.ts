import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { CodecError, createPayloadCodec, loadCodecKeys, type CodecKeys } from '../activities/adapters/payload-codec.js';
import type { Config } from '../config/load.js';

/** For `bundleWorkflowCode` and for workers; `.ts` in a clone, `.js` where only the compiled files are. */
export const failureConverterPath = fileURLToPath(
  new URL(`failure-converter${extname(import.meta.url)}`, import.meta.url),
);

/** The keys of the configured file, or nothing when payloads are not to be encrypted. */
export function readCodecKeys({ encryption: { keyFile } }: Pick<Config, 'encryption'>): CodecKeys | undefined {
  if (keyFile === undefined) return undefined;
  try {
    return loadCodecKeys(readFileSync(keyFile, 'utf8'));
  } catch (error) {
    if (error instanceof CodecError) throw new CodecError(`${keyFile}: ${error.message}`, { cause: error });
    throw new CodecError(`the key file ${keyFile} cannot be read: create it, or unset REEVE_ENCRYPTION_KEY_FILE`, {
      cause: error,
    });
  }
}

/** What clients and workers take. Without keys failures stay readable in the Web UI, so the converter that hides them goes with the keys. */
export function createDataConverter(keys: CodecKeys | undefined): DataConverter {
  return keys ? { failureConverterPath, payloadCodecs: [createPayloadCodec(keys)] } : {};
}
