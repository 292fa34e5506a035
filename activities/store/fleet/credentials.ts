import type { Transaction } from '../database.js';

export interface CredentialSeen {
  readonly id: string;
  readonly peer: string;
  readonly network: string;
  readonly kind: 'membership' | 'wireguard_psk' | 'ipsec' | 'peer';
  readonly revision: number;
  readonly status: string;
  readonly fingerprint: string;
}

/** Of a peer, the newest revision of each kind in each network, what ends first at the front. */
export async function readCredentials(
  tx: Transaction,
  account: string,
  peer: string,
): Promise<readonly CredentialSeen[]> {
  return tx.query<CredentialSeen & Record<string, unknown>>(
    `SELECT * FROM (SELECT DISTINCT ON (network, kind) id, peer, network, kind, revision, status, fingerprint, not_after FROM sdwan_credential
       WHERE account = $1 AND peer = $2 AND status <> 'pending' ORDER BY network, kind, revision DESC) AS c ORDER BY not_after, id LIMIT 100`,
    [account, peer],
  );
}

/** Opens the revision after the newest, for as long as the old one was good for. One that nobody took up is superseded. */
export async function openRevision(
  tx: Transaction,
  account: string,
  { old, id, revision }: { readonly old: string; readonly id: string; readonly revision: number },
): Promise<boolean> {
  await tx.query(
    `UPDATE sdwan_credential c SET status = 'revoked' FROM sdwan_credential o
     WHERE o.account = $1 AND o.id = $2 AND c.account = $1 AND (c.peer, c.network, c.kind) = (o.peer, o.network, o.kind) AND c.status = 'pending'`,
    [account, old],
  );
  const rows = await tx.query(
    `INSERT INTO sdwan_credential (account, id, peer, network, kind, revision, status, issued_at, refresh_after, not_after)
     SELECT account, $3, peer, network, kind, $4, 'pending', clock(), clock() + (refresh_after - issued_at), clock() + (not_after - issued_at)
     FROM sdwan_credential WHERE account = $1 AND id = $2 ON CONFLICT DO NOTHING RETURNING id`,
    [account, old, id, revision],
  );
  return rows.length > 0;
}

/** The number after the highest that there ever was of this kind. */
export async function nextRevision(tx: Transaction, account: string, old: CredentialSeen): Promise<number> {
  const [row] = await tx.query<{ next: number }>(
    `SELECT max(revision) + 1 AS next FROM sdwan_credential WHERE account = $1 AND peer = $2 AND network = $3 AND kind = $4`,
    [account, old.peer, old.network, old.kind],
  );
  return row?.next ?? old.revision + 1;
}

export async function readRevision(
  tx: Transaction,
  account: string,
  { peer, network, kind, revision }: Pick<CredentialSeen, 'peer' | 'network' | 'revision'> & { readonly kind: string },
): Promise<Pick<CredentialSeen, 'status' | 'fingerprint'> | undefined> {
  const [row] = await tx.query<Pick<CredentialSeen, 'status' | 'fingerprint'> & Record<string, unknown>>(
    `SELECT status, fingerprint FROM sdwan_credential WHERE account = $1 AND peer = $2 AND network = $3 AND kind = $4 AND revision = $5`,
    [account, peer, network, kind, revision],
  );
  return row;
}
