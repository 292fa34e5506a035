import { randomUUID } from 'node:crypto';
import type { Json } from '../../../domain/canonical-json.js';
import { actorOf } from '../../../domain/principal.js';
import { restsBecause } from '../../../domain/sensing/rounds.js';
import { PAUSE, reconcileIdOf, RESUME, TICK_NOW } from '../../../workflows/messages.js';
import type { Transaction } from '../database.js';
import { readReconciler, type Reconciler } from '../sensing/reconcilers.js';
import { beginRounds } from '../sensing/rounds.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';
import { acceptErrand } from './errands.js';

interface Asking {
  readonly agent: string;
  readonly trace: Readonly<Record<string, string>>;
}

export interface RoundsWish extends Asking {
  readonly reason: string;
}

/** Its sensors rest until somebody resumes them; what stands open stays as it is. */
export function pauseRounds(book: Book, by: By, wish: RoundsWish): Promise<void> {
  return change(book, by, { ...wish, what: 'rounds paused', set: 'paused = true' }, async (tx) => {
    await tell(tx, by.account, PAUSE, wish);
  });
}

export function resumeRounds(book: Book, by: By, wish: RoundsWish): Promise<void> {
  return change(
    book,
    by,
    { ...wish, what: 'rounds resumed', set: 'paused = false, started_at = clock()' },
    async (tx) => {
      await beginRounds(tx, by.account, wish);
      await tell(tx, by.account, RESUME, wish);
    },
  );
}

/** How often it looks, from now on: the rest that is under way ends with it. */
export function setRounds(
  book: Book,
  by: By,
  { everyMs, ...wish }: RoundsWish & { readonly everyMs: number },
): Promise<void> {
  const set = { what: 'rounds set', set: 'every_ms = $5', data: { everyMs }, more: [everyMs] };
  return change(book, by, { ...wish, ...set }, async (tx) => {
    await tell(tx, by.account, TICK_NOW, wish);
  });
}

/** So many rounds may be asked for that nobody has made yet. */
const WANTED_MAX = 10;

/** Asks for a round before its time. It is done once the row says that this number is. */
export function wantRound(book: Book, by: By, wish: Asking): Promise<{ readonly wanted: number }> {
  const subject = `rounds/${wish.agent}`;
  const entry = { key: `rounds/${randomUUID()}`, subject, data: { change: 'round wanted' } };
  return acceptSetting(book, by, entry, (tx) => askForRound(tx, by.account, wish));
}

/** The same, as a part of what has an entry of its own. */
export async function askForRound(
  tx: Transaction,
  account: string,
  wish: Asking,
): Promise<{ readonly wanted: number }> {
  const { agent } = wish;
  const standing = await known(tx, account, agent);
  const because = restsBecause(standing);
  if (because !== undefined)
    throw new NotAccepted('closed', `${agent} makes no round now: ${because}; "reeve rounds list" says how they stand`);
  if (standing.wanted - standing.done >= WANTED_MAX)
    throw new NotAccepted('closed', `${WANTED_MAX} rounds of ${agent} are asked for and not made: see "reeve status"`);
  const [row] = await tx.query<{ wanted: number }>(
    'UPDATE reconciler SET wanted = greatest(wanted, done) + 1 WHERE account = $1 AND agent = $2 RETURNING wanted',
    [account, agent],
  );
  await beginRounds(tx, account, wish);
  await tell(tx, account, TICK_NOW, wish);
  return { wanted: row?.wanted ?? 0 };
}

interface Change extends RoundsWish {
  readonly what: string;
  readonly set: string;
  readonly data?: Readonly<Record<string, Json>>;
  readonly more?: readonly unknown[];
}

function change(
  book: Book,
  by: By,
  { agent, reason, what, set, data = {}, more = [] }: Change,
  then: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const entry = { key: `rounds/${randomUUID()}`, subject: `rounds/${agent}`, data: { change: what, reason, ...data } };
  return acceptSetting(book, by, entry, async (tx) => {
    await known(tx, by.account, agent);
    await tx.query(`UPDATE reconciler SET ${set}, author = $3, reason = $4 WHERE account = $1 AND agent = $2`, [
      ...[by.account, agent, actorOf(by), reason],
      ...more,
    ]);
    await then(tx);
  });
}

async function known(tx: Transaction, account: string, agent: string): Promise<Reconciler> {
  const standing = await readReconciler(tx, account, agent);
  if (!standing)
    throw new NotAccepted('unknown', `${agent} makes no rounds in this account: "reeve rounds list" shows who does`);
  return standing;
}

/** The row says what holds; the message says only that it is to be looked at now. Rounds that never began need none. */
async function tell(tx: Transaction, account: string, name: string, { agent, trace }: Asking): Promise<void> {
  const [row] = await tx.query<{ began: boolean }>(
    'SELECT started_at IS NOT NULL OR ticked_at IS NOT NULL AS began FROM reconciler WHERE account = $1 AND agent = $2',
    [account, agent],
  );
  if (row?.began !== true) return;
  await acceptErrand(tx, { kind: 'update', name, workflowId: reconcileIdOf(account, agent), args: [], trace });
}
