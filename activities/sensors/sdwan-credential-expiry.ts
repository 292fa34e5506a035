import { sdwanCredentialExpiry, type Credential } from '../../domain/sensing/sensors/sdwan-credential-expiry.js';
import { ask } from './query.js';

/** Credentials in force that are due or near their end and have no successor in force, and those that stand so. */
export const askSdwanCredentialExpiry = ask(sdwanCredentialExpiry, (tx, { account, now, most }) =>
  tx.query<Credential & Record<string, unknown>>(
    `WITH standing AS MATERIALIZED (
       SELECT payload->>'credential_id' AS id FROM condition
       WHERE account = $1 AND sensor = 'sdwan_credential_expiry_sensor' AND closed_at IS NULL
     ), due AS MATERIALIZED (
       SELECT c.*, c.id IN (SELECT id FROM standing) AS stands FROM sdwan_credential c
       WHERE c.account = $1 AND ((c.status IN ('active', 'expiring')
           AND (c.not_after < at_ms($2) + make_interval(mins => $3) OR c.refresh_after < at_ms($2)))
         OR c.id IN (SELECT id FROM standing)))
     SELECT c.id AS credential, c.peer, c.network, p.instance, i.template, c.kind, c.revision, ms(c.issued_at) AS issued_at,
       ms(c.refresh_after) AS refresh_after, ms(c.not_after) AS not_after, n.next, coalesce(h.report, '') AS report
     FROM due c
     LEFT JOIN LATERAL (
       SELECT s.status IN ('active', 'expiring') AS active,
         jsonb_build_object('credential', s.id, 'revision', s.revision, 'is_active', s.status IN ('active', 'expiring')) AS next
       FROM sdwan_credential s WHERE s.account = c.account AND s.peer = c.peer AND s.network = c.network AND s.kind = c.kind
         AND s.revision > c.revision AND s.status <> 'revoked'
       ORDER BY s.status IN ('active', 'expiring') DESC, s.revision DESC LIMIT 1) n ON true
     JOIN sdwan_peer p ON p.account = c.account AND p.id = c.peer
     JOIN instance i ON i.account = p.account AND i.id = p.instance AND i.status IN ('running', 'starting')
     LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id
     WHERE c.stands OR n.active IS NOT TRUE
     ORDER BY c.revision`,
    [account, now, most('advisory_window_minutes')],
  ),
);
