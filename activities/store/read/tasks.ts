import type { Caller, PrincipalState } from '../../../domain/principal.js';
import type { Proposal } from '../../../domain/proposal.js';
import type { Role } from '../../../domain/roles.js';
import { TASK_OPEN_MS, TASK_WORDS, type TaskSays, whyNotHands } from '../../../domain/task.js';
import type { Database, Transaction } from '../database.js';

/** Work for a person's hands, with what one of them needs to do it. */
export interface ListedTask {
  readonly id: string;
  readonly intervention: string;
  readonly state: 'open' | TaskSays | 'closed';
  readonly text: string;
  /** What it stands in for. */
  readonly category: string;
  /** The endpoint that must agree before "done" counts. */
  readonly check?: string;
  readonly target: string;
  readonly proposer: string;
  readonly forUser?: string;
  readonly severity: string;
  readonly summary: string;
  readonly openedAt: Date;
  /** Then it is taken back. */
  readonly deadline: Date;
  readonly leftMs: number;
  readonly by?: string;
  readonly note?: string;
  readonly answeredAt?: Date;
  /** What the caller may say of it; where it is nothing, why. */
  readonly may: readonly TaskSays[];
  readonly mayNot?: string;
}

interface Row {
  readonly id: string;
  readonly intervention: string;
  readonly text: string;
  readonly says: TaskSays | null;
  readonly outcome: string | null;
  readonly by: string | null;
  readonly note: string | null;
  readonly proposal: Proposal;
  readonly target: string;
  readonly proposer: string;
  readonly openedAt: Date;
  readonly answeredAt: Date | null;
  readonly deadline: Date;
  readonly leftMs: number;
}

const SELECT = `SELECT t.id, t.intervention, t.text, t.done_says AS says, i.outcome, t.done_by AS by, t.note, i.proposal, i.target, i.proposer,
   t.opened_at AS "openedAt", t.done_at AS "answeredAt", t.opened_at + make_interval(secs => $2 / 1000.0) AS deadline,
   greatest(0, ms(t.opened_at) + $2 - ms(clock())) AS "leftMs"
 FROM task t JOIN intervention i ON i.account = t.account AND i.key = t.intervention WHERE t.account = $1`;
/** What nobody answered and what is over is no work for anybody. */
const OPEN = 't.done_at IS NULL AND i.outcome IS NULL';

/** What waits for hands, the most urgent first. */
export function listTasks(db: Database, caller: Caller): Promise<readonly ListedTask[]> {
  return tasksOf(db, caller, `AND ${OPEN} ORDER BY t.opened_at, t.id LIMIT 500`);
}

/** How many wait, whoever may do them. */
export async function countTasks(db: Database, account: string): Promise<number> {
  const [row] = await db.withAccount(account, (tx) =>
    tx.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM task t JOIN intervention i ON i.account = t.account AND i.key = t.intervention
       WHERE t.account = $1 AND ${OPEN}`,
      [account],
    ),
  );
  return row?.n ?? 0;
}

export async function readTask(db: Database, caller: Caller, id: string): Promise<ListedTask | undefined> {
  return (await tasksOf(db, caller, 'AND t.id = $3', id))[0];
}

/** The task of an intervention, where it has one. */
export async function readTaskOf(db: Database, caller: Caller, intervention: string): Promise<ListedTask | undefined> {
  return (await tasksOf(db, caller, 'AND t.intervention = $3 ORDER BY t.opened_at LIMIT 1', intervention))[0];
}

function tasksOf(db: Database, caller: Caller, which: string, ...named: readonly string[]) {
  return db.withAccount(caller.account, async (tx) => {
    const rows = await tx.query<Row & Record<string, unknown>>(`${SELECT} ${which}`, [
      ...[caller.account, TASK_OPEN_MS],
      ...named,
    ]);
    const refusal = rows.length === 0 ? undefined : await whyNotCaller(tx, caller);
    return rows.map((row) => taskOf(row, refusal));
  });
}

async function whyNotCaller(tx: Transaction, { account, principal, kind, roles: carried }: Caller) {
  const [row] = await tx.query<{ roles: readonly Role[]; state: PrincipalState }>(
    'SELECT roles, state FROM principal WHERE account = $1 AND id = $2',
    [account, principal],
  );
  return whyNotHands({ kind, carried, roles: row?.roles ?? [], state: row?.state ?? 'revoked' });
}

function taskOf(row: Row, refusal: string | undefined): ListedTask {
  const { proposal, says, by, note, answeredAt, outcome, ...rest } = row;
  const state = answeredAt !== null ? (says ?? 'closed') : outcome === null ? 'open' : 'closed';
  const why = state === 'open' ? refusal : `this task is closed: ${closedAs(row)}`;
  const { category, check } = proposal.parameters;
  return {
    ...{
      id: rest.id,
      intervention: rest.intervention,
      state,
      text: rest.text,
      category: typeof category === 'string' ? category : '',
    },
    ...(typeof check === 'string' && { check }),
    ...{ target: rest.target, proposer: rest.proposer, severity: proposal.severity, summary: proposal.summary },
    ...(proposal.forUser !== undefined && { forUser: proposal.forUser }),
    ...{ openedAt: rest.openedAt, deadline: rest.deadline, leftMs: state === 'open' ? rest.leftMs : 0 },
    ...(says !== null && by !== null && { by }),
    ...(note !== null && { note }),
    ...(answeredAt !== null && { answeredAt }),
    may: why === undefined ? TASK_WORDS : [],
    ...(why !== undefined && { mayNot: why }),
  };
}

function closedAs({ says, by, answeredAt, outcome }: Row): string {
  if (says !== null) return `${by} has said "${says}" already`;
  return answeredAt === null ? `its work ended as ${outcome}` : 'it was taken back';
}
