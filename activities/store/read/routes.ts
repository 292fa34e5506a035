import type { Route } from '../../../domain/route.js';
import type { Database } from '../database.js';
import { withoutNulls } from './interventions.js';

export interface ListedRoute extends Route {
  readonly author: string;
  readonly reason: string;
  /** Messages to this channel that wait, and those that were given up. */
  readonly waiting: number;
  readonly givenUp: number;
  /** Why the newest of those did not get there. */
  readonly trouble?: string;
  readonly lastSaidAt?: Date;
}

export function listRoutes(db: Database, account: string): Promise<readonly ListedRoute[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<ListedRoute & Record<string, unknown>>(
      `SELECT r.id, r.provider, r.channel, tells, agent, team, target, severity_min AS "severityMin", author, reason,
         coalesce(p.waiting, 0) AS waiting, coalesce(p.given_up, 0) AS "givenUp", p.trouble, p.said_at AS "lastSaidAt"
       FROM route r LEFT JOIN (
         SELECT provider, channel, count(*) FILTER (WHERE shown < wanted AND failed_at IS NULL)::int AS waiting,
           count(*) FILTER (WHERE failed_at IS NOT NULL)::int AS given_up, max(opened_at) FILTER (WHERE ref IS NOT NULL) AS said_at,
           (array_agg(last_error ORDER BY opened_at DESC) FILTER (WHERE last_error IS NOT NULL))[1] AS trouble
         FROM post WHERE account = $1 GROUP BY provider, channel) p ON p.provider = r.provider AND p.channel = r.channel
       WHERE r.account = $1 ORDER BY r.id`,
      [account],
    );
    return rows.map((row) => {
      const trouble = row.trouble ?? (row.waiting > 0 && row.lastSaidAt === null ? unheard(row) : null);
      return withoutNulls({ ...row, trouble }) as ListedRoute;
    });
  });
}

/** The rows can't tell a worker without a token from one that is about to send; a person can. */
function unheard({ provider }: Route): string {
  return `nothing was said there yet: does the worker have its bot token (REEVE_${provider.toUpperCase()}_BOT_TOKEN)?`;
}
