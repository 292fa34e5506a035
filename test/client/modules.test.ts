import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCli } from '../support/cli.js';
import { anEstate, importRows } from '../support/estate.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { tokenWith } from './console-browser.js';

describe('modules at every door', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let token: string;
  let cli: Awaited<ReturnType<typeof openCli>>;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    token = await store.account('home');
    await importRows(gateway, token, anEstate(20));
    cli = await openCli(store.dir, gateway.url, token);
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });
  const canaryOf = async (module: string) =>
    (await gateway.call('GET', `/api/v1/modules/${module}`, { token })).json['canary'];

  it('are listed with their newest versions by state, and who runs them', async () => {
    const listed = await cli(['modules', 'list']);
    expect(listed.out).toMatch(/^metrics-agent +2 +2 +3 +20 *$/m);
    expect(listed.out).toMatch(/^decoy-vault .*credential_store$/m);
    const shown = await cli(['modules', 'show', 'metrics-agent']);
    expect(shown.out).toMatch(/^3 +staging +0 /m);
    expect(shown.out).toMatch(/^2 +live +20 /m);
    expect((await cli(['modules', 'show', 'nobody'])).err).toContain('there is no module nobody in this account');
  });

  it.each([
    { to: [], action: 'module-bless' },
    { to: ['3', '--to', 'live'], action: 'module-promote-to-live', parameters: { version: 3 } },
  ])('are promoted by a wish for $action', async ({ to, action, parameters = {} }) => {
    const said = await cli(['modules', 'promote', 'metrics-agent', ...to, '--reason', 'it ran for a week']);
    expect(said.err).toBe('');
    const [row] = await store.tamper('SELECT action, target, proposal FROM reeve.intervention WHERE action = $1', [
      action,
    ]);
    expect(row).toMatchObject({ action, target: 'module/metrics-agent', proposal: { parameters } });
  });

  it('become a lure and are none again, with a reason in the book', async () => {
    const because = ['--reason', 'who reads this is lost'];
    await cli(['modules', 'mark-canary', 'database', '--file', '/root/.pgpass', '--port', '5433', ...because]);
    expect(await canaryOf('database')).toMatchObject({
      ...{ active: true, lure: 'credential_store', files: ['/root/.pgpass'], ports: [5433] },
    });
    expect((await cli(['modules', 'list'])).out).toMatch(/^database .*credential_store$/m);
    expect((await cli(['modules', 'mark-canary', 'database', '--off', ...because])).out).toContain('no lure any more');
    expect(await canaryOf('database')).toMatchObject({ active: false });
    expect((await cli(['modules', 'mark-canary', 'database', '--off', ...because])).err).toContain(
      'database is no lure',
    );
    const { out } = await cli(['ledger', 'tail', '--json']);
    const told = out.split('\n').find((line) => line.includes('marked as a lure'));
    // What is watched is what was decided.
    expect(told).toContain('/root/.pgpass');
    expect(told).toContain('5433');
  });

  it.each([
    [['mark-canary', 'nobody'], 'there is no module nobody'],
    [['mark-canary', 'database', '--port', '70000'], '--port takes a whole number from 1 to 65,535'],
    [['promote', 'database', '--to', 'heaven'], '--to takes blessed or live'],
  ])('refuse %j in a sentence', async (args, sentence) => {
    expect((await cli(['modules', ...args, '--reason', 'x'])).err).toContain(sentence);
  });

  it('are nobody else’s, and not for who only looks', async () => {
    const rival = await store.account('rival');
    expect((await gateway.call('GET', '/api/v1/modules', { token: rival })).json).toEqual([]);
    const body = { reason: 'x' };
    expect((await gateway.call('PUT', '/api/v1/modules/database/canary', { token: rival, body })).status).toBe(404);
    const { token: viewer } = await tokenWith(gateway, token, 'viewer');
    expect((await gateway.call('PUT', '/api/v1/modules/database/canary', { token: viewer, body })).status).toBe(403);
  });
});
