import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beat, type NodeDesk, openNodeDesk, type TestNode } from '../support/nodes.js';

let desk: NodeDesk;
let mine: TestNode;
let theirs: TestNode;
beforeAll(async () => {
  desk = await openNodeDesk();
  [mine, theirs] = [await desk.node(), await desk.node()];
  for (const [letter, { id }] of [
    ['m', mine],
    ['t', theirs],
  ] as const) {
    await desk.store.tamper(
      `WITH n AS (INSERT INTO reeve.sdwan_network (account, id) VALUES ('home', 'mesh') ON CONFLICT DO NOTHING)
       INSERT INTO reeve.sdwan_peer (account, id, network, instance, address) VALUES ('home', 'p-${letter}', 'mesh', $1, '10.0.0.${letter === 'm' ? 1 : 2}/32')`,
      [id],
    );
    await desk.store.tamper(
      `INSERT INTO reeve.storage_assignment (account, id, instance, storage, mount_path) VALUES ('home', 's-${letter}', $1, 'x', '/srv')`,
      [id],
    );
    await desk.store.tamper(
      `INSERT INTO reeve.sdwan_credential (account, id, peer, network, kind, revision, status, issued_at, refresh_after, not_after)
       SELECT 'home', 'c-${letter}' || n, 'p-${letter}', 'mesh', 'wireguard_psk', n, CASE n WHEN 1 THEN 'active' ELSE 'pending' END, now(), now(), now() + interval '1 day'
       FROM generate_series(1, 2) AS n`,
    );
  }
  await desk.store.tamper(
    `INSERT INTO reeve.sdwan_vip (account, id, network, cidr, holders, candidates) VALUES
       ('home', 'v-both', 'mesh', '10.1.0.1/32', '{p-t}', '{p-m,p-t}'), ('home', 'v-theirs', 'mesh', '10.1.0.2/32', '{p-t}', '{p-t}')`,
  );
  await desk.store.tamper(
    `WITH m AS (INSERT INTO reeve.module (account, id) VALUES ('home', 'web'), ('home', 'bait'))
     SELECT 1`,
  );
  await desk.store.tamper(`INSERT INTO reeve.honeypot (account, module, marked_at) VALUES ('home', 'bait', now())`);
});
afterAll(() => desk?.close());

let seq = 0;
const say = async (more: object, node = mine) => {
  const { json, status } = await desk.report(node.credential, beat((seq += 1), more));
  expect(status).toBe(200);
  return (json['reports'] as { ignored: number }[])[0]?.ignored;
};
const one = async (text: string) => (await desk.store.tamper<Record<string, unknown>>(text))[0];

