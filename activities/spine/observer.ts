import type { Proposal } from '../../domain/proposal.js';
import type { Ref } from '../../workflows/ports.js';
import type { SpineDeps } from './deps.js';

/** The steps of an intervention that somebody may want to watch. `ask` is each time that answers are counted. */
export type Stage = 'plan' | 'judge' | 'ask' | 'begin' | 'apply' | 'look' | 'undo' | 'end';

/** What came of a step, in words of Reeve's own: no parameters, no reasons, nothing that a person or a target has said. */
export interface Seen {
  readonly action?: string;
  readonly decision?: string;
  readonly outcome?: string;
  readonly rules?: readonly { readonly rule: string; readonly says: string }[];
  /** The step was done before, and only said again. */
  readonly again?: boolean;
}

/** Whoever watches runs the step itself, so that what happens within is seen to belong to it. */
export interface Observer {
  readonly during: <T>(stage: Stage, ref: Ref, work: (see: (seen: Seen) => void) => Promise<T>) => Promise<T>;
}

export const UNWATCHED: Observer = { during: (_stage, _ref, work) => work(() => undefined) };

/** Names that are without number must not become labels: what the catalogue has not is one name. */
export function actionName({ catalogue }: Pick<SpineDeps, 'catalogue'>, { action }: Pick<Proposal, 'action'>): string {
  return catalogue.has(action) ? action : 'unknown';
}
