import { timingSafeEqual } from 'node:crypto';
import type { Database } from '../database.js';
import { groupWriter } from '../group.js';

interface LiveCredential {
  readonly instance: string;
  readonly hash: string;
  /** Whether another one, made before it, is still good. */
  readonly replaces: boolean;
}

export interface Claim {
  readonly instance: string;
  readonly hash: string;
}
export interface ProvenClaim {
  readonly replaces: boolean;
}

/** Nodes that prove themselves at the same time are looked up together. */
export function openClaims(db: Database): (account: string, claim: Claim) => Promise<ProvenClaim | undefined> {
  return groupWriter(
    async (account, claims: readonly Claim[]) => {
      const live = await liveCredentials(db, account, claims);
      return claims.map(({ instance, hash }) => {
        const found = (live.get(instance) ?? []).find((one) => isSame(one.hash, hash));
        return found && { replaces: found.replaces };
      });
    },
    { waitingMax: 5_000, groupMax: 1_000 },
  );
}

async function liveCredentials(
  db: Database,
  account: string,
  claims: readonly Claim[],
): Promise<ReadonlyMap<string, readonly LiveCredential[]>> {
  const rows = await db.withAccount(account, (tx) =>
    tx.query<LiveCredential & Record<string, unknown>>(
      `SELECT instance, hash, min(made_at) OVER (PARTITION BY instance) < made_at AS replaces FROM node_credential
       WHERE account = $1 AND instance = ANY ($2) AND revoked_at IS NULL AND ends_at > clock()`,
      [account, [...new Set(claims.map(({ instance }) => instance))]],
    ),
  );
  const found = new Map<string, LiveCredential[]>();
  for (const row of rows) found.set(row.instance, [...(found.get(row.instance) ?? []), row]);
  return found;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