describe('what a node reports', () => {
  it('is what runs on it, and since when; modules that nobody knows are passed over', async () => {
    expect(await say({ running: { web: 'sha256:1', nobodys: 'sha256:2' } })).toBe(1);
    const first = await desk.instance(mine.id);
    expect(first['modules']).toMatchObject([{ module: 'web', desired: null, observed: 'sha256:1' }]);
    await say({ running: { web: 'sha256:1' } });
    expect((await desk.instance(mine.id))['modules']).toEqual(first['modules']);
    await say({ running: { web: 'sha256:3' } });
    const [changed] = (await desk.instance(mine.id))['modules'] as { since: string; observed: string }[];
    const [before] = first['modules'] as { since: string }[];
    expect(changed?.observed).toBe('sha256:3');
    expect(Date.parse(changed?.since ?? '')).toBeGreaterThan(Date.parse(before?.since ?? ''));
  });

  it('is its own peer, by its id or its network, and the peer of another stays as it is', async () => {
    const peer = { up: true, key: 'f-1', allowedIps: ['10.0.0.0/24'], handshakeAt: Date.now() - 5_000 };
    expect(
      await say({
        peers: [
          { ...peer, network: 'mesh' },
          { ...peer, id: 'p-t' },
          { ...peer, id: 'none' },
        ],
      }),
    ).toBe(2);
    expect(await one(`SELECT * FROM reeve.sdwan_peer WHERE id = 'p-m'`)).toMatchObject({
      ...{ interface_up: true, key_fingerprint: 'f-1', reported_ips: ['10.0.0.0/24'], key_rotations: [] },
    });
    expect(await one(`SELECT * FROM reeve.sdwan_peer WHERE id = 'p-t'`)).toMatchObject({
      interface_up: null,
      observed_at: null,
    });
    await say({ peers: [{ id: 'p-m', up: false, key: 'f-2' }] });
    const after = await one(`SELECT *, cardinality(key_rotations) AS turned FROM reeve.sdwan_peer WHERE id = 'p-m'`);
    expect(after).toMatchObject({
      interface_up: false,
      key_fingerprint: 'f-2',
      reported_ips: ['10.0.0.0/24'],
      turned: 1,
    });
  });

  it('has handshakes by the clock of the server', async () => {
    const ahead = 3_600_000;
    await say({ at: Date.now() + ahead, peers: [{ id: 'p-m', up: true, handshakeAt: Date.now() + ahead - 1_000 }] });
    const row = await one(
      `SELECT extract(epoch FROM now() - handshake_at)::float AS ago FROM reeve.sdwan_peer WHERE id = 'p-m'`,
    );
    expect(row?.['ago']).toBeGreaterThan(0);
    expect(row?.['ago']).toBeLessThan(10);
  });

  it('is its sessions, with when each changed', async () => {
    const session = (state: string, error = '') => ({ bgp: [{ peer: 'p-m', neighbor: '10.0.0.2', state, error }] });
    await say(session('established'));
    const first = await one(`SELECT * FROM reeve.bgp_session`);
    expect(first).toMatchObject({
      peer: 'p-m',
      network: 'mesh',
      neighbor_peer: 'p-t',
      state: 'established',
      changes: [],
    });
    expect(await say({ bgp: [{ peer: 'p-t', neighbor: '10.0.0.1', state: 'idle' }] })).toBe(1);
    await say(session('idle', 'hold timer expired'));
    const after = await desk.store.tamper('SELECT *, cardinality(changes) AS turned FROM reeve.bgp_session');
    expect(after).toMatchObject([{ state: 'idle', turned: 1, last_error: 'hold timer expired' }]);
  });

  it('is its own storage, secrets and addresses, and nothing of others', async () => {
    expect(
      await say({
        storages: [
          { id: 's-m', status: 'mounted' },
          { id: 's-t', status: 'failed' },
        ],
      }),
    ).toBe(1);
    expect(await desk.store.tamper('SELECT id, status FROM reeve.storage_assignment ORDER BY id')).toEqual([
      { id: 's-m', status: 'mounted' },
      { id: 's-t', status: 'pending' },
    ]);
    const secret = (peer: string) => ({ peer, network: 'mesh', kind: 'wireguard_psk', revision: 2, fingerprint: 'x' });
    expect(await say({ credentials: [secret('p-m'), secret('p-t')] })).toBe(1);
    expect(await desk.store.tamper('SELECT id, status FROM reeve.sdwan_credential ORDER BY id')).toEqual([
      { id: 'c-m1', status: 'revoked' },
      { id: 'c-m2', status: 'active' },
      { id: 'c-t1', status: 'active' },
      { id: 'c-t2', status: 'pending' },
    ]);
    const holders = async () =>
      (await desk.store.tamper('SELECT id, holders FROM reeve.sdwan_vip ORDER BY id')).map((row) => row['holders']);
    expect(await say({ vips: ['v-both', 'v-theirs'] })).toBe(1);
    expect(await holders()).toEqual([['p-m', 'p-t'], ['p-t']]);
    await say({ vips: [] }, theirs);
    expect(await holders()).toEqual([['p-m'], []]);
  });

  it('is its certificates: a list is the whole list, and the number of another’s stays theirs', async () => {
    const certificate = (serial: string, fingerprint: string) => ({
      ...{ serial, subject: 'CN=x', fingerprint, notBefore: Date.now(), notAfter: Date.now() + 86_400_000 },
    });
    await say({ certificates: [certificate('01', 'f-1'), certificate('02', 'f-2')] });
    await say({ certificates: [certificate('01', 'f-1')] }, theirs);
    const count = async () => (await one(`SELECT count(*)::int AS n FROM reeve.certificate`))?.['n'];
    expect(await count()).toBe(3);
    await say({ certificates: [certificate('02', 'f-2')] });
    await say({});
    expect(await count()).toBe(2);
    expect((await desk.instance(mine.id))['certificates']).toMatchObject([{ source: 'reported', subject: 'CN=x' }]);
  });

  it('is each touch of a lure once, also one that a later report of the same moment hides', async () => {
    const touch = (id: string, module = 'bait') => ({
      id,
      module,
      at: Date.now(),
      path: '/etc/shadow',
      process: 'cat',
    });
    const reports = [
      beat((seq += 1), { luresTouched: [touch('1')] }),
      beat((seq += 1), { luresTouched: [touch('1'), touch('2'), touch('3', 'web')] }),
    ];
    expect((await desk.report(mine.credential, { reports })).json).toMatchObject({ reports: [{}, { ignored: 1 }] });
    await say({ luresTouched: [touch('1')] }, theirs);
    expect(
      await desk.store.tamper('SELECT instance, count(*)::int AS n FROM reeve.honeypot_access GROUP BY 1 ORDER BY 1'),
    ).toEqual([
      { instance: mine.id, n: 2 },
      { instance: theirs.id, n: 1 },
    ]);
  });

  it('writes nothing twice that is as it was', async () => {
    const state = {
      facts: { os: 'y' },
      running: { web: 'sha256:1' },
      status: 'running',
      storages: [{ id: 's-m', status: 'mounted' }],
    };
    const places = () =>
      desk.store.tamper(
        `SELECT 'i' AS what, ctid::text FROM reeve.instance WHERE id = '${mine.id}' UNION ALL SELECT 's', ctid::text FROM reeve.storage_assignment WHERE id = 's-m'`,
      );
    await say(state);
    const before = await places();
    await say(state);
    expect(await places()).toEqual(before);
  });
});
