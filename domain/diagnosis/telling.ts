import type { Bundle } from '../facts/bundle.js';
import { keyOf, nameOf } from '../facts/bundle.js';
import { clip, saySame, sentence } from '../wording.js';
import type { Hypothesis } from './hypotheses.js';

const QUOTE_MAX = 400;
const SECOND_QUOTE_MAX = 160;

/** What is broken and why, in one sentence of plain words. */
export function plainly({ resource, best }: Hypothesis): string {
  const isSame = keyOf(resource) === keyOf(best.about) || best.about.name.startsWith(resource.name);
  return sentence(`${nameOf(best.about)}${isSame ? '' : ` (${nameOf(resource)})`} ${best.says}`);
}

/** The words that prove it: the strongest, and those of another source where they say something else. */
export function quotesOf({ best, clues }: Hypothesis): string {
  const other = clues.find(({ source, quote }) => source !== best.source && !saySame(best.quote, quote));
  const first = best.quote === '' || best.says.includes(best.quote) ? [] : [quoted(best, QUOTE_MAX)];
  const all = [...first, ...(other ? [quoted(other, SECOND_QUOTE_MAX)] : [])];
  return all.length === 0 ? '' : ` Seen in ${all.join(', and in ')}.`;
}

function quoted({ source, quote }: Hypothesis['best'], most: number): string {
  return `${source}: “${clip(quote, most)}”`;
}

/** Where somebody looked: whoever asked about a cluster has never seen a bundle. */
export function whereOf({ live, target }: Pick<Bundle, 'live' | 'target'>): string {
  if (!live) return 'the bundle';
  return target && target.namespace !== '' ? `namespace ${target.namespace}` : 'the cluster';
}

export function whatWasRead({ live }: Pick<Bundle, 'live'>): string {
  return live ? 'what was read' : 'what was captured';
}
