import { gitopsDrift, type Synced } from '../../domain/sensing/sensors/gitops-drift.js';
import { ask } from './query.js';

/** Each repository with the newest comparison that came to a result: one that failed found neither differences nor that there are none. */
export const askGitopsDrift = ask(gitopsDrift, (tx, { account }) =>
  tx.query<Synced & Record<string, unknown>>(
    `WITH standing AS MATERIALIZED (
       SELECT payload ->> 'repository_id' AS source, array_agg(payload ->> 'synced_revision') AS revisions FROM condition
       WHERE account = $1 AND kind = 'gitops.drift_detected' AND closed_at IS NULL GROUP BY 1
     ), asked AS MATERIALIZED (
       SELECT target, count(*)::int AS n, max(key) AS key FROM intervention
       WHERE account = $1 AND outcome IS NULL AND called_off_at IS NULL AND starts_with(target, 'gitops/') GROUP BY target
     )
     SELECT s.id AS source, s.url, s.branch, r.revision, ms(r.ended_at) AS ended_at, r.id AS run, coalesce(r.sorts, '{}') AS diffs,
       coalesce(o.revisions, '{}') AS open_revisions, coalesce(a.n, 0) AS pending, a.key AS proposal
     FROM gitops_source s
     LEFT JOIN LATERAL (SELECT id, revision, ended_at, (SELECT jsonb_object_agg(sort, n) FROM (
           SELECT left(coalesce(e ->> 'does', e ->> 'action', e ->> 'op', 'other'), 40) AS sort, count(*)::int AS n
           FROM jsonb_array_elements(CASE jsonb_typeof(g.diffs) WHEN 'array' THEN g.diffs ELSE '[]' END) e GROUP BY 1) c) AS sorts
         FROM gitops_run g
         WHERE g.account = s.account AND g.source = s.id AND g.ended_at IS NOT NULL AND g.state IN ('success', 'partial')
         ORDER BY g.started_at DESC LIMIT 1) r ON true
     LEFT JOIN standing o ON o.source = s.id
     LEFT JOIN asked a ON a.target = 'gitops/' || s.id
     WHERE s.account = $1 AND s.enabled AND (r.sorts IS NOT NULL OR o.source IS NOT NULL)`,
    [account],
  ),
);
