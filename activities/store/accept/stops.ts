import { randomUUID } from 'node:crypto';
import { actorOf } from '../../../domain/principal.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';

const FREEZES_MAX = 100;
export const FREEZE_MINUTES_MAX = 30 * 24 * 60;

export interface FreezeWish {
  readonly reason: string;
  /** Asked for twice under one id it is one freeze. Absent, each is a new one. */
  readonly id?: string;
  /** Absent: until somebody thaws. */
  readonly minutes?: number;
}

/** Nothing may change from now on, work that runs included. It ends by itself or by a thaw. */
export function freeze(
  book: Book,
  by: By,
  { reason, minutes, id = randomUUID() }: FreezeWish,
): Promise<{ readonly id: string; readonly until?: Date }> {
  const data = { change: 'freeze', reason, ...(minutes !== undefined && { minutes }) };
  return acceptSetting(book, by, { key: `freeze/${id}`, subject: 'stop/freeze', data }, async (tx) => {
    const [open] = await tx.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM stop WHERE account = $1 AND kind = 'freeze' AND (ends_at IS NULL OR ends_at > clock())`,
      [by.account],
    );
    if ((open?.n ?? 0) >= FREEZES_MAX)
      throw new NotAccepted(
        'misfit',
        `${FREEZES_MAX} freezes are in force already, and one is enough: thaw some first`,
      );
    const [row] = await tx.query<{ ends_at: Date | null; over: boolean }>(
      `INSERT INTO stop (account, id, kind, starts_at, ends_at, reason, author)
       VALUES ($1, $2, 'freeze', clock(), clock() + make_interval(mins => $3::int), $4, $5)
       ON CONFLICT (account, id) DO UPDATE SET ends_at = stop.ends_at RETURNING ends_at, coalesce(ends_at <= clock(), false) AS over`,
      [by.account, id, minutes ?? null, reason, actorOf(by)],
    );
    // Said again after its end: whoever says so must not believe that it is in force.
    if (row?.over === true)
      throw new NotAccepted('closed', 'this freeze has ended already: freeze anew if it is wanted');
    return { id, ...(row?.ends_at && { until: row.ends_at }) };
  });
}

/** Ends the freeze that is named, or all that are in force. */
export function thaw(
  book: Book,
  by: By,
  { id, reason }: { readonly id?: string; readonly reason: string },
): Promise<{ readonly thawed: readonly string[] }> {
  const data = { change: 'thaw', reason, ...(id !== undefined && { freeze: id }) };
  return acceptSetting(book, by, { key: `thaw/${randomUUID()}`, subject: 'stop/freeze', data }, async (tx) => {
    const rows = await tx.query<{ id: string }>(
      `UPDATE stop SET ends_at = clock() WHERE account = $1 AND kind = 'freeze' AND (ends_at IS NULL OR ends_at > clock())
       AND ($2::text IS NULL OR id = $2) RETURNING id`,
      [by.account, id ?? null],
    );
    if (rows.length === 0)
      throw new NotAccepted('unknown', id === undefined ? 'no freeze is in force' : `no freeze ${id} is in force`);
    return { thawed: rows.map((row) => row.id) };
  });
}

/** The last resort. Turned on twice it is on, and the book tells of both. */
export function setKillSwitch(
  book: Book,
  by: By,
  { on, reason }: { readonly on: boolean; readonly reason: string },
): Promise<{ readonly on: boolean }> {
  const key = `kill-switch/${randomUUID()}`;
  const data = { change: on ? 'kill switch on' : 'kill switch off', reason };
  return acceptSetting(book, by, { key, subject: 'stop/kill', data }, async (tx) => {
    // Two who turn it at once take turns, so that it never takes two to turn it off.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`kill/${by.account}`]);
    if (on)
      await tx.query(
        `INSERT INTO stop (account, id, kind, starts_at, reason, author) SELECT $1, $2, 'kill', clock(), $3, $4
         WHERE NOT EXISTS (SELECT 1 FROM stop WHERE account = $1 AND kind = 'kill' AND (ends_at IS NULL OR ends_at > clock()))`,
        [by.account, randomUUID(), reason, actorOf(by)],
      );
    else
      await tx.query(
        `UPDATE stop SET ends_at = clock() WHERE account = $1 AND kind = 'kill' AND (ends_at IS NULL OR ends_at > clock())`,
        [by.account],
      );
    return { on };
  });
}
