import { criticalUpgradeAvailable, type Upgrade } from '../../domain/sensing/sensors/critical-upgrade-available.js';
import { ask } from './query.js';

/** Links to a package that its repository has in another version, where a grave exposure touches the module or the package. */
export const askCriticalUpgradeAvailable = ask(criticalUpgradeAvailable, (tx, { account, now, least }) =>
  tx.query<Upgrade & Record<string, unknown>>(
    `WITH hole AS MATERIALIZED (
       SELECT DISTINCT x.cve, c.severity, m.id AS module, x.package, x.fixed_in
       FROM exposure x JOIN cve c ON c.account = x.account AND c.id = x.cve AND c.severity IN ('critical', 'high') AND c.withdrawn_at IS NULL
       LEFT JOIN module m ON m.account = x.account AND regexp_replace(x.place, '@\\d+$', '') IN (m.id, 'module/' || m.id)
       WHERE x.account = $1 AND x.state IN ('open', 'remediating')
     ), behind AS MATERIALIZED (
       SELECT l.id AS link, l.module, l.package, l.architecture, l.version, p.version AS upstream, r.id AS repository, r.kind, l.synced_at
       FROM package_link l JOIN repository r ON r.account = l.account AND r.id = l.repository AND r.enabled
       JOIN module m ON m.account = l.account AND m.id = l.module AND m.enabled
       JOIN package p ON p.account = l.account AND p.repository = l.repository AND p.name = l.package AND p.architecture = l.architecture
       WHERE l.account = $1 AND p.version <> l.version AND l.synced_at < at_ms($2) - make_interval(hours => $3)
     ), touched AS (
       SELECT b.link, h.* FROM behind b JOIN hole h ON h.module = b.module
       UNION SELECT b.link, h.* FROM behind b JOIN hole h ON h.package = b.package
     )
     SELECT b.link, b.module, b.package, b.architecture, b.version, b.upstream, b.repository, b.kind AS repository_kind,
       ms(b.synced_at) AS synced_at, t.holes
     FROM behind b JOIN (
       SELECT link, jsonb_agg(jsonb_build_object('cve', cve, 'severity', severity, 'module', module, 'package', package,
         'fixed_in', fixed_in) ORDER BY cve) AS holes FROM touched GROUP BY link) t ON t.link = b.link`,
    [account, now, least('link_min_age_hours')],
  ),
);
