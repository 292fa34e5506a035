import { randomUUID } from 'node:crypto';
import { type CatalogueAction, type Catalogue } from '../../activities/store/read/catalogue.js';
import { acceptAnswer, type GivenAnswer } from '../../activities/store/accept/answers.js';
import { type Book, NotAccepted } from '../../activities/store/accept/book.js';
import { cancel, type TakenBack, withdraw } from '../../activities/store/accept/interventions.js';
import { type Accepted, acceptProposal } from '../../activities/store/accept/proposals.js';
import { acceptTaskWord, type TaskWord } from '../../activities/store/accept/tasks.js';
import { countApprovals, listApprovals, readApproval } from '../../activities/store/read/approvals.js';
import { type Digested, findDigested } from '../../activities/store/read/digests.js';
import { explain } from '../../activities/store/read/explain.js';
import {
  type InterventionFilter,
  listInterventions,
  readIntervention,
} from '../../activities/store/read/interventions.js';
import { countTasks, listTasks, readTask, readTaskOf } from '../../activities/store/read/tasks.js';
import { readUndoable, type Undoable } from '../../activities/store/read/undoable.js';
import type { Json } from '../../domain/canonical-json.js';
import { categoryOf } from '../../domain/gate/subject.js';
import type { Caller } from '../../domain/principal.js';
import type { Origin, Proposal, Target } from '../../domain/proposal.js';
import { mayAct } from '../../domain/roles.js';
import type { Severity } from '../../domain/scales.js';
import { isKeptForUndo, refusedUndo, undoProposal, undoUnderWay, type UndoWish } from './undo.js';
import { Unfit } from './unfit.js';

type Trace = Readonly<Record<string, string>>;

export interface ProposalWish {
  readonly action: string;
  readonly target: Target;
  readonly parameters: { readonly [name: string]: Json };
  /** The agent in whose name a person proposes. */
  readonly as?: string;
  readonly key?: string;
  readonly origin?: Origin;
  readonly severity: Severity;
  readonly why: readonly string[];
  readonly summary?: string;
  readonly correlation?: string;
  readonly supersedes?: string;
}

/** Hypothetical: who would propose what. Without parameters they are taken to fit. */
export interface WhatIf extends Pick<ProposalWish, 'action' | 'target' | 'origin' | 'severity'> {
  readonly agent?: string;
  readonly user?: string;
  readonly parameters?: ProposalWish['parameters'];
}

export interface WorkWatch {
  /** Told of each answer that was accepted, once. */
  readonly onAnswer?: (answer: { readonly door: Caller['door']; readonly word: GivenAnswer['says'] }) => void;
}

/** Work: what is wished, what became of it, and who is asked. */
export function createWork({ onAnswer = () => undefined, ...book }: Book & WorkWatch, catalogue: Catalogue) {
  const { db } = book;
  return {
    actions: catalogue.actions,

    /** Refused at once where nothing could come of it; the gate says all the rest, and says this again. */
    async propose(caller: Caller, wish: ProposalWish, trace: Trace): Promise<Accepted> {
      const proposal = proposalOf(caller, wish);
      const { card, parametersFault } = catalogue.know(proposal);
      const action = catalogue.actions.find(({ id }) => id === proposal.action);
      if (!card || !action) throw new Unfit(`there is no action "${wish.action}": ${namesOf(catalogue.actions)}`);
      if (parametersFault !== undefined)
        throw new Unfit(`the parameters do not fit: ${parametersFault}; ${action.id} takes ${takes(action)}`);
      const category = categoryOf(proposal, card);
      return acceptProposal(book, caller, { proposal, category, security: false, trace });
    },

    interventions: (caller: Caller, filter: InterventionFilter) => listInterventions(db, caller.account, filter),
    intervention: (caller: Caller, key: string) => readIntervention(db, caller.account, key),
    withdraw: (caller: Caller, taken: TakenBack) => withdraw(book, caller, taken),
    cancel: (caller: Caller, taken: TakenBack) => cancel(book, caller, taken),

    /** Proposes in the caller's name to put back exactly what a change did. It goes through the gate like everything. */
    async undo(caller: Caller, { key, reason, trace }: UndoWish): Promise<Accepted> {
      const done = await readUndoable(db, caller.account, key);
      if (!done) throw new NotAccepted('unknown', `there is no intervention ${key} in this account`);
      const { card } = catalogue.know(done.proposal);
      const open = undoUnderWay(done);
      const refused = refusedUndo(caller, done, card);
      if (refused) throw refused;
      if (open !== undefined) return { key: open, again: true };
      const proposal = undoProposal(caller, done, reason);
      return acceptProposal(book, caller, { proposal, category: categoryOf(proposal, card), security: false, trace });
    },
    /** The same refusal beforehand, for a door that asks twice. */
    whyNotUndo: (caller: Caller, done: Undoable): string | undefined =>
      refusedUndo(caller, done, catalogue.know(done.proposal).card)?.message,
    /** Whether an undo may be offered. */
    mayUndo(caller: Caller, done: Undoable): boolean {
      return undoUnderWay(done) === undefined && !refusedUndo(caller, done, catalogue.know(done.proposal).card);
    },

    approvals: (caller: Caller) => listApprovals(db, caller),
    openApprovals: (caller: Caller) => countApprovals(db, caller.account),
    approval: (caller: Caller, id: string) => readApproval(db, caller, id),
    async answer(caller: Caller, given: GivenAnswer) {
      const accepted = await acceptAnswer(book, caller, given);
      if (!accepted.again) onAnswer({ door: caller.door, word: given.says });
      return accepted;
    },

    tasks: (caller: Caller) => listTasks(db, caller),
    openTasks: (caller: Caller) => countTasks(db, caller.account),
    task: (caller: Caller, id: string) => readTask(db, caller, id),
    taskOf: (caller: Caller, intervention: string) => readTaskOf(db, caller, intervention),
    sayOfTask: (caller: Caller, word: TaskWord) => acceptTaskWord(book, caller, word),

    /** What a chat's button means where the id of its subject did not fit on it. */
    digested: (caller: Caller, of: 'request' | 'intervention', by: Digested) =>
      findDigested(db, caller.account, of, by),

    explain(caller: Caller, what: WhatIf) {
      const proposal = hypothetical(caller, what);
      const { parametersFault, ...known } = catalogue.know(proposal);
      if (!known.card) throw new Unfit(`there is no action "${what.action}": ${namesOf(catalogue.actions)}`);
      const unfit = what.parameters !== undefined && parametersFault !== undefined;
      return explain(db, proposal, { ...known, ...(unfit && { parametersFault }) });
    },
  };
}

