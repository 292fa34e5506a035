import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCli } from '../support/cli.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { signedInAs, tokenWith } from './console-browser.js';

const GITHUB = {
  action: 'created',
  deployment_status: { id: 9, state: 'success', environment: 'shop', created_at: '2026-03-04T11:40:00Z' },
  deployment: { id: 8, sha: '7c4f0b8b2f6a4f4e9d0c1b2a39485766abcdef01', ref: 'main', environment: 'shop' },
  repository: { name: 'web', full_name: 'acme/web' },
};
const GITLAB = {
  object_kind: 'deployment',
  status: 'failed',
  status_changed_at: '2026-03-04 13:41:00 +0200',
  deployment_id: 15,
  environment: 'staging',
  project: { name: 'cart', path_with_namespace: 'acme/cart' },
  short_sha: '279484c0',
};
const TEAMCITY = {
  eventType: 'BUILD_FINISHED',
  payload: {
    ...{ id: 71, buildTypeId: 'Shop_DeployPay', number: '412', status: 'SUCCESS', state: 'finished' },
    ...{ finishDate: '20260304T114200+0000', buildType: { name: 'Deploy pay', projectName: 'Shop' } },
  },
};

describe('changes', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let admin: string;
  let viewer: string;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    admin = await store.account('home');
    viewer = (await tokenWith(gateway, admin, 'viewer')).token;
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  const secretOf = async (provider: string) =>
    String((await gateway.call('GET', `/api/v1/hooks/${provider}`, { token: admin })).json['secret']);
  const post = (path: string, text: string, headers: Record<string, string>) =>
    gateway.call('POST', path, { body: text, headers: { 'content-type': 'application/json', ...headers } });
  const signed = (secret: string, text: string) => ({
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`,
  });
  const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`x:${password}`).toString('base64')}` });
  const list = async (query = '') =>
    (await gateway.call('GET', `/api/v1/changes${query}`, { token: viewer })).json as readonly Record<
      string,
      unknown
    >[];

  it('are heard from GitHub, GitLab and TeamCity, each once however often it is sent', async () => {
    const [github, gitlab] = [JSON.stringify(GITHUB), JSON.stringify(GITLAB)];
    const teamcity = JSON.stringify(TEAMCITY);
    for (const recorded of [1, 0]) {
      const answers = [
        await post('/hooks/home/github', github, signed(await secretOf('github'), github)),
        await post('/hooks/home/gitlab', gitlab, { 'x-gitlab-token': await secretOf('gitlab') }),
        await post('/hooks/home/teamcity?namespace=shop&name=pay', teamcity, basic(await secretOf('teamcity'))),
      ];
      expect(answers.map(({ status, json }) => [status, json['recorded']])).toEqual(answers.map(() => [202, recorded]));
    }
    expect(await list()).toMatchObject([
      {
        at: '2026-03-04T11:42:00.000Z',
        kind: 'deploy',
        namespace: 'shop',
        name: 'pay',
        revision: '412',
        status: 'succeeded',
        source: 'teamcity',
      },
      {
        at: '2026-03-04T11:41:00.000Z',
        namespace: 'staging',
        name: 'cart',
        revision: '279484c0',
        status: 'failed',
        source: 'gitlab',
      },
      {
        at: '2026-03-04T11:40:00.000Z',
        namespace: 'shop',
        name: 'web',
        revision: '7c4f0b8b2f6a',
        status: 'succeeded',
        source: 'github',
      },
    ]);
    expect((await list('?namespace=shop&since=2026-03-04T11:41:30Z')).map(({ name }) => name)).toEqual(['pay']);
    expect((await list('?limit=1')).length).toBe(1);
  });

  it('are not heard from who can not prove it, and an account that is not there is refused in the same words', async () => {
    const text = JSON.stringify({ ...GITHUB, forged: true });
    const good = signed(await secretOf('github'), text);
    const forged = [
      await post('/hooks/home/github', text, {}),
      await post('/hooks/home/github', text, signed('guessed', text)),
      await post('/hooks/home/github', `${text} `, good),
      await post('/hooks/nobody/github', text, good),
      await post('/hooks/home/gitlab', text, { 'x-gitlab-token': await secretOf('github') }),
      await post('/hooks/home/teamcity', text, basic('')),
      await post('/hooks/home/teamcity', text, { authorization: `Bearer ${admin}` }),
    ];
    expect(new Set(forged.map(({ status, json }) => `${status} ${String(json['detail'])}`))).toEqual(
      new Set(['401 the secret of this hook is another: "reeve changes hook" shows it']),
    );
    expect((await list()).length).toBe(3);
  });

  it('are taken as they are meant: what only began or is something else tells of nothing, and a time to come is now', async () => {
    const send = async (payload: unknown, query = '') => {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      return post(`/hooks/home/github${query}`, text, signed(await secretOf('github'), text));
    };
    expect((await send({ zen: 'Keep it logically awesome.', hook_id: 1 })).json).toEqual({ recorded: 0 });
    expect((await send({ ...GITHUB, deployment_status: { state: 'queued' } })).json).toEqual({ recorded: 0 });
    expect((await send('{{')).json).toMatchObject({ status: 400, detail: expect.stringContaining('is no JSON') });
    expect((await send({ ...GITHUB, repository: {} })).json).toMatchObject({
      detail: expect.stringContaining('?name='),
    });
    const odd = {
      deployment_status: { state: 'failure', created_at: '2999-01-01T00:00:00Z' },
      deployment: { environment: 'é'.repeat(400), ref: 'a\u0000b' },
      repository: { name: '\ud800cart' },
    };
    expect((await send(odd)).json).toEqual({ recorded: 1 });
    const [newest] = await list('?limit=1');
    expect(newest).toMatchObject({ status: 'failed', revision: 'a b', name: '\ufffdcart' });
    expect(Math.abs(Date.now() - Date.parse(String(newest?.['at'])))).toBeLessThan(60_000);
    expect((await send({ ...GITHUB, again: 1 }, '?name=a%2Fb')).status).toBe(404);
  });

  it('are counted by who told of them, and are not taken of a time to come', async () => {
    const change = { name: 'web', kind: 'deploy' };
    const tell = (at: string) =>
      gateway.call('POST', '/api/v1/changes', { token: admin, body: { changes: [{ ...change, at }] } });
    expect((await tell('2999-01-01T00:00:00Z')).json).toMatchObject({
      status: 400,
      detail: 'the change of web lies ahead (2999-01-01T00:00:00.000Z): tell of it when it is done',
    });
    expect((await tell('noon')).json).toMatchObject({
      detail: expect.stringContaining('changes.0.at: must be a time with its zone, such as 2026-03-04T10:00:00Z'),
    });
    const { text } = await gateway.call('GET', '/metrics', { token: admin });
    for (const line of [
      'by="github",result="refused"} 4',
      'by="gitlab",result="nothing new"} 1',
      'by="teamcity",result="recorded"} 1',
    ])
      expect(text).toContain(`reeve_changes_total{${line}`);
  });

  it('are heard with the new secret alone once it was renewed', async () => {
    const before = await secretOf('gitlab');
    expect(
      (await gateway.call('POST', '/api/v1/hooks/gitlab/renew', { token: viewer, body: { reason: 'x' } })).status,
    ).toBe(403);
    const renewed = await gateway.call('POST', '/api/v1/hooks/gitlab/renew', {
      token: admin,
      body: { reason: 'it leaked' },
    });
    expect(renewed.json).toEqual({ version: 2 });
    const text = JSON.stringify({ ...GITLAB, short_sha: 'new' });
    expect((await post('/hooks/home/gitlab', text, { 'x-gitlab-token': before })).status).toBe(401);
    expect((await post('/hooks/home/gitlab', text, { 'x-gitlab-token': await secretOf('gitlab') })).status).toBe(202);
    const ledger = await gateway.call('GET', '/api/v1/ledger?subject=hook/gitlab', { token: admin });
    expect(ledger.text).toContain('it leaked');
    expect(ledger.text).not.toContain(await secretOf('gitlab'));
  });

  it('stay within their account, whose secrets are its own', async () => {
    const other = await store.account('other');
    const theirs = await gateway.call('GET', '/api/v1/hooks/github', { token: other });
    expect(theirs.json).toMatchObject({ path: '/hooks/other/github' });
    expect(theirs.json['secret']).not.toBe(await secretOf('github'));
    expect((await gateway.call('GET', '/api/v1/changes', { token: other })).json).toEqual([]);
  });

  it('are told and read at the command line and in the console', async () => {
    const cli = await openCli(store.dir, gateway.url, admin);
    const add = ['changes', 'add', 'db', '--kind', 'migration', '-n', 'data', '--revision', '0042', '--id', 'm42'];
    expect(await cli(add)).toMatchObject({ code: 0, out: 'recorded' });
    expect(await cli(add)).toMatchObject({ code: 0, out: 'it was recorded already' });
    expect((await cli(['changes', 'list', '-n', 'data'])).out).toMatch(
      /migration\s+data\/db\s+0042\s+succeeded\s+person\/admin/,
    );
    const hook = await cli(['changes', 'hook', 'github']);
    expect(hook.out).toContain(`${gateway.url}/hooks/home/github?namespace=NAMESPACE&name=WORKLOAD`);
    expect(hook.out).toContain(await secretOf('github'));
    expect(await cli(['changes', 'add', 'a/b', '--kind', 'deploy'])).toMatchObject({ code: 2 });
    for (const at of ['noon', '2026-03-04', '2026-03-04T10:00:00', '15 m'])
      expect(await cli(['changes', 'add', 'a', '--kind', 'deploy', '--at', at])).toMatchObject({
        code: 2,
        err: expect.stringMatching(
          /--at takes a time with its zone, such as 2026-03-04T10:00:00Z or .*15m, 2h or 1d, not "/,
        ),
      });
    expect(await cli(['changes', 'add', 'old', '--kind', 'deploy', '--at', '2h', '-n', 'then'])).toMatchObject({
      code: 0,
    });
    const [{ at = '' } = {}] = (await list('?namespace=then')) as readonly { readonly at?: string }[];
    expect(Math.abs(Date.now() - 2 * 3_600_000 - Date.parse(at))).toBeLessThan(60_000);
    const renewed = await cli(['changes', 'hook', 'github', '--renew', '--reason', 'it leaked']);
    expect(renewed.out).toContain(await secretOf('github'));
    expect(renewed.out.split('\n').filter((line) => !line.includes('secret'))).toEqual(
      hook.out.split('\n').filter((line) => !line.includes('secret')),
    );
    expect(renewed.out).toContain('the secret before is refused from now on');
    expect(renewed.out).toContain('give the secret as the secret of a webhook');
    const browser = await signedInAs(gateway, admin);
    const shown = async (query: string) => {
      const { text } = await browser.get(`/console/changes?${query}`);
      return [text.includes('0042'), text.includes('279484c0')];
    };
    expect(await shown('target=data%2F')).toEqual([true, false]);
    expect(await shown('target=db')).toEqual([true, false]);
    expect(await shown('target=staging%2Fcart')).toEqual([false, true]);
    expect(await shown('by=api')).toEqual([true, false]);
    expect(await shown('by=gitlab&since=')).toEqual([false, true]);
    expect(await shown('since=1h')).toEqual([true, false]);
    expect(await shown('by=nobody&since=1y')).toEqual([true, true]);
    expect((await browser.get('/console/changes')).text).toContain('reeve changes hook github');
    expect((await list('?by=api&name=db')).map(({ revision }) => revision)).toEqual(['0042']);
  });
});
