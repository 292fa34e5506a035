import type { Database } from '../database.js';

/** How it stands with one place of a provider. */
export interface ListedProvider {
  readonly provider: string;
  /** Null where nobody may ask it; empty for instances that name no place which may be asked. */
  readonly place: string | null;
  /** When it was asked last, and when it answered. */
  readonly at: Date | null;
  readonly seenAt: Date | null;
  readonly tookMs: number | null;
  /** How many machines it has, and how many of them are instances here. */
  readonly machines: number | null;
  readonly met: number | null;
  readonly failedSince: Date | null;
  readonly failures: number;
  readonly error: string;
  /** Instances that have this provider. */
  readonly instances: number;
}

const PROVIDERS_MAX = 200;

/** Providers of this account's instances, place by place. */
export function listProviders(db: Database, account: string): Promise<readonly ListedProvider[]> {
  return db.withAccount(account, (tx) =>
    tx.query<ListedProvider & Record<string, unknown>>(
      `WITH all_of AS (SELECT provider, count(*)::int AS instances FROM instance WHERE account = $1 AND provider <> 'none' GROUP BY provider)
       SELECT coalesce(l.provider, a.provider) AS provider, l.place, l.at, l.seen_at AS "seenAt", l.took_ms AS "tookMs", l.machines, l.met,
         l.failed_since AS "failedSince", coalesce(l.failures, 0) AS failures, coalesce(l.error, '') AS error, coalesce(a.instances, 0) AS instances
       FROM (SELECT * FROM provider_look WHERE account = $1) l FULL JOIN all_of a ON a.provider = l.provider
       ORDER BY 1, 2 NULLS FIRST LIMIT ${PROVIDERS_MAX}`,
      [account],
    ),
  );
}
