import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cli, openCli } from '../support/cli.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { fillSpine } from '../support/spine-rows.js';
import { signedInAs, tokenWith } from './console-browser.js';

const because = ['--reason', 'the night watch'];
const PATH = '/console/routes';

describe('routes and notices, at every door', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let admin: string;
  let cli: Cli;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    admin = await store.account('home');
    await store.tamper(
      `INSERT INTO reeve.principal (account, id, kind, name, roles) VALUES ('home', 'agent', 'agent', 'Agent', '{}')`,
    );
    await fillSpine(store, 'home');
    await store.tamper('DELETE FROM reeve.route; DELETE FROM reeve.post');
    await store.tamper(`UPDATE reeve.intervention SET proposal = '{"summary": "turn x on"}'`);
    cli = await openCli(store.dir, gateway.url, admin);
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });
  const done = { code: 0, err: '' };
  const posts = () => store.tamper('SELECT kind, channel, subject FROM reeve.post ORDER BY opened_at');

  it('are set, tried, listed and unset at the command line, each with an entry in the book', async () => {
    const set = [
      'routes',
      'set',
      'ops',
      'slack',
      'C0123',
      '--tells',
      'requests,trouble',
      '--target',
      'flag/*',
      ...because,
    ];
    expect(await cli(set)).toMatchObject({ ...done, out: expect.stringContaining('reeve routes try ops') });
    expect(await cli(['routes', 'set', 'ops', 'slack', 'C0124', '--from', 'high', ...because])).toMatchObject(done);
    expect(await cli(['routes', 'try', 'ops'])).toMatchObject(done);
    expect((await cli(['routes', 'list'])).out).toMatch(
      /^ops +slack C0124 +requests, notices, trouble +everything +high +1 waiting, 0 given up: nothing was said there yet: .*REEVE_SLACK_BOT_TOKEN/m,
    );
    expect(await posts()).toEqual([{ kind: 'hello', channel: 'C0124', subject: 'ops' }]);
    await store.tamper(`UPDATE reeve.post SET failed_at = now(), last_error = 'the bot is not in the channel'`);
    expect((await cli(['routes', 'list'])).out).toContain('1 given up: the bot is not in the channel');
    expect((await cli(['routes', 'retry', ...because])).out).toContain('1 on their way again');
    expect(await cli(['routes', 'unset', 'ops', ...because])).toMatchObject(done);
    expect(await cli(['routes', 'unset', 'ops', ...because])).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is no route ops'),
    });
    const { json } = await gateway.call('GET', '/api/v1/ledger?subject=route%2Fops', { token: admin });
    expect(json.map(({ data }) => (data as { change: string }).change).toSorted()).toEqual([
      ...['route set', 'route set', 'route tried', 'route unset'],
    ]);
  });

  it.each([
    [{ channel: '#general' }, 'must be the id of a channel'],
    [{ provider: 'irc' }, 'provider'],
    [{ tells: [] }, 'tells'],
    [{ id: 'Ops!' }, 'lower case letters'],
    [{ target: '' }, 'target'],
    [{ team: 'Blue Team' }, 'lower case letters'],
    [{ severityMin: 'grave' }, 'severityMin'],
    [{ extra: 1 }, 'extra'],
  ])('refuse %j with a word of what they take', async (over, words) => {
    const body = { id: 'ops', provider: 'slack', channel: 'C1', tells: ['requests'], reason: 'x', ...over };
    const { status, text } = await gateway.call('PUT', '/api/v1/routes', { token: admin, body });
    expect([status, text]).toEqual([400, expect.stringContaining(words)]);
  });

  it('are set, tried and unset in the console by an admin, and seen by a viewer', async () => {
    const ada = await signedInAs(gateway, (await tokenWith(gateway, admin, 'admin')).token);
    const form = { csrf: ada.word, id: 'web', provider: 'discord', channel: '42', target: '*', severityMin: 'info' };
    const wrong = await ada.post(`${PATH}/set`, {
      ...form,
      channel: '#web',
      agent: '',
      team: '',
      reason: 'x',
      tells: 'requests',
    });
    expect([wrong.status, wrong.text.includes('must be the id of a channel')]).toEqual([400, true]);
    const set = await ada.post(`${PATH}/set`, { ...form, agent: '', team: 'web', reason: 'x <i>', tells: 'requests' });
    expect(set.headers.location).toBe(PATH);
    expect((await ada.post(`${PATH}/try`, { csrf: ada.word, id: 'web' })).headers.location).toBe(PATH);
    const vera = await signedInAs(gateway, (await tokenWith(gateway, admin, 'viewer')).token);
    const { text } = await vera.get(PATH);
    for (const words of ['web', 'proposed by team web', '1 waiting']) expect(text).toContain(words);
    expect(text).not.toContain('popovertarget="unset-web"');
    expect((await vera.post(`${PATH}/unset`, { csrf: vera.word, id: 'web', reason: 'x' })).status).toBe(403);
    expect((await ada.post(`${PATH}/unset`, { csrf: ada.word, id: 'web', reason: 'x' })).headers.location).toBe(PATH);
  });

  it('show what people were told, by kind and a page at a time', async () => {
    const { json } = await gateway.call('GET', '/api/v1/notices', { token: admin });
    expect(json).toMatchObject([{ kind: 'acted', intervention: 'k', undoable: false }]);
    expect((await gateway.call('GET', '/api/v1/notices?kind=trouble', { token: admin })).json).toEqual([]);
    expect((await gateway.call('GET', '/api/v1/notices?after=n', { token: admin })).json).toEqual([]);
    expect((await gateway.call('GET', '/api/v1/notices?kind=x', { token: admin })).status).toBe(400);
    expect((await cli(['notices'])).out).toMatch(/acted/);
    const vera = await signedInAs(gateway, (await tokenWith(gateway, admin, 'viewer')).token);
    expect((await vera.get('/console/notices')).text).toContain('What people were told');
    expect((await vera.get('/console/notices?kind=trouble')).text).toContain('Nobody was told of anything yet');
  });

  it('keep one account from another', async () => {
    const other = await store.account('other');
    expect((await gateway.call('GET', '/api/v1/notices', { token: other })).json).toEqual([]);
    const { status } = await gateway.call('POST', '/api/v1/routes/web/try', { token: other });
    expect(status).toBe(404);
  });
});
