import { toolsFor } from './build.js';
import { findPackage } from './npm.js';
import { type Part, PartMissing, type PartReport, type PartSettings, thisMachine } from './part.js';
import { lookAround, waysOut } from './resolve.js';

/** The same look without fetching or building, for `reeve doctor`. */
export async function inspect(part: Part, settings: PartSettings): Promise<PartReport> {
  const about = { name: part.name, usedBy: part.usedBy };
  try {
    const { found, reasons } = await lookAround(part, settings);
    if (found) return { ...about, found };
    const also = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
    return {
      ...about,
      wayOut: `${part.title} is not on this machine yet${also}: ${await whatWillHappen(part, settings)}.`,
    };
  } catch (error) {
    if (error instanceof PartMissing) return { ...about, wayOut: error.message };
    throw error;
  }
}

async function whatWillHappen(part: Part, settings: PartSettings): Promise<string> {
  if (part.npm && !('because' in (await findPackage(part.npm))))
    return 'it will be copied from its npm package when it is first needed';
  if (settings.offline) return `working offline was asked for, so ${waysOut(part)}`;
  const tools = part.build ? await toolsFor(part.build, settings) : undefined;
  const downloads = part.download?.(thisMachine())?.files[0]?.address.split('/')[0];
  const fetched = downloads === undefined ? undefined : `downloaded from ${settings.mirrorUrl ?? downloads}`;
  if (part.build && tools?.kind === 'ready') {
    const built = `${tools.says} in about ${inMinutes(part.build.minutes)}`;
    return `it will be ${fetched === undefined ? built : `${fetched}, or else ${built},`} when it is first needed`;
  }
  if (fetched === undefined) return waysOut(part);
  return `it will be ${fetched} when it is first needed; where that fails, ${waysOut(part)}`;
}

function inMinutes(minutes: number): string {
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}
