import { type Project, projectSlo } from '../../domain/sensing/sensors/project-slo.js';
import { ask } from './query.js';

/** A metric is what it was lately on average: one odd sample is no breach, and one good one no recovery. */
const LATELY_MS = 900_000;
/** A project costs so much this month: what is older is of another one. */
const MONTH_MS = 31 * 86_400_000;

/** Active projects with what was seen of them lately, and with the newest word about their cost. */
export const askProjectSlo = ask(projectSlo, (tx, { account, now }) =>
  tx.query<Project & Record<string, unknown>>(
    `WITH lately AS (
       SELECT p.id, x.metric, avg(x.value) AS mean, (array_agg(x.value ORDER BY x.at DESC))[1] AS last, ms(max(x.at)) AS at
       FROM project p JOIN project_sample x ON x.account = p.account AND x.project = p.id AND x.at > at_ms($2::float8) AND x.at <= at_ms($4::float8)
         AND x.metric IN ('latency_p99_ms', 'availability_pct', 'error_rate_pct', 'replicas', 'regions')
       WHERE p.account = $1 AND p.status = 'active' GROUP BY p.id, x.metric
       UNION ALL
       SELECT p.id, 'cost_usd', c.value, c.value, ms(c.at)
       FROM project p CROSS JOIN LATERAL (SELECT x.value, x.at FROM project_sample x
         WHERE x.account = p.account AND x.project = p.id AND x.metric = 'cost_usd' AND x.at > at_ms($3::float8) AND x.at <= at_ms($4::float8)
         ORDER BY x.at DESC LIMIT 1) c
       WHERE p.account = $1 AND p.status = 'active' AND p.cost_ceiling_usd IS NOT NULL
     ), seen AS (
       SELECT id, jsonb_object_agg(metric, jsonb_build_object('mean', mean, 'last', last, 'at', at)) AS seen FROM lately GROUP BY id
     )
     SELECT p.id AS project, p.availability_pct, p.latency_p99_ms, p.error_rate_pct, p.cost_ceiling_usd, p.replicas, p.regions,
       coalesce(s.seen, '{}') AS seen
     FROM project p LEFT JOIN seen s ON s.id = p.id
     WHERE p.account = $1 AND p.status = 'active' AND (s.id IS NOT NULL OR p.id IN (
       SELECT payload ->> 'project_id' FROM condition WHERE account = $1 AND sensor = 'project_slo_sensor' AND closed_at IS NULL))`,
    [account, now - LATELY_MS, now - MONTH_MS, now],
  ),
);
