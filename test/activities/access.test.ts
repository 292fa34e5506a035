import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccount } from '../../activities/store/accept/accounts.js';
import type { By } from '../../activities/store/accept/book.js';
import {
  addPrincipal,
  changePrincipal,
  linkIdentity,
  unlinkIdentity,
} from '../../activities/store/accept/principals.js';
import { issueToken, revokeToken, type TokenRequest } from '../../activities/store/accept/tokens.js';
import { findEntries } from '../../activities/store/read/ledger.js';
import { findByIdentity, findByToken, listPrincipals, listTokens } from '../../activities/store/read/principals.js';
import type { PrincipalState } from '../../domain/principal.js';
import type { Role } from '../../domain/roles.js';
import { parseToken } from '../../domain/token.js';
import { openTestStore, type TestStore } from '../support/store.js';

const NIGHT = { provider: 'oidc', subject: 'night' } as const;

describe('who may come in', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());

  const by = (account: string): By => ({ account, kind: 'person', principal: 'admin', door: 'token' });
  /** An account with a person, an agent, an identity of it and a token. */
  async function house(account: string): Promise<string> {
    await store.account(account);
    await add(account, 'ada', ['operator']);
    await add(account, 'night', ['viewer'], 'agent');
    await linkIdentity(store, by(account), { id: 'night', kind: 'agent' }, NIGHT);
    return (await issue(account, { principal: 'ada', roles: ['operator'] })).id;
  }
  const add = (account: string, id: string, roles: readonly Role[], kind: 'person' | 'agent' = 'person') =>
    addPrincipal(store, by(account), { id, kind, name: id, roles });
  const change = (account: string, id: string, to: { roles?: readonly Role[]; state?: PrincipalState }) =>
    changePrincipal(store, by(account), { id, kind: 'person' }, to);
  const issue = (account: string, request: Partial<TokenRequest> = {}) =>
    issueToken(store, by(account), { principal: 'admin', name: 'test', roles: ['admin'], ...request });
  const whose = async (token: string) => {
    const parts = parseToken(token);
    return parts && findByToken(store.db, parts);
  };
  const entries = async (account: string) =>
    (await findEntries(store.db, account, { limit: 100 })).map(
      ({ body }) => JSON.parse(body) as Record<string, unknown>,
    );
  const rows = async (account: string) =>
    store.tamper(
      `SELECT (SELECT jsonb_agg(p ORDER BY id) FROM reeve.principal p WHERE account = $1) AS principals,
         (SELECT jsonb_agg(i ORDER BY subject) FROM reeve.identity i WHERE account = $1) AS identities,
         (SELECT jsonb_agg(t ORDER BY id) FROM reeve.token t WHERE account = $1) AS tokens`,
      [account],
    );

  const changes: [string, (a: string, token: string) => Promise<unknown>, object][] = [
    [
      'a person is added',
      (a) => add(a, 'eve', ['viewer']),
      { subject: 'person/eve', data: { change: 'added', roles: ['viewer'] } },
    ],
    ['an agent is added', (a) => add(a, 'bot', [], 'agent'), { subject: 'agent/bot', data: { change: 'added' } }],
    ['roles are changed', (a) => change(a, 'ada', { roles: [] }), { subject: 'person/ada', data: { roles: [] } }],
    [
      'a state is changed',
      (a) => change(a, 'ada', { state: 'suspended' }),
      { subject: 'person/ada', data: { state: 'suspended' } },
    ],
    [
      'an identity is linked',
      (a) => linkIdentity(store, by(a), { id: 'ada', kind: 'person' }, { provider: 'oidc', subject: 's' }),
      { subject: 'person/ada', data: { change: 'identity linked', provider: 'oidc', name: 's' } },
    ],
    [
      'an identity is unlinked',
      (a) => unlinkIdentity(store, by(a), NIGHT),
      { subject: 'identity/oidc', data: { change: 'identity unlinked', name: 'night' } },
    ],
    [
      'a token is issued',
      (a) => issue(a, { expiresInDays: 3 }),
      { data: { change: 'token issued', expiresInDays: 3, principal: 'admin' } },
    ],
    ['a token is revoked', (a, token) => revokeToken(store, by(a), token), { data: { change: 'token revoked' } }],
  ];
  describe.each(changes)('%s', (what, act, told) => {
    const name = what.replaceAll(' ', '-');

    it('with its entry in the book, which names who did it and at which door', async () => {
      const token = await house(name);
      const before = [await rows(name), (await entries(name)).length];
      await act(name, token);
      const [newest, ...older] = await entries(name);
      expect(newest).toMatchObject({ ...told, kind: 'setting', actor: 'person/admin' });
      expect(newest?.['data']).toMatchObject({ door: 'token' });
      expect([older.length, JSON.stringify(await rows(name)) === JSON.stringify(before[0])]).toEqual([
        before[1],
        false,
      ]);
    });

    it('not at all when the book takes no entry', async () => {
      const account = `no-${name}`;
      const token = await house(account);
      await store.tamper(
        `INSERT INTO reeve.ledger_check (account, checked_at, head_seq, whole, fault) VALUES ($1, now(), 1, false, '{"seq": 1}')`,
        [account],
      );
      const before = [await rows(account), await entries(account)];
      await expect(act(account, token)).rejects.toThrow('is broken at entry 1');
      expect([await rows(account), await entries(account)]).toEqual(before);
    });
  });

  /** Entries of the house itself; one more where the row first does something that is accepted. */
  const HOUSE = 5;
  const refusals: [string, (a: string, token: string) => Promise<unknown>, string, string, number?][] = [
    ['an id that is taken', (a) => add(a, 'ada', []), 'exists', 'ada is taken'],
    ['an id that an agent has', (a) => add(a, 'night', []), 'exists', 'night is taken'],
    ['a change of nobody', (a) => change(a, 'nobody', { roles: [] }), 'unknown', 'there is no person nobody'],
    [
      'a change of an agent as a person',
      (a) => change(a, 'night', { roles: [] }),
      'unknown',
      'there is no person night',
    ],
    [
      'an identity of nobody',
      (a) => linkIdentity(store, by(a), { id: 'nobody', kind: 'person' }, { provider: 'oidc', subject: 'x' }),
      'unknown',
      'there is no person nobody',
    ],
    [
      'an identity that another has',
      (a) => linkIdentity(store, by(a), { id: 'ada', kind: 'person' }, NIGHT),
      'exists',
      'is linked already',
    ],
    [
      'an unlinking of what is not linked',
      (a) => unlinkIdentity(store, by(a), { provider: 'slack', subject: 'night' }),
      'unknown',
      'no slack identity night',
    ],
    ['a token for nobody', (a) => issue(a, { principal: 'nobody' }), 'unknown', 'there is no person or agent nobody'],
    [
      'a token with a role that its owner has not',
      (a) => issue(a, { principal: 'ada', roles: ['viewer', 'approver', 'admin'] }),
      'misfit',
      `ada has not the role approver and admin, and a token can't carry more than its owner has`,
    ],
    ['a revocation of nothing', (a) => revokeToken(store, by(a), '0'), 'unknown', 'there is no token 0'],
    [
      'a second revocation',
      async (a, token) => {
        await revokeToken(store, by(a), token);
        await revokeToken(store, by(a), token);
      },
      'unknown',
      'that could be revoked',
      HOUSE + 1,
    ],
    [
      'a token for somebody revoked',
      async (a) => {
        await change(a, 'ada', { state: 'revoked' });
        await issue(a, { principal: 'ada' });
      },
      'unknown',
      'there is no person or agent ada',
      HOUSE + 1,
    ],
  ];
  it.each(refusals)('refuses %s, and writes no entry of it', async (what, act, reason, because, written = HOUSE) => {
    const account = `r-${what.replaceAll(' ', '-')}`;
    const token = await house(account);
    await expect(act(account, token)).rejects.toMatchObject({
      name: 'NotAccepted',
      reason,
      message: expect.stringContaining(because),
    });
    expect(await entries(account)).toHaveLength(written);
  });

  describe('tokens', () => {
    it.each([
      [['admin'], ['admin'], ['viewer', 'operator', 'approver', 'admin']],
      [['admin'], ['operator'], ['viewer', 'operator']],
      [['operator'], ['admin'], ['viewer', 'operator']],
      [['operator'], ['approver'], ['viewer']],
      [['operator', 'approver'], ['approver'], ['viewer', 'approver']],
      [[], ['admin'], []],
      [['viewer'], ['viewer'], ['viewer']],
    ] as [Role[], Role[], Role[]][])('of an owner with %j that says %j carries %j', async (owner, said, carried) => {
      const account = `n-${owner.join('-')}-${said.join('-')}`.replace('--', '-');
      await store.account(account);
      await add(account, 'ada', ['admin']);
      const { token } = await issue(account, { principal: 'ada', roles: said });
      await change(account, 'ada', { roles: owner });
      expect((await whose(token))?.roles).toEqual(carried);
      // Narrowed again as often as it is used: what the owner loses, the token loses.
      await change(account, 'ada', { roles: [] });
      expect((await whose(token))?.roles).toEqual([]);
    });

    it('are good to the end of their time, until they are revoked, and while their owner is active', async () => {
      await house('life');
      const { token, id, expiresAt } = await issue('life', { principal: 'ada', roles: ['operator'], expiresInDays: 1 });
      expect(Date.parse(expiresAt ?? '') - Date.now()).toBeGreaterThan(86_000_000);
      const till = (interval: string) =>
        store.tamper(`UPDATE reeve.token SET expires_at = now() + $2::interval WHERE id = $1`, [id, interval]);
      const good = async () => (await whose(token)) !== undefined;
      const seen: Record<string, boolean> = { fresh: await good() };
      await till('0');
      seen['ended'] = await good();
      await till('1 minute');
      seen['about to end'] = await good();
      for (const state of ['paused', 'suspended', 'revoked', 'active'] as const) {
        await change('life', 'ada', { state });
        seen[state] = await good();
      }
      await revokeToken(store, by('life'), id);
      seen['taken back'] = await good();
      expect(seen).toEqual({
        ...{ fresh: true, ended: false, 'about to end': true },
        ...{ paused: false, suspended: false, revoked: false, active: true, 'taken back': false },
      });
    });

    it('of an agent end with its suspension', async () => {
      await house('agents');
      const { token } = await issue('agents', { principal: 'night', roles: ['viewer'] });
      expect(await whose(token)).toMatchObject({ id: 'night', kind: 'agent', roles: ['viewer'] });
      await changePrincipal(store, by('agents'), { id: 'night', kind: 'agent' }, { state: 'suspended' });
      expect(await whose(token)).toBeUndefined();
    });

    it('stand nowhere as text: not in the rows, not in the book, not in the list', async () => {
      await house('secret');
      const { token } = await issue('secret');
      const secret = token.split('.')[3] ?? '';
      const everything = JSON.stringify([
        await rows('secret'),
        await entries('secret'),
        await listTokens(store.db, 'secret'),
      ]);
      expect(secret).toMatch(/^[\w-]{43}$/);
      expect(everything).toContain(token.split('.')[2]);
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
    });

    it('are counted with their owner while they are good', async () => {
      const id = await house('count');
      const count = async () =>
        (await listPrincipals(store.db, 'count', 'person')).map(({ id: who, tokens }) => `${who} ${tokens}`);
      await issue('count', { principal: 'ada', roles: ['viewer'] });
      expect(await count()).toEqual(['ada 2', 'admin 1']);
      await revokeToken(store, by('count'), id);
      expect(await count()).toEqual(['ada 1', 'admin 1']);
    });
  });

  it.each(['paused', 'suspended', 'revoked'] as const)('an identity opens no door to somebody %s', async (state) => {
    const account = `i-${state}`;
    await house(account);
    expect(await findByIdentity(store.db, account, NIGHT)).toMatchObject({ id: 'night' });
    expect(await findByIdentity(store.db, account, { provider: 'slack', subject: 'night' })).toBeUndefined();
    await changePrincipal(store, by(account), { id: 'night', kind: 'agent' }, { state });
    expect(await findByIdentity(store.db, account, NIGHT)).toBeUndefined();
  });

  it('an account is opened once, also by two at the same time', async () => {
    const open = () =>
      openAccount(store, { id: 'twins', name: 'Twins', admin: { id: 'admin', name: 'A' }, tokens: ['t'] });
    const results = await Promise.allSettled([open(), open(), open()]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await entries('twins')).toMatchObject([{ seq: 1, data: { change: 'account opened' } }]);
    expect(await listTokens(store.db, 'twins')).toHaveLength(1);
  });
});
