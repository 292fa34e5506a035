import {
  storageAssignmentDrift,
  UNSETTLED,
  type Mount,
} from '../../domain/sensing/sensors/storage-assignment-drift.js';
import { ask } from './query.js';

/** Assignments that are unsettled and were not heard of for the shortest while of all, and those that stand so. */
export const askStorageAssignmentDrift = ask(storageAssignmentDrift, (tx, { account, now, least }) =>
  tx.query<Mount & Record<string, unknown>>(
    `WITH s AS MATERIALIZED (
       SELECT * FROM storage_assignment s WHERE s.account = $1 AND s.enabled AND ((s.status = ANY ($2)
           AND coalesce(s.status_at, s.assigned_at, '-infinity') < at_ms($3) - make_interval(mins => $4))
         OR s.id IN (SELECT payload->>'storage_assignment_id' FROM condition
           WHERE account = $1 AND sensor = 'storage_assignment_drift_sensor' AND closed_at IS NULL)))
     SELECT s.id AS assignment, s.instance, i.template, s.mount_path, s.status, ms(s.status_at) AS status_at, ms(s.assigned_at) AS assigned_at,
       s.attempt, ms(s.backoff_until) AS backoff_until, ms(greatest(i.busy_until, i.draining_until)) AS aside_until, s.error,
       coalesce(h.report, '') AS report
     FROM s JOIN instance i ON i.account = s.account AND i.id = s.instance AND i.status IN ('running', 'starting')
     LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id`,
    [account, UNSETTLED, now, least('stale_window_minutes')],
  ),
);
