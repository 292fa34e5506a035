import { actorOf, type PrincipalState } from '../../../domain/principal.js';
import type { Role } from '../../../domain/roles.js';
import { type TaskSays, whyNotHands } from '../../../domain/task.js';
import { NUDGE } from '../../../workflows/messages.js';
import type { Transaction } from '../database.js';
import { entryOf, holdRecord } from '../spine/record.js';
import { type Book, type By, NotAccepted } from './book.js';
import { acceptErrand } from './errands.js';
import { workflowIdOf } from './proposals.js';

const NOTE_CHARS_MAX = 1000;

export interface TaskWord {
  readonly task: string;
  readonly says: TaskSays;
  readonly note?: string;
  readonly trace: Readonly<Record<string, string>>;
}

interface TaskRow {
  readonly intervention: string;
  readonly answered: boolean;
  readonly by: string | null;
  readonly says: string | null;
}

/** The roles that the door let in, where it narrows them. */
type Who = By & { readonly roles?: readonly Role[] };

/** What a person says of a task: the row, its entry and a nudge are one transaction. Said twice it is said once. */
export function acceptTaskWord(
  { db, ledger }: Book,
  by: Who,
  word: TaskWord,
): Promise<{ readonly intervention: string; readonly again: boolean }> {
  const { account } = by;
  const { task, says, note } = word;
  return db.withAccount(account, async (tx) => {
    await assertHands(tx, by);
    if ((note?.length ?? 0) > NOTE_CHARS_MAX)
      throw new NotAccepted('misfit', `the note is longer than ${NOTE_CHARS_MAX} characters: shorten it`);
    const row = await holdTask(tx, account, task);
    if (row.answered) return again(row, by, word);
    const { proposal, outcome } = await holdRecord(tx, account, row.intervention);
    if (outcome !== undefined) throw new NotAccepted('closed', `this task is closed: its work ended as ${outcome}`);
    await tx.query(
      `UPDATE task SET done_at = clock(), done_by = $3, done_says = $4, note = $5 WHERE account = $1 AND id = $2`,
      [account, task, by.principal, says, note ?? null],
    );
    await ledger.appendIn(tx, account, [
      {
        ...entryOf(proposal, 'answered', task, { task, says, door: by.door, ...(note !== undefined && { note }) }),
        actor: actorOf(by),
      },
    ]);
    await acceptErrand(tx, {
      ...{ kind: 'signal', name: NUDGE, workflowId: workflowIdOf(proposal), args: [], trace: word.trace },
    });
    return { intervention: row.intervention, again: false };
  });
}

async function holdTask(tx: Transaction, account: string, id: string): Promise<TaskRow> {
  const [row] = await tx.query<TaskRow & Record<string, unknown>>(
    `SELECT intervention, done_at IS NOT NULL AS answered, done_by AS by, done_says AS says
     FROM task WHERE account = $1 AND id = $2 FOR UPDATE`,
    [account, id],
  );
  if (!row) throw new NotAccepted('unknown', `there is no task ${id} in this account`);
  return row;
}

function again({ intervention, by: who, says }: TaskRow, by: By, word: TaskWord) {
  if (says === null) throw new NotAccepted('closed', 'this task is closed: it was taken back');
  if (who === by.principal && says === word.says) return { intervention, again: true };
  throw new NotAccepted('exists', `${who} has said "${says}" already, and that stands`);
}

async function assertHands(tx: Transaction, { account, principal, roles: carried }: Who): Promise<void> {
  const [row] = await tx.query<{ roles: Role[]; kind: 'person' | 'agent'; state: PrincipalState }>(
    'SELECT roles, kind, state FROM principal WHERE account = $1 AND id = $2',
    [account, principal],
  );
  const known = row ?? ({ roles: [], kind: 'person', state: 'revoked' } as const);
  const because = whyNotHands({ ...known, ...(carried && { carried }) });
  if (because !== undefined) throw new NotAccepted('forbidden', because);
}
