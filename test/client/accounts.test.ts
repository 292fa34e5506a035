import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_DOCUMENT } from '../../client/http/app.js';
import { type Asked, openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';

/** Words that only the rows of the account "home" hold. */
const HOMES = /wolfgang|nachtwache|zauberwort|geheim|"home"|ledger\/home/;

describe('the admin of another account', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let home: string;
  let other: string;
  let tokenId: string;
  let entries: number;

  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    home = await store.account('home');
    other = await store.account('other');
    const add = (path: string, body: unknown) => gateway.call('POST', path, { token: home, body });
    await add('/api/v1/people', { id: 'wolfgang', name: 'Wolfgang', roles: ['admin'] });
    await add('/api/v1/agents', { id: 'nachtwache', name: 'Nachtwache' });
    await add('/api/v1/people/wolfgang/identities', { provider: 'oidc', subject: 'geheim' });
    const issued = await add('/api/v1/tokens', { principal: 'wolfgang', name: 'zauberwort', roles: ['admin'] });
    tokenId = String(issued.json['id']);
    await add('/api/v1/ledger/checkpoints', undefined);
    await add('/api/v1/freeze', { reason: 'geheim' });
    await add('/api/v1/flags', { name: 'nachtwache', value: true });
    await add('/api/v1/proposals', {
      ...{ key: 'wolfgang-1', action: 'feature-flag', target: { kind: 'flag', name: 'nachtwache' } },
      parameters: { value: false },
    });
    entries = await count();
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  const count = async () => (await gateway.call('GET', '/api/v1/ledger?limit=500', { token: home })).json.length;
  const ask = (method: string, path: string, asked: Asked = {}) =>
    gateway.call(method, path, { token: other, ...asked });

  it.each([
    ['GET', '/api/v1/people'],
    ['GET', '/api/v1/agents'],
    ['GET', '/api/v1/tokens'],
    ['GET', '/api/v1/ledger?limit=500'],
    ['GET', '/api/v1/ledger?actor=person/admin&limit=500'],
    ['GET', '/api/v1/ledger?subject=person/wolfgang'],
    ['GET', '/api/v1/ledger/export'],
    ['GET', '/api/v1/status'],
    ['GET', '/api/v1/whoami'],
    ['POST', '/api/v1/ledger/verify'],
  ])('sees nothing of this one at %s %s, whose own admin does', async (method, path) => {
    const answer = await ask(method, path);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(HOMES);
    expect((await ask(method, path, { token: home })).text).toMatch(HOMES);
  });

  it.each(['/metrics', '/readyz'])('reads at %s of the whole house, and no word of an account', async (path) => {
    const { status, text } = await ask('GET', path);
    expect({ status, names: HOMES.test(text) }).toEqual({ status: 200, names: false });
  });

  it('sees nothing of this one at any path that can be read', async () => {
    const { json } = await gateway.call('GET', API_DOCUMENT);
    const paths = Object.entries(json['paths'] as Record<string, object>)
      .filter(([path, item]) => 'get' in item && path.startsWith('/api/'))
      .map(([path]) => path);
    expect(paths.length).toBeGreaterThan(20);
    // What never ends is looked at by itself.
    const lists = paths.filter((path) => !path.includes('{') && path !== '/api/v1/fleet/events');
    for (const path of lists) {
      const { status, text } = await ask('GET', path);
      expect({ path, status, names: HOMES.test(text) }).toEqual({ path, status: 200, names: false });
    }
    const own = await Promise.all(lists.map((path) => ask('GET', path, { token: home })));
    expect(own.filter(({ text }) => HOMES.test(text)).length).toBeGreaterThan(8);
    for (const path of paths.filter((one) => one.includes('{'))) {
      const named = path.replace('{seq}', String(entries)).replaceAll(/\{\w+\}/g, 'wolfgang-1');
      expect([path, (await ask('GET', named)).status]).toEqual([path, 404]);
    }
  });

  it('finds its own first entry, and no entry that only the longer book has', async () => {
    expect((await ask('GET', '/api/v1/ledger/entries/1')).json).toMatchObject({ subject: 'account/other' });
    for (let seq = 2; seq <= entries; seq += 1) {
      expect((await ask('GET', `/api/v1/ledger/entries/${seq}`)).status).toBe(404);
    }
    const own = await ask('GET', `/api/v1/ledger/entries/${entries}`, { token: home });
    expect(own.status).toBe(200);
  });

  it('is told of its own inbox alone', async () => {
    expect((await ask('GET', '/api/v1/status')).json).toMatchObject({ inbox: { pending: 0 } });
    expect((await ask('GET', '/api/v1/status', { token: home })).json).toMatchObject({ inbox: { pending: 2 } });
  });

  const writes: [string, () => string, object | undefined][] = [
    ['PATCH', () => '/api/v1/people/wolfgang', { state: 'revoked' }],
    ['PATCH', () => '/api/v1/agents/nachtwache', { roles: ['admin'] }],
    ['POST', () => '/api/v1/people/wolfgang/identities', { provider: 'oidc', subject: 'mine' }],
    ['POST', () => '/api/v1/agents/nachtwache/identities', { provider: 'slack', subject: 'mine' }],
    ['POST', () => '/api/v1/tokens', { principal: 'wolfgang', name: 'mine', roles: ['viewer'] }],
    ['DELETE', () => '/api/v1/identities?provider=oidc&subject=geheim', undefined],
    ['DELETE', () => `/api/v1/tokens/${tokenId}`, undefined],
  ];
  it.each(writes)('changes nothing of this one: %s %s', async (method, path, body) => {
    const answer = await ask(method, path(), body && { body });
    expect(answer).toMatchObject({ status: 404, json: { title: 'Not found' } });
    expect(await count()).toBe(entries);
    expect((await ask('GET', '/api/v1/ledger')).json).toHaveLength(1);
  });

  it('may use the same names for its own', async () => {
    const added = await ask('POST', '/api/v1/people', { body: { id: 'wolfgang', name: 'Another', roles: ['viewer'] } });
    expect(added.status).toBe(201);
    const linked = await ask('POST', '/api/v1/people/wolfgang/identities', {
      body: { provider: 'oidc', subject: 'geheim' },
    });
    expect(linked.status).toBe(201);
    expect((await gateway.call('GET', '/api/v1/people', { token: home })).json).toContainEqual(
      expect.objectContaining({ id: 'wolfgang', name: 'Wolfgang', roles: ['admin'] }),
    );
  });
});
