import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FleetGround, furnishFleet } from '../support/fleet.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { tokenWith } from './console-browser.js';

const MINUTE = 60_000;
const SENSOR = '/api/v1/sensors/instance_status_sensor';
type Row = Record<string, unknown>;

describe('what sensors see, at the HTTP door', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let ground: FleetGround;
  let viewer: string;
  let operator: string;
  let other: string;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    ground = await furnishFleet(store);
    other = (await furnishFleet(store, 'other')).token;
    viewer = (await tokenWith(gateway, ground.token, 'viewer')).token;
    operator = (await tokenWith(gateway, ground.token, 'operator')).token;
    await ground.put('template', { id: 'web' }, { id: 'db' });
    await instances('web', ['web-1', 'web-2'], MINUTE);
    await instances('db', ['db-1'], 7 * MINUTE);
    await ground.tick();
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  async function instances(template: string, names: readonly string[], silentMs: number) {
    await ground.put('node', ...names.map((id) => ({ id, template, region: 'eu' })));
    await ground.put('instance', ...names.map((id) => ({ id, node: id, template })));
    await ground.put(
      'heartbeat',
      ...names.map((instance) => ({ instance, at: ground.ago(silentMs), report: `report-${instance}` })),
    );
  }
  const ask = (method: string, path: string, token = viewer, body?: unknown) =>
    gateway.call(method, path, { token, ...(body !== undefined && { body }) });
  const get = async (path: string, token = viewer) => (await ask('GET', path, token)).json;
  const set = (body: unknown, token = ground.token) => ask('PUT', `${SENSOR}/config`, token, body);
  const inEffect = async (place = '') => {
    const { configuration } = await get(`${SENSOR}?place=${encodeURIComponent(place)}`);
    return Object.fromEntries((configuration as Row[]).map((one) => [one['name'], one]));
  };

  it('are listed with how each last went', async () => {
    const [first] = (await get('/api/v1/sensors')).filter(({ id }) => id === 'instance_status_sensor');
    expect(first).toMatchObject({
      ...{ agent: 'fleet_autonomy', open: 1, fired: 1, places: 0 },
      last: { looked: 1, raised: 1, failures: 0, error: '', at: expect.any(String) },
      kinds: [{ kind: 'instance.silent' }],
    });
    await ground.sql('ALTER TABLE reeve.heartbeat RENAME TO heartbeat_gone');
    try {
      await ground.tick();
    } finally {
      await ground.sql('ALTER TABLE reeve.heartbeat_gone RENAME TO heartbeat');
    }
    expect(await get(SENSOR)).toMatchObject({
      last: { failures: 1, failedSince: expect.any(String), error: expect.stringContaining('heartbeat') },
    });
    await ground.tick();
    expect((await get(SENSOR))['last']).not.toHaveProperty('failedSince');
    expect((await ask('GET', '/api/v1/sensors/no_such_sensor')).status).toBe(404);
    expect((await ask('GET', '/api/v1/sensors/No%20Sensor')).status).toBe(404);
  });

  it('count as they are set: for the account, over it for a template, over that for one of its instances', async () => {
    expect(await inEffect()).toMatchObject({ silent_threshold_minutes: { value: 5, from: 'default', default: 5 } });
    const values = (minutes: number) => ({ silent_threshold_minutes: minutes });
    expect((await set({ values: values(8), reason: 'slow links' })).json).toEqual({ version: 1, values: values(8) });
    await set({ place: 'template/db', values: values(9), reason: 'slow disks' });
    await set({ place: 'instance/db-1', values: { recover_consecutive_heartbeats: 3 }, reason: 'old' });
    await set({ place: 'template/db', values: { never_enrolled_grace_minutes: 20 }, reason: 'images are large' });
    expect(await inEffect('instance/db-1')).toMatchObject({
      silent_threshold_minutes: { value: 9, from: 'template/db', author: 'person/admin', reason: 'slow disks' },
      never_enrolled_grace_minutes: { value: 20, from: 'template/db', reason: 'images are large' },
      recover_consecutive_heartbeats: { value: 3, from: 'instance/db-1', reason: 'old' },
      critical_after_extra_silence_minutes: { value: 30, from: 'default' },
    });
    expect(await inEffect('instance/web-1')).toMatchObject({ silent_threshold_minutes: { value: 8, from: 'account' } });
    expect((await get(SENSOR))['places']).toBe(3);
    const history = await get(`${SENSOR}/config/history?place=template%2Fdb`);
    expect(history.map(({ version, values: all }) => [version, all])).toEqual([
      [2, { silent_threshold_minutes: 9, never_enrolled_grace_minutes: 20 }],
      [1, { silent_threshold_minutes: 9 }],
    ]);
    expect(await get(`${SENSOR}/config/history?limit=1`)).toHaveLength(1);
    const book = await ask('GET', '/api/v1/ledger?subject=sensor/instance_status_sensor', ground.token);
    expect(book.text).toContain('slow disks');
    // Silent for seven minutes: that is within what its template may be, once it counts as back.
    await ground.sql(`UPDATE reeve.heartbeat SET beats = beats + 3 WHERE instance = 'db-1'`);
    await ground.tick();
    expect(await get('/api/v1/conditions?open=true')).toMatchObject({ conditions: [] });
  });

  it('count no more once they are taken away', async () => {
    const unset = (query: string) => ask('DELETE', `${SENSOR}/config?reason=x${query}`, ground.token);
    expect((await unset('&place=template/db&names=silent_threshold_minutes')).json).toEqual({
      ...{ version: 3, values: { never_enrolled_grace_minutes: 20 } },
    });
    expect((await unset('&place=template/db')).json).toEqual({ version: 4, values: {} });
    expect(await unset('&place=template/db')).toMatchObject({ status: 404 });
    expect(await unset('&names=recover_consecutive_heartbeats')).toMatchObject({ status: 404 });
    expect((await unset('')).status).toBe(200);
    expect(await inEffect('instance/db-1')).toMatchObject({ silent_threshold_minutes: { value: 5, from: 'default' } });
    await ground.tick();
  });

  it.each([
    ['below the bounds', { values: { silent_threshold_minutes: 0 }, reason: 'x' }, 409, 'from 1 to 1440'],
    ['above the bounds', { values: { silent_threshold_minutes: 1441 }, reason: 'x' }, 409, 'from 1 to 1440'],
    ['no whole number', { values: { silent_threshold_minutes: 1.5 }, reason: 'x' }, 409, 'a whole number'],
    ['of another type', { values: { silent_threshold_minutes: true }, reason: 'x' }, 409, 'a whole number'],
    ['a text', { values: { silent_threshold_minutes: '5' }, reason: 'x' }, 400, 'values.silent_threshold_minutes'],
    ['unknown', { values: { silence: 5 }, reason: 'x' }, 409, 'has no parameter "silence"'],
    ['of the language itself', '{"values":{"__proto__":5},"reason":"x"}', 400, 'at least one'],
    ['nothing', { values: {}, reason: 'x' }, 400, 'at least one'],
    ['without a reason', { values: { silent_threshold_minutes: 5 } }, 400, 'reason'],
    [
      'for nobody',
      { place: 'instance/nobody', values: { silent_threshold_minutes: 5 }, reason: 'x' },
      404,
      'there is no',
    ],
    [
      'for what is no place',
      { place: 'moon/x', values: { silent_threshold_minutes: 5 }, reason: 'x' },
      404,
      'template',
    ],
    ['for a path', { place: '../x', values: { silent_threshold_minutes: 5 }, reason: 'x' }, 400, 'place'],
  ] as const)('refuses a value that is %s', async (_what, body, status, says) => {
    const answer = await set(body);
    expect([answer.status, String(answer.json['detail'])]).toEqual([status, expect.stringContaining(says)]);
  });

  it('takes what is just within the bounds, and two who set at once leave two versions', async () => {
    const both = await Promise.all([1, 1440].map((n) => set({ values: { silent_threshold_minutes: n }, reason: 'x' })));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const versions = both.map(({ json }) => Number(json['version']));
    expect(Math.abs((versions[0] ?? 0) - (versions[1] ?? 0))).toBe(1);
    await ask('DELETE', `${SENSOR}/config?reason=x`, ground.token);
  });

  it('are previewed without a trace, with what is set and with what is tried', async () => {
    const before = await ground.sql('SELECT * FROM reeve.condition ORDER BY id');
    const entries = await ground.sql('SELECT count(*) FROM reeve.ledger');
    const preview = (body: unknown, token = operator) => ask('POST', `${SENSOR}/preview`, token, body);
    expect((await preview({})).json).toMatchObject({
      counts: { opens: 0, stays: 1, closes: 0 },
      stays: [{ subject: 'instance/db-1', severity: 'warning' }],
    });
    expect((await preview({ values: { critical_after_extra_silence_minutes: 1 } })).json).toMatchObject({
      stays: [{ severity: 'critical', was: 'warning' }],
    });
    const off = { place: 'instance/db-1', values: { silent_threshold_minutes: 60, recover_consecutive_heartbeats: 1 } };
    await ground.sql(`UPDATE reeve.heartbeat SET beats = beats + 1 WHERE instance = 'db-1'`);
    expect((await preview(off)).json).toMatchObject({
      counts: { opens: 0, stays: 0, closes: 1 },
      closes: [{ subject: 'instance/db-1', because: expect.stringContaining('reports again') }],
    });
    await ground.sql(`UPDATE reeve.heartbeat SET at = now() - interval '4 minutes' WHERE instance = 'web-1'`);
    expect((await preview({ values: { silent_threshold_minutes: 3 } })).json).toMatchObject({
      opens: [{ kind: 'instance.silent', subject: 'instance/web-1', severity: 'warning' }],
    });
    expect((await preview({ values: { silent_threshold_minutes: 0 } })).status).toBe(409);
    expect((await preview({ place: 'instance/nobody' })).status).toBe(404);
    expect((await preview({}, viewer)).status).toBe(403);
    expect((await preview({}, other)).json).toMatchObject({ counts: { opens: 0, stays: 0, closes: 0 } });
    expect(await ground.sql('SELECT * FROM reeve.condition ORDER BY id')).toEqual(before);
    expect(await ground.sql('SELECT count(*) FROM reeve.ledger')).toEqual(entries);
    await ground.sql(`UPDATE reeve.heartbeat SET at = now() WHERE instance = 'web-1'`);
  });

  it('show what is wrong, with where to look first, and hide what another one stands for', async () => {
    const page = await get('/api/v1/conditions?open=true&kind=instance.silent');
    const [silent] = page['conditions'] as Row[];
    expect(silent).toMatchObject({ subject: 'instance/db-1', severity: 'warning', children: 0 });
    const id = String(silent?.['id']);
    const whole = await get(`/api/v1/conditions/${id}`);
    expect(whole).toMatchObject({
      ...{ id, correlation: id, payload: { instance_id: 'db-1' }, under: [], interventions: [] },
      attribution: { suspect: 'host', sentences: expect.arrayContaining([expect.stringContaining('db-1')]) },
      decisions: [{ outcome: 'observed', category: 'system.observation' }],
    });
    expect(await get(`/api/v1/conditions/${id.slice(0, 8)}`)).toMatchObject({ id });
    for (const path of [`conditions/${id}`, `trace/${id}`])
      expect((await ask('GET', `/api/v1/${path}`, other)).status).toBe(404);
    expect(await get('/api/v1/conditions', other)).toEqual({ conditions: [] });
    await instances('web', ['web-3', 'web-4', 'web-5'], 8 * MINUTE);
    await ground.tick();
    const open = (await get('/api/v1/conditions?open=true'))['conditions'] as Row[];
    const parent = open.find(({ subject }) => subject === 'template/web');
    expect(new Set(open.map(({ subject }) => subject))).toEqual(new Set(['instance/db-1', 'template/web']));
    expect(parent).toMatchObject({ children: 3 });
    expect((await get('/api/v1/conditions?open=true&all=true'))['conditions']).toHaveLength(5);
    expect((await get(`/api/v1/conditions?parent=${String(parent?.['id'])}`))['conditions']).toHaveLength(3);
    const rolled = await get(`/api/v1/conditions/${String(parent?.['id'])}`);
    expect(rolled).toMatchObject({ under: [{ kind: 'instance.silent', open: 3, closed: 0 }] });
    const [child] = rolled['childrenShown'] as Row[];
    expect(await get(`/api/v1/conditions/${String(child?.['id'])}`)).toMatchObject({
      above: { subject: 'template/web' },
    });
    const first = await get('/api/v1/conditions?limit=1&open=true');
    const second = await get(`/api/v1/conditions?limit=1&open=true&after=${String(first['next'])}`);
    expect((second['conditions'] as Row[])[0]?.['id']).not.toBe((first['conditions'] as Row[])[0]?.['id']);
    await ground.sql(`UPDATE reeve.heartbeat SET at = now(), beats = beats + 5 WHERE account = 'home'`);
    await ground.tick();
    expect((await get('/api/v1/conditions?open=true'))['conditions']).toEqual([]);
    const closed = (await get('/api/v1/conditions?open=false'))['conditions'] as Row[];
    expect(closed.filter(({ subject }) => /web-[345]/.test(String(subject)))).toEqual([]);
    for (const query of ['severity=bad', 'open=maybe', 'limit=0', 'limit=201', 'x=1', 'kind=%00'])
      expect((await ask('GET', `/api/v1/conditions?${query}`)).status).toBe(400);
  });
});
