import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pages } from '../../client/console/pages/index.js';
import { ROLES } from '../../client/reeve.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openBrowser, signedInAs, tokenWith } from './console-browser.js';

let store: TestStore;
let gateway: TestGateway;
let adminToken: string;
let foreignToken: string;

beforeAll(async () => {
  store = await openTestStore();
  gateway = await openTestGateway(store);
  adminToken = await store.account('acme');
  foreignToken = await store.account('rival');
});
afterAll(async () => {
  await gateway?.close();
  await store?.close();
});

describe('every page and every form', () => {
  const acts = pages.flatMap(({ acts = [] }) => acts);
  const pathOf = (path: string) => path.replace(/:seq\{.*\}$/, '1').replace(/:(?:id|key)$/, 'none');

  it.each(pages)('$path shows nothing to nobody and itself to its role', async ({ path, role }) => {
    const stranger = await openBrowser(gateway).get(pathOf(path));
    expect(stranger.status).toBe(303);
    expect(stranger.text).toBe('');
    const browser = await signedInAs(gateway, (await tokenWith(gateway, adminToken, role)).token);
    const page = await browser.get(pathOf(path));
    // What nobody proposed is a page too, which says so.
    expect(page.status).toBe(pathOf(path).endsWith('/none') ? 404 : 200);
    expect(page.headers['content-type']).toBe('text/html; charset=UTF-8');
    expect(page.text.startsWith('<!doctype html><html lang="en">')).toBe(true);
    expect(page.text).not.toMatch(/<style|<script(?![^>]* src=)|\sstyle=|\son\w+=/);
    for (const mark of ['<main id="main"', '<header', '<nav aria-label="Main"', 'href="#main"', '<h1>']) {
      expect(page.text).toContain(mark);
    }
  });

  it.each(acts)('POST $path takes our own form and its role', async ({ path, role }) => {
    const browser = await signedInAs(gateway, adminToken);
    const other = await signedInAs(gateway, adminToken);
    const refused = await Promise.all([
      browser.post(path, {}),
      browser.post(path, { csrf: other.word }),
      browser.post(path, { csrf: browser.word }, { origin: 'http://evil.example' }),
      browser.post(path, { csrf: browser.word }, { 'sec-fetch-site': 'cross-site' }),
      browser.post(path, { csrf: browser.word }, { origin: 'no origin at all' }),
      gateway.call('POST', path, { token: adminToken, body: {} }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 415]);
    expect((await openBrowser(gateway).post(path, {})).status).toBe(303);
    const tooWeak = ROLES.filter(
      (held) => held !== role && held !== 'admin' && (role === 'admin' || held !== 'operator'),
    );
    if (role === 'viewer') return;
    const weak = await signedInAs(gateway, (await tokenWith(gateway, adminToken, tooWeak[0] ?? 'viewer')).token);
    const answer = await weak.post(path, { csrf: weak.word });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain(`This needs the role ${role}`);
    expect(answer.text).toContain('<nav aria-label="Main"');
  });

  it('says in one sentence what is wrong, as a page, and in problem+json for the API', async () => {
    const browser = await signedInAs(gateway, adminToken);
    const page = await browser.get('/console/nowhere');
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=UTF-8']);
    expect(page.text).toContain('There is no such page in the console.');
    const api = await gateway.call('GET', '/api/v1/nowhere');
    expect([api.status, api.headers['content-type']]).toEqual([404, 'application/problem+json']);
  });
});

describe('the ledger', () => {
  it('is filtered, and paged down and up again', async () => {
    const writer = { kind: 'trust', actor: 'agent/x', subject: 'agent/x', data: { because: 'so <b>' } } as const;
    await Promise.all(
      Array.from({ length: 60 }, (_none, n) => store.ledger.append('acme', { ...writer, key: `page-${n}` })),
    );
    const browser = await signedInAs(gateway, adminToken);
    const first = await browser.get('/console/ledger?kind=trust&actor=agent/x');
    expect(first.text.match(/<span class="tag">trust<\/span>/g)).toHaveLength(50);
    expect(first.text).toContain('so &lt;b&gt;');
    const downTo = /href="([^"]*)" rel="next"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await browser.get(downTo);
    expect(second.text.match(/<span class="tag">trust<\/span>/g)).toHaveLength(10);
    expect(second.text).toContain('href="/console/ledger?kind=trust&amp;actor=agent%2Fx" rel="prev"');
    expect((await browser.get('/console/ledger?subject=nothing')).text).toContain('No entry matches');
  });

  it('shows nothing of another account', async () => {
    const browser = await signedInAs(gateway, foreignToken);
    const page = await browser.get('/console/ledger');
    expect(page.text).toContain('account opened');
    expect(page.text).not.toContain('agent/x');
    expect((await browser.get('/console/ledger/40')).status).toBe(404);
  });

  it('draws the proof around an entry', async () => {
    const browser = await signedInAs(gateway, adminToken);
    const page = await browser.get('/console/ledger/2');
    expect(page.text).toContain('prev of 2 = hash of 1');
    expect(page.text).toContain('prev of 3 = hash of 2');
    expect(page.text).not.toContain('The chain does not hold here');
  });

  it('is verified, and a form that was answered is not asked again by loading the page', async () => {
    const browser = await signedInAs(gateway, adminToken);
    expect((await browser.post('/console/ledger/verify', { csrf: browser.word })).text).toContain('The book is whole');
    expect((await browser.get('/console/ledger/verify')).headers.location).toBe('/console/ledger');
  });

  it('takes the wish for a checkpoint of an operator, and says so once', async () => {
    const browser = await signedInAs(gateway, (await tokenWith(gateway, adminToken, 'operator')).token);
    const answer = await browser.post('/console/ledger/checkpoint', { csrf: browser.word });
    expect([answer.status, answer.headers.location]).toEqual([303, '/console/ledger']);
    expect((await browser.get('/console/ledger')).text).toContain('A checkpoint was asked for');
    expect((await browser.get('/console/ledger')).text).not.toContain('A checkpoint was asked for');
    const rows = await store.tamper(`SELECT name FROM reeve.inbox WHERE name = 'checkpoint'`);
    expect(rows).toHaveLength(1);
  });

  it('names the entry that was changed behind its back', async () => {
    const token = await store.account('tampered');
    const note = { kind: 'trust', actor: 'a', subject: 'b', data: { word: 'before' } } as const;
    for (const key of ['1', '2', '3']) await store.ledger.append('tampered', { ...note, key });
    await store.tamper(
      `UPDATE reeve.ledger SET body = replace(body::text, 'before', 'after!')::json WHERE account = 'tampered' AND seq = 3`,
    );
    const browser = await signedInAs(gateway, token);
    const entry = await browser.get('/console/ledger/3');
    expect(entry.text).toContain('The chain does not hold here');
    expect(entry.text).toContain('its text does not give its hash');
    const report = await browser.post('/console/ledger/verify', { csrf: browser.word });
    expect(report.text).toContain('The book is broken: entry 3 was changed');
    expect(report.text).toContain('What to do');
    expect((await browser.get('/console')).text).toContain('Not ready');
  });
});

