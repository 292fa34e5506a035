import type { Action } from './action.js';
import { featureFlag } from './feature-flag.js';
import { gitopsApply } from './gitops-apply.js';
import { httpWebhook } from './http-webhook.js';
import { manual } from './manual.js';
import { runJob } from './run-job.js';

/** The catalogue: one file and one line each. */
export const ACTIONS: readonly Action[] = [featureFlag, httpWebhook, runJob, gitopsApply, manual];

export const CATALOGUE: ReadonlyMap<string, Action> = new Map(ACTIONS.map((action) => [action.card.id, action]));
const BY_CATEGORY: ReadonlyMap<string, Action> = new Map(ACTIONS.map((action) => [action.card.category, action]));

/** What does the work of a category: its own action, or a person where it has none. */
export function actionFor(category: string): Action {
  return BY_CATEGORY.get(category) ?? manual;
}
