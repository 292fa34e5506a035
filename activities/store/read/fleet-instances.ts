import type { Health } from '../../../domain/fleet/health.js';
import type { Database } from '../database.js';
import { HEALTH, SILENT, WHOLE_FLEET, WRONG } from './fleet-health.js';
import type { BoardWish } from './fleet-board.js';

export interface InstanceSearch extends BoardWish {
  /** What its name begins with. */
  readonly name?: string;
  /** The id of the last one that was seen: the page after it. */
  readonly after?: string;
  readonly limit: number;
}

export interface SeenInstance {
  readonly id: string;
  readonly node: string;
  readonly template: string;
  readonly status: string;
  readonly simulated: boolean;
  readonly health: Health;
  readonly silent: boolean;
  readonly heartbeatAt: Date | null;
}

/** By name, a page at a time. */
export function searchInstances(
  db: Database,
  account: string,
  { template, health, silent, name, after, limit }: InstanceSearch,
): Promise<readonly SeenInstance[]> {
  return db.withAccount(account, async (tx) => {
    await tx.query(WHOLE_FLEET);
    return tx.query<SeenInstance & Record<string, unknown>>(
      `WITH ${WRONG}, seen AS (
         SELECT i.id, i.node, i.template, i.status, i.provider = 'simulated' AS simulated, ${HEALTH} AS health, ${SILENT} AS silent
         FROM instance i LEFT JOIN wrong w ON w.id = i.id
         WHERE i.account = $1 AND ($2::text IS NULL OR i.template = $2) AND ($3::text IS NULL OR starts_with(i.id, $3))
           AND ($4::text IS NULL OR i.id > $4))
       SELECT s.*, h.at AS "heartbeatAt" FROM (SELECT * FROM seen
         WHERE ($5::text IS NULL OR health = $5) AND ($6::boolean IS NULL OR silent = $6) ORDER BY id LIMIT $7) s
       LEFT JOIN heartbeat h ON h.account = $1 AND h.instance = s.id ORDER BY s.id`,
      [account, template ?? null, name ?? null, after ?? null, health ?? null, silent ?? null, limit],
    );
  });
}
