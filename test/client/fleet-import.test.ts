import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Column } from '../../domain/fleet/column.js';
import type { Entity } from '../../domain/fleet/entity.js';
import { ENTITIES } from '../../domain/fleet/estate.js';
import { openCli } from '../support/cli.js';
import { anEstate, exportRows, importRows } from '../support/estate.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { tokenWith } from './console-browser.js';

const FLEET = [
  { kind: 'template', id: 'web', title: 'Web' },
  { kind: 'module', id: 'app', version: 1 },
  { kind: 'moduleVersion', module: 'app', version: 1, digest: 'sha256:1', state: 'live' },
  { kind: 'templateModule', template: 'web', module: 'app' },
  { kind: 'node', id: 'web-1', template: 'web' },
  { kind: 'instance', id: 'web-1', node: 'web-1', template: 'web', status: 'running', facts: { os: null, a: [1] } },
];

describe('a document of a fleet', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let made = 0;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });
  const fresh = () => store.account(`fleet-${(made += 1)}`);
  const countIn = async (token: string) => (await exportRows(gateway, token)).length;

  it('brings in a whole simulated fleet, and gives back what it took', async () => {
    const [one, other] = [await fresh(), await fresh()];
    const rows = anEstate(60);
    const { status, json } = await importRows(gateway, one, rows);
    expect({ status, rows: json['rows'] }).toEqual({ status: 200, rows: rows.length });
    const given = await exportRows(gateway, one);
    expect(given.length).toBe(rows.length);
    expect((await importRows(gateway, other, given)).status).toBe(200);
    expect(await exportRows(gateway, other)).toEqual(given);
  });

  it('counts what is new and what is changed, and writes nothing that is so already', async () => {
    const token = await fresh();
    expect((await importRows(gateway, token, FLEET)).json['counts']).toMatchObject({
      template: { new: 1, changed: 0, gone: 0 },
      instance: { new: 1, changed: 0, gone: 0 },
    });
    expect((await importRows(gateway, token, FLEET)).json).toMatchObject({ counts: {}, opened: [] });
    const changed = await importRows(gateway, token, [{ kind: 'template', id: 'web', title: 'Web servers' }]);
    expect(changed.json['counts']).toEqual({ template: { new: 0, changed: 1, gone: 0 } });
  });

  it('takes wishes as they are said, and leaves what the world told where it says nothing of it', async () => {
    const token = await fresh();
    await importRows(gateway, token, FLEET);
    await importRows(gateway, token, [
      { kind: 'instance', id: 'web-1', node: 'web-1', template: 'web', provider: 'x' },
    ]);
    await importRows(gateway, token, [{ kind: 'module', id: 'app' }]);
    const rows = await exportRows(gateway, token, '?kinds=instance,module');
    expect(rows.find(({ kind }) => kind === 'instance')).toMatchObject({ status: 'running', provider: 'x' });
    expect(rows.find(({ kind }) => kind === 'module')).toEqual({ kind: 'module', id: 'app', enabled: true });
  });

  it('gives what people declare, which brings nothing back that was seen a while ago', async () => {
    const token = await fresh();
    await importRows(gateway, token, anEstate(20));
    const declared = await exportRows(gateway, token, '?declared=true');
    const { providerStatus, handshakeAt } = Object.assign({}, ...declared) as Record<string, unknown>;
    expect([providerStatus, handshakeAt]).toEqual([undefined, undefined]);
    const kinds = new Set(declared.map(({ kind }) => kind));
    expect(['instance', 'sdwanPeer', 'slo', 'bgpSession', 'sloSample'].filter((kind) => kinds.has(kind))).toEqual([
      ...['instance', 'sdwanPeer', 'slo'],
    ]);
    await store.tamper(`UPDATE reeve.sdwan_peer SET handshake_at = now(), interface_up = false`);
    const before = await exportRows(gateway, token);
    expect((await importRows(gateway, token, declared)).json).toMatchObject({ counts: {} });
    expect(await exportRows(gateway, token)).toEqual(before);
  });

  it('declares where certificates are served', async () => {
    const token = await fresh();
    const endpoint = { kind: 'tlsEndpoint', id: 'shop', instance: 'web-1', host: 'shop.example' };
    expect((await importRows(gateway, token, [...FLEET, endpoint])).status).toBe(200);
    expect((await gateway.call('GET', '/api/v1/fleet/endpoints', { token })).json).toMatchObject([
      { id: 'shop', host: 'shop.example', port: 443, serverName: '', enabled: true, triedAt: null, error: '' },
    ]);
    const cli = await openCli(store.dir, gateway.url, token);
    expect((await cli(['fleet', 'endpoints'])).out).toMatch(/shop +web-1 +shop\.example:443 +not probed yet/);
    expect(await cli(['fleet', 'show', 'web-1'])).toMatchObject({ out: expect.stringContaining('endpoints:') });
    expect((await importRows(gateway, token, [{ ...endpoint, port: 65_536 }])).status).toBe(400);
  });

  it('says what a dry run would do, and does nothing of it', async () => {
    const token = await fresh();
    const { json } = await importRows(gateway, token, FLEET, '?dryRun=true');
    expect(json).toMatchObject({ dryRun: true, counts: { template: { new: 1 } } });
    expect(json['opened']).toHaveLength(5);
    expect(await countIn(token)).toBe(0);
    const ledger = await gateway.call('GET', '/api/v1/ledger?subject=fleet', { token });
    expect(ledger.json).toEqual([]);
  });

  it('takes away what is not in it only where that is asked for', async () => {
    const token = await fresh();
    await importRows(gateway, token, FLEET);
    const less = FLEET.filter(({ kind }) => kind !== 'instance' && kind !== 'node');
    expect((await importRows(gateway, token, less)).json['counts']).toEqual({});
    expect((await importRows(gateway, token, less, '?prune=true')).json['counts']).toEqual({
      instance: { new: 0, changed: 0, gone: 1 },
      node: { new: 0, changed: 0, gone: 1 },
    });
    expect(await countIn(token)).toBe(less.length);
  });

  it('writes one entry into the ledger, with the counts', async () => {
    const token = await fresh();
    await importRows(gateway, token, FLEET);
    const { json } = await gateway.call('GET', '/api/v1/ledger?subject=fleet', { token });
    expect(json).toHaveLength(1);
    expect(json[0]).toMatchObject({ data: { change: 'fleet imported', rows: 6, counts: { node: { new: 1 } } } });
  });

  it.each([
    ['is no JSON', '{"kind":"template","id":"web"}\n{nope', /line 2: it is no JSON/],
    ['is of no kind', '{"kind":"secret","id":"x"}', /line 1: kind: must be one of template/],
    ['says what nobody knows', '{"kind":"template","id":"x","password":"y"}', /line 1: password: is not known here/],
    ['lacks what is needed', '{"kind":"node","id":"x"}', /line 1: template: is missing/],
    ['names what there is not', '\n{"kind":"node","id":"x","template":"t"}', /line 2: there is no template "t"/],
    [
      'says one thing twice',
      '{"kind":"module","id":"x"}\n{"kind":"module","id":"x"}',
      /line 2: this module stands in line 1/,
    ],
    ['holds a NUL', '{"kind":"template","id":"x","title":"\\u0000"}', /line 1: title: holds a character/],
    [
      'holds a NUL deep down',
      '{"kind":"slo","id":"x","module":"m","queries":{"a":"\\u0000"}}',
      /line 1: queries: takes at most 2600 characters that can be kept/,
    ],
    [
      'breaks a rule of a column',
      '{"kind":"pressure","source":"x","strength":99}',
      /line 1: strength: must be at most 16/,
    ],
    ['never ends a line', `{"kind":"template","id":"${'x'.repeat(300_000)}`, /line 1: it is too long for one row/],
  ])('is refused with its line where it %s, and nothing is written', async (_name, text, says) => {
    const token = await fresh();
    const { status, json } = await importRows(gateway, token, text);
    expect({ status, detail: String(json['detail']) }).toEqual({ status: 400, detail: expect.stringMatching(says) });
    expect(await countIn(token)).toBe(0);
  });

  it('names what only the database can see, and writes nothing', async () => {
    const token = await fresh();
    const wrong = { kind: 'storageAssignment', id: 's', instance: 'web-1', storage: 'x', mountPath: 'no-slash' };
    const { status, json } = await importRows(gateway, token, [...FLEET, wrong]);
    expect({ status, detail: json['detail'] }).toEqual({ status: 409, detail: expect.stringMatching(/mount_path/) });
    expect(await countIn(token)).toBe(0);
  });

  it('is for admins, and each account has its own', async () => {
    const [one, other] = [await fresh(), await fresh()];
    await importRows(gateway, one, FLEET);
    expect(await countIn(other)).toBe(0);
    const { token } = await tokenWith(gateway, one, 'operator');
    expect((await importRows(gateway, token, FLEET)).status).toBe(403);
    const named = await importRows(gateway, other, [{ kind: 'node', id: 'x', template: 'web' }]);
    expect(named.status).toBe(400);
  });

  it('opens the agents of the account once, where the default rows let them work', async () => {
    const token = await fresh();
    expect((await importRows(gateway, token, FLEET)).json['opened']).toEqual(
      expect.arrayContaining([
        'fleet_autonomy',
        'sdwan_manager',
        'cve_responder',
        'disk_image_manager',
        'runtime_manager',
      ]),
    );
    const { json } = await gateway.call('GET', '/api/v1/trust/fleet_autonomy', { token });
    expect(json).toMatchObject({ tier: 'T2' });
    const rows = await store.tamper<{ agent: string; every_ms: number }>(
      `SELECT agent, every_ms FROM reeve.reconciler WHERE account = $1 ORDER BY agent`,
      [`fleet-${made}`],
    );
    expect(rows.map(({ agent, every_ms }) => `${agent} ${every_ms}`)).toEqual([
      ...['cve_responder 60000', 'disk_image_manager 300000', 'fleet_autonomy 60000'],
      ...['runtime_manager 60000', 'sdwan_manager 60000'],
    ]);
  });

  it('comes back as it went in, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rowsOfEach(), { minLength: 1, maxLength: 3 }), async (several) => {
        const token = await fresh();
        const rows = several.flatMap((one, index) => one.map((row) => renamed(row, index)));
        const { status, json } = await importRows(gateway, token, rows);
        expect({ status, detail: json['detail'] }).toEqual({ status: 200, detail: undefined });
        const given = await exportRows(gateway, token);
        const again = await fresh();
        expect((await importRows(gateway, again, given)).status).toBe(200);
        expect(await exportRows(gateway, again)).toEqual(given);
        expect((await importRows(gateway, token, given)).json['counts']).toEqual({});
      }),
      { numRuns: 15 },
    );
  });
});

