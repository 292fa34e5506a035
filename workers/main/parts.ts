import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment, searchPath } from '../../config/environment.js';
import type { Config } from '../../config/load.js';
import {
  inspectPart,
  type OnProgress,
  PartMissing,
  parts,
  type PartSettings,
  type ResolvedPart,
  resolvePart,
} from '../../tools/parts/index.js';

/** What the resolver needs to know of the configuration. */
export function partSettings({ parts: wanted }: Config): PartSettings {
  const { cacheDir, mirrorUrl, kubebuilderAssets, ...explicit } = wanted;
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
  const made = await versionOfData(dir);
  const found = await resolvePart('postgres', settings, onProgress);
  if (made === '' || majorOf(found) === made) return found;
  const beside = await resolvePart('postgres', { ...settings, searchPath: [], explicit: {} }, onProgress).catch(
    () => undefined,
  );
  if (beside && majorOf(beside) === made) return beside;
  throw new PartMissing(mismatch(dir, made, found.version));
}

/** What `resolvePostgres` would say of this data, found out by looking alone; nothing when the data can be read. */
export async function whyNotPostgres(config: Config, dir: string): Promise<string | undefined> {
  const settings = partSettings(config);
  const made = await versionOfData(dir);
  const { found } = await inspectPart('postgres', settings);
  if (made === '' || !found || majorOf(found) === made) return undefined;
  const bundled = parts.find(({ name }) => name === 'postgres');
  const beside = await inspectPart('postgres', { ...settings, searchPath: [], explicit: {} });
  const offered = beside.found ?? (beside.obtainable ? bundled : undefined);
  return offered && majorOf(offered) === made ? undefined : mismatch(dir, made, found.version);
}

async function versionOfData(dir: string): Promise<string> {
  return (await readFile(join(dir, 'cluster', 'PG_VERSION'), 'utf8').catch(() => '')).trim();
}

function mismatch(dir: string, made: string, offered: string): string {
  return `the data in ${dir} was made by PostgreSQL ${made} and this machine offers ${offered}: set REEVE_PART_POSTGRES to the binaries of ${made}, or restore a backup into a new --data folder`;
}

function majorOf({ version }: Pick<ResolvedPart, 'version'>): string {
  return version.split('.')[0] ?? '';
}
