import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Asked, openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';

const BODY_MAX = 64 * 1024;

describe('what nobody should send', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let token: string;
  beforeAll(async () => {
    store = await openTestStore();
    token = await store.account('home');
    gateway = await openTestGateway(store, { settings: { bodyBytesMax: BODY_MAX } });
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });
  const ask = (method: string, path: string, asked: Asked = {}) => gateway.call(method, path, { token, ...asked });
  const post = (body: unknown, headers: Asked['headers'] = {}) => ask('POST', '/api/v1/people', { body, headers });
  const whoami = (headers: Asked['headers'] = {}) => gateway.call('GET', '/api/v1/whoami', { headers });
  const paths = ({ json }: Answer) =>
    (json['errors'] as readonly { readonly path: string }[] | undefined)?.map(({ path }) => path);

  describe('bodies', () => {
    it.each([
      [BODY_MAX, 400],
      [BODY_MAX + 1, 413],
    ])('answers a body of %i bytes with %i', async (bytes, status) => {
      const body = JSON.stringify({ id: '', pad: '' });
      expect((await post(body.replace('"pad":""', `"pad":"${'x'.repeat(bytes - body.length)}"`))).status).toBe(status);
    });

    it.each([
      ['broken JSON', '{"id": "a",', []],
      ['nothing', '', []],
      ['a list', [], ['']],
      ['null', 'null', ['']],
      ['an unknown key', { id: 'a', name: 'A', admin: true }, ['admin']],
      ['a key of the language itself', '{"id":"a","name":"A","__proto__":{"roles":["admin"]}}', ['__proto__']],
      ['wrong types, all of them named', { id: 7, name: ['A'], roles: {} }, ['id', 'name', 'roles']],
      ['a wrong one in a list', { id: 'a', name: 'A', roles: ['viewer', 'root'] }, ['roles.1']],
      ['a person without a role', { id: 'a', name: 'A', roles: [] }, ['roles']],
      ['too many in a list', { id: 'a', name: 'A', roles: Array(5).fill('viewer') }, ['roles']],
      ['an id with a capital', { id: 'Ada', name: 'A' }, ['id']],
      ['an id that is too long', { id: 'a'.repeat(64), name: 'A' }, ['id']],
      ['an empty name', { id: 'a', name: '  ' }, ['name']],
      ['a name that is too long', { id: 'a', name: 'x'.repeat(201) }, ['name']],
      ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, ['']],
      ['a text with NUL in it', { id: 'a', name: 'A\u0000' }, []],
    ])('answers %s with 400 and the path of each mistake', async (_what, body, wrong) => {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.json).toMatchObject({
        title: 'Bad request',
        status: 400,
        requestId: answer.headers['x-request-id'],
      });
      expect(paths(answer) ?? []).toEqual(wrong);
    });

    it('says of each what it would take, in plain words', async () => {
      const body = { id: 7, name: '', roles: ['viewer', 'root'] };
      expect((await post(body)).json['errors']).toEqual([
        { path: 'id', message: 'must be text' },
        { path: 'name', message: 'must have at least 1 character' },
        { path: 'roles.1', message: 'must be one of viewer, operator, approver, admin' },
      ]);
      expect((await post({})).json['detail']).toContain('id: is missing; name: is missing');
    });

    it('takes what is just within the bounds', async () => {
      const roles = ['viewer', 'operator', 'approver', 'admin'];
      const longest = { id: 'a'.repeat(63), name: 'é'.repeat(200), roles };
      expect((await post(longest)).status).toBe(201);
      expect((await post(longest)).status).toBe(409);
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
      'takes no %s for JSON',
      async (type) => {
        expect(await post('{"id":"plain","name":"A"}', { 'content-type': type })).toMatchObject({
          status: 415,
          json: { title: 'Unsupported media type' },
        });
      },
    );
  });

  describe('queries and paths', () => {
    it.each([
      ['/api/v1/ledger?limit=0', ['limit']],
      ['/api/v1/ledger?limit=501', ['limit']],
      ['/api/v1/ledger?limit=x&before=-1&kind=gossip', ['before', 'limit', 'kind']],
      ['/api/v1/ledger?limit=5&limit=6', ['limit']],
      ['/api/v1/ledger?knd=setting', ['knd']],
      [`/api/v1/ledger?subject=a&actor=${'a'.repeat(201)}`, ['actor']],
      ['/api/v1/ledger?actor=%00', []],
      ['/api/v1/ledger/entries/zero', ['seq']],
      ['/api/v1/ledger/entries/0', ['seq']],
      ['/api/v1/ledger/entries/1.5', ['seq']],
      ['/api/v1/ledger/entries/9007199254740993', ['seq']],
    ])('answers %.60s with 400', async (path, wrong) => {
      const answer = await ask('GET', path);
      expect(answer.status).toBe(400);
      expect(paths(answer) ?? []).toEqual(wrong);
    });

    it.each(['/api/v1/ledger?limit=1', '/api/v1/ledger?limit=500', '/api/v1/ledger?actor=%F0%9F%98%80'])(
      'takes %s',
      async (path) => {
        expect((await ask('GET', path)).status).toBe(200);
      },
    );

    it.each([
      ['DELETE', '/api/v1/tokens/%00', 400],
      ['DELETE', `/api/v1/tokens/${'x'.repeat(41)}`, 400],
      ['DELETE', '/api/v1/tokens/..%2Fpeople', 404],
      ['DELETE', `/api/v1/tokens/${encodeURIComponent("' OR '1'='1")}`, 404],
      ['DELETE', '/api/v1/identities?provider=oidc&subject=%00', 400],
      ['DELETE', '/api/v1/identities?provider=ldap&subject=a', 400],
      ['GET', '/api/v1/whoami/', 404],
      ['GET', '/API/V1/WHOAMI', 404],
      ['GET', '//api/v1/whoami', 404],
      ['GET', '/api/v1/ledger/entries/1%20OR%201', 400],
      ['PUT', '/api/v1/whoami', 404],
      ['PATCH', '/api/v1/people', 404],
      ['TRACE', '/api/v1/whoami', 404],
      ['OPTIONS', '/api/v1/whoami', 404],
      ['GET', '/nowhere', 404],
    ])('answers %s %s with %i, as a problem', async (method, path, status) => {
      const answer = await ask(method, path);
      expect(answer).toMatchObject({
        status,
        headers: { 'content-type': 'application/problem+json' },
        json: { status },
      });
    });

    it('answers HEAD with what GET would say, without the body', async () => {
      expect(await ask('HEAD', '/api/v1/whoami')).toMatchObject({ status: 200, text: '' });
      expect(await gateway.call('HEAD', '/api/v1/whoami')).toMatchObject({ status: 401, text: '' });
    });
  });

  describe('headers', () => {
    const OWN = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    it.each([
      'evil.example',
      'reeve.example.evil.example',
      '127.0.0.1.evil.example',
      'localhost.',
      '[::2]',
      '10.0.0.1',
    ])('does not answer to the name %s', async (host) => {
      const answer = await whoami({ host });
      expect(answer).toMatchObject({ status: 421, json: { title: 'Wrong host' } });
      expect(answer.json['detail']).toContain('gateway.allowedHosts');
    });

    it.each(['/healthz', '/livez', '/readyz'])('answers a probe at %s by whatever name', async (path) => {
      expect((await gateway.call('GET', path, { headers: { host: '10.0.0.1:7420' } })).status).not.toBe(421);
    });

    it.each(['127.0.0.1', 'localhost:1234', '[::1]:7420', 'LOCALHOST', 'reeve.example', 'Reeve.Example:8443'])(
      'answers to the name %s',
      async (host) => {
        expect((await whoami({ host })).status).toBe(401);
      },
    );

    it.each([
      ['a harmless one', 'build-7:run.3_a', /^build-7:run\.3_a$/],
      ['the longest', 'x'.repeat(64), /^x{64}$/],
      ['one that is too long', 'x'.repeat(65), OWN],
      ['one with a quote', 'a"b', OWN],
      ['one with a space', 'a b', OWN],
      ['none', '', OWN],
    ])('names a request itself unless it is given a good name: %s', async (_what, given, named) => {
      const { headers, json } = await whoami({ 'x-request-id': given });
      expect(headers['x-request-id']).toMatch(named);
      expect(json['requestId']).toBe(headers['x-request-id']);
    });

    it.each([
      ['Bearer', 401],
      ['Bearer ', 401],
      ['Basic YWRtaW46YWRtaW4=', 401],
      ['Token TOKEN', 401],
      ['TOKEN', 401],
      ['Bearer  TOKEN', 401],
      ['Bearer TOKEN,Bearer TOKEN', 401],
      ['Bearer TOKEN x', 401],
      [`Bearer ${'x'.repeat(8193)}`, 401],
      ['bearer TOKEN', 200],
      ['BEARER TOKEN', 200],
    ])('answers Authorization: %.40s with %i', async (authorization, status) => {
      expect((await whoami({ authorization: authorization.replaceAll('TOKEN', token) })).status).toBe(status);
    });

    it.each(['/api/v1/whoami', '/nowhere', '/healthz', '/console/sign-in'])(
      'says on %s what a browser may do with the answer',
      async (path) => {
        const { headers } = await gateway.call('GET', path);
        expect(headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
        });
        expect(headers['content-security-policy']).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
        expect(headers).not.toHaveProperty('access-control-allow-origin');
        expect(headers).not.toHaveProperty('x-powered-by');
      },
    );
  });

  it('has written no secret in its log, nor called any of this its own fault', async () => {
    await ask('DELETE', `/api/v1/tokens/${token}`);
    const log = gateway.logged();
    expect(log).not.toContain(token.split('.')[3]);
    expect(log.split('\n').filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});
