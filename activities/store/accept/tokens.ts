import { createHash, randomBytes } from 'node:crypto';
import { actorOf } from '../../../domain/principal.js';
import type { Role } from '../../../domain/roles.js';
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
  const rows = await tx.query<{ expires_at: Date | null }>(
    `INSERT INTO token (account, id, principal, name, roles, hash, expires_at)
     SELECT $1, $2, p.id, $4, $5, $6, now() + make_interval(days => $7::int)
     FROM principal p WHERE p.account = $1 AND p.id = $3 AND p.state <> 'revoked' RETURNING expires_at`,
    [account, id, principal, name, roles, createHash('sha256').update(secret).digest(), expiresInDays ?? null],
  );
  if (!rows[0]) throw new NotAccepted('unknown', `there is no person or agent ${principal} in this account`);
  const expiresAt = rows[0].expires_at?.toISOString();
  return { id, token: formatToken({ account, id, secret }), ...(expiresAt && { expiresAt }) };
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
