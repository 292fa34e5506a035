import { randomUUID } from 'node:crypto';
import { LIMITS } from '../../../domain/budget.js';
import { actorOf } from '../../../domain/principal.js';
import { type Window, windowFault } from '../../../domain/window.js';
import type { Transaction } from '../database.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';

const WINDOWS_MAX = 50;
const BUDGETS_MAX = 500;

export interface WindowWish extends Window {
  readonly reason: string;
}

/** Hours in which changes may be made. With the first one, all other hours are closed. */
export async function setWindow(book: Book, by: By, { reason, ...window }: WindowWish): Promise<void> {
  const fault = windowFault(window);
  if (fault !== undefined) throw new NotAccepted('misfit', fault);
  const { id, timeZone, days, from, to } = window;
  const data = { change: 'window set', reason, timeZone, days: [...days], from, to };
  await acceptSetting(book, by, { key: `window-set/${randomUUID()}`, subject: `window/${id}`, data }, async (tx) => {
    await assertRoom(tx, 'maintenance', { account: by.account, own: id, most: WINDOWS_MAX });
    await tx.query(
      `INSERT INTO maintenance (account, id, time_zone, days, opens, closes, author, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (account, id) DO UPDATE SET time_zone = excluded.time_zone, days = excluded.days, opens = excluded.opens,
         closes = excluded.closes, author = excluded.author, reason = excluded.reason`,
      [by.account, id, timeZone, days, from, to, actorOf(by), reason],
    );
  });
}

export function unsetWindow(book: Book, by: By, { id, reason }: Pick<WindowWish, 'id' | 'reason'>): Promise<void> {
  const entry = {
    key: `window-unset/${randomUUID()}`,
    subject: `window/${id}`,
    data: { change: 'window unset', reason },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const gone = await tx.query('DELETE FROM maintenance WHERE account = $1 AND id = $2 RETURNING id', [
      by.account,
      id,
    ]);
    if (gone.length === 0) throw new NotAccepted('unknown', `there is no maintenance window ${id} in this account`);
  });
}

export interface BudgetWish {
  /** One of the defaults, or `consent/` and a module. */
  readonly name: string;
  readonly most: number;
  readonly reason: string;
}

export function setBudget(book: Book, by: By, { name, most, reason }: BudgetWish): Promise<void> {
  const data = { change: 'budget set', most, reason };
  return acceptSetting(book, by, { key: `budget-set/${randomUUID()}`, subject: `budget/${name}`, data }, async (tx) => {
    assertBudget(name);
    await assertRoom(tx, 'budget', { account: by.account, own: name, most: BUDGETS_MAX });
    await tx.query(
      `INSERT INTO budget (account, name, most, author, reason) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (account, name) DO UPDATE SET most = excluded.most, author = excluded.author, reason = excluded.reason`,
      [by.account, name, most, actorOf(by), reason],
    );
  });
}

export function unsetBudget(book: Book, by: By, { name, reason }: Pick<BudgetWish, 'name' | 'reason'>): Promise<void> {
  const data = { change: 'budget unset', reason };
  return acceptSetting(
    book,
    by,
    { key: `budget-unset/${randomUUID()}`, subject: `budget/${name}`, data },
    async (tx) => {
      const gone = await tx.query('DELETE FROM budget WHERE account = $1 AND name = $2 RETURNING name', [
        by.account,
        name,
      ]);
      if (gone.length === 0) throw new NotAccepted('unknown', `nobody has set the budget ${name}: the default counts`);
    },
  );
}

/** A limit of a name that nothing counts against would limit nothing. */
function assertBudget(name: string): void {
  if (Object.hasOwn(LIMITS, name) || /^consent\/[^/\s]{1,150}$/.test(name)) return;
  throw new NotAccepted(
    'misfit',
    `"${name}" is no budget: there are ${Object.keys(LIMITS).join(', ')} and consent/MODULE`,
  );
}

const NAMED = { maintenance: 'id', budget: 'name' } as const;

async function assertRoom(
  tx: Transaction,
  table: keyof typeof NAMED,
  { account, own, most }: { readonly account: string; readonly own: string; readonly most: number },
): Promise<void> {
  const [row] = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} WHERE account = $1 AND ${NAMED[table]} <> $2`,
    [account, own],
  );
  if ((row?.n ?? 0) >= most)
    throw new NotAccepted(
      'misfit',
      `this account has ${most} of these, which is the most: take away what is not needed`,
    );
}
