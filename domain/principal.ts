import type { Role } from './roles.js';

export const PRINCIPAL_STATES = ['active', 'paused', 'suspended', 'revoked'] as const;
export type PrincipalState = (typeof PRINCIPAL_STATES)[number];
export const IDENTITY_PROVIDERS = ['oidc', 'slack', 'discord'] as const;
export type IdentityProvider = (typeof IDENTITY_PROVIDERS)[number];

/** Ids stand in paths, in the ledger and in sentences. */
export const PRINCIPAL_ID = /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/;

/** Somebody who may be answered for: a person, or an agent that people answer for. */
export interface Principal {
  readonly account: string;
  readonly id: string;
  readonly kind: 'person' | 'agent';
  readonly name: string;
  readonly roles: readonly Role[];
  readonly state: PrincipalState;
}

/** Who is at a door right now, with the rights that count at that door. */
export interface Caller {
  readonly account: string;
  readonly principal: string;
  readonly kind: 'person' | 'agent';
  readonly name: string;
  readonly roles: readonly Role[];
  readonly door: 'token' | 'oidc' | 'session' | 'slack' | 'discord';
  readonly tokenId?: string;
  /** True where an answer is the button of a chat, which is not enough for everything. */
  readonly chat?: boolean;
}

/** How the ledger names a caller. */
export function actorOf({
  kind,
  principal,
}: {
  readonly kind: Caller['kind'] | 'reeve';
  readonly principal: string;
}): string {
  return `${kind}/${principal}`;
}
