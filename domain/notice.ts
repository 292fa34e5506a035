import type { OUTCOMES } from './outcome.js';

export const NOTICE_KINDS = ['acted', 'trouble', 'task', 'opened', 'worse', 'over'] as const;
/** `acted` says what was done; `trouble` and `task` want a person's hands; the others are of a condition of the fleet. */
export type NoticeKind = (typeof NOTICE_KINDS)[number];
export type ConditionNotice = Extract<NoticeKind, 'opened' | 'worse' | 'over'>;

type Outcome = (typeof OUTCOMES)[number];

/** Nobody knows how the world is, or it is not as it should be and Reeve may not mend it. */
const TROUBLE: ReadonlySet<Outcome> = new Set(['needs-hands', 'undo-failed', 'unknown']);
/** It was tried and did not hold: told also where the row says that nobody need be told. */
const MISSED: ReadonlySet<Outcome> = new Set(['failed', 'undone']);

/** What people are told of an end; nothing where nothing was done, or where it was done as the row silently allows. */
export function noticeOf(outcome: Outcome, notify: boolean): 'trouble' | 'acted' | undefined {
  if (TROUBLE.has(outcome)) return 'trouble';
  return MISSED.has(outcome) || (notify && outcome === 'verified') ? 'acted' : undefined;
}
