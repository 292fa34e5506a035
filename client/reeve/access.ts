import { isAccount } from '../../domain/account.js';
import { type Caller, type IdentityProvider, type Principal } from '../../domain/principal.js';
import { parseToken } from '../../domain/token.js';
import type { Book } from '../../activities/store/accept/book.js';
import {
  addPrincipal,
  changePrincipal,
  linkIdentity,
  type PrincipalChange,
  unlinkIdentity,
} from '../../activities/store/accept/principals.js';
import { endSession, openSession } from '../../activities/store/accept/sessions.js';
import { issueToken, revokeToken, type TokenRequest } from '../../activities/store/accept/tokens.js';
import { sessionHolder } from '../../activities/store/read/sessions.js';
import { findByIdentity, findByToken, listPrincipals, listTokens } from '../../activities/store/read/principals.js';

/** Who may come in, and who is who. */
export function createAccess(book: Book) {
  const { db } = book;
  return {
    /** Tells whose token it is, or nothing. Why it was not taken is nobody's business. */
    async byToken(text: string): Promise<Caller | undefined> {
      const parts = parseToken(text);
      const principal = parts && (await findByToken(db, parts));
      return principal && { ...asCaller(principal, 'token'), tokenId: parts.id };
    },

    async byIdentity(account: string, provider: IdentityProvider, subject: string): Promise<Caller | undefined> {
      // Another party says this name, so it may be anything.
      if (!isAccount(account)) return undefined;
      const principal = await findByIdentity(db, account, { provider, subject });
      return principal && asCaller(principal, provider);
    },

    /** A browser that signs in. Ending it ends every copy of its cookie. */
    openSession: ({ account, principal }: Caller, id: string, expiresAt: Date) =>
      openSession(db, { account, principal, id, expiresAt }),
    endSession: (account: string, id: string) => endSession(db, account, id),
    async sessionHolder(account: string, id: string): Promise<string | undefined> {
      return isAccount(account) ? sessionHolder(db, account, id) : undefined;
    },

    list: (caller: Caller, kind: Principal['kind']) => listPrincipals(db, caller.account, kind),
    add: (caller: Caller, who: Pick<Principal, 'id' | 'kind' | 'name' | 'roles'>) => addPrincipal(book, caller, who),
    change: (caller: Caller, who: Pick<Principal, 'id' | 'kind'>, to: PrincipalChange) =>
      changePrincipal(book, caller, who, to),
    link: (caller: Caller, who: Pick<Principal, 'id' | 'kind'>, provider: IdentityProvider, subject: string) =>
      linkIdentity(book, caller, who, { provider, subject }),
    unlink: (caller: Caller, provider: IdentityProvider, subject: string) =>
      unlinkIdentity(book, caller, { provider, subject }),

    tokens: (caller: Caller) => listTokens(db, caller.account),
    issueToken: (caller: Caller, request: TokenRequest) => issueToken(book, caller, request),
    revokeToken: (caller: Caller, id: string) => revokeToken(book, caller, id),
  };
}

function asCaller({ account, id, kind, name, roles }: Principal, door: Caller['door']): Caller {
  const chat = door === 'slack' || door === 'discord';
  return { account, principal: id, kind, name, roles, door, ...(chat && { chat }) };
}