/** Who may say which origin: nobody who comes in by a door can name one that no level clamps. */
const AGENTS_ORIGINS: readonly Origin[] = ['assistant', 'patrol', 'incident'];

function proposalOf(caller: Caller, wish: ProposalWish): Proposal {
  const { as, key = randomUUID(), summary, correlation = randomUUID(), supersedes } = wish;
  if (isKeptForUndo(key)) throw new Unfit('key: one that begins with "undo:" is kept for putting a change back');
  return {
    ...{ account: caller.account, key, action: wish.action, target: wish.target, parameters: wish.parameters },
    ...proposerOf(caller, as),
    origin: originOf(caller, wish.origin),
    ...{ severity: wish.severity, why: wish.why, correlation },
    summary: summary ?? `${wish.action} for ${wish.target.name}`,
    ...(supersedes !== undefined && { supersedes }),
  };
}

function proposerOf({ kind, principal, roles }: Caller, as: string | undefined): Pick<Proposal, 'by' | 'forUser'> {
  if (kind === 'agent') {
    if (as === undefined || as === principal) return { by: { kind, id: principal } };
    throw new NotAccepted('forbidden', `an agent proposes as itself: ${principal} is not ${as}`);
  }
  if (!mayAct(roles, 'operator'))
    throw new NotAccepted('forbidden', 'to propose needs the role operator: ask an admin of this account');
  return as === undefined ? { by: { kind, id: principal } } : { by: { kind: 'agent', id: as }, forUser: principal };
}

function originOf({ kind }: Caller, said: Origin | undefined): Origin {
  if (kind === 'person') {
    if (said === undefined || said === 'person') return 'person';
    throw new Unfit('origin: a person proposes with the origin person, also in the name of an agent');
  }
  if (said === undefined || AGENTS_ORIGINS.includes(said)) return said ?? 'assistant';
  throw new Unfit(`origin: an agent proposes with one of ${AGENTS_ORIGINS.join(', ')}`);
}

function hypothetical({ account, kind, principal }: Caller, what: WhatIf): Proposal {
  const { agent, user, action, target, parameters = {}, origin, severity } = what;
  const by =
    agent !== undefined
      ? { kind: 'agent', id: agent }
      : user !== undefined
        ? { kind: 'person', id: user }
        : { kind, id: principal };
  return {
    ...{ account, key: 'what-if', action, target, parameters, severity, by: by as Proposal['by'] },
    ...(agent !== undefined && user !== undefined && { forUser: user }),
    origin: origin ?? 'person',
    ...{ why: [], summary: 'what if', correlation: 'what-if' },
  };
}

function namesOf(actions: readonly CatalogueAction[]): string {
  return `the catalogue has ${actions.map(({ id }) => id).join(', ')}`;
}

/** The parameters in a line; the whole of it is in the list of actions. */
function takes({ parameters }: CatalogueAction): string {
  const { properties = {}, required = [] } = parameters as {
    readonly properties?: Readonly<
      Record<string, { readonly type?: string; readonly anyOf?: readonly { readonly type?: string }[] }>
    >;
    readonly required?: readonly string[];
  };
  const lines = Object.entries(properties).map(([name, { type, anyOf }]) => {
    const kinds = anyOf ? anyOf.map((one) => one.type ?? 'other').join(' or ') : (type ?? 'any value');
    return `${name}: ${kinds}${required.includes(name) ? '' : ' (may be left out)'}`;
  });
  return lines.length === 0 ? 'none' : lines.join(', ');
}
