import { newTokenId, insertToken, type IssuedToken } from './tokens.js';
import { type Book, NotAccepted } from './book.js';

export interface NewAccount {
  readonly id: string;
  readonly name: string;
  readonly admin: { readonly id: string; readonly name: string };
  /** Names of the first tokens of the admin. */
  readonly tokens: readonly string[];
}

/** Makes an account with its first admin and the first line of its book, all or nothing. */
export function openAccount(
  { db, ledger }: Book,
  { id, name, admin, tokens }: NewAccount,
): Promise<readonly IssuedToken[]> {
  return db.withAccount(id, async (tx) => {
    const made = await tx.query('INSERT INTO account (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id', [
      id,
      name,
    ]);
    if (made.length === 0) throw new NotAccepted('exists', `the account ${id} exists already`);
    await tx.query(`INSERT INTO principal (account, id, kind, name, roles) VALUES ($1, $2, 'person', $3, '{admin}')`, [
      id,
      admin.id,
      admin.name,
    ]);
    const issued: IssuedToken[] = [];
    for (const token of tokens) {
      issued.push(await insertToken(tx, id, { id: newTokenId(), principal: admin.id, name: token, roles: ['admin'] }));
    }
    await ledger.appendIn(tx, id, [
      {
        kind: 'setting',
        key: 'account-opened',
        actor: 'reeve/setup',
        subject: `account/${id}`,
        data: { change: 'account opened', name, admin: admin.id, tokens: issued.map((token) => token.id) },
      },
    ]);
    return issued;
  });
}
