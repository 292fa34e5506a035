import { KINDS } from '../../domain/sensing/index.js';

export { HEALTHS, type Health, isHealth } from '../../domain/fleet/health.js';
export {
  type Board,
  type BoardTemplate,
  FOLD_FROM,
  type StandingCondition,
} from '../../activities/store/read/fleet-board.js';
export type { SeenInstance } from '../../activities/store/read/fleet-instances.js';

/** What a kind of condition is called; one that only an older Reeve knew is called as it was written. */
export function kindInWords(kind: string): { readonly title: string; readonly says?: string } {
  const known = KINDS.get(kind);
  return known ? { title: known.title, says: known.says } : { title: kind };
}
