import type { PrincipalState } from '../principal.js';
import { lacking, mayAct, type Role } from '../roles.js';
import type { Step } from './chain.js';
import { type Answers, type AnswerWord, delegatedTo } from './tally.js';

/** Who wants to answer, as the row stands now, and with what the door has let in. */
export interface Voter {
  readonly id: string;
  readonly kind: 'person' | 'agent';
  readonly state: PrincipalState;
  readonly roles: readonly Role[];
  /** What a token or a session carries of them; absent where the door narrows nothing. */
  readonly carried?: readonly Role[];
  /** True where the answer is the button of a chat. */
  readonly chat?: boolean;
}

export interface Question {
  readonly step: Step | undefined;
  /** The answers to this step. */
  readonly here: Answers;
  readonly proposal: { readonly by: { readonly kind: string; readonly id: string }; readonly forUser?: string };
  /** An account of one person may waive four eyes. */
  readonly fourEyesWaived: boolean;
}

/** A yes is for the very plan that was read. */
export const OTHER_PLAN = 'the plan that you saw is not the plan any more: look at it again';

/** Why this one may not answer so; undefined when it may. The same for every door, and for what a door shows beforehand. */
export function whyNot(voter: Voter, question: Question, says: AnswerWord): string | undefined {
  const { step, here } = question;
  if (voter.kind !== 'person' || voter.state !== 'active')
    return 'only an active person may answer: agents have no vote';
  const delegated = delegatedTo(here, voter.id);
  const { carried = voter.roles } = voter;
  if (!step || !(mayAct(voter.roles, step.role) || delegated))
    return `this is for somebody with the role ${step?.role ?? 'approver'}`;
  const byRole = mayAct(voter.roles, step.role) && mayAct(carried, step.role);
  // A place that was delegated goes with the person and no role; a token that was made for less than its owner is not the person.
  if (!byRole && !(delegated && lacking(carried, voter.roles).length === 0))
    return `this token carries less than you may do: answer with one that carries the role ${step.role}`;
  if (voter.chat === true && says === 'approve' && !step.chat)
    return 'this is too much for a button in a chat: approve it in the console or with the CLI';
  if (question.fourEyesWaived || !isOwn(voter.id, question.proposal)) return undefined;
  if (says === 'delegate') return 'you proposed this yourself, so you have no place here to give to somebody';
  return says === 'approve' ? 'you proposed this yourself: another person must approve it' : undefined;
}

/** People are compared, not logins: also what an agent proposed for somebody is that one's own. */
export function isOwn(id: string, { by, forUser }: Question['proposal']): boolean {
  return (by.kind === 'person' && by.id === id) || forUser === id;
}
