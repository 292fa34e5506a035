import type { Database } from '../database.js';
import { writeNotice } from './notices.js';
import { holdRecord } from './record.js';

/** A task for a person, as it stands. Closed without a word, it was taken back before anybody answered. */
export interface Task {
  readonly state: 'open' | 'done' | 'can-not' | 'closed';
  readonly by: string;
  readonly note: string;
  /** Since when it is answered or closed. */
  readonly forMs: number;
}

/** Under one id once, however often. */
export async function openTask(
  db: Database,
  account: string,
  { id, intervention, text }: { readonly id: string; readonly intervention: string; readonly text: string },
): Promise<void> {
  await db.withAccount(account, async (tx) => {
    const opened = await tx.query(
      `INSERT INTO task (account, id, intervention, text, opened_at) VALUES ($1, $2, $3, $4, clock())
       ON CONFLICT (account, id) DO NOTHING RETURNING id`,
      [account, id, intervention, text],
    );
    if (opened.length === 0) return;
    const { proposal } = await holdRecord(tx, account, intervention);
    await writeNotice(tx, proposal, 'task', { text });
  });
}

export async function readTask(db: Database, account: string, intervention: string): Promise<Task | undefined> {
  const [row] = await db.withAccount(account, (tx) =>
    tx.query<Task & Record<string, unknown>>(
      `SELECT CASE WHEN done_at IS NULL THEN 'open' ELSE coalesce(done_says, 'closed') END AS state,
         coalesce(done_by, '') AS by, coalesce(note, '') AS note, coalesce(ms(clock()) - ms(done_at), 0) AS "forMs"
       FROM task WHERE account = $1 AND intervention = $2`,
      [account, intervention],
    ),
  );
  return row;
}

/** Takes back what nobody answered yet, and says how it stands then. */
export async function closeTask(db: Database, account: string, intervention: string): Promise<Task | undefined> {
  await db.withAccount(account, (tx) =>
    tx.query(
      `UPDATE task SET done_at = clock(), done_by = 'reeve' WHERE account = $1 AND intervention = $2 AND done_at IS NULL`,
      [account, intervention],
    ),
  );
  return readTask(db, account, intervention);
}
