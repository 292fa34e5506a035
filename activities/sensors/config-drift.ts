import { configDrift, type Configured } from '../../domain/sensing/sensors/config-drift.js';
import { ask } from './query.js';

/** Rounds look every minute: an assignment that was changed longer ago was seen when it was new, or its modules are known to drift. */
const RECENT_MS = 7 * 86_400_000;

/**
 * Who reports another configuration, whose assignments nothing was done about, and who stands open. An assignment that came into force
 * after the instance was last settled, and that it does not run, is one that nothing was done about. Other hashes than a template's are
 * those before and behind it, so that an index finds them without those that are right.
 */
export const askConfigDrift = ask(configDrift, (tx, { account, now, least }) =>
  tx.query<Configured & Record<string, unknown>>(
    `WITH standing AS MATERIALIZED (
       SELECT payload ->> 'instance_id' AS instance, coalesce(array_agg(payload ->> 'module_id') FILTER (WHERE kind = 'config.assignment_lag'), '{}') AS lags
       FROM condition WHERE account = $1 AND sensor = 'config_drift_sensor' AND closed_at IS NULL AND fingerprint NOT LIKE 'rollup:%'
       GROUP BY 1
     ), on_its_way AS MATERIALIZED (
       SELECT instance, max(made_at) AS made_at FROM node_task
       WHERE account = $1 AND state IN ('waiting', 'leased') AND kind = 'module.apply' AND ends_at > at_ms($3::float8) GROUP BY instance
     ), assigned AS MATERIALIZED (
       SELECT a.node, a.module FROM assignment a
       WHERE a.account = $1 AND a.changed_at < at_ms($2::float8) AND a.changed_at >= at_ms($4::float8)
       UNION SELECT a.node, a.module FROM standing s JOIN instance i ON i.account = $1 AND i.id = s.instance
       JOIN assignment a ON a.account = $1 AND a.node = i.node AND a.module = ANY (s.lags)
     ), late AS MATERIALIZED (
       SELECT i.id AS instance, jsonb_agg(jsonb_build_object('module', a.module, 'digest', w.digest, 'changed_at', ms(a.changed_at),
         'in_flight', coalesce(o.made_at >= a.changed_at, false)) ORDER BY a.module) AS lags
       FROM assigned c
       JOIN assignment a ON a.account = $1 AND a.node = c.node AND a.module = c.module
       JOIN module m ON m.account = a.account AND m.id = a.module AND m.enabled
       LEFT JOIN module_version v ON v.account = a.account AND v.module = a.module AND v.version = coalesce(a.version, m.version)
       CROSS JOIN LATERAL (SELECT CASE WHEN a.enabled THEN v.digest END AS digest) w
       JOIN instance i ON i.account = a.account AND i.node = a.node AND i.status = 'running'
       LEFT JOIN on_its_way o ON o.instance = i.id
       WHERE (v.digest IS NOT NULL OR NOT a.enabled)
         AND (i.settled_at IS NULL OR i.settled_at < a.changed_at) AND (i.running ->> a.module) IS DISTINCT FROM w.digest
       GROUP BY i.id
     ), wanted AS MATERIALIZED (
       SELECT instance AS id FROM standing
       UNION SELECT instance FROM late
       UNION SELECT i.id FROM template t JOIN instance i ON i.account = $1 AND i.template = t.id AND i.status = 'running' AND i.config_hash < t.config_hash
       WHERE t.account = $1
       UNION SELECT i.id FROM template t JOIN instance i ON i.account = $1 AND i.template = t.id AND i.status = 'running' AND i.config_hash > t.config_hash
       WHERE t.account = $1
       UNION SELECT i.id FROM node n JOIN instance i ON i.account = $1 AND i.node = n.id AND i.status = 'running' AND i.config_hash <> n.config_hash
       WHERE n.account = $1 AND n.config_hash IS NOT NULL
     )
     SELECT i.id AS instance, i.node, i.template, ms(i.settled_at) AS settled_at, ms(i.busy_until) AS busy_until,
       coalesce(h.report, '') AS report, coalesce(n.config_hash, t.config_hash) AS desired_hash, i.config_hash AS reported_hash,
       coalesce(l.lags, '[]') AS lags, coalesce(s.lags, '{}') AS open_lags
     FROM wanted w
     JOIN instance i ON i.account = $1 AND i.id = w.id AND i.status = 'running'
     JOIN node n ON n.account = i.account AND n.id = i.node AND n.enabled
     JOIN template t ON t.account = i.account AND t.id = i.template
     JOIN heartbeat h ON h.account = i.account AND h.instance = i.id
     LEFT JOIN late l ON l.instance = i.id
     LEFT JOIN standing s ON s.instance = i.id`,
    [account, now - least('intent_lag_minutes') * 60_000, now, now - RECENT_MS],
  ),
);
