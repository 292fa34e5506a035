/** Task queues by trust: a process serves those whose secrets it may hold. */
export const QUEUES = {
  control: 'reeve-control',
  sense: 'reeve-sense',
  act: 'reeve-act',
  model: 'reeve-model',
} as const;
export type Queue = keyof typeof QUEUES;
export const QUEUE_NAMES = Object.keys(QUEUES) as readonly Queue[];

export interface CheckpointRequest {
  readonly account?: string;
}

export interface QueueAnswer {
  readonly queue: Queue;
  readonly answered: boolean;
  readonly worker?: string;
  readonly why?: string;
}

/** Registered at start; the Web UI finds runs by them. Nothing personal goes in. */
export const SEARCH_ATTRIBUTES = {
  ReeveAccount: 'Keyword',
  ReeveKind: 'Keyword',
  ReeveState: 'Keyword',
  ReeveSeverity: 'Keyword',
  ReeveTarget: 'Keyword',
  ReeveAgent: 'Keyword',
} as const;

/** Carries the ids of answers that are rows already. A name without a row counts for nothing. */
export const ANSWERED = 'answered';
/** Says only: look again. */
export const NUDGE = 'nudge';
/** What the rounds of an agent are told. The row of the reconciler says what holds; these say that it was changed. */
export const PAUSE = 'pause';
export const RESUME = 'resume';
export const TICK_NOW = 'tickNow';

export function reconcileIdOf(account: string, agent: string): string {
  return `reconcile/${account}/${agent}`;
}
