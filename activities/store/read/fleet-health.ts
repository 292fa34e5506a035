import { gravityOf } from '../gravity.js';

/**
 * The gravest of what stands open about each instance and about what is in it (its peers, its storages). The account is $1. What
 * only stands for others names no instance, and what one explains is no less wrong for that.
 */
export const WRONG = `wrong AS MATERIALIZED (
  SELECT substr(g, 10) AS id, max(${gravityOf('c.severity')}) AS weight,
    bool_or(c.kind = 'instance.silent') AS silent
  FROM condition c CROSS JOIN LATERAL unnest(c.groups || c.subject) g
  WHERE c.account = $1 AND c.closed_at IS NULL AND g LIKE 'instance/%' GROUP BY 1
)`;

/**
 * Without it the planner may go through all that is wrong once for each instance: what is wrong comes out of lists, of which it
 * knows no number; and compiling such a question takes longer than answering it. Only for the transaction.
 */
export const WHOLE_FLEET = `SELECT set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)`;

/** Of an instance `i` with what is wrong with it, `w`. */
export const HEALTH = `CASE w.weight WHEN 4 THEN 'critical' WHEN 3 THEN 'high' WHEN 2 THEN 'warning' WHEN 1 THEN 'info'
  ELSE CASE WHEN i.status IN ('running', 'starting', 'rebooting') THEN 'well' ELSE 'off' END END`;
export const SILENT = `coalesce(w.silent, false)`;
