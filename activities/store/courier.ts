import type { Chat } from '../../domain/route.js';
import { storable } from '../../domain/wording.js';
import type { Database, Transaction } from './database.js';

/** A message that this courier alone may show, until its lease ends. */
export interface ClaimedPost {
  readonly account: string;
  readonly id: string;
  readonly provider: Chat;
  readonly channel: string;
  readonly kind: 'request' | 'reminder' | 'notice' | 'hello';
  readonly subject: string;
  /** What was wanted when it was claimed: what came later is shown by a later claim. */
  readonly wanted: number;
  readonly openedAt: number;
  readonly ref?: string;
  /** Whether an earlier try may have been heard without an answer. */
  readonly doubtful: boolean;
  /** Which try this is since it was last shown. */
  readonly attempts: number;
}

/** What became of showing one. `doubtful`: nobody knows whether it was said. */
export type Shown = { /** What the chat calls the message, once that is known. */ readonly ref?: string } & (
  | { readonly state: 'shown' }
  | { readonly state: 'later' | 'doubtful'; readonly afterMs?: number; readonly because: string }
  | { readonly state: 'refused'; readonly because: string }
);

/** Longer than the wait for the ones before it, the look into the history and the call together. */
const LEASE_SECONDS = 60;
export const BEGIN_MS_MAX = 15_000;
/** With the waits between them a quarter of an hour: time for somebody to invite the bot. */
const REFUSALS_MAX = 20;
const AWAY_HOURS_MAX = 24;

/** Which messages a courier may take: those to one chat, of one account where the chat is one account's. */
export interface Round {
  readonly provider: Chat;
  readonly account?: string;
}

/** The oldest of each channel first, the same share from every account. */
export function claimPosts(db: Database, rounds: readonly Round[], most: number): Promise<readonly ClaimedPost[]> {
  return db.withoutAccount(async (tx) => {
    const rows = await tx.query<Omit<ClaimedPost, 'ref'> & { ref: string | null } & Record<string, unknown>>(
      `WITH due AS (
         SELECT account, id, doubtful FROM post
         WHERE (account, id) IN (
           SELECT account, id FROM (
             SELECT account, id, row_number() OVER (PARTITION BY account ORDER BY opened_at) AS turn FROM post
             WHERE shown < wanted AND failed_at IS NULL AND next_attempt_at <= now()
               AND EXISTS (SELECT FROM unnest($1::text[], $3::text[]) AS round (p, a) WHERE p = provider AND coalesce(a, account) = account)) AS queue
           ORDER BY turn LIMIT $2)
         AND shown < wanted AND failed_at IS NULL AND next_attempt_at <= now()
         FOR UPDATE SKIP LOCKED)
       UPDATE post p SET attempts = attempts + 1, doubtful = true, trying_since = coalesce(trying_since, now()), next_attempt_at = now() + make_interval(secs => ${LEASE_SECONDS})
       FROM due WHERE p.account = due.account AND p.id = due.id
       RETURNING p.account, p.id, provider, channel, kind, subject, wanted, ms(opened_at) AS "openedAt", ref, due.doubtful, attempts`,
      [rounds.map(({ provider }) => provider), most, rounds.map(({ account }) => account ?? null)],
    );
    return rows
      .map(({ ref, ...post }) => ({ ...post, ...(ref !== null && { ref }) }))
      .toSorted((a, b) => a.openedAt - b.openedAt);
  });
}

/** Notes what became of it; says whether it was given up. */
export function noteShown(db: Database, post: ClaimedPost, shown: Shown): Promise<{ readonly over: boolean }> {
  return db.withoutAccount(async (tx) => {
    if (shown.state === 'shown') {
      await tx.query(
        `UPDATE post SET shown = greatest(shown, $3), ref = coalesce($4, ref), doubtful = false, attempts = 0, refusals = 0,
           next_attempt_at = now(), trying_since = NULL, last_error = NULL WHERE account = $1 AND id = $2`,
        [post.account, post.id, post.wanted, shown.ref ?? null],
      );
      return { over: false };
    }
    return noteMissed(tx, post, shown);
  });
}

async function noteMissed(tx: Transaction, post: ClaimedPost, missed: Exclude<Shown, { state: 'shown' }>) {
  const refused = missed.state === 'refused';
  const waitMs =
    (missed.state !== 'refused' && missed.afterMs) || Math.min(60, 2 ** Math.min(post.attempts, 6)) * 1_000;
  // Only of the newest claim: what an earlier one still notes does not count.
  const [row] = await tx.query<{ over: boolean }>(
    `UPDATE post SET last_error = $4, doubtful = $7, ref = coalesce($8, ref), refusals = refusals + $5::int, next_attempt_at = now() + make_interval(secs => $6 / 1000.0),
       failed_at = CASE WHEN refusals + $5::int >= ${REFUSALS_MAX} OR trying_since < now() - interval '${AWAY_HOURS_MAX} hours' THEN now() END
     WHERE account = $1 AND id = $2 AND attempts = $3 RETURNING failed_at IS NOT NULL AS over`,
    [
      ...[post.account, post.id, post.attempts, storable(missed.because, 500), refused ? 1 : 0],
      ...[Math.min(waitMs, 3_600_000), missed.state === 'doubtful', missed.ref ?? null],
    ],
  );
  return { over: row?.over === true };
}

/** Removes what was said long ago, some rows at a time, and says how many. */
export async function sweepPosts(db: Database, most: number): Promise<number> {
  const gone = await db.withoutAccount((tx) =>
    tx.query(
      `DELETE FROM post WHERE (account, id) IN (
         SELECT account, id FROM post WHERE opened_at < now() - interval '30 days' ORDER BY opened_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [most],
    ),
  );
  return gone.length;
}

export async function countPosts(db: Database): Promise<{ readonly pending: number; readonly failed: number }> {
  const [row] = await db.withoutAccount((tx) =>
    tx.query<{ pending: number; failed: number }>(
      `SELECT (SELECT count(*)::int FROM post WHERE shown < wanted AND failed_at IS NULL) AS pending,
         (SELECT count(*)::int FROM post WHERE failed_at IS NOT NULL) AS failed`,
    ),
  );
  return row ?? { pending: 0, failed: 0 };
}
