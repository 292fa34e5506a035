import { randomUUID } from 'node:crypto';
import type { Principal, PrincipalState } from '../../../domain/principal.js';
import type { Role } from '../../../domain/roles.js';
import { type Identity, PRINCIPALS_MAX } from '../read/principals.js';
import { acceptSetting, assertRoom, type Book, type By, NotAccepted } from './book.js';

export function addPrincipal(
  book: Book,
  by: By,
  { id, kind, name, roles }: Pick<Principal, 'id' | 'kind' | 'name' | 'roles'>,
): Promise<void> {
  const entry = {
    key: `${kind}-added/${randomUUID()}`,
    subject: `${kind}/${id}`,
    data: { change: 'added', name, roles: [...roles] },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    await assertRoom(tx, 'principal', PRINCIPALS_MAX);
    const made = await tx.query(
      `INSERT INTO principal (account, id, kind, name, roles) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING RETURNING id`,
      [by.account, id, kind, name, roles],
    );
    if (made.length === 0) throw new NotAccepted('exists', `${id} is taken in this account: choose another id`);
  });
}

export interface PrincipalChange {
  readonly roles?: readonly Role[];
  readonly state?: PrincipalState;
  /** Messages are routed by it; empty for none. */
  readonly team?: string;
}

/** Changes roles, state or team. The last active admin stays one: an account nobody can govern is lost. */
export function changePrincipal(
  book: Book,
  by: By,
  who: Pick<Principal, 'id' | 'kind'>,
  { roles, state, team }: PrincipalChange,
): Promise<void> {
  const data = {
    change: 'changed',
    ...(roles && { roles: [...roles] }),
    ...(state && { state }),
    ...(team !== undefined && { team }),
  };
  const entry = { key: `${who.kind}-changed/${randomUUID()}`, subject: `${who.kind}/${who.id}`, data };
  return acceptSetting(book, by, entry, async (tx) => {
    // Two admins who demote each other at once must not both succeed.
    await tx.query(`SELECT id FROM principal WHERE account = $1 AND 'admin' = ANY (roles) ORDER BY id FOR UPDATE`, [
      by.account,
    ]);
    const changed = await tx.query(
      `UPDATE principal SET roles = coalesce($4, roles), state = coalesce($5, state), team = coalesce($6, team)
       WHERE account = $1 AND id = $2 AND kind = $3 RETURNING id`,
      [by.account, who.id, who.kind, roles ?? null, state ?? null, team ?? null],
    );
    if (changed.length === 0) throw new NotAccepted('unknown', `there is no ${who.kind} ${who.id} in this account`);
    const admins = await tx.query(
      `SELECT id FROM principal WHERE account = $1 AND kind = 'person' AND state = 'active' AND 'admin' = ANY (roles) LIMIT 1`,
      [by.account],
    );
    if (admins.length === 0) {
      throw new NotAccepted(
        'misfit',
        `${who.id} is the last active admin of this account: make another person admin first`,
      );
    }
  });
}

export function linkIdentity(
  book: Book,
  by: By,
  principal: Pick<Principal, 'id' | 'kind'>,
  identity: Identity,
): Promise<void> {
  const { provider, subject } = identity;
  const entry = {
    key: `identity-linked/${randomUUID()}`,
    subject: `${principal.kind}/${principal.id}`,
    data: { change: 'identity linked', provider, name: subject },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const found = await tx.query('SELECT id FROM principal WHERE account = $1 AND id = $2 AND kind = $3', [
      by.account,
      principal.id,
      principal.kind,
    ]);
    if (found.length === 0)
      throw new NotAccepted('unknown', `there is no ${principal.kind} ${principal.id} in this account`);
    const linked = await tx.query(
      `INSERT INTO identity (account, provider, subject, principal) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING subject`,
      [by.account, provider, subject, principal.id],
    );
    if (linked.length === 0) {
      throw new NotAccepted('exists', `the ${provider} identity ${subject} is linked already: unlink it first`);
    }
  });
}

export function unlinkIdentity(book: Book, by: By, { provider, subject }: Identity): Promise<void> {
  const entry = {
    key: `identity-unlinked/${randomUUID()}`,
    subject: `identity/${provider}`,
    data: { change: 'identity unlinked', provider, name: subject },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const gone = await tx.query(
      'DELETE FROM identity WHERE account = $1 AND provider = $2 AND subject = $3 RETURNING subject',
      [by.account, provider, subject],
    );
    if (gone.length === 0)
      throw new NotAccepted('unknown', `no ${provider} identity ${subject} is linked in this account`);
  });
}
