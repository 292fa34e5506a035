import type { Database } from '../database.js';
import { withoutNulls } from './interventions.js';

export interface Stop {
  readonly id: string;
  readonly since: Date;
  readonly until?: Date;
  readonly reason: string;
  readonly by: string;
}

export interface Stops {
  readonly killSwitch?: Stop;
  readonly freezes: readonly Stop[];
}

/** What stops work now. */
export function readStops(db: Database, account: string): Promise<Stops> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<Stop & { readonly kind: string } & Record<string, unknown>>(
      `SELECT kind, id, starts_at AS since, ends_at AS until, reason, author AS by FROM stop
       WHERE account = $1 AND (ends_at IS NULL OR ends_at > clock()) ORDER BY starts_at DESC LIMIT 200`,
      [account],
    );
    const of = (wanted: string) =>
      rows.filter(({ kind }) => kind === wanted).map(({ kind: _kind, ...stop }) => withoutNulls(stop));
    const [killSwitch] = of('kill');
    return { ...(killSwitch && { killSwitch }), freezes: of('freeze') };
  });
}
