import type { Action } from './action.js';
import { featureFlag } from './feature-flag.js';
import { httpWebhook } from './http-webhook.js';
import { runJob } from './run-job.js';

/** The catalogue: one file and one line each. */
export const ACTIONS: readonly Action[] = [featureFlag, httpWebhook, runJob];

export const CATALOGUE: ReadonlyMap<string, Action> = new Map(ACTIONS.map((action) => [action.card.id, action]));
