import { createHash, randomBytes } from 'node:crypto';
import { actorOf } from '../../../domain/principal.js';
import { lacking, type Role } from '../../../domain/roles.js';
import { formatToken } from '../../../domain/token.js';
import type { Transaction } from '../database.js';
import { TOKENS_MAX } from '../read/principals.js';
import { acceptSetting, assertRoom, type Book, type By, NotAccepted } from './book.js';

export interface TokenRequest {
  readonly principal: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly expiresInDays?: number;
}

export interface IssuedToken {
  readonly id: string;
  /** Shown once; only its hash is kept. */
  readonly token: string;
  readonly expiresAt?: string;
}

export function issueToken(book: Book, by: By, request: TokenRequest): Promise<IssuedToken> {
  const id = newTokenId();
  const { principal, name, roles, expiresInDays } = request;
  const data = { change: 'token issued', token: id, name, roles: [...roles], ...(expiresInDays && { expiresInDays }) };
  return acceptSetting(
    book,
    by,
    { key: `token-issued/${id}`, subject: `token/${id}`, data: { ...data, principal } },
    (tx) => insertToken(tx, by.account, { id, ...request }),
  );
}

/** The row alone: for the first token of an account, whose entry tells of the account itself. */
export async function insertToken(
  tx: Transaction,
  account: string,
  request: TokenRequest & { id: string },
): Promise<IssuedToken> {
  const { id, principal, name, roles, expiresInDays } = request;
  await assertRoom(tx, 'token', TOKENS_MAX);
  const secret = randomBytes(32).toString('base64url');
  await assertHolds(tx, account, principal, roles);
  const rows = await tx.query<{ expires_at: Date | null }>(
    `INSERT INTO token (account, id, principal, name, roles, hash, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7::int)) RETURNING expires_at`,
    [account, id, principal, name, roles, createHash('sha256').update(secret).digest(), expiresInDays ?? null],
  );
  const expiresAt = rows[0]?.expires_at?.toISOString();
  return { id, token: formatToken({ account, id, secret }), ...(expiresAt && { expiresAt }) };
}

/** A right beyond its owner's would sleep in the token and wake up when the owner gains that role. */
async function assertHolds(tx: Transaction, account: string, principal: string, roles: readonly Role[]): Promise<void> {
  const [owner] = await tx.query<{ roles: readonly Role[] }>(
    // Held until the token is there, so that nobody takes a role away in between.
    `SELECT roles FROM principal WHERE account = $1 AND id = $2 AND state <> 'revoked' FOR SHARE`,
    [account, principal],
  );
  if (!owner) throw new NotAccepted('unknown', `there is no person or agent ${principal} in this account`);
  const more = lacking(owner.roles, roles);
  if (more.length === 0) return;
  const said = more.join(' and ');
  throw new NotAccepted(
    'misfit',
    `${principal} has not the role ${said}, and a token can't carry more than its owner has: give ${principal} the role ${said} first, or ask for less`,
  );
}

export function revokeToken(book: Book, by: By, id: string): Promise<void> {
  const entry = {
    key: `token-revoked/${id}`,
    subject: `token/${id}`,
    data: { change: 'token revoked', by: actorOf(by) },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const gone = await tx.query(
      'UPDATE token SET revoked_at = now() WHERE account = $1 AND id = $2 AND revoked_at IS NULL RETURNING id',
      [by.account, id],
    );
    if (gone.length === 0)
      throw new NotAccepted('unknown', `there is no token ${id} that could be revoked in this account`);
  });
}

// Ids are part of the token's text, where only lower case and digits are safe in every place it is pasted.
export function newTokenId(): string {
  return BigInt(`0x${randomBytes(10).toString('hex')}`)
    .toString(36)
    .padStart(12, '0')
    .slice(-12);
}
