import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment, searchPath } from '../../config/environment.js';
import type { Config } from '../../config/load.js';
import {
  type OnProgress,
  PartMissing,
  type PartSettings,
  type ResolvedPart,
  resolvePart,
} from '../../tools/parts/index.js';

/** What the resolver needs to know of the configuration. */
export function partSettings({ parts }: Config): PartSettings {
  const { cacheDir, mirrorUrl, kubebuilderAssets, ...explicit } = parts;
  return {
    cacheRoot: cacheDir,
    explicit: Object.fromEntries(
      Object.entries(explicit).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    ),
    searchPath: searchPath(),
    childEnv: childEnvironment(),
    ...(mirrorUrl && { mirrorUrl }),
    ...(kubebuilderAssets && { kubebuilderAssets }),
  };
}

/** PostgreSQL of the major version that made the data: another one can't read it, so the one beside Reeve is tried too. */
export async function resolvePostgres(config: Config, dir: string, onProgress: OnProgress): Promise<ResolvedPart> {
  const settings = partSettings(config);
  const made = (await readFile(join(dir, 'cluster', 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  const found = await resolvePart('postgres', settings, onProgress);
  if (made === '' || majorOf(found) === made) return found;
  const beside = await resolvePart('postgres', { ...settings, searchPath: [], explicit: {} }, onProgress).catch(
    () => undefined,
  );
  if (beside && majorOf(beside) === made) return beside;
  throw new PartMissing(
    `the data in ${dir} was made by PostgreSQL ${made} and this machine offers ${found.version}: set REEVE_PART_POSTGRES to the binaries of ${made}, or restore a backup into a new --data folder`,
  );
}

function majorOf({ version }: ResolvedPart): string {
  return version.split('.')[0] ?? '';
}
