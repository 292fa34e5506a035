import { modulePromotion, type Staged } from '../../domain/sensing/sensors/module-promotion.js';
import { ask } from './query.js';

/** Who has not reported for so long does not vouch for anything. */
const FRESH_MS = 300_000;

interface Row extends Omit<Staged, 'since'>, Record<string, unknown> {
  readonly since: readonly string[];
}

/** Versions in staging with those who run them, and whatever stands open. Each instance is looked at once, and only if anything is staged. */
export const askModulePromotion = ask(modulePromotion, async (tx, { account, now, most }) => {
  const rows = await tx.query<Row>(
    `WITH staged AS MATERIALIZED (
       SELECT v.module, v.version, v.digest, v.state, v.staged_at
       FROM module_version v JOIN module m ON m.account = v.account AND m.id = v.module AND m.enabled
       WHERE v.account = $1 AND (v.state = 'staging' OR v.module || '@' || v.version IN (
         SELECT substr(fingerprint, strpos(fingerprint, ':') + 1) FROM condition
         WHERE account = $1 AND sensor = 'module_promotion_sensor' AND closed_at IS NULL))
     ), runs AS MATERIALIZED (
       SELECT r.module, r.version, count(*)::int AS n,
         array_agg(r.since ORDER BY r.since COLLATE "C") FILTER (WHERE r.since ~ '^\\d{4}-\\d\\d-\\d\\dT') AS since
       FROM instance i
       JOIN heartbeat h ON h.account = i.account AND h.instance = i.id AND h.at > at_ms($3::float8)
       -- By itself for each instance, so that the wide rows are read once and not once a version.
       CROSS JOIN LATERAL (SELECT s.module, s.version, i.running_since ->> s.module AS since FROM staged s
         WHERE s.state = 'staging' AND s.digest = i.running ->> s.module OFFSET 0) r
       WHERE i.account = $1 AND i.status = 'running' AND EXISTS (SELECT FROM staged WHERE state = 'staging')
       GROUP BY r.module, r.version
     )
     SELECT s.module, s.version, s.digest, s.state, ms(s.staged_at) AS staged_at, coalesce(r.n, 0) AS running_count,
       coalesce(r.since[1:$2::int], '{}') AS since
     FROM staged s LEFT JOIN runs r USING (module, version)`,
    [account, most('required_running_instances'), now - FRESH_MS],
  );
  // All are written by one clock in one form, so that their order as texts is that in time; what is no time counts for nothing.
  return rows.map((row) => ({
    ...row,
    since: row.since.map((at) => Date.parse(at)).filter((at) => !Number.isNaN(at)),
  }));
});
