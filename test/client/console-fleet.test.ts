import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HAPPENINGS_PATH } from '../../client/console/render.js';
import { type FleetGround, furnishFleet } from '../support/fleet.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openBrowser, signedInAs, tokenWith } from './console-browser.js';

const MINUTE = 60_000;
const HOSTILE = '<b>x</b>"&\u202E';

let store: TestStore;
let gateway: TestGateway;
let token: string;
let ground: FleetGround;
beforeAll(async () => {
  store = await openTestStore();
  gateway = await openTestGateway(store);
  token = await store.account('acme');
  ground = await furnishFleet(store, 'home');
  await fill(ground);
});
afterAll(() => gateway?.close().then(() => store?.close()));

const atHome = () => signedInAs(gateway, ground.token);
const heartbeat = (instance: string, silentMs: number) => ({ instance, at: ground.ago(silentMs), former: [] });

async function fill({ put, ago, sql, account }: FleetGround): Promise<void> {
  await put('template', { id: 'web', title: 'The shop' }, { id: 'db' }, { id: 'off' });
  const names = ['web-1', 'web-2', 'db-1', 'web/odd@3', HOSTILE];
  const template = (id: string) => (id.startsWith('db') ? 'db' : 'web');
  await put('node', ...names.map((id) => ({ id, template: template(id) })), { id: 'off-1', template: 'off' });
  await put('instance', ...names.map((id) => ({ id, node: id, template: template(id) })));
  await put('instance', { id: 'off-1', node: 'off-1', template: 'off', status: 'stopped', provider: 'kubernetes' });
  await put(
    'heartbeat',
    ...names.filter((id) => id !== 'db-1').map((id) => heartbeat(id, MINUTE)),
    heartbeat('db-1', 6 * MINUTE),
  );
  await put('module', { id: 'nginx', version: 2 });
  await put(
    'module_version',
    { module: 'nginx', version: 1, digest: 'sha256:aaaaaaaaaaaaaaaa1' },
    { module: 'nginx', version: 2, digest: 'sha256:bbbbbbbbbbbbbbbb2' },
  );
  await put('template_module', { template: 'db', module: 'nginx' });
  await sql(
    `UPDATE reeve.instance SET running = '{"nginx": "sha256:aaaaaaaaaaaaaaaa1"}' WHERE account = $1 AND id = 'db-1'`,
    [account],
  );
  await put('change', {
    id: 'c1',
    at: ago(7 * MINUTE),
    kind: 'deploy',
    namespace: '',
    name: 'db',
    revision: HOSTILE,
    status: 'succeeded',
    source: 'api',
  });
  await ground.tick();
}

