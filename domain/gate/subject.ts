import type { ActionCard } from '../action.js';
import { type Asker, matchingRows, type PolicyRow } from '../policy/row.js';
import type { Proposal } from '../proposal.js';
import type { Risk } from '../scales.js';
import type { Said } from './verdict.js';
import type { Standing } from './standing.js';

/** What a rule looks at. */
export interface Subject {
  readonly proposal: Proposal;
  readonly standing: Standing;
  readonly now: number;
  /** The rows that speak, the one that counts first. */
  readonly rows: readonly PolicyRow[];
}

export type Rule = (subject: Subject) => Said | undefined;

export function subjectOf(proposal: Proposal, standing: Standing, now: number): Subject {
  return { proposal, standing, now, rows: matchingRows(standing.rows, askerOf(proposal, standing.card)) };
}

export function askerOf(proposal: Proposal, card: ActionCard | undefined): Asker {
  const user = proposal.by.kind === 'person' ? proposal.by.id : proposal.forUser;
  return {
    category: categoryOf(proposal, card),
    ...(proposal.by.kind === 'agent' && { agent: proposal.by.id }),
    ...(user !== undefined && { user }),
  };
}

/** A manual task stands in for a category that has no action of its own, and is judged as that. */
export function categoryOf({ action, parameters }: Proposal, card: ActionCard | undefined): string {
  const named = action === 'manual' ? parameters['category'] : undefined;
  return typeof named === 'string' ? named : (card?.category ?? '');
}

export function riskOf({
  standing: { card },
  rows,
}: { readonly standing: Pick<Standing, 'card'> } & Pick<Subject, 'rows'>): Risk {
  const stated = rows[0]?.risk;
  const own = card?.risk ?? 'critical';
  // A row can make an action weigh more, never less.
  return stated !== undefined && RANKS.indexOf(stated) > RANKS.indexOf(own) ? stated : own;
}

const RANKS: readonly Risk[] = ['low', 'medium', 'high', 'critical'];
