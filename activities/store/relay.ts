import type { Errand } from './accept/errands.js';
import type { Database, Transaction } from './database.js';

/** An errand that this relay alone may send, until its lease ends. */
export interface ClaimedErrand extends Errand {
  readonly account: string;
  readonly id: string;
  /** Which try this is. A later claim has a greater one, so what an earlier one still notes of a failure does not count. */
  readonly attempts: number;
}

/** What became of sending one: taken, or refused for what it is, so that the same again will hardly be taken. */
export type Answer = 'taken' | { readonly refused: string };

/** A promise that rejects says that nobody answered, or not now: trying again helps. */
export type Send = (errand: ClaimedErrand) => Promise<Answer>;

export interface RelayPass {
  readonly sent: number;
  /** Those that are tried again. */
  readonly failed: number;
  /** Those that were refused for the last time and stay in the inbox as failed. */
  readonly ended: readonly (ClaimedErrand & { readonly error: string })[];
}

/** Longer than the longest call, so that only a crash or a stall frees what somebody still sends. */
const LEASE_SECONDS = 30;
/** With the waits between them some four minutes: time for a server that still starts to learn what it did not know. */
const REFUSALS_MAX = 10;
/** The policy `only_long_sent` says the same. */
const KEPT_DAYS = 7;

/**
 * Takes errands that are due, the same share from every account, and hands each to `send`.
 * Claimed, sent and noted are three steps, and no transaction is open while one is sent. Who dies in between leaves a lease
 * that ends; the errand is then sent again, and its workflow id makes that harmless.
 */
export async function relayErrands(db: Database, most: number, send: Send): Promise<RelayPass> {
  const claimed = await db.withoutAccount((tx) => claim(tx, most));
  const results = await Promise.all(claimed.map((errand) => attempt(errand, send)));
  const taken = results.filter(({ error }) => error === undefined);
  const rest = results.filter((result): result is Failed => result.error !== undefined);
  if (results.length === 0) return { sent: 0, failed: 0, ended: [] };
  const over = await db.withoutAccount(async (tx) => {
    await noteTaken(tx, taken);
    return noteFailed(tx, rest);
  });
  const ended = rest.filter(({ account, id }) => over.some((row) => row.account === account && row.id === id));
  return { sent: taken.length, failed: rest.length - ended.length, ended };
}

type Failed = ClaimedErrand & { readonly error: string; readonly refused: boolean };

function claim(tx: Transaction, most: number): Promise<readonly ClaimedErrand[]> {
  return tx.query<ClaimedErrand & Record<string, unknown>>(
    `WITH due AS (
       SELECT account, id FROM inbox
       WHERE (account, id) IN (
         SELECT account, id FROM (
           SELECT account, id, row_number() OVER (PARTITION BY account ORDER BY accepted_at) AS turn FROM inbox
           WHERE sent_at IS NULL AND failed_at IS NULL AND next_attempt_at <= now() AND kind IN ('start', 'signal', 'update', 'cancel')) AS queue
         ORDER BY turn LIMIT $1)
       -- Said again of the row as it is once it is locked: another relay may have claimed it since this one looked.
       AND sent_at IS NULL AND failed_at IS NULL AND next_attempt_at <= now()
       FOR UPDATE SKIP LOCKED)
     UPDATE inbox i SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${LEASE_SECONDS})
     FROM due WHERE i.account = due.account AND i.id = due.id
     RETURNING i.account, i.id, kind, name, workflow_id AS "workflowId", args, trace, attributes, attempts`,
    [most],
  );
}

async function attempt(errand: ClaimedErrand, send: Send) {
  return send(errand).then(
    (answer) =>
      answer === 'taken'
        ? { ...errand, error: undefined }
        : { ...errand, error: answer.refused.slice(0, 300), refused: true },
    (error: Error) => ({ ...errand, error: error.message.slice(0, 300), refused: false }),
  );
}

/** Whoever sent it: taken is taken, also when the lease was over. */
async function noteTaken(tx: Transaction, taken: readonly ClaimedErrand[]): Promise<void> {
  await tx.query(
    `UPDATE inbox SET sent_at = now(), failed_at = NULL, last_error = NULL
     FROM unnest($1::text[], $2::text[]) AS done (a, i) WHERE account = a AND id = i AND sent_at IS NULL`,
    [taken.map(({ account }) => account), taken.map(({ id }) => id)],
  );
}

/** Waits longer each time, up to a minute: Temporal may be away for long, and nothing accepted is ever dropped. */
async function noteFailed(tx: Transaction, failed: readonly Failed[]) {
  const noted = await tx.query<{ account: string; id: string; ended: boolean }>(
    `UPDATE inbox SET last_error = e, refusals = refusals + r::int,
       failed_at = CASE WHEN r AND refusals + 1 >= ${REFUSALS_MAX} THEN now() END,
       next_attempt_at = now() + make_interval(secs => least(60, power(2, least(n - 1, 6)))::float8)
     FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::boolean[]) AS failed (a, i, n, e, r)
     WHERE account = a AND id = i AND attempts = n AND sent_at IS NULL
     RETURNING account, id, failed_at IS NOT NULL AS ended`,
    [
      failed.map(({ account }) => account),
      failed.map(({ id }) => id),
      failed.map(({ attempts }) => attempts),
      failed.map(({ error }) => error),
      failed.map(({ refused }) => refused),
    ],
  );
  return noted.filter(({ ended }) => ended);
}

/** Removes what was sent long ago, some rows at a time, and says how many. What failed stays until somebody has seen to it. */
export async function sweepSent(db: Database, most: number): Promise<number> {
  const gone = await db.withoutAccount((tx) =>
    tx.query(
      `DELETE FROM inbox WHERE (account, id) IN (
         SELECT account, id FROM inbox WHERE sent_at < now() - interval '${KEPT_DAYS} days'
         ORDER BY sent_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [most],
    ),
  );
  return gone.length;
}

export async function countUnsent(db: Database): Promise<{ readonly pending: number; readonly failed: number }> {
  const rows = await db.withoutAccount((tx) =>
    tx.query<{ pending: number; failed: number }>(
      `SELECT (SELECT count(*)::int FROM inbox WHERE sent_at IS NULL AND failed_at IS NULL) AS pending,
         (SELECT count(*)::int FROM inbox WHERE failed_at IS NOT NULL) AS failed`,
    ),
  );
  return rows[0] ?? { pending: 0, failed: 0 };
}