describe('people', () => {
  it('shows a viewer who is there, and no form of an admin', async () => {
    const browser = await signedInAs(gateway, (await tokenWith(gateway, adminToken, 'viewer')).token);
    const { text } = await browser.get('/console/people');
    expect(text).toContain('<strong>Admin</strong>');
    expect(text).not.toContain('Issue the token');
    expect(text).not.toContain('Revoke');
  });

  it('issues a token that is shown once and works, and revokes it', async () => {
    const browser = await signedInAs(gateway, adminToken);
    const wish: [string, string][] = [
      ['csrf', browser.word],
      ['principal', 'admin'],
      ['name', 'for “ci” <x>'],
      ['days', '7'],
    ];
    const issued = await browser.post('/console/people/tokens', [...wish, ['role', 'viewer'], ['role', 'operator']]);
    expect(issued.headers.location).toBe('/console/people');
    expect(issued.headers['set-cookie']?.join()).not.toContain('rv1.');
    const page = await browser.get('/console/people');
    const token = /<code tabindex="0">(rv1\.[^<]+)<\/code>/.exec(page.text)?.[1] ?? '';
    expect(page.text).toContain('for “ci” &lt;x&gt;');
    expect((await browser.get('/console/people')).text).not.toContain(token);
    const caller = await gateway.reeve.access.byToken(token);
    expect(caller?.roles).toEqual(['viewer', 'operator']);
    await browser.post('/console/people/tokens/revoke', { csrf: browser.word, id: caller?.tokenId ?? '' });
    expect(await gateway.reeve.access.byToken(token)).toBeUndefined();
    expect((await browser.get('/console/people')).text).toContain('is revoked and refused from now on');
  });

  it.each([
    [
      'no role',
      [
        ['principal', 'admin'],
        ['name', 'x'],
      ],
      400,
      'choose at least one role',
    ],
    [
      'no name',
      [
        ['principal', 'admin'],
        ['name', ' '],
        ['role', 'viewer'],
      ],
      400,
      'give the token a name',
    ],
    [
      'too many days',
      [
        ['principal', 'admin'],
        ['name', 'x'],
        ['role', 'viewer'],
        ['days', '9999'],
      ],
      400,
      'from 1 to 3650',
    ],
    [
      'nobody',
      [
        ['principal', 'nobody'],
        ['name', 'x'],
        ['role', 'viewer'],
      ],
      404,
      'no person or agent nobody',
    ],
  ] as const)('issues none for %s and says why', async (_name, fields, status, words) => {
    const browser = await signedInAs(gateway, adminToken);
    const answer = await browser.post('/console/people/tokens', [
      ['csrf', browser.word],
      ...fields.map(([name, value]): [string, string] => [name, value]),
    ]);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
    expect(answer.text).toContain('<a href="/console/people">Go back</a>');
  });
});

describe('what is public', () => {
  it('is the API document for people', async () => {
    const page = await gateway.call('GET', '/api');
    expect(page.status).toBe(200);
    for (const words of ['/api/v1/ledger/verify', 'operator', 'href="/api/openapi.json"', 'Sign in']) {
      expect(page.text).toContain(words);
    }
    expect(page.text).not.toContain('Sign out');
  });

  it('is the way to the console', async () => {
    expect((await gateway.call('GET', '/')).headers.location).toBe('/console');
  });

  it('is the sheet and the script, kept for good under a name that changes with them', async () => {
    const { text } = await gateway.call('GET', '/console/signin');
    const paths = text.match(/\/console\/assets\/[0-9a-f]{16}\/[\w.]+/g) ?? [];
    expect(paths.map((path) => path.split('/').at(-1))).toEqual(['console.css', 'icon.svg', 'console.js']);
    for (const path of paths) {
      const asset = await gateway.call('GET', path);
      expect([asset.status, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
      const again = await gateway.call('GET', path, { headers: { 'if-none-match': asset.headers.etag ?? '' } });
      expect([again.status, again.text]).toEqual([304, '']);
      expect((await gateway.call('GET', path.replace(/assets\/\w{16}/, 'assets/0000000000000000'))).status).toBe(404);
    }
    expect((await gateway.call('GET', '/console/assets/0000000000000000/..%2f..%2froutes.tsx')).status).toBe(404);
  });
});
