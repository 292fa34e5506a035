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

  it('leaves a repository from which people build something of their own', async () => {
    const mine = await store.account('linked');
    await importRows(gateway, mine, anEstate(20));
    await putRows(store, 'linked', 'module', [{ id: 'my-module' }]);
    await putRows(store, 'linked', 'package_link', [
      {
        ...{ id: 'my-link', module: 'my-module', repository: 'debian-simulated', package: 'bash', version: '1' },
        ...{ architecture: 'amd64', synced_at: new Date().toISOString() },
      },
    ]);
    await removeSimulated(store, { ...by, account: 'linked' }, 'test');
    const left = await exportRows(gateway, mine);
    expect(left.filter(({ kind }) => kind === 'packageLink').map(({ id }) => id)).toEqual(['my-link']);
  });

  it('is told of in full, also where it breaks off in between and goes on', async () => {
    await store.account('large');
    await putRows(store, 'large', 'template', [{ id: 'web' }]);
    const many = Array.from({ length: 510 }, (_none, nth) => `n-${nth}`);
    await putRows(
      store,
      'large',
      'node',
      many.map((id) => ({ id, template: 'web' })),
    );
    await putRows(
      store,
      'large',
      'instance',
      many.map((id) => ({ id, node: id, template: 'web', provider: 'simulated' })),
    );
    await store.tamper(
      `CREATE FUNCTION reeve.breaks_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF (SELECT count(*) FROM reeve.instance WHERE account = 'large') < 10 THEN RAISE 'broken off'; END IF; RETURN OLD; END $$`,
    );
    await store.tamper(
      'CREATE TRIGGER breaks BEFORE DELETE ON reeve.node FOR EACH ROW EXECUTE FUNCTION reeve.breaks_late()',
    );
    const large = { ...by, account: 'large' };
    await expect(removeSimulated(store, large, 'test')).rejects.toThrow('broken off');
    await store.tamper('DROP TRIGGER breaks ON reeve.node');
    expect(await removeSimulated(store, large, 'test')).toEqual({ removed: 10 });
    const told = await store.tamper<{ removed: number }>(
      `SELECT (body::jsonb #>> '{data,removed}')::int AS removed FROM reeve.ledger
       WHERE account = 'large' AND body::jsonb #>> '{data,change}' = 'simulated instances removed' ORDER BY seq`,
    );
    expect(told).toEqual([{ removed: 500 }, { removed: 10 }]);
  });
});
