import type { Action } from './action.js';
import { featureFlag } from './feature-flag.js';

/** The catalogue: one file and one line each. */
export const ACTIONS: readonly Action[] = [featureFlag];

export const CATALOGUE: ReadonlyMap<string, Action> = new Map(ACTIONS.map((action) => [action.card.id, action]));
