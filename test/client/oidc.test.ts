import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createOidc } from '../../client/http/oidc.js';
import { type Issuer, openIssuer } from '../support/issuer.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';

describe('a token of another issuer', () => {
  let store: TestStore;
  let issuer: Issuer;
  let gateway: TestGateway;
  let admin: string;
  const open: TestGateway[] = [];
  beforeAll(async () => {
    store = await openTestStore();
    issuer = await openIssuer();
    admin = await store.account('home');
    await store.account('other');
    gateway = await gatewayFor();
    const add = (path: string, body: object) => gateway.call('POST', path, { token: admin, body });
    await add('/api/v1/people', { id: 'ada', name: 'Ada', roles: ['operator', 'admin'] });
    await add('/api/v1/people/ada/identities', { provider: 'oidc', subject: 'sub-of-ada' });
    await add('/api/v1/people', { id: 'eve', name: 'Eve' });
    await add('/api/v1/people/eve/identities', { provider: 'slack', subject: 'sub-of-eve' });
  });
  afterEach(() => issuer.be('well'));
  afterAll(async () => {
    await Promise.all(open.map((one) => one.close()));
    await issuer?.close();
    await store?.close();
  });

  async function gatewayFor(over: { account?: string; jwksUrl?: string; accountClaim?: string } = {}) {
    const settings = { issuer: issuer.url, audience: 'reeve', accountClaim: 'reeve_account', ...over };
    const oidc = createOidc(settings);
    const made = await openTestGateway(store, { ...(oidc && { oidc }) });
    open.push(made);
    return made;
  }
  const seconds = (from: number) => Math.floor(Date.now() / 1000) + from;
  const claims = (over: JWTPayload = {}): JWTPayload => ({
    ...{ iss: issuer.url, aud: 'reeve', sub: 'sub-of-ada', reeve_account: 'home' },
    ...{ iat: seconds(-10), exp: seconds(300), ...over },
  });
  const whoami = (token: string, at = gateway) => at.call('GET', '/api/v1/whoami', { token });

  it('is its linked person, with the roles of our own rows', async () => {
    const token = await issuer.sign(claims({ roles: ['viewer'] }));
    expect((await whoami(token)).json).toEqual({
      ...{ account: 'home', id: 'ada', kind: 'person', name: 'Ada' },
      roles: ['operator', 'admin'],
    });
    await gateway.call('POST', '/api/v1/people', { token, body: { id: 'bob', name: 'Bob' } });
    expect((await gateway.call('GET', '/api/v1/ledger?limit=1', { token })).json).toMatchObject([
      { actor: 'person/ada', subject: 'person/bob', data: { door: 'oidc' } },
    ]);
  });

  const good: [string, () => JWTPayload][] = [
    ['for several audiences, ours among them', () => claims({ aud: ['x', 'reeve'] })],
    ['that ended less than half a minute ago', () => claims({ exp: seconds(-20) })],
    ['that begins within half a minute', () => claims({ nbf: seconds(20) })],
  ];
  it.each(good)('is taken %s', async (_what, make) => {
    expect((await whoami(await issuer.sign(make()))).status).toBe(200);
  });

  const bad: [string, () => Promise<string> | string][] = [
    ['of a subject that nobody is linked to', () => issuer.sign(claims({ sub: 'stranger' }))],
    ['of a subject that is linked as another kind of identity', () => issuer.sign(claims({ sub: 'sub-of-eve' }))],
    ['without a subject', () => issuer.sign(without('sub'))],
    ['for another audience', () => issuer.sign(claims({ aud: 'grafana' }))],
    ['without an audience', () => issuer.sign(without('aud'))],
    ['of another issuer', () => issuer.sign(claims({ iss: 'http://elsewhere' }))],
    ['of an issuer that begins like ours', () => issuer.sign(claims({ iss: `${issuer.url}/x` }))],
    ['without an issuer', () => issuer.sign(without('iss'))],
    ['that ended more than half a minute ago', () => issuer.sign(claims({ exp: seconds(-40) }))],
    ['that never ends', () => issuer.sign(without('exp'))],
    ['that has not begun', () => issuer.sign(claims({ nbf: seconds(90) }))],
    ['for the account of others, where nobody is linked', () => issuer.sign(claims({ reeve_account: 'other' }))],
    ['for an account that there is not', () => issuer.sign(claims({ reeve_account: 'nowhere' }))],
    ['for an account that is none', () => issuer.sign(claims({ reeve_account: "home' OR true --" }))],
    ['for an account that is no text', () => issuer.sign(claims({ reeve_account: ['home'] }))],
    ['without an account', () => issuer.sign(without('reeve_account'))],
    ['signed with the key of a stranger', () => issuer.sign(claims(), { stranger: true })],
    ['signed with a key that the issuer does not show', () => issuer.sign(claims(), { kid: 'k2' })],
    ['without a signature', () => new UnsecuredJWT(claims()).encode()],
    [
      'signed with our public key as a password',
      () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(Buffer.from(issuer.publicPem)),
    ],
    ['that was changed', async () => changed(await issuer.sign(claims()), { sub: 'sub-of-ada', x: 1 })],
    ['that is none', () => 'a.b.c'],
    ['that is cut', async () => (await issuer.sign(claims())).split('.').slice(0, 2).join('.')],
  ];
  it.each(bad)('is refused %s', async (_what, make) => {
    expect(await whoami(await make())).toMatchObject({ status: 401, json: { title: 'Not signed in' } });
  });

  it.each(['paused', 'suspended', 'revoked'])('is refused while its person is %s', async (state) => {
    const token = await issuer.sign(claims());
    const set = (to: string) => gateway.call('PATCH', '/api/v1/people/ada', { token: admin, body: { state: to } });
    await set(state);
    const refused = await whoami(token);
    await set('active');
    expect([refused.status, (await whoami(token)).status]).toEqual([401, 200]);
  });

  it('is refused from the moment its subject is unlinked', async () => {
    const token = await issuer.sign(claims({ sub: 'short' }));
    await gateway.call('POST', '/api/v1/people/ada/identities', {
      token: admin,
      body: { provider: 'oidc', subject: 'short' },
    });
    expect((await whoami(token)).status).toBe(200);
    await gateway.call('DELETE', '/api/v1/identities?provider=oidc&subject=short', { token: admin });
    expect((await whoami(token)).status).toBe(401);
  });

  it('is for the one account that is configured, whatever it claims', async () => {
    const fixed = await gatewayFor({ account: 'home' });
    expect((await whoami(await issuer.sign(claims({ reeve_account: 'other' })), fixed)).json).toMatchObject({
      account: 'home',
    });
  });

  it('is checked with the configured key set, without asking what the issuer describes', async () => {
    const own = await gatewayFor({ jwksUrl: `${issuer.url}/jwks` });
    const before = issuer.asked();
    expect((await whoami(await issuer.sign(claims()), own)).status).toBe(200);
    expect(issuer.asked() - before).toBe(1);
  });

  it('is no concern of a gateway that knows no issuer', async () => {
    expect(createOidc({ accountClaim: 'x' })).toBeUndefined();
    expect(createOidc({ issuer: issuer.url, accountClaim: 'x' })).toBeUndefined();
  });

  describe('while the issuer is', () => {
    it.each([
      ['failing', {}],
      ['silly', {}],
      ['another', {}],
      ['failing', { jwksUrl: true }],
      ['silly', { jwksUrl: true }],
    ] as const)('%s (%j): 503 and no "no", Reeve tokens go on, and it recovers by itself', async (state, given) => {
      const own = await gatewayFor('jwksUrl' in given ? { jwksUrl: `${issuer.url}/jwks` } : {});
      issuer.be(state);
      const token = await issuer.sign(claims());
      const refused = await whoami(token, own);
      expect(refused).toMatchObject({ status: 503, json: { title: 'Not available' } });
      expect(refused.json['detail']).toContain(`the issuer ${issuer.url} can't be asked`);
      expect(own.logged()).not.toContain(token);
      expect((await whoami(admin, own)).status).toBe(200);
      expect((await whoami('garbage', own)).status).toBe(401);
      issuer.be('well');
      expect((await whoami(token, own)).status).toBe(200);
    });

    it('gone: answers from the keys it has, and 503 where it has none', async () => {
      const gone = await openIssuer();
      const settings = { issuer: gone.url, audience: 'reeve', accountClaim: 'reeve_account' };
      const [warm, cold] = [createOidc(settings), createOidc(settings)];
      const token = await gone.sign(claims({ iss: gone.url }));
      expect(await warm?.(token)).toEqual({ account: 'home', subject: 'sub-of-ada' });
      await gone.close();
      expect(await warm?.(token)).toEqual({ account: 'home', subject: 'sub-of-ada' });
      await expect(cold?.(token)).rejects.toMatchObject({ name: 'Refused', status: 503 });
    });
  });

  function without(claim: string): JWTPayload {
    const { [claim]: _gone, ...rest } = claims();
    return rest;
  }
});

function changed(token: string, over: object): string {
  const [head, body = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
  return [head, Buffer.from(JSON.stringify({ ...claims, ...over })).toString('base64url'), signature].join('.');
}
