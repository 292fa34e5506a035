import type { Proposal } from '../../domain/proposal.js';
import type { Action } from '../actions/action.js';
import { actionFor } from '../actions/index.js';
import type { Known } from '../store/spine/standing.js';
import type { SpineDeps } from './deps.js';

export interface Catalogued extends Known {
  readonly action?: Action;
  readonly parameters?: unknown;
}

/** What the catalogue says of a proposal: its card, and whether its parameters fit. */
export function catalogued(
  { catalogue, missingCapabilities }: Pick<SpineDeps, 'catalogue' | 'missingCapabilities'>,
  { action: id, parameters }: Pick<Proposal, 'action' | 'parameters'>,
): Catalogued {
  const action = catalogue.get(id);
  if (!action) return { missingCapabilities };
  const read = action.parameters.safeParse(parameters);
  const looks = action.sight !== undefined && ({ looksItself: true } as const);
  const base = { action, card: action.card, ...looks, missingCapabilities };
  if (read.success) {
    const parametersFault = standInFault(action, parameters);
    return { ...base, parameters: read.data, ...(parametersFault !== undefined && { parametersFault }) };
  }
  const [issue] = read.error.issues;
  return { ...base, parametersFault: `${issue?.path.join('.') || 'parameters'}: ${issue?.message ?? 'do not fit'}` };
}

/** A task may not take the place of what Reeve does itself: it would be judged as that, and do something else. */
function standInFault({ card }: Action, { category }: Proposal['parameters']): string | undefined {
  if (card.id !== 'manual' || typeof category !== 'string') return undefined;
  const own = actionFor(category).card;
  return own.id === card.id || own.handsOver === true
    ? undefined
    : `category: ${category} has an action of its own, ${own.id}`;
}
