import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JWTPayload } from 'jose';
import { SESSION_COOKIE } from '../../client/console/console.js';
import { createOidcSignIn } from '../../client/http/oidc-sign-in.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { type Issuer, openIssuer } from '../support/issuer.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openBrowser } from './console-browser.js';

const START = '/console/signin/oidc';

describe('signing in with an OIDC issuer', () => {
  let store: TestStore;
  let issuer: Issuer;
  let gateway: TestGateway;
  let admin: string;
  beforeAll(async () => {
    store = await openTestStore();
    issuer = await openIssuer();
    admin = await store.account('acme');
    gateway = await openFor({ clientSecret: 's cret/' });
    await gateway.call('POST', '/api/v1/people', {
      token: admin,
      body: { id: 'ada', name: 'Ada', roles: ['operator'] },
    });
    await link('ada-there');
  });
  afterEach(() => issuer.be('well'));
  afterAll(async () => {
    await gateway?.close();
    await issuer?.close();
    await store?.close();
  });

  function openFor(given: { readonly clientSecret?: string }) {
    const settings = {
      issuer: issuer.url,
      audience: 'api',
      clientId: 'reeve',
      accountClaim: 'reeve_account',
      ...given,
    };
    const oidcSignIn = createOidcSignIn(settings);
    return openTestGateway(store, {
      settings: { publicUrl: 'http://reeve.example' },
      ...(oidcSignIn && { oidcSignIn }),
    });
  }
  const link = (subject: string) =>
    gateway.call('POST', '/api/v1/people/ada/identities', { token: admin, body: { provider: 'oidc', subject } });
  const ADA: JWTPayload = { sub: 'ada-there', reeve_account: 'acme' };

  /** A browser at the issuer, and the way back that it is sent. */
  async function atIssuer(claims: JWTPayload = ADA, how: { readonly stranger?: boolean; readonly next?: string } = {}) {
    const browser = openBrowser(gateway);
    const { next = '/console' } = how;
    const sent = await browser.get(`${START}?${new URLSearchParams({ next }).toString()}`);
    const asked = new URL(sent.headers.location ?? '');
    const back = issuer.agree(asked, claims, how);
    return { browser, sent, asked, back, path: back.pathname + back.search };
  }

  it('is offered where it is configured, and sends to the issuer with what makes the answer ours', async () => {
    const page = await openBrowser(gateway).get('/console/signin?next=/console/ledger');
    expect(page.text).toContain(`href="${START}?next=%2Fconsole%2Fledger"`);
    const { sent, asked, back } = await atIssuer();
    expect(sent.status).toBe(303);
    expect(`${asked.origin}${asked.pathname}`).toBe(`${issuer.url}/authorize`);
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      ...{ tenant: '1', response_type: 'code', client_id: 'reeve', scope: 'openid', code_challenge_method: 'S256' },
      redirect_uri: 'http://reeve.example/console/signin/oidc/back',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    const cookie = sent.headers['set-cookie']?.join('\n') ?? '';
    expect(cookie).toMatch(/^reeve_oidc=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(cookie).not.toContain(back.searchParams.get('state'));
    const plain = await openTestGateway(store);
    expect((await openBrowser(plain).get('/console/signin')).text).not.toContain(START);
    await plain.close();
  });

  it('comes in as who is linked to the subject, with their roles, and back to the page that was asked for', async () => {
    const { browser, path } = await atIssuer(ADA, { next: '/console/ledger' });
    const done = await browser.get(path, { 'sec-fetch-site': 'cross-site' });
    expect([done.status, done.headers.location]).toEqual([303, '/console/ledger']);
    expect(browser.jar.has('reeve_oidc')).toBe(false);
    expect(done.headers['set-cookie']?.find((line) => line.startsWith(SESSION_COOKIE))).toContain('SameSite=Strict');
    const page = await browser.get('/console/ledger');
    expect(page.text).toContain('<strong>Ada</strong>');
    expect(page.text).toContain('Sign a checkpoint now');
    const word = await browser.csrf();
    const copied = { cookie: `${SESSION_COOKIE}=${browser.jar.get(SESSION_COOKIE) ?? ''}` };
    expect((await browser.post('/console/people/add', { csrf: word })).status).toBe(403);
    await browser.post('/console/signout', { csrf: word });
    expect((await gateway.call('GET', '/console', { headers: copied })).status).toBe(303);
  });

  it('is over with the very request after the identity was unlinked', async () => {
    await link('short');
    const { browser, path } = await atIssuer({ ...ADA, sub: 'short' });
    await browser.get(path);
    expect((await browser.get('/console/ledger')).status).toBe(200);
    await gateway.call('DELETE', '/api/v1/identities?provider=oidc&subject=short', { token: admin });
    expect((await browser.get('/console/ledger')).status).toBe(303);
  });

  it.each([
    ['nobody here is linked to', { ...ADA, sub: 'nobody' }, {}, 'nobody here who is active is linked to you'],
    ['names no account', { sub: 'ada-there' }, {}, 'it needs the claim reeve_account'],
    ['names another account', { ...ADA, reeve_account: 'rival' }, {}, 'nobody here who is active is linked'],
    ['was signed by a stranger', ADA, { stranger: true }, 'can not be believed'],
    ['is of another issuer', { ...ADA, iss: 'http://elsewhere' }, {}, 'can not be believed'],
    ['is for another client', { ...ADA, aud: 'api' }, {}, 'can not be believed'],
    ['was given to another client', { ...ADA, azp: 'other' }, {}, 'was said for another sign-in'],
    ['is too old', { ...ADA, exp: 1 }, {}, 'can not be believed'],
    ['has the nonce of another sign-in', { ...ADA, nonce: 'x' }, {}, 'was said for another sign-in'],
  ] as [string, JWTPayload, { stranger?: boolean }, string][])('refuses what %s', async (_what, claims, how, words) => {
    const { browser, path } = await atIssuer(claims, how);
    const answer = await browser.get(path);
    expect(answer.status).toBe(403);
    expect(answer.text.toLowerCase()).toContain(words);
    expect(browser.jar.has(SESSION_COOKIE)).toBe(false);
  });

  it.each([
    ['with another state', (url: URL) => url.searchParams.set('state', 'x'), 'not begun in this browser'],
    [
      'of another issuer',
      (url: URL) => url.searchParams.set('iss', 'http://elsewhere'),
      'Another issuer answered than was asked',
    ],
    ['with another code', (url: URL) => url.searchParams.set('code', 'x'), 'did not sign you in (invalid_grant)'],
    [
      'that the user declined',
      (url: URL) => {
        url.searchParams.delete('code');
        url.searchParams.set('error', 'access_denied<b>');
      },
      'did not sign you in (access_denied&lt;b&gt;)',
    ],
  ])('refuses an answer %s', async (_what, change, words) => {
    const { browser, back } = await atIssuer();
    change(back);
    const answer = await browser.get(back.pathname + back.search);
    expect([answer.status, browser.jar.has(SESSION_COOKIE)]).toEqual([403, false]);
    expect(answer.text).toContain(words);
  });

  it('refuses an answer that another browser asked for, and one that comes a second time', async () => {
    const [mine, theirs] = [await atIssuer(), await atIssuer()];
    expect((await openBrowser(gateway).get(mine.path)).status).toBe(403);
    expect((await mine.browser.get(theirs.path)).status).toBe(403);
    const kept = { cookie: `reeve_oidc=${theirs.browser.jar.get('reeve_oidc') ?? ''}` };
    expect((await theirs.browser.get(theirs.path)).status).toBe(303);
    expect((await gateway.call('GET', theirs.path, { headers: kept })).status).toBe(403);
  });

  it('refuses a client whose secret the issuer does not take', async () => {
    const [own, wrong] = [gateway, await openFor({ clientSecret: 'wrong' })];
    gateway = wrong;
    const { browser, path } = await atIssuer();
    const answer = await browser.get(path);
    gateway = own;
    await wrong.close();
    expect([answer.status, answer.text.includes('invalid_grant')]).toEqual([403, true]);
    expect(wrong.logged()).not.toContain('wrong');
  });

  it.each(['failing', 'silly', 'another'] as const)(
    'says so while the issuer is %s, takes tokens, and recovers',
    async (state) => {
      const cold = await openFor({});
      issuer.be(state);
      const refused = await openBrowser(cold).get(START);
      expect([refused.status, refused.text.includes('does not answer as it should right now')]).toEqual([503, true]);
      expect((await openBrowser(cold).signIn(admin)).status).toBe(303);
      issuer.be('well');
      expect((await openBrowser(cold).get(START)).status).toBe(303);
      await cold.close();
    },
  );

  it('says so when the issuer goes away before the code is redeemed', async () => {
    const { browser, path } = await atIssuer();
    issuer.be('failing');
    const answer = await browser.get(path);
    expect([answer.status, browser.jar.has(SESSION_COOKIE)]).toEqual([503, false]);
  });
});
