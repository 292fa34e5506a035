import type { ActionCard } from '../../../domain/action.js';
import type { Proposal } from '../../../domain/proposal.js';
import type { Known } from '../spine/standing.js';

export interface CatalogueAction extends ActionCard {
  /** JSON Schema of its parameters. */
  readonly parameters: { readonly [name: string]: unknown };
}

/** The catalogue for whoever may not run it: what there is, and what it says of a proposal. The composition lends it. */
export interface Catalogue {
  readonly actions: readonly CatalogueAction[];
  /** What this installation can not do, as it is configured. */
  readonly missingCapabilities: readonly string[];
  readonly know: (proposal: Pick<Proposal, 'action' | 'parameters'>) => Known;
}
