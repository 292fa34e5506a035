import { constants } from 'node:fs';
import { access, chmod, cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

import { filesIn } from './cache.js';
import { firstMissing, type Look, probeVersion } from './found.js';
import { type NpmRecipe, type Part, type PartSettings, thisMachine } from './part.js';

export interface PackageFound {
  readonly root: string;
  /** Whether its missing symlinks can be made where it lies. */
  readonly writable: boolean;
  readonly complete: boolean;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** The package as npm has laid it down, without changing anything. */
export async function findPackage(
  recipe: NpmRecipe,
  from = import.meta.dirname,
): Promise<PackageFound | { readonly because: string }> {
  const name = recipe.packageName(thisMachine());
  for (let folder = from; ; folder = dirname(folder)) {
    const root = join(folder, 'node_modules', ...name.split('/'));
    const version = await packageVersion(root);
    if (version === undefined) {
      if (folder === dirname(folder)) return { because: `the npm package ${name} is not installed` };
      continue;
    }
    if (version !== recipe.version) return { because: `the npm package ${name} is ${version}, not ${recipe.version}` };
    const missing = await missingLinks(root, recipe);
    const writable = await access(root, constants.W_OK).then(
      () => true,
      () => false,
    );
    return { root, writable, complete: missing.length === 0 };
  }
}

/** Uses the package where it lies, after making the symlinks that its blocked postinstall would have made. */
export async function fromPackage(part: Part, recipe: NpmRecipe, settings: PartSettings, from?: string): Promise<Look> {
  const found = await findPackage(recipe, from);
  if ('because' in found) return { kind: 'nothing', because: found.because };
  if (!found.complete) {
    if (!found.writable) return { kind: 'nothing', because: `${found.root} cannot be written` };
    await makeLinks(found.root, recipe);
  }
  return tried(part, found.root, settings);
}

/** A whole copy in the cache, for a node_modules that may not be written. */
export async function copyPackage(recipe: NpmRecipe, draft: string, from?: string): Promise<string | undefined> {
  const found = await findPackage(recipe, from);
  if ('because' in found) return found.because;
  await cp(found.root, draft, { recursive: true, verbatimSymlinks: true });
  await makeLinks(draft, recipe);
  return undefined;
}

async function tried(part: Part, folder: string, settings: PartSettings): Promise<Look> {
  const files = filesIn(part, folder);
  for (const path of Object.values(files)) await chmod(path, 0o755).catch(() => undefined);
  const missing = await firstMissing(files);
  if (missing !== undefined) return { kind: 'nothing', because: `${missing} is not there` };
  if (!part.probe) return { kind: 'found', version: part.version, files };
  const verdict = await probeVersion(part.probe, files, settings.childEnv);
  // A binary for another C library is there and cannot run.
  if (verdict.kind === 'refused') return { kind: 'nothing', because: verdict.because };
  return { kind: 'found', version: verdict.version, files };
}

async function packageVersion(root: string): Promise<string | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version?: unknown };
    return typeof manifest.version === 'string' ? manifest.version : undefined;
  } catch {
    return undefined;
  }
}

async function makeLinks(root: string, recipe: NpmRecipe): Promise<void> {
  for (const { source, target } of await missingLinks(root, recipe)) {
    await mkdir(dirname(target), { recursive: true });
    await symlink(relative(dirname(target), source), target).catch((error: unknown) => {
      // Another process made the same link in the meantime.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  }
}

async function missingLinks(root: string, recipe: NpmRecipe): Promise<Link[]> {
  if (recipe.symlinks === undefined) return [];
  const listed = JSON.parse(await readFile(join(root, recipe.symlinks), 'utf8')) as readonly Link[];
  const links = listed.map(({ source, target }) => ({ source: inside(root, source), target: inside(root, target) }));
  const missing: Link[] = [];
  for (const link of links) {
    const there = await access(link.target).then(
      () => true,
      () => false,
    );
    if (!there) missing.push(link);
  }
  return missing;
}

function inside(root: string, path: string): string {
  const full = resolve(root, path);
  if (!full.startsWith(`${resolve(root)}/`))
    throw new Error(`${path} points out of ${root}: reinstall the npm packages.`);
  return full;
}
