import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { By } from '../../activities/store/accept/book.js';
import { addPrincipal, changePrincipal } from '../../activities/store/accept/principals.js';
import { listPrincipals } from '../../activities/store/read/principals.js';
import type { PrincipalState } from '../../domain/principal.js';
import type { Role } from '../../domain/roles.js';
import { openTestStore, type TestStore } from '../support/store.js';

interface Change {
  readonly roles?: readonly Role[];
  readonly state?: PrincipalState;
}

describe('the last active admin', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());

  const by = (account: string): By => ({ account, kind: 'person', principal: 'admin', door: 'token' });
  const change = (account: string, id: string, to: Change) =>
    changePrincipal(store, by(account), { id, kind: 'person' }, to);
  const second = (account: string, kind: 'person' | 'agent', roles: readonly Role[]) =>
    addPrincipal(store, by(account), { id: 'second', kind, name: 'Second', roles });
  const admins = async (account: string) =>
    (await listPrincipals(store.db, account, 'person'))
      .filter(({ roles, state }) => state === 'active' && roles.includes('admin'))
      .map(({ id }) => id);

  const leaving: [string, Change][] = [
    ['demoted', { roles: ['operator', 'approver'] }],
    ['stripped', { roles: [] }],
    ['paused', { state: 'paused' }],
    ['suspended', { state: 'suspended' }],
    ['revoked', { state: 'revoked' }],
    ['demoted-and-paused', { roles: ['viewer'], state: 'paused' }],
  ];
  it.each(leaving)('can not be %s', async (how, to) => {
    await store.account(how);
    await expect(change(how, 'admin', to)).rejects.toMatchObject({ reason: 'misfit' });
    expect(await admins(how)).toEqual(['admin']);
    await second(how, 'person', ['admin']);
    await change(how, 'admin', to);
    expect(await admins(how)).toEqual(['second']);
  });

  it('may change in what leaves it one', async () => {
    await store.account('stays');
    await change('stays', 'admin', { roles: ['viewer', 'admin'], state: 'active' });
    expect(await admins('stays')).toEqual(['admin']);
  });

  it.each([
    ['an agent with the role', 'agent', ['admin'], 'active'],
    ['an admin who is suspended', 'person', ['admin'], 'suspended'],
    ['somebody with every other role', 'person', ['viewer', 'operator', 'approver'], 'active'],
  ] as const)('is not replaced by %s', async (what, kind, roles, state) => {
    const account = what.replaceAll(' ', '-');
    await store.account(account);
    await second(account, kind, roles);
    await changePrincipal(store, by(account), { id: 'second', kind }, { state });
    await expect(change(account, 'admin', { roles: [] })).rejects.toThrow('make another person admin first');
  });

  it.each([
    ['demote each other', { roles: [] }, { roles: [] }],
    ['demote and suspend each other', { roles: [] }, { state: 'suspended' }],
  ] as const)('is left when two admins %s at the same time', async (what, one, other) => {
    for (let turn = 0; turn < 8; turn += 1) {
      const account = `${what.replaceAll(' ', '-')}-${turn}`;
      await store.account(account);
      await second(account, 'person', ['admin']);
      const results = await Promise.allSettled([change(account, 'admin', one), change(account, 'second', other)]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await admins(account)).toHaveLength(1);
    }
  });
});
