import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEstate, importRows } from '../support/estate.js';
import { furnishFleet } from '../support/fleet.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { signedInAs, tokenWith } from './console-browser.js';

const HOSTILE = '<b>x</b>"&\u202E/é';

describe('modules in the console', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let token: string;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    token = await store.account('home');
    await importRows(gateway, token, anEstate(20));
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });
  const page = '/console/modules/metrics-agent';
  const proposed = (name: string) =>
    store.tamper("SELECT action, proposal FROM reeve.intervention WHERE target = $1 ORDER BY proposal->>'key'", [
      `module/${name}`,
    ]);

  it('are listed with what waits to move up, and each leads to its versions', async () => {
    const { get } = await signedInAs(gateway, token);
    const { text } = await get('/console/modules');
    for (const words of [
      'href="/console/modules/metrics-agent"',
      '3 staging',
      'a lure (credential_store)',
      'version waits',
    ])
      expect(text).toContain(words);
    const one = await get(page);
    expect([one.status, one.text.includes('<h1>metrics-agent</h1>')]).toEqual([200, true]);
    expect(one.text).toMatch(/<strong>3<\/strong>[\s\S]*staging[\s\S]*<strong>2<\/strong>[\s\S]*live/);
    expect((await get('/console/modules/decoy-vault')).text).toContain('Every touch of it is seen.');
    for (const name of ['nobody', 'x'.repeat(200), '%00', '..%2F..'])
      expect((await get(`/console/modules/${name}`)).status).toBe(404);
  });

  it('are shown whatever they are called, a page at a time, and nothing of another account', async () => {
    const other = await furnishFleet(store, 'crowded');
    const ids = Array.from({ length: 101 }, (_one, at) => `m-${String(at).padStart(3, '0')}`);
    await other.put('module', { id: HOSTILE }, ...ids.map((id) => ({ id })));
    const { get } = await signedInAs(gateway, other.token);
    const first = await get('/console/modules');
    expect(first.text).not.toContain('<b>x</b>');
    expect(first.text).toContain('href="/console/modules?after=m-098" rel="next"');
    expect((await get('/console/modules?after=m-098')).text).toContain('/console/modules/m-100');
    const strange = await get(`/console/modules/${encodeURIComponent(HOSTILE)}`);
    expect([strange.status, strange.text.includes('It has no version.')]).toEqual([200, true]);
    expect(first.text + (await get('/console/modules?after=m-098')).text).not.toContain('metrics-agent');
    expect((await get(page)).status).toBe(404);
  });

  it('move up by a wish that is judged like every other, and its story is shown', async () => {
    const { get, post, word } = await signedInAs(gateway, token);
    const sent = await post(`${page}/promote`, {
      csrf: word,
      asked: 'promote',
      to: 'blessed',
      version: '',
      reason: 'ran',
    });
    expect(sent.status).toBe(303);
    expect((await get(String(sent.headers['location']))).text).toContain('Proposed in your name.');
    expect(await proposed('metrics-agent')).toMatchObject([
      { action: 'module-bless', proposal: { parameters: {}, summary: 'ran' } },
    ]);
    const wrong = await post(`${page}/promote`, {
      ...{ csrf: word, asked: 'promote', to: 'heaven', version: '1.5', reason: 'it was well' },
    });
    expect([wrong.status, wrong.text.includes('class="asked open"'), wrong.text.includes('it was well')]).toEqual([
      ...[400, true, true],
    ]);
    expect(wrong.text).toContain('Nothing was proposed');
    expect(await proposed('metrics-agent')).toHaveLength(1);
  });

  it('become a lure and none again, and what does not fit comes back as it was typed', async () => {
    const { get, post, word } = await signedInAs(gateway, token);
    const at = '/console/modules/database';
    const lure = { csrf: word, asked: 'lure', lure: 'credential_store', reason: 'who reads it is lost' };
    const wrong = await post(`${at}/lure`, { ...lure, files: '/root/.pgpass', ports: '5433\nmany' });
    expect([wrong.status, wrong.text.includes('/root/.pgpass')]).toEqual([400, true]);
    const done = await post(`${at}/lure`, { ...lure, files: '/root/.pgpass\r\n/root/.my.cnf\r\n', ports: '5433' });
    expect(done.headers['location']).toBe(at);
    const { text } = await get(at);
    for (const words of ['database is a lure', '<code>/root/.my.cnf</code>', '<code>port 5433</code>'])
      expect(text).toContain(words);
    await post(`${at}/no-lure`, { csrf: word, asked: 'no-lure', reason: 'enough' });
    expect((await get(at)).text).toContain('It is a module like any other.');
    const again = await post(`${at}/no-lure`, { csrf: word, asked: 'no-lure', reason: 'enough' });
    expect([again.status, again.text.includes('database is no lure')]).toEqual([404, true]);
  });

  it('are only looked at by who may change nothing', async () => {
    const viewer = await signedInAs(gateway, (await tokenWith(gateway, token, 'viewer')).token);
    const { text } = await viewer.get(page);
    expect([text.includes('Move a version up'), text.includes('Make it a lure')]).toEqual([false, false]);
    const sent = { csrf: viewer.word, to: 'live', lure: 'x', reason: 'mine' };
    for (const act of ['promote', 'lure', 'no-lure'])
      expect((await viewer.post(`${page}/${act}`, sent)).status).toBe(403);
    const forged = await signedInAs(gateway, token);
    expect((await forged.post(`${page}/promote`, { to: 'live', reason: 'mine' })).status).toBe(403);
  });
});