type Row = Readonly<Record<string, unknown>>;

/** One row of every kind, which name each other by what the kind is called. */
function rowsOfEach(): fc.Arbitrary<readonly Row[]> {
  return fc.tuple(...ENTITIES.map(rowOf)).map((rows) => rows);
}

function rowOf(entity: Entity): fc.Arbitrary<Row> {
  const columns = Object.entries(entity.columns);
  const fields = Object.fromEntries(columns.map(([field, column]) => [field, valueOf(field, column)]));
  const requiredKeys = columns.filter(([, column]) => column.needed).map(([field]) => field);
  return fc.record(fields, { requiredKeys }).map((row) => ({ kind: entity.kind, ...row }));
}

function valueOf(field: string, { holds, most, least, words = [] }: Column): fc.Arbitrary<unknown> {
  const time = fc
    .date({ min: new Date('1990-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    .map((one) => one.toISOString());
  const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((one) => one.replaceAll('\0', ''));
  const path = text.map((one) => `/${one}`);
  const kinds: Readonly<Record<Column['holds'], fc.Arbitrary<unknown>>> = {
    name: fc.constant('x'),
    text: field === 'mountPath' ? path : text.map((one) => `t${one}`),
    word: words.length === 0 ? fc.constant('') : fc.constantFrom(...words),
    whole: fc.integer({ min: Math.max(least, 1), max: Math.min(most, 1_000_000) }),
    number: fc.double({ min: Math.max(least, 0.001), max: Math.min(most, 1e9), noNaN: true }),
    truth: fc.boolean(),
    time,
    texts: fc.array(text, { maxLength: 3 }),
    wholes: fc.array(fc.integer({ min: 0, max: 65_535 }), { maxLength: 3 }),
    times: fc.array(time, { maxLength: 3 }),
    json: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null)), { maxKeys: 3 }),
  };
  return kinds[holds];
}

/** Several rows of one kind must differ in what names them; references go the same way. */
function renamed(row: Row, index: number): Row {
  return Object.fromEntries(Object.entries(row).map(([field, value]) => [field, value === 'x' ? `x${index}` : value]));
}
