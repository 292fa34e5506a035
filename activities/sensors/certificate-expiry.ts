import { certificateExpiry, type Certified } from '../../domain/sensing/sensors/certificate-expiry.js';
import { ask } from './query.js';

/** What ended longer ago and was never seen is history: without a bound, each certificate that there ever was would be looked at. */
const HISTORY_MS = 400 * 86_400_000;

/** What is good now. What was probed at endpoints is one thing for each that it speaks for, since an instance may serve several. */
const GOOD = `SELECT id, instance, not_after, CASE WHEN source = 'probed' THEN 'probed ' || subject ELSE '' END AS place
  FROM certificate WHERE account = $1 AND revoked_at IS NULL AND not_before <= at_ms($3::float8)`;

/**
 * What ends within the longest window and was not rotated, and what stands open. Whoever has one that ends later than the window is out
 * of question; of the others the one that ends last counts.
 */
export const askCertificateExpiry = ask(certificateExpiry, (tx, { account, now, most }) =>
  tx.query<Certified & Record<string, unknown>>(
    `WITH standing AS MATERIALIZED (
       SELECT DISTINCT substr(fingerprint, strpos(fingerprint, ':') + 1) AS id FROM condition
       WHERE account = $1 AND sensor = 'certificate_expiry_sensor' AND closed_at IS NULL
     ), ending AS MATERIALIZED (
       SELECT DISTINCT ON (c.instance, c.place) c.id FROM (${GOOD} AND not_after <= at_ms($2::float8) AND not_after > at_ms($4::float8)) c
       WHERE NOT EXISTS (SELECT FROM (${GOOD} AND not_after > at_ms($2::float8)) n WHERE n.instance = c.instance AND n.place = c.place)
       ORDER BY c.instance, c.place, c.not_after DESC
     ), wanted AS MATERIALIZED (
       SELECT id FROM standing UNION SELECT id FROM ending
     ), newer AS MATERIALIZED (
       SELECT DISTINCT ON (c.id) c.id, n.id AS successor, n.not_after
       FROM standing s JOIN certificate c ON c.account = $1 AND c.id = s.id
       JOIN certificate n ON n.account = $1 AND n.instance = c.instance AND n.not_after > c.not_after AND n.revoked_at IS NULL
         AND n.not_before <= at_ms($3::float8) AND (n.source = 'probed') = (c.source = 'probed')
         AND (c.source <> 'probed' OR n.subject = c.subject)
       ORDER BY c.id, n.not_after DESC
     )
     SELECT c.id AS certificate, c.instance, c.template, ms(c.not_after) AS not_after, c.revoked_at IS NOT NULL AS revoked,
       s.successor, ms(s.not_after) AS successor_not_after, c.endpoint
     FROM wanted w
     -- By their keys: those that are left are few, and the tables are long.
     CROSS JOIN LATERAL (SELECT c.id, c.instance, c.not_after, c.revoked_at, c.endpoint, i.template FROM certificate c
       JOIN instance i ON i.account = c.account AND i.id = c.instance AND i.status <> 'terminated'
       WHERE c.account = $1 AND c.id = w.id OFFSET 0) c
     LEFT JOIN newer s ON s.id = c.id`,
    [account, now + most('expiring_within_days') * 86_400_000, now, now - HISTORY_MS],
  ),
);
