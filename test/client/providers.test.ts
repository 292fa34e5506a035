import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cli, openCli } from '../support/cli.js';
import { type FleetGround, furnishFleet } from '../support/fleet.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { signedInAs } from './console-browser.js';

const HOSTILE = '<b>x</b>\u202E';

describe('providers, at the doors', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let ground: FleetGround;
  let cli: Cli;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    ground = await furnishFleet(store);
    cli = await openCli(store.dir, gateway.url, ground.token);
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  it('say that there are none, and that one which nobody may ask was not asked', async () => {
    expect((await cli(['fleet', 'providers'])).out).toContain('no instance has a provider');
    await ground.put('template', { id: 'web' });
    for (const [id, provider] of [
      ...([
        ['n-1', 'kubernetes'],
        ['n-2', 'kubernetes'],
        ['c-1', 'cloud'],
        ['own', 'none'],
      ] as const),
    ]) {
      await ground.put('node', { id, template: 'web' });
      await ground.put('instance', { id, node: id, template: 'web', provider });
    }
    expect((await cli(['fleet', 'providers'])).out).toMatch(/^cloud +never +never +1 +nobody asks it/m);
    expect((await cli(['fleet', 'show', 'n-1'])).out).toMatch(/provider +kubernetes, which has said nothing/);
    expect((await cli(['fleet', 'show', 'own'])).out).toMatch(/provider +none$/m);
    const page = await (await signedInAs(gateway, ground.token)).get('/console/fleet/n-1');
    expect(page.text).toContain('kubernetes says nothing');
  });

  it('are listed place by place, with what came of it', async () => {
    const look = { provider: 'kubernetes', took_ms: 12, machines: 3, met: 1, failures: 0, error: '' };
    await ground.put(
      'provider_look',
      { ...look, place: 'prod', at: ground.ago(0), seen_at: ground.ago(0) },
      { ...look, place: 'spare', at: ground.ago(0), seen_at: ground.ago(90_000), failures: 2, error: HOSTILE },
    );
    const { json } = await gateway.call('GET', '/api/v1/fleet/providers', { token: ground.token });
    expect(json).toMatchObject([
      { provider: 'cloud', place: null, at: null, instances: 1 },
      { provider: 'kubernetes', place: 'prod', machines: 3, met: 1, instances: 2, error: '' },
      { provider: 'kubernetes', place: 'spare', failures: 2, error: HOSTILE },
    ]);
    const { out } = await cli(['fleet', 'providers']);
    expect(out).toMatch(/^kubernetes +prod +2\S+ +2\S+ +3 +1 of 2 +answers$/m);
    expect(out).toMatch(/^kubernetes +spare .*failed: <b>x<\/b>/m);
    const stranger = await store.account('stranger');
    expect((await gateway.call('GET', '/api/v1/fleet/providers', { token: stranger })).json).toEqual([]);
  });

  it('show at an instance with their words and when they said them, and old words as old', async () => {
    const says = JSON.stringify({ says: `its Node is ready ${HOSTILE}`, facts: {} });
    await ground.sql(
      `UPDATE reeve.instance SET provider_status = 'running', provider_place = 'prod', provider_says = $2, provider_seen_at = now()
       WHERE account = $1 AND id = 'n-1'`,
      [ground.account, says],
    );
    expect((await cli(['fleet', 'show', 'n-1'])).out).toMatch(
      /provider +kubernetes prod says running since 2\S+: its Node is ready <b>x<\/b>.*, asked at 2/,
    );
    const { get } = await signedInAs(gateway, ground.token);
    const fresh = (await get('/console/fleet/n-1')).text;
    for (const part of ['kubernetes prod says running', 'It says', 'its Node is ready', 'Answered'])
      expect(fresh).toContain(part);
    expect(fresh).not.toContain('<b>x</b>');
    await ground.sql(
      `UPDATE reeve.instance SET provider_status = 'unknown', provider_place = 'spare', provider_away_since = now()
       WHERE account = $1 AND id = 'n-1'`,
      [ground.account],
    );
    expect((await cli(['fleet', 'show', 'n-1'])).out).toMatch(
      /provider +kubernetes spare can not be asked since 2\S+: .*; before that: its Node is ready/,
    );
    const old = (await get('/console/fleet/n-1')).text;
    for (const part of ['kubernetes spare can not be asked since', 'It said']) expect(old).toContain(part);
  });
});
