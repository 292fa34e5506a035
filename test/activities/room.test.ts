import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addPrincipal, changePrincipal } from '../../activities/store/accept/principals.js';
import { issueToken, revokeToken } from '../../activities/store/accept/tokens.js';
import { listPrincipals, listTokens, PRINCIPALS_MAX, TOKENS_MAX } from '../../activities/store/read/principals.js';
import { openTestStore, type TestStore } from '../support/store.js';

describe('an account that is full', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
    await store.account('home');
    // All at once, and one less than may be besides what is there already.
    await store.tamper(
      `INSERT INTO reeve.principal (account, id, kind, name, roles) SELECT 'home', 'p' || n, 'person', 'x', '{viewer}'
       FROM generate_series(1, $1) n`,
      [PRINCIPALS_MAX - 1],
    );
    await store.tamper(
      `INSERT INTO reeve.token (account, id, principal, name, roles, hash)
       SELECT 'home', 't' || n, 'admin', 'x', '{viewer}', sha256('x') FROM generate_series(1, $1) n`,
      [TOKENS_MAX - 1],
    );
  });
  afterAll(() => store?.close());

  const by = { account: 'home', kind: 'person', principal: 'admin', door: 'token' } as const;
  const person = (id: string) => addPrincipal(store, by, { id, kind: 'person', name: id, roles: ['viewer'] });
  const token = () => issueToken(store, by, { principal: 'admin', name: 'one more', roles: ['viewer'] });

  it('takes another person once one is revoked, and lists who is live before who is not', async () => {
    await expect(person('one-more')).rejects.toThrow(`holds ${PRINCIPALS_MAX} principals, which is the most`);
    await changePrincipal(store, by, { id: 'p1', kind: 'person' }, { state: 'revoked' });
    await person('one-more');
    await expect(person('another')).rejects.toThrow('which is the most');
    await store.tamper(
      `INSERT INTO reeve.principal (account, id, kind, name, roles, state)
       SELECT 'home', 'a' || n, 'person', 'x', '{viewer}', 'revoked' FROM generate_series(1, $1) n`,
      [2 * PRINCIPALS_MAX],
    );
    const listed = await listPrincipals(store.db, 'home', 'person');
    expect(listed.filter(({ state }) => state === 'active')).toHaveLength(PRINCIPALS_MAX);
    expect(listed.at(-1)?.id).toBe('p9999');
  });

  it('takes another token once one is revoked or over, and lists what is live before what is not', async () => {
    await expect(token()).rejects.toThrow(`holds ${TOKENS_MAX} tokens, which is the most`);
    await revokeToken(store, by, 't1');
    await token();
    await expect(token()).rejects.toThrow('which is the most');
    await store.tamper(`UPDATE reeve.token SET expires_at = now() WHERE id = 't2'`);
    const { id } = await token();
    await store.tamper(
      `INSERT INTO reeve.token (account, id, principal, name, roles, hash, created_at, revoked_at)
       SELECT 'home', 'r' || n, 'admin', 'x', '{viewer}', sha256('x'), now() - interval '1 year', now()
       FROM generate_series(1, $1) n`,
      [2 * TOKENS_MAX],
    );
    const listed = await listTokens(store.db, 'home');
    expect(listed.filter(({ revokedAt, expiresAt }) => !revokedAt && !expiresAt)).toHaveLength(TOKENS_MAX);
    expect(listed.map((one) => one.id)).toContain(id);
  });
});
