import { type Promised, sloViolation } from '../../domain/sensing/sensors/slo-violation.js';
import { ask } from './query.js';

/**
 * What was measured of each promise over its period, over one hour and over six. Only samples that say something count: one of
 * nothing but zeros is what a source writes that measures nothing. The p99 of a window is the mean of its samples' p99, by their requests.
 */
export const askSloViolation = ask(sloViolation, (tx, { account, now }) =>
  tx.query<Promised & Record<string, unknown>>(
    `WITH counted AS (
       SELECT s.id, w.name, jsonb_build_object(
         'error_n', count(*) FILTER (WHERE x.requests > 0), 'error_pct', least(100, 100 * sum(x.errors::float8) / nullif(sum(x.requests::float8), 0)),
         'up_n', count(x.up_pct), 'up_pct', avg(x.up_pct),
         'latency_n', count(*) FILTER (WHERE x.latency_p99_ms > 0),
         'latency_ms', sum(x.latency_p99_ms * greatest(x.requests, 1)) FILTER (WHERE x.latency_p99_ms > 0)
           / nullif(sum(greatest(x.requests, 1)::float8) FILTER (WHERE x.latency_p99_ms > 0), 0)) AS measured
       FROM slo s
       CROSS JOIN LATERAL (VALUES ('period', s.period::interval), ('1h', interval '1 hour'), ('6h', interval '6 hours')) w (name, long)
       JOIN slo_sample x ON x.account = s.account AND x.slo = s.id AND x.at > at_ms($2::float8) - w.long AND x.at <= at_ms($2::float8)
         AND (x.requests = 0 AND x.errors = 0 AND x.up_pct = 0 AND x.latency_p99_ms = 0) IS NOT TRUE
       WHERE s.account = $1 GROUP BY s.id, w.name
     ), measured AS (
       SELECT id, jsonb_object_agg(name, measured) AS measured FROM counted GROUP BY id
     )
     SELECT s.id AS slo, s.module, s.uptime_pct, s.error_rate_pct, s.latency_p99_ms, s.period, s.enforces, coalesce(m.measured, '{}') AS measured
     FROM slo s JOIN module o ON o.account = s.account AND o.id = s.module AND o.enabled
     LEFT JOIN measured m ON m.id = s.id
     WHERE s.account = $1 AND (m.id IS NOT NULL OR 'slo_violation:' || s.id IN (
       SELECT fingerprint FROM condition WHERE account = $1 AND kind = 'slo.violated' AND closed_at IS NULL))`,
    [account, now],
  ),
);
