import type { Action } from './action.js';
import { featureFlag } from './feature-flag.js';

/** The catalogue: one file and one line each. */
export const ACTIONS: readonly Action[] = [featureFlag];

const BY_ID: ReadonlyMap<string, Action> = new Map(ACTIONS.map((action) => [action.card.id, action]));

export function actionNamed(id: string): Action | undefined {
  return BY_ID.get(id);
}
