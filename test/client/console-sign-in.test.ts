import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../activities/store/database.js';
import { SESSION_COOKIE } from '../../client/console/console.js';
import { sessionCaller } from '../../client/console/routes.js';
import { openSecrets } from '../../client/console/secrets.js';
import { newSession, sealSession, SESSION_MS_MAX } from '../../client/console/session.js';
import type { Door, Env } from '../../client/http/door.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { fieldOf, openBrowser, signedInAs, tokenWith } from './console-browser.js';

let store: TestStore;
let gateway: TestGateway;
let adminToken: string;

beforeAll(async () => {
  store = await openTestStore();
  gateway = await openTestGateway(store);
  adminToken = await store.account('acme');
});
afterAll(async () => {
  await gateway?.close();
  await store?.close();
});

describe('signing in', () => {
  it('is asked for at every page, which is then come back to', async () => {
    const browser = openBrowser(gateway);
    const sent = await browser.get('/console/ledger?kind=setting');
    expect([sent.status, sent.headers.location]).toEqual([
      303,
      '/console/signin?next=%2Fconsole%2Fledger%3Fkind%3Dsetting',
    ]);
    const done = await browser.signIn(adminToken, '/console/ledger?kind=setting');
    expect([done.status, done.headers.location]).toEqual([303, '/console/ledger?kind=setting']);
    const page = await browser.get('/console/ledger?kind=setting');
    expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(page.text).toContain('account opened');
  });

  it('gives a cookie that scripts and other sites do not get, with nothing readable in it', async () => {
    const { headers } = await openBrowser(gateway).signIn(adminToken);
    const cookie = headers['set-cookie']?.find((line) => line.startsWith(`${SESSION_COOKIE}=`)) ?? '';
    for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=43200'])
      expect(cookie).toContain(attribute);
    expect(cookie).not.toContain('Secure');
    expect(cookie).not.toContain(adminToken);
  });

  it('binds the cookie to the host where people come over TLS', async () => {
    const behindTls = await openTestGateway(store, { settings: { publicUrl: 'https://reeve.example' } });
    const { headers } = await openBrowser(behindTls).signIn(adminToken);
    await behindTls.close();
    expect(headers['set-cookie']?.join('\n')).toMatch(/^__Host-reeve_session=.*; Secure/m);
  });

  it('refuses a token that is not good, and says nothing about why', async () => {
    const answer = await openBrowser(gateway).signIn(`${adminToken.slice(0, -1)}_`);
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('not known, has expired or was revoked');
    expect(answer.headers['set-cookie']?.join() ?? '').not.toContain(SESSION_COOKIE);
  });

  it('answers a flood of bad tokens shortly and logs it no more, and a good one always comes in', async () => {
    const fresh = await openTestGateway(store);
    const browser = openBrowser(fresh);
    const statuses: number[] = [];
    for (let tries = 0; tries < 10; tries += 1) statuses.push((await browser.signIn('rv1.guess')).status);
    const late = await browser.signIn('rv1.guess');
    const logged = fresh.logged();
    const elsewhere = await browser.signIn(`${adminToken.slice(0, -1)}_`);
    const good = await browser.signIn(adminToken);
    await fresh.close();
    expect(statuses).toEqual(Array.from({ length: 10 }, () => 401));
    expect([late.status, late.headers['retry-after']]).toEqual([429, '60']);
    expect(logged.match(/a sign-in at the console was refused/g)).toHaveLength(10);
    expect([elsewhere.status, good.status]).toEqual([401, 303]);
  });

  it('is not possible from a form of another site', async () => {
    const browser = openBrowser(gateway);
    const guard = fieldOf(await browser.get('/console/signin'), 'guard');
    const foreign = await browser.post(
      '/console/signin',
      { guard, token: adminToken },
      { origin: 'http://evil.example' },
    );
    const withoutGuard = await openBrowser(gateway).post('/console/signin', { guard, token: adminToken });
    expect([foreign.status, withoutGuard.status]).toEqual([403, 403]);
    expect(browser.jar.has(SESSION_COOKIE)).toBe(false);
  });

  it('goes on only to pages of the console', async () => {
    const browser = openBrowser(gateway);
    const guard = fieldOf(await browser.get('/console/signin?next=https://evil.example'), 'guard');
    const answer = await browser.post('/console/signin', { guard, next: '//evil.example', token: adminToken });
    expect(answer.headers.location).toBe('/console');
  });

  it('lets a link from another site come in with the cookie it did not bring', async () => {
    const { status, text } = await openBrowser(gateway).get('/console/ledger?kind=trust', {
      'sec-fetch-site': 'cross-site',
    });
    expect(status).toBe(200);
    expect(text).toContain('http-equiv="refresh" content="0; url=/console/ledger?kind=trust"');
  });
});

