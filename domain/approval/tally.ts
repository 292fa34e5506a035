import type { PrincipalState } from '../principal.js';
import { mayAct, type Role } from '../roles.js';
import type { Chain } from './chain.js';

export const ANSWERS = ['approve', 'reject', 'request-changes', 'delegate'] as const;
export type AnswerWord = (typeof ANSWERS)[number];

export type Answers = readonly {
  readonly id: string;
  readonly step: number;
  readonly person: string;
  readonly says: AnswerWord;
  readonly reason: string | null;
  readonly delegate: string | null;
  /** As they are now, not as they were when the answer was given. */
  readonly roles: readonly Role[];
  readonly state: PrincipalState;
  readonly at: number;
}[];

export interface TallyState {
  readonly state: 'open' | 'approved' | 'rejected' | 'changes-requested' | 'expired' | 'withdrawn';
  readonly because: string;
  /** The step that is being asked. */
  readonly step?: number;
}

interface Open {
  readonly chain: Chain;
  readonly step: number;
  readonly leftMs: number;
}

/** What the answers come to. One no ends it; quorum counts people who may still say yes. */
export function tallyOf({ chain, step, leftMs }: Open, answers: Answers): TallyState {
  const here = answers.filter((answer) => answer.step === step);
  const no = here.find(({ says }) => says === 'reject' || says === 'request-changes');
  if (no) {
    const why = no.reason ? `: ${no.reason}` : '';
    return no.says === 'reject'
      ? { state: 'rejected', because: `${no.person} said no${why}` }
      : { state: 'changes-requested', because: `${no.person} asks for changes${why}` };
  }
  const now = chain.steps[step];
  if (!now) return { state: 'rejected', because: 'the chain names no such step' };
  const yes = here.filter(({ says, state }) => says === 'approve' && state === 'active');
  const counted = yes.filter(({ person, roles }) => mayAct(roles, now.role) || delegatedTo(here, person));
  if (counted.length < now.quorum) return overdue({ chain, step, leftMs });
  const names = counted.map(({ person }) => person).join(', ');
  return step + 1 < chain.steps.length
    ? { state: 'open', step: step + 1, because: `${now.name}: ${names} said yes` }
    : { state: 'approved', because: `${names} said yes` };
}

export function delegatedTo(answers: Answers, person: string): boolean {
  return answers.some(({ says, delegate }) => says === 'delegate' && delegate === person);
}

/** At the deadline's instant it is late. */
function overdue({ chain, step, leftMs }: Open): TallyState {
  const now = chain.steps[step];
  if (leftMs > 0 || !now) return { state: 'open', step, because: 'not enough people have answered yet' };
  if (now.onDeadline === 'approve')
    return { state: 'approved', because: 'nobody said no in time, and the chain lets it pass' };
  if (now.onDeadline === 'escalate' && step + 1 < chain.steps.length)
    return { state: 'open', step: step + 1, because: `${now.name} did not answer in time; the next step is asked` };
  return { state: 'expired', because: 'nobody answered in time' };
}
