import type { Transaction } from '../database.js';

export interface SessionSeen {
  readonly id: string;
  readonly peer: string;
  readonly network: string;
  readonly neighbor: string;
  readonly state: string;
  readonly lastError: string;
}

/** Of a peer, those that are down first. */
export async function readSessions(tx: Transaction, account: string, peer: string): Promise<readonly SessionSeen[]> {
  return tx.query<SessionSeen & Record<string, unknown>>(
    `SELECT id, peer, network, neighbor, state, last_error AS "lastError" FROM bgp_session
     WHERE account = $1 AND peer = $2 ORDER BY state = 'established', state_since, id LIMIT 200`,
    [account, peer],
  );
}

/** Whether it stands by what was observed since then. */
export async function readSession(
  tx: Transaction,
  account: string,
  { peer, neighbor, since }: { readonly peer: string; readonly neighbor: string; readonly since: Date },
): Promise<{ readonly state: string; readonly observed: boolean } | undefined> {
  const [row] = await tx.query<{ state: string; observed: boolean }>(
    'SELECT state, observed_at > $4 AS observed FROM bgp_session WHERE account = $1 AND peer = $2 AND neighbor = $3',
    [account, peer, neighbor, since],
  );
  return row;
}
