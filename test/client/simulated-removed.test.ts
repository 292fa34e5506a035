import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRealSource, removeSimulated } from '../../activities/store/accept/fleet-simulated.js';
import { anEstate, exportRows, importRows } from '../support/estate.js';
import { putRows } from '../support/fleet.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';

const by = { account: 'home', kind: 'reeve', principal: 'demo', door: 'machine' } as const;

describe('a simulated estate that goes', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let token: string;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    token = await store.account('home');
    await importRows(gateway, token, anEstate(20));
    const put = (table: string, row: Record<string, unknown>) => putRows(store, 'home', table, [row]);
    await put('pressure', {
      ...{ source: 'simulated/trading', strength: 2, ttl_ms: 60_000, decay: 0.1, at: new Date().toISOString() },
    });
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  it('leaves what is real and what that stands on, and nothing else', async () => {
    expect(await hasRealSource(store.db, 'home')).toBe(false);
    // A real host joins a template, a module and a network that the estate had brought.
    await putRows(store, 'home', 'node', [{ id: 'mine', template: 'web' }]);
    await putRows(store, 'home', 'instance', [
      { id: 'mine', node: 'mine', template: 'web', provider: 'none', enrolled_at: new Date().toISOString() },
    ]);
    await putRows(store, 'home', 'sdwan_peer', [{ id: 'mine-peer', network: 'mesh-west', instance: 'mine' }]);
    await putRows(store, 'home', 'assignment', [{ node: 'mine', module: 'queue-worker' }]);
    const sample = { metric: 'cost_usd', at: new Date().toISOString(), value: 1, source: 'billing' };
    await putRows(store, 'home', 'project_sample', [{ project: 'shop', ...sample }]);
    expect(await hasRealSource(store.db, 'home')).toBe(true);

    // What breaks off in between leaves no node that nobody would find again.
    await store.tamper(
      `CREATE FUNCTION reeve.breaks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken off'; END $$`,
    );
    await store.tamper(
      'CREATE TRIGGER breaks BEFORE DELETE ON reeve.node FOR EACH ROW EXECUTE FUNCTION reeve.breaks()',
    );
    await expect(removeSimulated(store, by, 'test')).rejects.toThrow('broken off');
    await store.tamper('DROP TRIGGER breaks ON reeve.node');

    expect(await removeSimulated(store, by, 'test')).toEqual({ removed: 20 });

    const left = await exportRows(gateway, token);
    const named = (kind: string) => left.filter((row) => row.kind === kind).map((row) => row['id'] ?? row['module']);
    expect(named('instance')).toEqual(['mine']);
    expect(named('node')).toEqual(['mine']);
    expect(named('template')).toEqual(['web']);
    expect(named('sdwanNetwork')).toEqual(['mesh-west']);
    expect(named('sdwanPeer')).toEqual(['mine-peer']);
    expect(named('project')).toEqual(['shop']);
    expect(named('module')).toContain('queue-worker');
    for (const kind of ['honeypot', 'repository', 'package', 'packageLink', 'bgpSession', 'sdwanCredential'])
      expect(named(kind)).toEqual([]);
    expect(named('module')).not.toContain('database');
    expect(await store.tamper('SELECT source, strength FROM reeve.pressure')).toEqual([
      { source: 'simulated/trading', strength: 0 },
    ]);
  });
});
