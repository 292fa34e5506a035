import { toolsFor } from './build.js';
import { whyNotThere } from './download.js';
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
    const { says, obtainable } = await whatWillHappen(part, settings);
    return { ...about, wayOut: `${part.title} is not on this machine yet${also}: ${says}.`, obtainable };
  } catch (error) {
    if (error instanceof PartMissing) return { ...about, wayOut: error.message, obtainable: false };
    throw error;
  }
}

interface Outlook {
  readonly says: string;
  readonly obtainable: boolean;
}

async function whatWillHappen(part: Part, settings: PartSettings): Promise<Outlook> {
  if (part.npm && !('because' in (await findPackage(part.npm))))
    return { says: 'it will be copied from its npm package when it is first needed', obtainable: true };
  if (settings.offline) return { says: `working offline was asked for, so ${waysOut(part)}`, obtainable: false };
  const tools = part.build ? await toolsFor(part.build, settings) : undefined;
  const built =
    part.build && tools?.kind === 'ready' ? `${tools.says} in about ${inMinutes(part.build.minutes)}` : undefined;
  const recipe = part.download?.(thisMachine());
  if (!recipe) {
    if (built === undefined) return { says: waysOut(part), obtainable: false };
    return { says: `it will be ${built} when it is first needed`, obtainable: true };
  }
  const from = settings.mirrorUrl ?? recipe.files[0]?.address.split('/')[0];
  const shut = await whyNotThere(recipe, settings);
  return beside({ from, shut, built }, waysOut(part));
}

/** The download comes first and a build second; what does not answer now may answer when it is needed, but is not counted on. */
function beside(
  {
    from,
    shut,
    built,
  }: { readonly from: string | undefined; readonly shut: string | undefined; readonly built: string | undefined },
  otherwise: string,
): Outlook {
  if (shut === undefined) {
    const says =
      built === undefined
        ? `it will be downloaded from ${from} when it is first needed; where that fails, ${otherwise}`
        : `it will be downloaded from ${from}, or else ${built}, when it is first needed`;
    return { says, obtainable: true };
  }
  const tried = `a download from ${from} would be tried, but can't be had now (${shut})`;
  if (built === undefined) return { says: `${tried}: ${otherwise}`, obtainable: false };
  return { says: `${tried}, so it will be ${built} when it is first needed`, obtainable: true };
}

function inMinutes(minutes: number): string {
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}
