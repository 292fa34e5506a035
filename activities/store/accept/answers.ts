import { randomUUID } from 'node:crypto';
import { type Answers, type AnswerWord, delegatedTo } from '../../../domain/approval/tally.js';
import { isOwn, OTHER_PLAN, type Question, type Voter, whyNot } from '../../../domain/approval/vote.js';
import { actorOf } from '../../../domain/principal.js';
import type { Role } from '../../../domain/roles.js';
import { ANSWERED } from '../../../workflows/messages.js';
import type { Transaction } from '../database.js';
import { touchPosts } from '../spine/posts.js';
import { entryOf, holdRecord } from '../spine/record.js';
import { answersOf, fourEyesWaived, holdRequest, type RequestRow } from '../spine/requests.js';
import { type Book, type By, NotAccepted } from './book.js';
import { acceptErrand } from './errands.js';
import { workflowIdOf } from './proposals.js';

export interface GivenAnswer {
  readonly request: string;
  readonly says: AnswerWord;
  readonly reason?: string;
  readonly delegate?: string;
  /** The plan that the person saw; where it is not the one that is asked about, the answer is refused. */
  readonly planHash?: string;
  readonly trace: Readonly<Record<string, string>>;
}

/** What the door knows of who answers: the roles that it let in, and whether it is a chat. */
export interface Door {
  readonly roles?: readonly Role[];
  readonly chat?: boolean;
}

/** A person's answer: the row decides, whatever reaches Temporal. Said twice it is one answer. */
export function acceptAnswer(
  { db, ledger }: Book,
  by: By & Door,
  given: GivenAnswer,
): Promise<{ readonly id: string; readonly again: boolean }> {
  const { account } = by;
  return db.withAccount(account, async (tx) => {
    const request = await holdRequest(tx, account, given.request);
    if (!request) throw new NotAccepted('unknown', `there is no request ${given.request} in this account`);
    const before = await answerBefore(tx, by, request);
    if (before) return assertSame(before, given);
    assertOpen(request, given);
    const { proposal } = await holdRecord(tx, account, request.intervention);
    const roles = await assertMayAnswer(tx, { by, request, proposal }, given);
    const id = randomUUID();
    await tx.query(
      `INSERT INTO answer (account, id, request, step, person, says, reason, delegate, door, roles, plan_hash, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock())`,
      [
        ...[
          account,
          id,
          request.id,
          request.step,
          by.principal,
          given.says,
          given.reason ?? null,
          given.delegate ?? null,
        ],
        ...[by.door, roles, request.planHash],
      ],
    );
    await ledger.appendIn(tx, account, [
      {
        ...entryOf(proposal, 'answered', id, {
          ...{ request: request.id, step: request.step, says: given.says, planHash: request.planHash, door: by.door },
          ...(given.reason !== undefined && { reason: given.reason }),
          ...(given.delegate !== undefined && { delegate: given.delegate }),
        }),
        actor: actorOf(by),
      },
    ]);
    await touchPosts(tx, account, request.intervention);
    await acceptErrand(tx, {
      ...{ kind: 'update', name: ANSWERED, workflowId: workflowIdOf(proposal), args: [id], trace: given.trace },
      attributes: {},
    });
    return { id, again: false };
  });
}

interface Before {
  readonly id: string;
  readonly says: AnswerWord;
}

async function answerBefore(tx: Transaction, by: By, { id, step }: RequestRow): Promise<Before | undefined> {
  const [row] = await tx.query<Before & { [name: string]: unknown }>(
    'SELECT id, says FROM answer WHERE account = $1 AND request = $2 AND step = $3 AND person = $4',
    [by.account, id, step, by.principal],
  );
  return row;
}

function assertSame({ id, says }: Before, given: GivenAnswer): { readonly id: string; readonly again: boolean } {
  if (says === given.says) return { id, again: true };
  throw new NotAccepted('exists', `you have answered "${says}" already, and an answer stands`);
}

const CLOSED: Readonly<Record<string, string>> = {
  approved: 'it was approved already',
  rejected: 'it was rejected already',
  'changes-requested': 'changes were asked for already',
  expired: 'its time is over',
  withdrawn: 'it was withdrawn',
};

function assertOpen({ state, leftMs, planHash }: RequestRow, given: GivenAnswer): void {
  const closed = CLOSED[state];
  if (closed !== undefined) throw new NotAccepted('closed', `this request is closed: ${closed}`);
  // At the deadline's instant it is late.
  if (leftMs <= 0) throw new NotAccepted('closed', 'this request is closed: its time is over');
  if (given.planHash !== undefined && given.planHash !== planHash) throw new NotAccepted('closed', OTHER_PLAN);
}

interface Voting {
  readonly by: By & Door;
  readonly request: RequestRow;
  readonly proposal: Question['proposal'];
}

/** Everything that says whether this one may answer, read in the transaction that writes the answer. */
async function assertMayAnswer(
  tx: Transaction,
  { by, request, proposal }: Voting,
  { says, delegate }: GivenAnswer,
): Promise<readonly Role[]> {
  const answers = await answersOf(tx, by.account, request.id);
  const here = answers.filter((answer) => answer.step === request.step);
  const voter = await voterOf(tx, by);
  const question = {
    ...{ step: request.chain.steps[request.step], here, proposal },
    fourEyesWaived: await fourEyesWaived(tx, by.account),
  };
  const because = whyNot(voter, question, says);
  if (because !== undefined) throw new NotAccepted('forbidden', because);
  if (says === 'delegate') await assertDelegate(tx, { by, proposal }, here, delegate ?? '');
  return voter.roles;
}

async function voterOf(tx: Transaction, { account, principal, roles: carried, chat }: By & Door): Promise<Voter> {
  const [row] = await tx.query<Pick<Voter, 'roles' | 'kind' | 'state'> & Record<string, unknown>>(
    'SELECT roles, kind, state FROM principal WHERE account = $1 AND id = $2',
    [account, principal],
  );
  const known = row ?? ({ roles: [], kind: 'person', state: 'revoked' } as const);
  return { id: principal, ...known, ...(carried && { carried }), ...(chat !== undefined && { chat }) };
}

async function assertDelegate(
  tx: Transaction,
  { by, proposal }: Omit<Voting, 'request'>,
  here: Answers,
  delegate: string,
): Promise<void> {
  if (delegatedTo(here, by.principal))
    throw new NotAccepted('misfit', 'what was delegated to you can not be delegated again');
  const [to] = await tx.query<{ kind: string; state: string }>(
    'SELECT kind, state FROM principal WHERE account = $1 AND id = $2',
    [by.account, delegate],
  );
  if (to?.kind !== 'person' || to.state !== 'active' || delegate === by.principal)
    throw new NotAccepted('misfit', `"${delegate}" is nobody to delegate to: name another active person`);
  if (isOwn(delegate, proposal))
    throw new NotAccepted('misfit', `${delegate} proposed this, and could not approve it: name another person`);
}
