import { honeypotAccess, type Touched } from '../../domain/sensing/sensors/honeypot-access.js';
import { ask } from './query.js';

/** Whoever floods a lure with touches does not flood Reeve: the newest so many are each a condition. */
const TOUCHES_MAX = 500;

/** Touches of active lures, with how many there are at the same lure and on how many instances, and what stands open. */
export const askHoneypotAccess = ask(honeypotAccess, (tx, { account, now, most }) =>
  tx.query<Touched & Record<string, unknown>>(
    `WITH standing AS MATERIALIZED (
       SELECT DISTINCT payload ->> 'event_id' AS id FROM condition
       WHERE account = $1 AND sensor = 'honeypot_access_sensor' AND closed_at IS NULL AND fingerprint NOT LIKE 'rollup:%'
     ), recent AS MATERIALIZED (
       SELECT a.id, a.module, a.instance, a.at FROM honeypot_access a
       JOIN honeypot p ON p.account = a.account AND p.module = a.module AND p.active
       WHERE a.account = $1 AND a.at >= least(at_ms($2::float8), at_ms($3::float8))
     ), per_lure AS (
       SELECT module, (array_agg(ms(at) ORDER BY at DESC))[1:$4::int] AS accesses FROM recent GROUP BY module
     ), per_instance AS (
       SELECT (array_agg(ms(at) ORDER BY at DESC))[1:$5::int] AS tripped
       FROM (SELECT max(at) AS at FROM recent WHERE instance IS NOT NULL GROUP BY instance) newest
     ), wanted AS (
       SELECT id FROM standing
       UNION (SELECT id FROM recent WHERE at >= at_ms($2::float8) ORDER BY at DESC LIMIT ${TOUCHES_MAX})
     )
     SELECT a.id AS event, a.module, a.instance, i.template, ms(a.at) AS at, a.source, a.path, a.process, a.person, a.blocked_by,
       coalesce(h.report, '') AS report, coalesce(l.accesses, '{}') AS accesses, coalesce(t.tripped, '{}') AS tripped
     FROM wanted w JOIN honeypot_access a ON a.account = $1 AND a.id = w.id
     JOIN honeypot p ON p.account = a.account AND p.module = a.module AND p.active
     CROSS JOIN per_instance t
     LEFT JOIN per_lure l ON l.module = a.module
     LEFT JOIN instance i ON i.account = a.account AND i.id = a.instance
     LEFT JOIN heartbeat h ON h.account = a.account AND h.instance = a.instance`,
    [
      ...[account, now - most('lookback_minutes') * 60_000],
      now - most('multi_instance_correlation_window_minutes') * 60_000,
      ...[most('min_accesses'), most('multi_instance_threshold')],
    ],
  ),
);
