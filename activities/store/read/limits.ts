import type { BreakerState } from '../../../domain/breaker.js';
import { LIMITS } from '../../../domain/budget.js';
import type { Json } from '../../../domain/canonical-json.js';
import { type Pressure, strengthNow } from '../../../domain/pressure.js';
import { isOpen, nextOpening, type Window } from '../../../domain/window.js';
import type { Database } from '../database.js';
import { withoutNulls } from './interventions.js';

export interface ListedWindow extends Window {
  readonly author: string;
  readonly reason: string;
  readonly open: boolean;
}

export interface Windows {
  readonly windows: readonly ListedWindow[];
  /** Whether changes may be made now; without any window they always may. */
  readonly open: boolean;
  readonly opensAt?: Date;
}

export function readWindows(db: Database, account: string): Promise<Windows> {
  return db.withAccount(account, async (tx) => {
    const [clock] = await tx.query<{ now: Date }>('SELECT clock() AS now');
    const now = clock?.now.getTime() ?? 0;
    const rows = await tx.query<Omit<ListedWindow, 'open'> & Record<string, unknown>>(
      `SELECT id, time_zone AS "timeZone", days, opens AS "from", closes AS "to", author, reason FROM maintenance
       WHERE account = $1 ORDER BY id`,
      [account],
    );
    const windows = rows.map((row) => ({ ...row, open: isOpen(row, now) }));
    const open = windows.length === 0 || windows.some((window) => window.open);
    const opensAt = open ? undefined : nextOpening(windows, now);
    return { windows, open, ...(opensAt !== undefined && { opensAt: new Date(opensAt) }) };
  });
}

export interface ListedBudget {
  readonly name: string;
  readonly most: number;
  /** What counts where nobody has set one; absent where nothing does. */
  readonly byDefault?: number;
  readonly author?: string;
  readonly reason?: string;
}

export interface SpentBucket {
  readonly bucket: string;
  readonly budget: string;
  readonly spent: number;
  readonly most?: number;
  readonly freesAt: Date;
}

export interface Budgets {
  readonly budgets: readonly ListedBudget[];
  /** What is counted now, the fullest first. */
  readonly spent: readonly SpentBucket[];
}

export function readBudgets(db: Database, account: string): Promise<Budgets> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<ListedBudget & Record<string, unknown>>(
      'SELECT name, most, author, reason FROM budget WHERE account = $1 ORDER BY name',
      [account],
    );
    const set = new Map(rows.map((row) => [row.name, row]));
    const names = [...new Set([...Object.keys(LIMITS), ...set.keys()])];
    const budgets = names.map((name): ListedBudget => {
      const byDefault = LIMITS[name];
      return { name, most: byDefault ?? 0, ...(byDefault !== undefined && { byDefault }), ...set.get(name) };
    });
    // The same windows as `bucketsOf`: an hour for rates, a day for fixes and consent.
    const counted = await tx.query<{ bucket: string; n: number; frees: Date }>(
      `SELECT bucket, count(*)::int AS n, min(at) + CASE WHEN bucket LIKE 'act/%' THEN interval '1 hour' ELSE interval '1 day' END AS frees
       FROM reservation WHERE account = $1 AND state <> 'released'
         AND at > clock() - CASE WHEN bucket LIKE 'act/%' THEN interval '1 hour' ELSE interval '1 day' END
       GROUP BY bucket ORDER BY n DESC, bucket LIMIT 500`,
      [account],
    );
    const spent = counted.map(({ bucket, n, frees }) => {
      const budget = budgetOf(bucket);
      const most = set.get(budget)?.most ?? LIMITS[budget];
      return { bucket, budget, spent: n, freesAt: frees, ...(most !== undefined && { most }) };
    });
    return { budgets, spent };
  });
}

function budgetOf(bucket: string): string {
  if (bucket.startsWith('consent/')) return bucket;
  return Object.keys(LIMITS).find((name) => bucket.startsWith(`${name}/`)) ?? bucket;
}

export interface ListedPressure extends Omit<Pressure, 'at'> {
  readonly at: Date;
  readonly strengthNow: number;
}

export function readPressure(db: Database, account: string): Promise<readonly ListedPressure[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<Omit<ListedPressure, 'strengthNow'> & { now: Date }>(
      `SELECT source, strength, at, ttl_ms AS "ttlMs", decay, clock() AS now FROM pressure
       WHERE account = $1 AND at > clock() - make_interval(secs => ttl_ms / 1000.0) ORDER BY source`,
      [account],
    );
    return rows.map(({ now, ...row }) => ({
      ...row,
      strengthNow: strengthNow({ ...row, at: row.at.getTime() }, now.getTime()),
    }));
  });
}

export interface ListedFlag {
  readonly name: string;
  readonly value: Json;
  readonly changedAt: Date;
}

export function listFlags(db: Database, account: string): Promise<readonly ListedFlag[]> {
  return db.withAccount(account, (tx) =>
    tx.query<ListedFlag & Record<string, unknown>>(
      'SELECT name, value, changed_at AS "changedAt" FROM flag WHERE account = $1 ORDER BY name LIMIT 5000',
      [account],
    ),
  );
}

export interface ListedBreaker extends Pick<BreakerState, 'state' | 'failures'> {
  readonly name: string;
  readonly retryAt?: Date;
}

export function listBreakers(db: Database, account: string): Promise<readonly ListedBreaker[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<{ name: string; state: BreakerState }>(
      'SELECT name, state FROM breaker WHERE account = $1 ORDER BY name LIMIT 5000',
      [account],
    );
    return rows.map(({ name, state: { state, failures, retryAt } }) =>
      withoutNulls({ name, state, failures, ...(state !== 'closed' && { retryAt: new Date(retryAt) }) }),
    );
  });
}
