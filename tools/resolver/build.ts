import { chmod, cp, mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { compareVersions, isExecutable } from './found.js';
import { removeTree } from './cache.js';
import type { BuildRecipe, GoInstall, GoModule, MavenRecipe, PartSettings } from './part.js';
import type { Narrator } from './progress.js';
import { run, type RunSpec } from './run.js';

export type Made =
  | { readonly kind: 'made'; readonly from: string }
  | { readonly kind: 'failed'; readonly because: string };

const BUILD_TIMEOUT_MS = 20 * 60_000;
const ERROR_LINES = 20;
const RECIPES = join(import.meta.dirname, '..', 'recipes');
/** From this version on, Go fetches the newer toolchain that a module asks for. */
const GO_THAT_UPGRADES_ITSELF = '1.21';
const MAVEN_DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

export type Tools =
  | { readonly kind: 'ready'; readonly paths: Readonly<Record<string, string>>; readonly says: string }
  | { readonly kind: 'missing'; readonly because: string };

/** Whether what a build needs is on this machine; asked before building, and by the doctor. */
export async function toolsFor(recipe: BuildRecipe, settings: PartSettings): Promise<Tools> {
  if (recipe.kind === 'maven') {
    const [java, mvn] = [await onPath('java', settings), await onPath('mvn', settings)];
    if (java === undefined || mvn === undefined) {
      return { kind: 'missing', because: 'Java 17 and Maven, which could fetch it, were not both found' };
    }
    return { kind: 'ready', paths: { java, mvn }, says: 'fetched with Maven' };
  }
  const go = await onPath('go', settings);
  if (go === undefined) return { kind: 'missing', because: 'Go, which could build it, was not found' };
  const asked = await run({ command: go, args: ['env', 'GOVERSION'], env: settings.childEnv, timeoutMs: 10_000 });
  const version = /go(\d+\.\d+(?:\.\d+)?)/.exec(asked.printed)?.[1];
  if (version === undefined)
    return { kind: 'missing', because: `${go}, which could build it, does not tell its version` };
  if (compareVersions(version, GO_THAT_UPGRADES_ITSELF) < 0) {
    return { kind: 'missing', because: `Go, which could build it, is ${version} here and too old` };
  }
  return { kind: 'ready', paths: { go }, says: `built with Go ${version}` };
}

/** The words for what a person would install so that a build works. */
export function toolNames(recipe: BuildRecipe): string {
  return recipe.kind === 'maven' ? 'Java 17+ and Maven' : `Go ${recipe.go}+`;
}

/** Builds into `draft`, which is the caller's to keep or to remove. */
export async function build(
  recipe: BuildRecipe,
  draft: string,
  settings: PartSettings,
  narrator: Narrator,
): Promise<Made> {
  const tools = await toolsFor(recipe, settings);
  if (tools.kind === 'missing') return { kind: 'failed', because: tools.because };
  const room: Room = { draft, settings, paths: tools.paths, narrator };
  const failure = await runRecipe(recipe, room);
  return failure === undefined ? { kind: 'made', from: tools.says } : { kind: 'failed', because: failure };
}

interface Room {
  readonly draft: string;
  readonly settings: PartSettings;
  readonly paths: Readonly<Record<string, string>>;
  readonly narrator: Narrator;
}

function runRecipe(recipe: BuildRecipe, room: Room): Promise<string | undefined> {
  if (recipe.kind === 'maven') return maven(recipe, room);
  return recipe.kind === 'go-module' ? goModule(recipe, room) : goInstall(recipe, room);
}

async function goInstall(recipe: GoInstall, room: Room): Promise<string | undefined> {
  const bin = join(room.draft, 'gobin');
  await mkdir(bin);
  const paths = recipe.packages.map(({ path }) => path);
  const failure = await step(room, recipe, {
    command: room.paths.go ?? 'go',
    args: ['install', '-v', '-trimpath', ...ldflags(recipe.ldflags), ...paths],
    cwd: room.draft,
    env: { ...goEnv(room.settings), GOBIN: bin },
  });
  if (failure !== undefined) return failure;
  for (const { produces, as } of recipe.packages) await rename(join(bin, produces), join(room.draft, as));
  await removeTree(bin);
  return undefined;
}

async function goModule(recipe: GoModule, room: Room): Promise<string | undefined> {
  // A copy: the checkout may be read-only, and a build must never change the committed go.sum.
  const source = join(room.draft, 'source');
  await cp(join(RECIPES, recipe.recipe), source, { recursive: true });
  const failure = await step(room, recipe, {
    command: room.paths.go ?? 'go',
    args: [
      'build',
      '-v',
      '-mod=readonly',
      '-trimpath',
      ...ldflags(recipe.ldflags),
      '-o',
      join(room.draft, recipe.as),
      '.',
    ],
    cwd: source,
    env: goEnv(room.settings),
  });
  if (failure !== undefined) return failure;
  for (const name of recipe.links ?? []) await symlink(recipe.as, join(room.draft, name));
  await removeTree(source);
  return undefined;
}

async function maven(recipe: MavenRecipe, room: Room): Promise<string | undefined> {
  const source = join(room.draft, 'source');
  await cp(join(RECIPES, recipe.recipe), source, { recursive: true });
  const failure = await step(room, recipe, {
    command: room.paths.mvn ?? 'mvn',
    args: [
      '--batch-mode',
      '--no-transfer-progress',
      '--strict-checksums',
      `${MAVEN_DEPENDENCY_PLUGIN}:copy-dependencies`,
      `-DoutputDirectory=${join(room.draft, 'lib')}`,
      '-DincludeScope=runtime',
    ],
    cwd: source,
    env: { ...room.settings.childEnv },
  });
  if (failure !== undefined) return failure;
  await rename(join(source, 'start.sh'), join(room.draft, recipe.as));
  await chmod(join(room.draft, recipe.as), 0o755);
  await removeTree(source);
  return undefined;
}

async function step(
  room: Room,
  recipe: BuildRecipe,
  spec: Omit<RunSpec, 'timeoutMs' | 'onLine'>,
): Promise<string | undefined> {
  let packages = 0;
  const about = `about ${recipe.minutes} min on two cores, once per machine`;
  room.narrator.say('building', about);
  const ran = await run({
    ...spec,
    timeoutMs: BUILD_TIMEOUT_MS,
    onLine(line) {
      // Go prints a bare path for each package that it has compiled, and a sentence for all else.
      if (/^[\w.\-/]+$/.test(line)) packages += 1;
      room.narrator.murmur(
        packages > 0 ? `${packages} packages compiled, ${about}` : `${line.slice(0, 100)} (${about})`,
      );
    },
  });
  if (ran.kind === 'done') return undefined;
  const words = ran.printed.split('\n').filter((line) => !/^[\w.\-/]+$/.test(line));
  return `${recipe.kind === 'maven' ? 'Maven' : 'the Go build'} ${ran.because}:\n${words.slice(-ERROR_LINES).join('\n')}`;
}

function goEnv(settings: PartSettings): Record<string, string> {
  // What runs here is built: a setting for cross-building must not reach it.
  const { GOOS: _os, GOARCH: _arch, ...env } = settings.childEnv;
  // No C compiler is asked for, and no version-control stamp: this folder is in no repository of that module.
  return { ...env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOWORK: 'off' };
}

function ldflags(more: string | undefined): string[] {
  return [`-ldflags=-s -w${more === undefined ? '' : ` ${more}`}`];
}

export async function onPath(name: string, settings: PartSettings): Promise<string | undefined> {
  for (const folder of settings.searchPath) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}