describe('the board', () => {
  it('draws each instance by its health, says what is wrong, and that they are simulated', async () => {
    const { get } = await atHome();
    const { status, text } = await get('/console/fleet');
    expect(status).toBe(200);
    for (const words of [
      ...['Of 6 instances: 1 warning; 1 of them silent.', '<p class="cells warning silent" data-is="warning, silent">'],
      ...['<a href="fleet/db-1">db-1</a>', '<a href="fleet/web%2Fodd@3">web/odd@3</a>', 'not running <b>1</b>'],
      ...['simulated <b>5</b>', '4 (simulated) · The shop', 'Instance is silent', 'Nothing waits for people.'],
      'data-hears="/console/happenings"',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('<b>x</b>');
    // The worst template first.
    expect(text.indexOf('aria-label="db"')).toBeLessThan(text.indexOf('aria-label="web"'));
  });

  it('shows only what is asked for, with a list that can be paged', async () => {
    const { get } = await atHome();
    const silent = await get('/console/fleet?silent=yes');
    expect(silent.text).toContain('href="/console/fleet/db-1"');
    expect(silent.text).not.toContain('>web-1<');
    const web = await get('/console/fleet?template=web&health=well');
    expect(web.text.match(/href="\/console\/fleet\/web-/g)).toHaveLength(2);
    const found = await get('/console/fleet?name=web-2');
    expect(found.text).toContain('href="/console/fleet/web-2"');
    expect(found.text).not.toContain('href="/console/fleet/web-1"');
    const strange = await get('/console/fleet?health=green&template=&after=%00');
    expect([strange.status, strange.text.includes('Of 6 instances')]).toEqual([200, true]);
  });

  it('shows nothing of another account', async () => {
    const { get } = await signedInAs(gateway, token);
    const { text } = await get('/console/fleet');
    expect([text.includes('No instance is known yet'), text.includes('db-1')]).toEqual([true, false]);
    for (const path of ['/console/fleet/db-1', `/console/conditions/${await conditionId()}`])
      expect((await get(path)).status).toBe(404);
  });

  it('stays small and quick however large the fleet is, and counts those that are well', async () => {
    const big = await furnishFleet(store, 'big');
    const id = (at: number) => `node-of-the-large-fleet-${String(at).padStart(5, '0')}`;
    await big.put('template', { id: 'mass' });
    const all = Array.from({ length: 12_000 }, (_one, at) => ({ id: id(at), node: id(at), template: 'mass' }));
    await big.put('node', ...all.map(({ id: name, template }) => ({ id: name, template })));
    await big.put('instance', ...all);
    const wrong = {
      ...{ kind: 'instance.silent', sensor: 's', agent: 'fleet_autonomy', severity: 'high' },
      ...{ payload: {}, step: 0 },
    };
    const open = { opened_at: big.ago(1), seen_at: big.ago(1), times: 1, turns: [], escalations: [] };
    await big.put(
      'condition',
      ...all.slice(0, 11_000).map(({ id: name }, at) => ({
        ...{ ...wrong, ...open, id: `c-${at}`, fingerprint: `f-${at}`, subject: `instance/${name}` },
        ...{ groups: [`instance/${name}`], correlation: `c-${at}` },
      })),
    );
    const { get } = await signedInAs(gateway, big.token);
    const { text } = await get('/console/fleet');
    expect(text.length).toBeLessThan(1_000_000);
    expect(text.match(/<a href="fleet\//g)?.length).toBeLessThanOrEqual(10_000);
    for (const words of ['11,000 high', 'more high, silent', '1,000 well', 'those that are well are counted'])
      expect(text.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')).toContain(words);
  });
});

async function conditionId(): Promise<string> {
  const open = await ground.conditions();
  return String(open.find(({ subject }) => subject === 'instance/db-1')?.['id']);
}

describe('one instance', () => {
  it('stands as it should be beside as it is, with what became of it', async () => {
    const { get } = await atHome();
    const { status, text } = await get('/console/fleet/db-1');
    expect(status).toBe(200);
    for (const words of [
      ...['<h1>db-1 (simulated)</h1>', 'bbbbbbbbbbbb…', 'aaaaaaaaaaaa…', 'Look at the last change first.', 'late'],
      ...['Instance is silent', 'Decided: observed', 'Deploy of db &lt;b&gt;x&lt;/b&gt;'],
    ])
      expect(text).toContain(words);
    expect((await get('/console/fleet/web%2Fodd@3')).status).toBe(200);
    const hostile = await get(`/console/fleet/${encodeURIComponent(HOSTILE)}`);
    expect(hostile.status).toBe(200);
    expect(hostile.text).not.toContain('<b>x</b>');
    for (const name of ['nobody', 'x'.repeat(300), '%00', '..%2F..'])
      expect((await get(`/console/fleet/${name}`)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('conditions and decisions', () => {
  it('are listed, filtered and told with every reason', async () => {
    const { get } = await atHome();
    const id = await conditionId();
    expect((await get('/console/conditions')).text).toContain(`/console/conditions/${id}`);
    expect((await get('/console/conditions?severity=critical')).text).toContain('None is like this.');
    expect((await get('/console/conditions?show=closed')).text).toContain('There was none.');
    expect((await get('/console/conditions?subject=instance%2Fdb-1&severity=nonsense&after=!!')).text).toContain(id);
    const { text } = await get(`/console/conditions/${id}`);
    for (const words of [
      'An instance that should run does not report any more.',
      'observed',
      'attributed',
      'None of the other',
    ])
      expect(text.toLowerCase()).toContain(words.toLowerCase());
    const decisions = await get('/console/decisions?outcome=observed');
    expect(decisions.text).toContain(`/console/conditions/${id}`);
    expect((await get('/console/decisions?outcome=refused')).text).toContain('None is like this.');
  });
});

describe('sensors', () => {
  const path = '/console/sensors/instance_status_sensor';

  it('say how they went, are set within bounds with a reason, and are put back', async () => {
    const { get, post, word: csrf } = await atHome();
    expect((await get('/console/sensors')).text).toContain('Heartbeat liveness');
    const set = {
      csrf,
      asked: 'sensor-set',
      place: 'template/db',
      silent_threshold_minutes: '9',
      reason: 'slow disks',
    };
    for (const [fields, says] of [
      [{ ...set, silent_threshold_minutes: '0' }, 'from 1 to 1440'],
      [{ ...set, silent_threshold_minutes: 'soon' }, 'nothing was changed'],
      [{ ...set, silent_threshold_minutes: '' }, 'nothing was changed'],
      [{ ...set, reason: ' ' }, 'reason'],
      [{ ...set, place: 'template/none' }, 'there is no template/none'],
      [{ ...set, nonsense: '1' }, 'has no parameter'],
    ] as const) {
      const refused = await post(`${path}/set`, fields);
      expect([400, 404, 409]).toContain(refused.status);
      expect(refused.text.toLowerCase()).toContain(says.toLowerCase());
    }
    const done = await post(`${path}/set`, set);
    expect([done.status, done.headers.location]).toEqual([303, `${path}?place=template%2Fdb`]);
    const page = await get(`${path}?place=template%2Fdb`);
    for (const words of ['slow disks', '<strong>9</strong>', 'at template/db', 'Unset…'])
      expect(page.text).toContain(words);
    expect((await get(path)).text).toContain('<strong>5</strong>');
    await post(`${path}/unset`, { csrf, place: 'template/db', name: 'silent_threshold_minutes', reason: 'fixed' });
    expect((await get(`${path}?place=template%2Fdb`)).text).toContain('<strong>5</strong>');
  });

  it('show what they would say, and write nothing', async () => {
    const { post, word: csrf } = await atHome();
    const before = await ground.conditions();
    const now = await post(`${path}/preview`, { csrf, place: '' });
    expect(now.text).toContain('0 would open, 1 would stay, 0 would close.');
    const tried = await post(`${path}/preview`, { csrf, place: '', silent_threshold_minutes: '1440' });
    expect(tried.text).toContain('0 would open');
    expect(tried.text).toContain('value="1440"');
    expect((await post(`${path}/preview`, { csrf, silent_threshold_minutes: '-1' })).status).toBeGreaterThanOrEqual(
      400,
    );
    expect(await ground.conditions()).toEqual(before);
    expect((await (await atHome()).get('/console/sensors/no_such_sensor')).status).toBe(404);
  });

  it('take nothing from who may not', async () => {
    const admin = await Promise.resolve(ground.token);
    const viewer = await signedInAs(gateway, (await tokenWith(gateway, admin, 'viewer')).token);
    const operator = await signedInAs(gateway, (await tokenWith(gateway, admin, 'operator')).token);
    const fields = { place: '', silent_threshold_minutes: '9', reason: 'x' };
    expect((await viewer.post(`${path}/preview`, { csrf: viewer.word, place: '' })).status).toBe(403);
    expect((await operator.post(`${path}/set`, { csrf: operator.word, ...fields })).status).toBe(403);
    expect((await viewer.get(path)).text).not.toContain('Set values…');
    expect((await operator.post(`${path}/preview`, { csrf: 'wrong', place: '' })).status).toBe(403);
  });
});

describe('rounds', () => {
  it('are paused with a reason, resumed, and asked for', async () => {
    const { get, post, word: csrf } = await atHome();
    const agent = 'sdwan_manager';
    expect((await post('/console/decisions/pause', { csrf, agent, reason: '' })).status).toBe(400);
    expect((await post('/console/decisions/pause', { csrf, agent: 'nobody', reason: 'x' })).status).toBe(404);
    const paused = await post('/console/decisions/pause', { csrf, agent, reason: 'work on the network' });
    expect([paused.status, paused.headers.location]).toEqual([303, '/console/decisions']);
    expect((await get('/console/decisions')).text).toContain('work on the network');
    expect((await get('/console/fleet')).text).toContain('sdwan_manager is paused');
    expect((await post('/console/decisions/now', { csrf, agent })).status).toBe(409);
    expect((await post('/console/decisions/resume', { csrf, agent, reason: 'done' })).status).toBe(303);
    expect((await post('/console/decisions/now', { csrf, agent })).status).toBe(303);
    expect((await post('/console/decisions/every', { csrf, agent, everySeconds: '0', reason: 'x' })).status).toBe(400);
    expect((await post('/console/decisions/every', { csrf, agent, everySeconds: '30', reason: 'x' })).status).toBe(303);
  });
});

describe('SLOs and projects', () => {
  it('say how fast a budget burns, what is left of it, and what a month will cost', async () => {
    await ground.put(
      'slo',
      { id: 'checkout', module: 'nginx', error_rate_pct: 1 },
      { id: `odd ${HOSTILE}`, module: 'nginx', uptime_pct: 99 },
    );
    await ground.put(
      'slo_sample',
      ...[10, 20, 30].map((minutes) => ({
        slo: 'checkout',
        at: ground.ago(minutes * MINUTE),
        requests: 100,
        errors: 20,
      })),
    );
    await ground.put('project', { id: 'shop', cost_ceiling_usd: 100 });
    await ground.put(
      'project_sample',
      { project: 'shop', metric: 'latency_p99_ms', at: ground.ago(MINUTE), value: 400 },
      { project: 'shop', metric: 'availability_pct', at: ground.ago(MINUTE), value: 99.996 },
    );
    const { get } = await atHome();
    const slos = (await get('/console/slos')).text;
    for (const words of ['20×', 'overspent by 1900 %', 'not measured', '<svg class="spark"', 'odd &lt;b&gt;x'])
      expect(slos).toContain(words);
    const projects = (await get('/console/projects')).text;
    for (const words of ['400 ms', '99.996 %', 'not known this month', 'of $100']) expect(projects).toContain(words);
  });
});

describe('the stream of the session', () => {
  it('is there for who is signed in, and for nobody else', async () => {
    expect((await openBrowser(gateway).get(HAPPENINGS_PATH)).status).toBe(303);
    const browser = await atHome();
    const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const leaving = new AbortController();
    const { status, headers } = await fetch(`${gateway.url}${HAPPENINGS_PATH}`, {
      headers: { cookie },
      signal: leaving.signal,
    });
    leaving.abort();
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });
});
