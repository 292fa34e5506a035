import { packageDrift, type Link, type Repository } from '../../domain/sensing/sensors/package-drift.js';
import { ask } from './query.js';

interface Found extends Record<string, unknown> {
  readonly row: Repository | Link;
}

/** Repositories that were not read for the shortest while of all, and links to a package that its repository has in another version. */
export const askPackageDrift = ask(packageDrift, async (tx, { account, now, least }) => {
  const found = await tx.query<Found>(
    `WITH exposed AS MATERIALIZED (SELECT DISTINCT regexp_replace(place, '@\\d+$', '') AS place, package FROM exposure WHERE account = $1 AND state = 'open')
     SELECT jsonb_build_object('what', 'repository', 'repository', r.id, 'synced_at', ms(r.synced_at), 'error', r.error) AS row
     FROM repository r WHERE r.account = $1 AND r.enabled
       AND (coalesce(r.synced_at < at_ms($2) - make_interval(hours => $3), true) OR r.id IN (
         SELECT payload->>'package_repository_id' FROM condition
         WHERE account = $1 AND sensor = 'package_drift_sensor' AND closed_at IS NULL))
     UNION ALL
     SELECT jsonb_build_object('what', 'link', 'repository', r.id, 'repository_kind', r.kind, 'link', l.id, 'module', l.module,
       'package', l.package, 'architecture', l.architecture, 'version', l.version, 'upstream', p.version, 'synced_at', ms(l.synced_at),
       'exposed', EXISTS (SELECT 1 FROM exposed x WHERE x.place IN (l.module, 'module/' || l.module))
         OR EXISTS (SELECT 1 FROM exposed x WHERE x.package = l.package))
     FROM package_link l JOIN repository r ON r.account = l.account AND r.id = l.repository AND r.enabled
     JOIN module m ON m.account = l.account AND m.id = l.module AND m.enabled
     JOIN package p ON p.account = l.account AND p.repository = l.repository AND p.name = l.package AND p.architecture = l.architecture
     WHERE l.account = $1 AND p.version <> l.version AND l.synced_at < at_ms($2) - make_interval(hours => $4)`,
    [account, now, least('repository_stale_after_hours'), least('link_min_age_hours')],
  );
  return found.map(({ row }) => row);
});
