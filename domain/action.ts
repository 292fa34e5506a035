import type { Verb } from './policy/row.js';
import type { Risk } from './scales.js';

/** What an action does to the world, from nothing to governing others. */
export const ACTION_CLASSES = [
  'observe',
  'plan',
  'check',
  'modify-reversible',
  'modify-irreversible',
  'govern',
] as const;
export type ActionClass = (typeof ACTION_CLASSES)[number];

/** `inverse`: Reeve puts it back. `self-healing`: a controller does. `none`: nobody can, so people are always asked. */
export type Undo = 'inverse' | 'self-healing' | 'none';

/** What the gate knows of an action: its file's own words, without its code. */
export interface ActionCard {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly category: string;
  /** What the category says where no row does. */
  readonly verb: Verb;
  readonly class: ActionClass;
  readonly risk: Risk;
  readonly undo: Undo;
  /** The action's own minimum, whatever a row says. */
  readonly minimum?: Verb;
  /** A chain may let it pass when nobody has answered in time. Where its risk is more than low, none may all the same. */
  readonly silencePasses?: true;
  /** Where nothing here can do it, people are: a task may stand in for it. */
  readonly handsOver?: true;
  /** Each target is a provider of its own, such as an endpoint of somebody: its trouble is not that of the others. */
  readonly provider?: 'target';
  /** Without these nothing can be applied: a credential, an executor. */
  readonly needs: readonly string[];
}

export function changesTheWorld({ class: kind }: Pick<ActionCard, 'class'>): boolean {
  return kind === 'modify-reversible' || kind === 'modify-irreversible' || kind === 'govern';
}
