import { moduleDrift, type Modules } from '../../domain/sensing/sensors/module-drift.js';
import { ask } from './query.js';

/** What each instance should run is its template's modules, and over them its node's own; only who differs is fetched. */
export const askModuleDrift = ask(moduleDrift, (tx, { account }) =>
  tx.query<Modules & Record<string, unknown>>(
    `WITH of_template AS MATERIALIZED (
       SELECT t.template, jsonb_object_agg(t.module, v.digest) AS modules
       FROM template_module t JOIN module m ON m.account = t.account AND m.id = t.module AND m.enabled
       JOIN module_version v ON v.account = m.account AND v.module = m.id AND v.version = m.version
       WHERE t.account = $1 GROUP BY t.template
     ), of_node AS MATERIALIZED (
       SELECT a.node, jsonb_object_agg(a.module, CASE WHEN a.enabled THEN v.digest END) AS modules
       FROM assignment a JOIN module m ON m.account = a.account AND m.id = a.module AND m.enabled
       LEFT JOIN module_version v ON v.account = m.account AND v.module = m.id AND v.version = coalesce(a.version, m.version)
       WHERE a.account = $1 GROUP BY a.node
     )
     SELECT i.id AS instance, i.node, i.template, ms(i.settled_at) AS settled_at, ms(i.busy_until) AS busy_until,
       coalesce(h.report, '') AS report, i.running, w.desired
     FROM instance i JOIN node n ON n.account = i.account AND n.id = i.node AND n.enabled
     LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id
     LEFT JOIN of_template t ON t.template = i.template
     LEFT JOIN of_node o ON o.node = i.node
     CROSS JOIN LATERAL (SELECT CASE WHEN o.modules IS NULL THEN coalesce(t.modules, '{}')
       ELSE jsonb_strip_nulls(coalesce(t.modules, '{}') || o.modules) END AS desired) w
     WHERE i.account = $1 AND i.status = 'running' AND h.at IS NOT NULL AND i.running <> w.desired`,
    [account],
  ),
);
