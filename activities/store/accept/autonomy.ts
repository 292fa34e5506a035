import { randomUUID } from 'node:crypto';
import type { AssistantLevel, PatrolLevel, Stage } from '../../../domain/autonomy.js';
import { actorOf } from '../../../domain/principal.js';
import type { Risk } from '../../../domain/scales.js';
import type { Transaction } from '../database.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';

const SCOPES_MAX = 500;
export const UNLOCK_HOURS_MAX = 24;

export interface LevelsWish {
  readonly patrol?: PatrolLevel;
  readonly assistant?: AssistantLevel;
  readonly fourEyesWaived?: boolean;
  readonly reason: string;
}

export function setLevels(book: Book, by: By, { reason, ...levels }: LevelsWish): Promise<void> {
  const { patrol, assistant, fourEyesWaived } = levels;
  return settle(book, by, { change: 'autonomy', reason, ...levels }, async (tx) => {
    if (fourEyesWaived === true) await assertAlone(tx, by);
    await tx.query(
      `UPDATE autonomy SET patrol = coalesce($2, patrol), assistant = coalesce($3, assistant),
         four_eyes_waived = coalesce($4, four_eyes_waived) WHERE account = $1`,
      [by.account, patrol ?? null, assistant ?? null, fourEyesWaived ?? null],
    );
  });
}

/** `full` counts for hours and not for good: whoever wants it goes on wanting it. */
export function unlockFull(
  book: Book,
  by: By,
  { hours, reason }: { readonly hours: number; readonly reason: string },
): Promise<Date> {
  return settle(book, by, { change: 'full unlocked', hours, reason }, async (tx) => {
    const [row] = await tx.query<{ until: Date }>(
      `UPDATE autonomy SET full_unlocked_until = clock() + make_interval(hours => $2::int) WHERE account = $1
       RETURNING full_unlocked_until AS until`,
      [by.account, Math.min(hours, UNLOCK_HOURS_MAX)],
    );
    if (!row) throw new Error('the levels of this account could not be written');
    return row.until;
  });
}

export function lockFull(book: Book, by: By, { reason }: { readonly reason: string }): Promise<void> {
  return settle(book, by, { change: 'full locked', reason }, async (tx) => {
    await tx.query('UPDATE autonomy SET full_unlocked_until = NULL WHERE account = $1', [by.account]);
  });
}

type Said = Readonly<Record<string, string | number | boolean>>;

function settle<T>(book: Book, by: By, data: Said, change: (tx: Transaction) => Promise<T>): Promise<T> {
  return acceptSetting(book, by, { key: `autonomy/${randomUUID()}`, subject: 'autonomy', data }, async (tx) => {
    await tx.query('INSERT INTO autonomy (account) VALUES ($1) ON CONFLICT DO NOTHING', [by.account]);
    return change(tx);
  });
}

async function assertAlone(tx: Transaction, { account }: By): Promise<void> {
  const [row] = await tx.query<{ people: number }>(
    `SELECT count(*)::int AS people FROM principal WHERE account = $1 AND kind = 'person' AND state = 'active'`,
    [account],
  );
  if ((row?.people ?? 0) > 1)
    throw new NotAccepted(
      'misfit',
      `this account has ${row?.people} people, so four eyes are there: only a person alone may waive them`,
    );
}

export interface ScopeWish {
  readonly pattern: string;
  readonly stage: Stage;
  readonly riskMax: Risk;
  readonly reason: string;
}

/** Opens or closes work on the targets that the pattern fits. A lowered stage counts before the next write of what runs. */
export function setScope(book: Book, by: By, { pattern, stage, riskMax, reason }: ScopeWish): Promise<void> {
  const data = { change: 'scope set', pattern, stage, riskMax, reason };
  const entry = { key: `scope-set/${randomUUID()}`, subject: `scope/${pattern}`, data };
  return acceptSetting(book, by, entry, async (tx) => {
    const [count] = await tx.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM scope WHERE account = $1 AND pattern <> $2',
      [by.account, pattern],
    );
    if ((count?.n ?? 0) >= SCOPES_MAX)
      throw new NotAccepted(
        'misfit',
        `this account has ${SCOPES_MAX} scopes, which is the most: take away what is not needed`,
      );
    await tx.query(
      `INSERT INTO scope (account, pattern, stage, risk_max, author, reason, written_at) VALUES ($1, $2, $3, $4, $5, $6, clock())
       ON CONFLICT (account, pattern) DO UPDATE SET stage = excluded.stage, risk_max = excluded.risk_max,
         author = excluded.author, reason = excluded.reason, written_at = excluded.written_at`,
      [by.account, pattern, stage, riskMax, actorOf(by), reason],
    );
  });
}

export function unsetScope(
  book: Book,
  by: By,
  { pattern, reason }: Pick<ScopeWish, 'pattern' | 'reason'>,
): Promise<void> {
  const data = { change: 'scope unset', pattern, reason };
  const entry = { key: `scope-unset/${randomUUID()}`, subject: `scope/${pattern}`, data };
  return acceptSetting(book, by, entry, async (tx) => {
    const gone = await tx.query('DELETE FROM scope WHERE account = $1 AND pattern = $2 RETURNING pattern', [
      by.account,
      pattern,
    ]);
    if (gone.length === 0) throw new NotAccepted('unknown', `there is no scope ${pattern} in this account`);
  });
}
