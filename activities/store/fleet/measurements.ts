import type { Measured, Sample } from '../../../domain/fleet/measuring.js';
import type { Transaction } from '../database.js';

export interface DueRow {
  readonly of: Measured;
  readonly id: string;
  readonly queries: unknown;
  /** When what was asked for was last sampled. */
  readonly lastAt: number | null;
}

/** Who writes these samples; those of others are left as they are. */
const SOURCE = 'prometheus';
const DUE = `queries <> '{}'::jsonb AND (asked_at IS NULL
  OR asked_at <= clock() - make_interval(secs => CASE WHEN ask_error = '' THEN $2::float8 ELSE $3::float8 END / 1000))`;
const ACTIVE: Readonly<Record<Measured, string>> = { slo: 'true', project: `status = 'active'` };

/** Takes up those whose time it is, the longest waiting first: two workers never ask for the same one. */
export async function takeDueMeasured(
  tx: Transaction,
  account: string,
  {
    of,
    everyMs,
    againMs,
    most,
  }: { readonly of: Measured; readonly everyMs: number; readonly againMs: number; readonly most: number },
): Promise<readonly DueRow[]> {
  const rows = await tx.query<Omit<DueRow, 'of'> & Record<string, unknown>>(
    `WITH due AS (
       SELECT id FROM ${of} WHERE account = $1 AND ${ACTIVE[of]} AND ${DUE} ORDER BY asked_at NULLS FIRST, id LIMIT $4 FOR UPDATE SKIP LOCKED)
     UPDATE ${of} m SET asked_at = clock() FROM due WHERE m.account = $1 AND m.id = due.id
     RETURNING m.id, queries, (SELECT ms(max(at)) FROM ${of}_sample x
       WHERE x.account = $1 AND x.${of} = m.id AND x.source = '${SOURCE}' AND x.at > clock() - interval '1 day') AS "lastAt"`,
    [account, everyMs, againMs, most],
  );
  return rows.map((row) => ({ ...row, of }));
}

/** Those that were taken up and not asked for are the first of the next round: else the same ones would be left out each time. */
export async function giveBack(
  tx: Transaction,
  account: string,
  { of, ids }: { readonly of: Measured; readonly ids: readonly string[] },
): Promise<void> {
  await tx.query(`UPDATE ${of} SET asked_at = NULL WHERE account = $1 AND id = ANY ($2)`, [account, ids]);
}

/** The first by name of those that are switched on. */
export async function readMetricsSource(tx: Transaction, account: string): Promise<string | undefined> {
  const [row] = await tx.query<{ url: string }>(
    'SELECT url FROM metrics_source WHERE account = $1 AND enabled ORDER BY id LIMIT 1',
    [account],
  );
  return row?.url;
}

const KEPT_DAYS = 32;

/** What was measured of one, or why that is not known: then nothing of it is written. */
export async function keepMeasured(
  tx: Transaction,
  account: string,
  {
    of,
    id,
    rows = [],
    error = '',
  }: Pick<DueRow, 'of' | 'id'> & { readonly rows?: readonly Sample[]; readonly error?: string },
): Promise<void> {
  await tx.query(
    `UPDATE ${of} SET ask_error = left($3, 1000) WHERE account = $1 AND id = $2 AND ask_error <> left($3, 1000)`,
    [...[account, id, error]],
  );
  if (rows.length === 0) return;
  const text = JSON.stringify(rows);
  await (of === 'slo'
    ? tx.query(
        `INSERT INTO slo_sample (account, slo, at, requests, errors, up_pct, latency_p99_ms, source)
         SELECT $1, s.id, at_ms(r.at), coalesce(r.requests, 0)::bigint, coalesce(r.errors, 0)::bigint, r."upPct", r."latencyP99Ms", '${SOURCE}'
         FROM slo s, jsonb_to_recordset($3::jsonb) AS r (at float8, requests float8, errors float8, "upPct" float8, "latencyP99Ms" float8)
         WHERE s.account = $1 AND s.id = $2 ON CONFLICT DO NOTHING`,
        [account, id, text],
      )
    : tx.query(
        `INSERT INTO project_sample (account, project, metric, at, value, source)
         SELECT $1, p.id, r.metric, at_ms(r.at), r.value, '${SOURCE}'
         FROM project p, jsonb_to_recordset($3::jsonb) AS r (metric text, at float8, value float8)
         WHERE p.account = $1 AND p.id = $2 ON CONFLICT DO NOTHING`,
        [account, id, text],
      ));
  // No window reaches further back.
  await tx.query(
    `DELETE FROM ${of}_sample WHERE account = $1 AND ${of} = $2 AND source = '${SOURCE}' AND at < clock() - interval '${KEPT_DAYS} days'`,
    [account, id],
  );
}

/** Those that could not be measured when they were asked for last, with how many they are, and how many there are to ask for. */
export async function readUnmeasured(
  tx: Transaction,
  account: string,
  most: number,
): Promise<{ readonly wanted: number; readonly count: number; readonly first: readonly string[] }> {
  const [row] = await tx.query<{ wanted: number; count: number; first: readonly string[] | null }>(
    `WITH asked AS (
       SELECT 'slo/' || id AS name, ask_error FROM slo WHERE account = $1 AND queries <> '{}'::jsonb
       UNION ALL SELECT 'project/' || id, ask_error FROM project WHERE account = $1 AND queries <> '{}'::jsonb AND status = 'active')
     SELECT count(*)::int AS wanted, count(*) FILTER (WHERE ask_error <> '')::int AS count,
       (array_agg(name || ': ' || ask_error ORDER BY name) FILTER (WHERE ask_error <> ''))[1:$2] AS first FROM asked`,
    [account, most],
  );
  return { wanted: row?.wanted ?? 0, count: row?.count ?? 0, first: row?.first ?? [] };
}
