import { randomUUID } from 'node:crypto';
import type { Carried } from '../../../domain/fleet/carried.js';
import { type NodeWork, parseWork, TASK_OPEN_MS } from '../../../domain/fleet/task-kinds.js';
import { NotAccepted } from '../accept/book.js';
import type { Transaction } from '../database.js';
import { CHANNEL } from '../listen.js';

export interface NodeTaskWish {
  readonly instance: string;
  readonly work: NodeWork;
  /** The effect of the intervention that wants it: the same wish is one task. */
  readonly effect?: string;
  readonly lastsMs?: number;
}

/** Wants something done by nodes, within the caller's transaction; whoever waits for work hears of it at the commit. */
export async function wantNodeTasks(
  tx: Transaction,
  account: string,
  wishes: readonly NodeTaskWish[],
): Promise<readonly { readonly id: string; readonly instance: string; readonly again: boolean }[]> {
  const rows = wishes.map(({ instance, work, effect, lastsMs = TASK_OPEN_MS }) => {
    const checked = parseWork(work.kind, work.parameters);
    if ('because' in checked)
      throw new NotAccepted('misfit', `this can not be asked of ${instance}: ${checked.because}`);
    return { id: randomUUID(), instance, ...checked.value, effect: effect ?? null, lasts: lastsMs / 1000 };
  });
  const found = await tx.query<{ id: string; instance: string; again: boolean }>(
    `WITH r AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS t (id text, instance text, kind text, parameters jsonb, effect text, lasts float8)),
     made AS (
       INSERT INTO node_task (account, id, instance, kind, parameters, effect, made_at, ends_at)
       SELECT $1, id, instance, kind, parameters, effect, clock(), clock() + make_interval(secs => lasts) FROM r
       ON CONFLICT DO NOTHING RETURNING id, instance),
     said AS (SELECT count(pg_notify($3, 'task ' || $1 || ' ' || instance)) FROM (SELECT DISTINCT instance FROM made) AS m)
     SELECT id, instance, false AS again FROM made, said
     UNION ALL SELECT t.id, t.instance, true FROM r JOIN node_task t ON t.account = $1 AND t.effect = r.effect AND t.id <> r.id`,
    [account, JSON.stringify(rows), CHANNEL.node],
  );
  return found;
}

/** All tasks of one effect as one: the worst of their states, and whether everybody was heard of since. */
export async function readCarried(
  tx: Transaction,
  account: string,
  effect: string,
): Promise<(Carried & { readonly askedAt: Date }) | undefined> {
  const [row] = await tx.query<Carried & { askedAt: Date | null } & Record<string, unknown>>(
    `SELECT CASE WHEN bool_or(t.state = 'failed') THEN 'failed' WHEN bool_or(t.state = 'cancelled') THEN 'cancelled'
         WHEN bool_or(t.state = 'expired') THEN 'expired' WHEN bool_or(t.state IN ('waiting', 'leased')) THEN 'open' ELSE 'done' END AS state,
       left(coalesce(string_agg(t.result ->> 'said', '; ') FILTER (WHERE t.state = 'failed'), ''), 500) AS said,
       min(t.made_at) AS "askedAt", coalesce(max(ms(clock()) - ms(t.made_at)), 0) AS "ageMs",
       coalesce(bool_and(coalesce(h.at > t.made_at, false)), false) AS heard,
       coalesce(min(ms(h.at) - ms(t.ended_at)), -1) AS "shownMs"
     FROM node_task t LEFT JOIN heartbeat h ON h.account = t.account AND h.instance = t.instance
     WHERE t.account = $1 AND t.effect = ANY ($2)`,
    [account, effectsOf(effect)],
  );
  return row?.askedAt ? { ...row, askedAt: row.askedAt } : undefined;
}

/** So many nodes may one effect ask at most. */
export const TASKS_MAX = 8;

/** The first task carries the effect itself, the others its name with a number. */
export function effectsOf(effect: string): readonly string[] {
  return Array.from({ length: TASKS_MAX }, (_one, index) => (index === 0 ? effect : `${effect}.${index}`));
}

/** Takes back what nobody has done yet. Says whether a node may have done something of it all the same. */
export async function withdrawTasks(
  tx: Transaction,
  account: string,
  effect: string,
): Promise<{ readonly taken: boolean }> {
  const rows = await tx.query<{ attempts: number }>(
    `SELECT attempts FROM node_task WHERE account = $1 AND effect = ANY ($2) FOR UPDATE`,
    [account, effectsOf(effect)],
  );
  await tx.query(
    `UPDATE node_task SET state = 'cancelled', ended_at = clock() WHERE account = $1 AND effect = ANY ($2) AND state IN ('waiting', 'leased')`,
    [account, effectsOf(effect)],
  );
  // Of what is not known any more it can't be said that nobody did it.
  return { taken: rows.length === 0 || rows.some(({ attempts }) => attempts > 0) };
}
