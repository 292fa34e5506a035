import type { Json } from '../../domain/canonical-json.js';
import type { Database } from './database.js';

export interface WaitingErrand {
  readonly account: string;
  readonly id: string;
  readonly workflow: string;
  readonly workflowId: string;
  readonly args: readonly Json[];
  readonly trace: Readonly<Record<string, string>>;
  readonly attempts: number;
}

export interface RelayPass {
  readonly sent: number;
  readonly failed: number;
}

/**
 * Takes errands that are due, the same share from every account, and hands each to `send`.
 * The rows stay locked meanwhile, so that two relays never take the same one; a crash only frees them.
 */
export function relayErrands(
  db: Database,
  most: number,
  send: (errand: WaitingErrand) => Promise<void>,
): Promise<RelayPass> {
  return db.withoutAccount(async (tx) => {
    const due = await tx.query<WaitingErrand & Record<string, unknown>>(
      `SELECT account, id, workflow, workflow_id AS "workflowId", args, trace, attempts FROM inbox
       WHERE (account, id) IN (
         SELECT account, id FROM (
           SELECT account, id, row_number() OVER (PARTITION BY account ORDER BY accepted_at) AS turn
           FROM inbox WHERE sent_at IS NULL AND next_attempt_at <= now()) AS queue
         ORDER BY turn LIMIT $1)
       -- Said again of the row as it is once it is locked: another relay may have sent it since this one looked.
       AND sent_at IS NULL AND next_attempt_at <= now()
       FOR UPDATE SKIP LOCKED`,
      [most],
    );
    const results = await Promise.all(due.map((errand) => attempt(errand, send)));
    const sent = results.filter(({ error }) => error === undefined).map(({ errand }) => errand);
    const failed = results.filter(({ error }) => error !== undefined);
    await tx.query(
      `UPDATE inbox SET sent_at = now(), last_error = NULL
       FROM unnest($1::text[], $2::text[]) AS done (a, i) WHERE account = a AND id = i`,
      [sent.map(({ account }) => account), sent.map(({ id }) => id)],
    );
    // Waits longer each time, up to a minute: Temporal may be away for long, and nothing accepted is ever dropped.
    await tx.query(
      `UPDATE inbox SET attempts = attempts + 1, last_error = e,
         next_attempt_at = now() + make_interval(secs => least(60, power(2, least(attempts, 6)))::float8)
       FROM unnest($1::text[], $2::text[], $3::text[]) AS failed (a, i, e) WHERE account = a AND id = i`,
      [
        failed.map(({ errand }) => errand.account),
        failed.map(({ errand }) => errand.id),
        failed.map(({ error }) => error),
      ],
    );
    return { sent: sent.length, failed: failed.length };
  });
}

async function attempt(errand: WaitingErrand, send: (errand: WaitingErrand) => Promise<void>) {
  return send(errand).then(
    () => ({ errand, error: undefined }),
    (error: Error) => ({ errand, error: error.message.slice(0, 300) }),
  );
}

export async function countUnsent(db: Database): Promise<number> {
  const rows = await db.withoutAccount((tx) =>
    tx.query<{ n: number }>('SELECT count(*)::int AS n FROM inbox WHERE sent_at IS NULL'),
  );
  return rows[0]?.n ?? 0;
}
