import {
  type NodeTask,
  parseWork,
  TASK_ATTEMPTS_MAX,
  TASK_LEASE_MS,
  type TaskResult,
  TASKS_AT_ONCE,
} from '../../../domain/fleet/task-kinds.js';
import type { Database, Transaction } from '../database.js';
import { groupWriter } from '../group.js';
import { NotAccepted } from './book.js';

interface TaskRow {
  readonly instance: string;
  readonly id: string;
  readonly kind: string;
  readonly parameters: unknown;
  readonly attempts: number;
  readonly leased_until: Date;
  readonly ends_at: Date;
}

/** Gives nodes what waits for them, the oldest first; those who ask at the same time are answered together. */
export function openLeases(db: Database): (account: string, instance: string) => Promise<readonly NodeTask[]> {
  return groupWriter(
    async (account, instances: readonly string[]) => {
      const asked = [...new Set(instances)];
      const rows = await db.withAccount(account, async (tx) => {
        await endOld(tx, account, asked);
        return lease(tx, account, asked);
      });
      // A node that asks twice at once is given each task once.
      const left = new Set(asked);
      return instances.map((instance) => (left.delete(instance) ? tasksOf(rows, instance) : []));
    },
    { waitingMax: 5_000, groupMax: 500 },
  );
}

function lease(tx: Transaction, account: string, instances: readonly string[]): Promise<TaskRow[]> {
  return tx.query<TaskRow & Record<string, unknown>>(
    `UPDATE node_task t SET state = 'leased', attempts = t.attempts + 1, leased_until = clock() + make_interval(secs => $3)
     FROM unnest($2::text[]) AS w (instance), LATERAL (
       SELECT o.id FROM node_task o WHERE o.account = $1 AND o.instance = w.instance AND o.ends_at > clock()
         AND (o.state = 'waiting' OR (o.state = 'leased' AND o.leased_until <= clock()))
       ORDER BY o.made_at, o.id LIMIT ${TASKS_AT_ONCE} FOR UPDATE SKIP LOCKED) AS n
     WHERE t.account = $1 AND t.id = n.id
     RETURNING t.instance, t.id, t.kind, t.parameters, t.attempts, t.leased_until, t.ends_at`,
    [account, instances, TASK_LEASE_MS / 1000],
  );
}

/** What is too late, or was given and never answered too often, has an end too. */
async function endOld(tx: Transaction, account: string, instances: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE node_task SET state = CASE WHEN ends_at <= clock() THEN 'expired' ELSE 'failed' END, ended_at = clock(),
       result = jsonb_build_object('ok', false, 'said', CASE WHEN ends_at <= clock() THEN 'its time was over before the node had done it'
         ELSE 'the node took it ' || attempts || ' times and never said what came of it' END)
     WHERE account = $1 AND instance = ANY ($2) AND state IN ('waiting', 'leased') AND (state = 'waiting' OR leased_until <= clock())
       AND (ends_at <= clock() OR attempts >= ${TASK_ATTEMPTS_MAX})`,
    [account, instances],
  );
}

function tasksOf(rows: readonly TaskRow[], instance: string): readonly NodeTask[] {
  return rows
    .filter((row) => row.instance === instance)
    .flatMap(({ id, kind, parameters, attempts, leased_until: until, ends_at: ends }) => {
      const work = parseWork(kind, parameters);
      return 'because' in work
        ? []
        : [{ ...work.value, id, attempt: attempts, leasedUntil: until.getTime(), endsAt: ends.getTime() }];
    });
}

/** Takes what came of a task, once, and only from the node that it was given to last. */
export function endNodeTask(
  db: Database,
  { account, instance }: { readonly account: string; readonly instance: string },
  { id, result }: { readonly id: string; readonly result: TaskResult },
): Promise<{ readonly again: boolean }> {
  const { attempt, ...said } = result;
  return db.withAccount(account, async (tx) => {
    const [row] = await tx.query<{ state: string; attempts: number }>(
      'SELECT state, attempts FROM node_task WHERE account = $1 AND id = $2 AND instance = $3 FOR UPDATE',
      [account, id, instance],
    );
    if (!row) throw new NotAccepted('unknown', `there is no task ${id} of this node`);
    const ended = row.state === 'done' || row.state === 'failed';
    if (ended && row.attempts === attempt) return { again: true };
    if (row.state !== 'leased' || row.attempts !== attempt)
      throw new NotAccepted(
        'closed',
        `this task is ${row.state} and no longer yours: ask for tasks, and do what is given`,
      );
    await tx.query(
      `UPDATE node_task SET state = $4, ended_at = clock(), result = $5 WHERE account = $1 AND id = $2 AND instance = $3`,
      [account, id, instance, result.ok ? 'done' : 'failed', JSON.stringify(said)],
    );
    return { again: false };
  });
}
