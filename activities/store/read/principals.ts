import { createHash, timingSafeEqual } from 'node:crypto';
import type { IdentityProvider, Principal } from '../../../domain/principal.js';
import { narrow, type Role } from '../../../domain/roles.js';
import type { TokenParts } from '../../../domain/token.js';
import type { Database } from '../database.js';
import { withoutNulls } from './interventions.js';

/** What an account may hold that is live, so that a list never leaves one out; writers that race may pass it by a few. */
export const PRINCIPALS_MAX = 10_000;
export const TOKENS_MAX = 20_000;
export const LIVE = {
  principal: `state <> 'revoked'`,
  token: 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())',
} as const;

export interface Identity {
  readonly provider: IdentityProvider;
  readonly subject: string;
}

export interface ListedPrincipal extends Principal {
  readonly identities: readonly Identity[];
  readonly tokens: number;
  readonly createdAt: string;
  readonly team: string;
}

export interface ListedToken {
  readonly id: string;
  readonly principal: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
}

export function listPrincipals(
  db: Database,
  account: string,
  kind: Principal['kind'],
): Promise<readonly ListedPrincipal[]> {
  return db.withAccount(account, (tx) =>
    tx.query<ListedPrincipal & Record<string, unknown>>(
      `SELECT account, id, kind, name, roles, state, team, created_at AS "createdAt",
         coalesce((SELECT jsonb_agg(jsonb_build_object('provider', provider, 'subject', subject) ORDER BY provider, subject)
           FROM identity i WHERE i.account = p.account AND i.principal = p.id), '[]') AS identities,
         (SELECT count(*)::int FROM token t WHERE t.account = p.account AND t.principal = p.id
           AND ${LIVE.token}) AS tokens
       FROM (SELECT * FROM principal WHERE account = $1 AND kind = $2
         ORDER BY ${LIVE.principal} DESC, created_at DESC LIMIT ${2 * PRINCIPALS_MAX}) p ORDER BY id`,
      [account, kind],
    ),
  );
}

export function listTokens(db: Database, account: string): Promise<readonly ListedToken[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<ListedToken & Record<string, unknown>>(
      `SELECT id, principal, name, roles, created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt"
       FROM (SELECT * FROM token WHERE account = $1
         ORDER BY (${LIVE.token}) DESC, created_at DESC LIMIT ${2 * TOKENS_MAX}) t ORDER BY created_at, id`,
      [account],
    );
    return rows.map(withoutNulls);
  });
}

interface Holder extends Principal {
  readonly tokenRoles: readonly Role[];
  readonly hash: Buffer;
}

const NOBODYS_HASH = Buffer.alloc(32);

/** Whose token it is, with the roles that it carries; nothing when it is unknown, spent, revoked or its owner is not active. */
export async function findByToken(
  db: Database,
  { account, id, secret }: TokenParts,
): Promise<(Principal & { readonly roles: readonly Role[] }) | undefined> {
  const rows = await db.withAccount(account, (tx) =>
    tx.query<Holder & Record<string, unknown>>(
      `SELECT p.account, p.id, p.kind, p.name, p.roles, p.state, t.roles AS "tokenRoles", t.hash
       FROM token t JOIN principal p ON p.account = t.account AND p.id = t.principal
       WHERE t.account = $1 AND t.id = $2 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())
         AND p.state = 'active'`,
      [account, id],
    ),
  );
  const [holder] = rows;
  // Compared even when there is none, so that the time taken says nothing.
  const same = timingSafeEqual(createHash('sha256').update(secret).digest(), holder?.hash ?? NOBODYS_HASH);
  if (!holder || !same) return undefined;
  const { tokenRoles, hash: _hash, ...principal } = holder;
  return { ...principal, roles: narrow(principal.roles, tokenRoles) };
}

export async function findByIdentity(
  db: Database,
  account: string,
  { provider, subject }: Identity,
): Promise<Principal | undefined> {
  const rows = await db.withAccount(account, (tx) =>
    tx.query<Principal & Record<string, unknown>>(
      `SELECT p.account, p.id, p.kind, p.name, p.roles, p.state
       FROM identity i JOIN principal p ON p.account = i.account AND p.id = i.principal
       WHERE i.account = $1 AND i.provider = $2 AND i.subject = $3 AND p.state = 'active'`,
      [account, provider, subject],
    ),
  );
  return rows[0];
}