describe('a session', () => {
  it('ends with the very request after its token was revoked', async () => {
    const { id, token } = await tokenWith(gateway, adminToken, 'viewer');
    const browser = await signedInAs(gateway, token);
    expect((await browser.get('/console')).status).toBe(200);
    const admin = await gateway.reeve.access.byToken(adminToken);
    if (admin) await gateway.reeve.access.revokeToken(admin, id);
    const after = await browser.get('/console/people');
    expect([after.status, after.headers.location]).toEqual([303, '/console/signin?next=%2Fconsole%2Fpeople']);
    expect((await browser.get('/console', { 'x-reeve-part': '1' })).status).toBe(401);
  });

  it.each([
    ['is older than twelve hours', SESSION_MS_MAX, 'own'],
    ['was sealed by another Reeve', 0, 'other'],
  ] as const)('is no session when it %s', async (_name, age, key) => {
    const secrets = openSecrets(key === 'own' ? store.sealer.derive('console-session') : 'another key');
    const session = newSession('acme', { token: adminToken }, Date.now() - age);
    const admin = await gateway.reeve.access.byToken(adminToken);
    if (admin) await gateway.reeve.access.openSession(admin, session.id, new Date(Date.now() + 60_000));
    const cookie = sealSession(secrets, session);
    const answer = await gateway.call('GET', '/console', { headers: { cookie: `${SESSION_COOKIE}=${cookie}` } });
    expect(answer.status).toBe(303);
  });

  it('ends by signing out, which takes our own form', async () => {
    const browser = await signedInAs(gateway, adminToken);
    expect((await browser.post('/console/signout', {})).status).toBe(403);
    expect(browser.jar.has(SESSION_COOKIE)).toBe(true);
    expect((await browser.post('/console/signout', { csrf: browser.word })).headers.location).toBe('/console/signin');
    expect(browser.jar.has(SESSION_COOKIE)).toBe(false);
  });

  it('ends for every copy of its cookie, and for no other session of the same token', async () => {
    const [browser, other] = [await signedInAs(gateway, adminToken), await signedInAs(gateway, adminToken)];
    const headers = { cookie: `${SESSION_COOKIE}=${browser.jar.get(SESSION_COOKIE) ?? ''}` };
    expect((await gateway.call('GET', '/console', { headers })).status).toBe(200);
    await browser.post('/console/signout', { csrf: browser.word });
    expect((await gateway.call('GET', '/console', { headers })).status).toBe(303);
    const restarted = await openTestGateway(store);
    expect((await restarted.call('GET', '/console', { headers })).status).toBe(303);
    await restarted.close();
    expect((await other.get('/console')).status).toBe(200);
  });

  it('is one of at most fifty of a person, and the oldest makes room', async () => {
    const token = await store.account('many');
    const [first, second] = [await signedInAs(gateway, token), await signedInAs(gateway, token)];
    for (let more = 0; more < 49; more += 1) await openBrowser(gateway).signIn(token);
    expect([(await first.get('/console')).status, (await second.get('/console')).status]).toEqual([303, 200]);
    await store.tamper(`UPDATE reeve.session SET expires_at = now() WHERE account = 'many'`);
    expect((await second.get('/console')).status).toBe(303);
    await openBrowser(gateway).signIn(token);
    expect(await store.tamper(`SELECT FROM reeve.session WHERE account = 'many'`)).toHaveLength(1);
  });

  it('does not open the API, whose only credential is a token', async () => {
    const browser = await signedInAs(gateway, adminToken);
    expect((await browser.get('/api/v1/status')).status).toBe(401);
  });
});

describe('a session while the database is away', () => {
  it('is not ended: the page says what is the matter, and the API document is there', async () => {
    const browser = await signedInAs(gateway, adminToken);
    const db = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', login: 'app', poolMax: 1 });
    const cut = await openTestGateway(store, { parts: { db } });
    const cookie = `${SESSION_COOKIE}=${browser.jar.get(SESSION_COOKIE) ?? ''}`;
    const page = await cut.call('GET', '/console', { headers: { cookie } });
    const document = await cut.call('GET', '/api', { headers: { cookie } });
    await cut.close();
    await db.close();
    expect([page.status, document.status]).toEqual([503, 200]);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.text).toContain('The database does not answer right now');
  });
});

describe('a session at a route of the API that takes one', () => {
  const WEB_UI = 'http://127.0.0.1:8233';

  it.each([
    ['the Temporal Web UI', { origin: WEB_UI }, 'session'],
    ['our own page', { origin: 'http://reeve.example' }, 'session'],
    ['another site', { origin: 'http://evil.example' }, 'nobody'],
    ['a page without a name', { origin: 'null' }, 'nobody'],
    ['something that is no page', {}, 'nobody'],
    ['a program with a token of its own', { origin: WEB_UI, authorization: 'Bearer x' }, 'nobody'],
  ])('of %s', async (_name, headers, expected) => {
    const browser = await signedInAs(gateway, adminToken);
    const cookie = `${SESSION_COOKIE}=${browser.jar.get(SESSION_COOKIE) ?? ''}`;
    const app = new Hono<Env>();
    app.post('/codec/decode', sessionCaller(aDoor()), (c) =>
      c.text((c.get('caller') as Env['Variables']['caller'] | undefined)?.door ?? 'nobody'),
    );
    const answer = await app.request('/codec/decode', {
      method: 'POST',
      headers: { ...headers, cookie, host: 'reeve.example' },
    });
    expect(await answer.text()).toBe(expected);
  });

  function aDoor(): Door {
    const ignore = () => undefined;
    return {
      reeve: gateway.reeve,
      settings: {
        allowedHosts: [],
        trustedProxies: [],
        bodyBytesMax: 1024,
        bundleBytesMax: 8 * 2 ** 20,
        readerMsMax: 1_000,
        sessionKey: store.sealer.derive('console-session'),
        temporalUiOrigins: [WEB_UI],
      },
      metrics: { text: () => Promise.resolve({ contentType: 'text/plain', body: '' }), observe: ignore },
      log: { info: ignore, warn: ignore, error: ignore },
      draining: () => false,
    };
  }
});
