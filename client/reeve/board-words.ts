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
export type { WholeInstance } from './board.js';
export type { InstanceCondition, InstanceStory } from '../../activities/store/read/fleet-story.js';
export type { Attribution } from '../../domain/sensing/attribution.js';
export { NAME_CHARS_MAX as INSTANCE_NAME_CHARS_MAX } from '../../domain/fleet/column.js';
export { budgetLeft, burnRate, FAST_BURN, monthEnd, SLOW_BURN } from '../../domain/fleet/objectives.js';
export { PROMOTIONS, RUNGS } from '../../domain/fleet/promotion.js';
export type { ListedModule, ModuleVersion, ShownModule } from '../../activities/store/read/modules.js';
export type { Project, Slo } from '../../activities/store/read/fleet-objectives.js';
