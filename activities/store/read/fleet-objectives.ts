import type { Database } from '../database.js';

/** What was measured in a window; NULL where nothing was. */
export interface Window {
  readonly samples: number;
  readonly errorPct: number | null;
  readonly upPct: number | null;
  readonly latencyMs: number | null;
}
export interface Slo {
  readonly id: string;
  readonly module: string;
  readonly uptimePct: number | null;
  readonly errorRatePct: number | null;
  readonly latencyMs: number | null;
  readonly period: string;
  readonly enforces: boolean;
  readonly windows: Readonly<Partial<Record<'period' | '1h' | '6h', Window>>>;
  /** The period in equal parts, the oldest first: what went wrong in each, in percent. */
  readonly line: readonly (number | null)[];
  readonly sampledAt: Date | null;
  /** The open condition about it. */
  readonly condition: string | null;
  /** Why who measures could not be asked; empty where it could, or nobody is to be. */
  readonly askError: string;
}
export interface Project {
  readonly id: string;
  readonly status: string;
  readonly availabilityPct: number;
  readonly latencyMs: number;
  readonly errorRatePct: number;
  readonly ceilingUsd: number | null;
  /** The mean of the last quarter of an hour, and of the cost of this month the newest word. */
  readonly seen: Readonly<Partial<Record<string, { readonly value: number; readonly at: number }>>>;
  readonly conditions: number;
  readonly askError: string;
}

const LINE_PARTS = 48;

/** One page by name; each with its windows, which end now. */
export function readSlos(
  db: Database,
  account: string,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly Slo[]> {
  return db.withAccount(account, (tx) =>
    tx.query<Slo & Record<string, unknown>>(
      `WITH page AS (SELECT * FROM slo WHERE account = $1 AND ($2::text IS NULL OR id > $2) ORDER BY id LIMIT $3)
       SELECT s.id, s.module, s.uptime_pct AS "uptimePct", s.error_rate_pct AS "errorRatePct", s.latency_p99_ms AS "latencyMs", s.period, s.enforces, s.ask_error AS "askError",
         (SELECT coalesce(jsonb_object_agg(w.name, m.measured), '{}')
          FROM (VALUES ('period', s.period::interval), ('1h', interval '1 hour'), ('6h', interval '6 hours')) w (name, long)
          CROSS JOIN LATERAL (SELECT jsonb_build_object('samples', count(*), 'errorPct', 100.0 * sum(errors) / nullif(sum(requests), 0),
            'upPct', avg(up_pct), 'latencyMs', sum(latency_p99_ms * greatest(requests, 1)) / nullif(sum(greatest(requests, 1)) FILTER
            (WHERE latency_p99_ms IS NOT NULL), 0)) AS measured
            FROM slo_sample x WHERE x.account = $1 AND x.slo = s.id AND x.at > clock() - w.long AND x.at <= clock()) m) AS windows,
         (SELECT array_agg(b.bad ORDER BY part) FROM generate_series(0, ${LINE_PARTS - 1}) part
          LEFT JOIN (SELECT least(floor(extract(epoch FROM x.at - (clock() - s.period::interval))
              / extract(epoch FROM s.period::interval) * ${LINE_PARTS}), ${LINE_PARTS - 1})::int AS n,
            greatest(100.0 * sum(errors) / nullif(sum(requests), 0), 100 - avg(up_pct))::float8 AS bad
            FROM slo_sample x WHERE x.account = $1 AND x.slo = s.id AND x.at > clock() - s.period::interval AND x.at <= clock() GROUP BY 1) b
          ON b.n = part) AS line,
         (SELECT max(at) FROM slo_sample x WHERE x.account = $1 AND x.slo = s.id) AS "sampledAt",
         (SELECT id FROM condition c WHERE c.account = $1 AND c.kind = 'slo.violated' AND c.closed_at IS NULL
           AND c.fingerprint = 'slo_violation:' || s.id) AS condition
       FROM page s ORDER BY s.id`,
      [account, after ?? null, limit],
    ),
  );
}

/** One page by name. The cost is of this month: what is older is of another one. */
export function readProjects(
  db: Database,
  account: string,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly Project[]> {
  return db.withAccount(account, (tx) =>
    tx.query<Project & Record<string, unknown>>(
      `WITH page AS (SELECT * FROM project WHERE account = $1 AND ($2::text IS NULL OR id > $2) ORDER BY id LIMIT $3)
       SELECT p.id, p.status, p.availability_pct AS "availabilityPct", p.latency_p99_ms AS "latencyMs", p.error_rate_pct AS "errorRatePct",
         p.cost_ceiling_usd AS "ceilingUsd", p.ask_error AS "askError",
         (SELECT coalesce(jsonb_object_agg(metric, jsonb_build_object('value', value, 'at', at)), '{}') FROM (
            SELECT metric, avg(value) AS value, ms(max(at)) AS at FROM project_sample x WHERE x.account = $1 AND x.project = p.id
              AND x.metric IN ('latency_p99_ms', 'availability_pct', 'error_rate_pct') AND x.at > clock() - interval '15 minutes' AND x.at <= clock()
            GROUP BY metric
            UNION ALL (SELECT metric, value, ms(at) FROM project_sample x WHERE x.account = $1 AND x.project = p.id AND x.metric = 'cost_usd'
              AND x.at >= date_trunc('month', clock(), 'UTC') AND x.at <= clock() ORDER BY at DESC LIMIT 1)) m) AS seen,
         (SELECT count(*)::int FROM condition c WHERE c.account = $1 AND c.subject = 'project/' || p.id AND c.closed_at IS NULL) AS conditions
       FROM page p ORDER BY p.id`,
      [account, after ?? null, limit],
    ),
  );
}
