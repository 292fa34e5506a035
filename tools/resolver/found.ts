import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import type { Part, VersionProbe } from './part.js';
import { run } from './run.js';

/** One attempt: either the files, or why not. A reason is absent when there was simply nothing there. */
export type Look =
  | {
      readonly kind: 'found';
      readonly version: string;
      readonly files: Readonly<Record<string, string>>;
      readonly note?: string;
    }
  | { readonly kind: 'nothing'; readonly because?: string };

const PROBE_TIMEOUT_MS = 10_000;

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

export async function firstMissing(files: Readonly<Record<string, string>>): Promise<string | undefined> {
  for (const path of Object.values(files)) if (!(await isExecutable(path))) return path;
  return undefined;
}

/** What a person pointed at: a folder with all the files, or the file itself where there is only one. It must be right. */
export async function fromExplicit(part: Part, given: string, env: Readonly<Record<string, string>>): Promise<Look> {
  const names = Object.keys(part.files);
  const [only] = names;
  const isFolder = await stat(given).then(
    (found) => found.isDirectory(),
    () => false,
  );
  // One of several files stands for the folder that it lies in.
  const folder = isFolder || !names.includes(basename(given)) ? given : dirname(given);
  const files =
    names.length === 1 && only !== undefined && !isFolder
      ? { [only]: given }
      : Object.fromEntries(names.map((name) => [name, join(folder, name)]));
  const missing = await firstMissing(files);
  if (missing !== undefined) return { kind: 'nothing', because: `${missing} is not an executable file` };
  if (!part.probe) return { kind: 'found', version: 'unknown', files };
  const verdict = await probeVersion(part.probe, files, env);
  // A person's word goes before our own opinion of versions, but not without saying so.
  if (verdict.kind === 'refused')
    return { kind: 'found', version: verdict.version ?? 'unknown', files, note: verdict.because };
  return { kind: 'found', version: verdict.version, files };
}

/** The files must lie in one folder: a mixture of two installations has no version. */
export async function fromFolders(
  part: Part,
  folders: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Look> {
  const reasons: string[] = [];
  for (const folder of folders) {
    const files = Object.fromEntries(Object.keys(part.files).map((name) => [name, join(folder, name)]));
    if ((await firstMissing(files)) !== undefined) continue;
    if (!part.probe) return { kind: 'found', version: 'unknown', files };
    const verdict = await probeVersion(part.probe, files, env);
    if (verdict.kind === 'accepted') {
      return {
        kind: 'found',
        version: verdict.version,
        files,
        ...(reasons.length > 0 && { note: reasons.join('; ') }),
      };
    }
    reasons.push(verdict.because);
  }
  return { kind: 'nothing', ...(reasons.length > 0 && { because: reasons.join('; ') }) };
}

type Verdict =
  | { readonly kind: 'accepted'; readonly version: string }
  | { readonly kind: 'refused'; readonly version?: string; readonly because: string };

export async function probeVersion(
  probe: VersionProbe,
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<Verdict> {
  let agreed: string | undefined;
  for (const name of probe.ask) {
    const path = files[name];
    if (path === undefined) continue;
    const ran = await run({ command: path, args: probe.args, env, timeoutMs: PROBE_TIMEOUT_MS });
    const version = probe.read(ran.printed);
    if (version === undefined) {
      const why = ran.kind === 'failed' ? ` (${ran.because})` : '';
      return { kind: 'refused', because: `${path} is not ${probe.whatItIs}, so it was not taken${why}` };
    }
    if (compareVersions(version, probe.atLeast) < 0) {
      return {
        kind: 'refused',
        version,
        because: `${path} is ${version}, older than ${probe.atLeast}, so it was not taken`,
      };
    }
    if (probe.below !== undefined && compareVersions(version, probe.below) >= 0) {
      return {
        kind: 'refused',
        version,
        because: `${path} is ${version}, not below ${probe.below}, so it was not taken`,
      };
    }
    if (agreed !== undefined && agreed !== version) {
      return {
        kind: 'refused',
        version,
        because: `${basename(path)} is ${version} beside ${agreed}, so it was not taken`,
      };
    }
    agreed = version;
  }
  return { kind: 'accepted', version: agreed ?? 'unknown' };
}

/** Compares dotted numbers; what follows a hyphen does not count. */
export function compareVersions(left: string, right: string): number {
  const numbers = (version: string): number[] =>
    (version.split('-')[0] ?? '').split('.').map((part) => Number(part) || 0);
  const [a, b] = [numbers(left), numbers(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
