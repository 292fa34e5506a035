import type { PrincipalState } from './principal.js';
import { mayAct, type Role } from './roles.js';

/** What a person may say of a task. */
export const TASK_WORDS = ['done', 'can-not'] as const;
export type TaskSays = (typeof TASK_WORDS)[number];

/** So long a task waits for somebody; then it is taken back. */
export const TASK_OPEN_MS = 72 * 3_600_000;

/** Who wants to say something of a task, as the row stands now, and with what the door has let in. */
export interface Hands {
  readonly kind: 'person' | 'agent' | 'reeve';
  readonly state: PrincipalState;
  readonly roles: readonly Role[];
  readonly carried?: readonly Role[];
}

/** Why this one may not; undefined when it may. The same where it is said, and where a door shows it beforehand. */
export function whyNotHands({ kind, state, roles, carried = roles }: Hands): string | undefined {
  if (kind !== 'person' || state !== 'active') return 'only an active person may answer: a task is for hands';
  if (!mayAct(roles, 'operator')) return 'this is for somebody with the role operator';
  return mayAct(carried, 'operator')
    ? undefined
    : 'this token carries less than you may do: answer with one that carries the role operator';
}
