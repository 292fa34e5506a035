import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSlackSurface } from '../../activities/adapters/slack.js';
import { setRoute } from '../../activities/store/accept/routes.js';
import type { Route } from '../../domain/route.js';
import { startCourier } from '../../workers/courier.js';
import { createMetrics } from '../../workers/metrics.js';
import type { Rounds } from '../../workers/rounds.js';
import { openCli } from '../support/cli.js';
import { eventually } from '../support/cluster.js';
import { type FleetGround, furnishFleet } from '../support/fleet.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { BOT_TOKEN, openTestSlack, type TestSlack } from '../support/slack.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { quiet } from '../support/temporal.js';

const MINUTE = 60_000;

describe('conditions that people are told of', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let ground: FleetGround;
  let nth = 0;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });
  beforeEach(async () => {
    nth += 1;
    ground = await furnishFleet(store, `told-${nth}`);
    await ground.put('module', { id: 'nginx' }, { id: 'vault' });
    await ground.put('honeypot', { module: 'vault', marked_at: ground.ago(86_400_000) });
    await ground.put('template', { id: 'web' });
    await ground.put('node', { id: 'n-1', template: 'web' });
    await ground.put('instance', { id: 'web-1', node: 'n-1', template: 'web' });
    await ground.put('heartbeat', { instance: 'web-1', at: ground.ago(1_000) });
  });
  const route = (over: Partial<Route> = {}) =>
    setRoute(store, { account: ground.account, kind: 'person', principal: 'admin', door: 'machine' } as const, {
      ...({ id: 'ops', provider: 'slack', channel: 'C1', tells: ['notices', 'trouble'], agent: '', team: '' } as const),
      ...{ target: '*', severityMin: 'info', reason: 'test', ...over },
    });
  /** A promise that is broken: 5 % of errors where 1 % may be, so that the severity is a warning. */
  const broken = async (...ids: readonly string[]) => {
    await ground.put('slo', ...ids.map((id) => ({ id, module: 'nginx', error_rate_pct: 1, period: '7d' })));
    for (const slo of ids) await measured(slo, { requests: 100, errors: 5 });
  };
  const measured = (slo: string, values: object) =>
    ground.put(
      'slo_sample',
      ...Array.from({ length: 25 }, (_one, index) => ({ slo, at: ground.ago(MINUTE + index * 2 * MINUTE), ...values })),
    );
  const well = async () => {
    await ground.sql(`UPDATE reeve.slo_sample SET errors = 0 WHERE account = $1`, [ground.account]);
  };
  const notices = async () =>
    (
      await ground.sql<{ line: string }>(
        `SELECT n.kind || ' ' || c.kind || ' ' || c.subject AS line FROM reeve.notice n
         JOIN reeve.condition c ON c.account = n.account AND c.id = n.condition WHERE n.account = $1 ORDER BY n.at, n.id`,
        [ground.account],
      )
    ).map(({ line }) => line);
  const posts = () =>
    ground.sql<{ channel: string; subject: string; wanted: number }>(
      'SELECT channel, subject, wanted FROM reeve.post WHERE account = $1 ORDER BY channel, subject',
      [ground.account],
    );
  const opened = 'opened slo.violated module/nginx';

  it('are told once when they open, however often they are seen, and once when they are over', async () => {
    await route();
    await broken('shop');
    for (let round = 0; round < 3; round += 1) await ground.tick();
    expect(await notices()).toEqual([opened]);
    expect(await posts()).toEqual([
      { channel: 'C1', subject: 'opened/fleet_autonomy/slo.violated/warning', wanted: 1 },
    ]);
    await well();
    for (let round = 0; round < 3; round += 1) await ground.tick();
    expect(await notices()).toEqual([opened, 'over slo.violated module/nginx']);
    expect(await posts()).toHaveLength(2);
    // Broken anew it is another condition.
    await ground.sql('UPDATE reeve.slo_sample SET errors = 5 WHERE account = $1', [ground.account]);
    await ground.tick();
    expect(await notices()).toHaveLength(3);
  });

  it('are said in the channels that hear of such, and their end where their beginning was', async () => {
    await route({ id: 'all', channel: 'C1' });
    await route({ id: 'grave', channel: 'C2', severityMin: 'high' });
    await route({ id: 'other-agent', channel: 'C3', agent: 'cve_responder' });
    await route({ id: 'trouble', channel: 'C4', tells: ['trouble'] });
    await route({ id: 'elsewhere', channel: 'C5', target: 'project/*' });
    await broken('shop');
    await ground.tick();
    expect((await posts()).map(({ channel }) => channel)).toEqual(['C1']);
    // What got worse meanwhile ends where it was told.
    await ground.sql(`UPDATE reeve.condition SET severity = 'critical' WHERE account = $1`, [ground.account]);
    await well();
    await ground.tick();
    expect((await posts()).map(({ channel }) => channel)).toEqual(['C1', 'C1']);
  });

  it('are told again when they get worse, each height once, and end wherever they were told', async () => {
    await route({ id: 'calm', channel: 'C1', tells: ['notices'] });
    await route({ id: 'grave', channel: 'C2', tells: ['trouble'], severityMin: 'high' });
    const errors = (n: number) =>
      ground.sql('UPDATE reeve.slo_sample SET errors = $2 WHERE account = $1', [ground.account, n]);
    await broken('shop');
    await ground.tick();
    expect(await posts()).toMatchObject([{ channel: 'C1' }]);
    for (const n of [90, 90, 5, 90]) {
      await errors(n);
      await ground.tick();
    }
    const worse = await ground.sql(`SELECT id, body FROM reeve.notice WHERE account = $1 AND kind = 'worse'`, [
      ground.account,
    ]);
    const [condition] = await ground.sql<{ id: string; severity: string }>(
      'SELECT id, severity FROM reeve.condition WHERE account = $1',
      [ground.account],
    );
    expect(worse).toMatchObject([
      {
        id: `worse/${condition?.id}/${condition?.severity}`,
        body: { severity: condition?.severity, tells: 'trouble' },
      },
    ]);
    expect(await posts()).toMatchObject([
      { channel: 'C1' },
      { channel: 'C2', subject: expect.stringMatching(/^worse/) },
    ]);
    await well();
    await ground.tick();
    await ground.tick();
    expect((await posts()).map(({ channel, subject }) => `${channel} ${subject.split('/')[0]}`)).toEqual([
      ...['C1 opened', 'C1 over', 'C2 over', 'C2 worse'],
    ]);
    expect((await notices()).filter((line) => line.startsWith('over'))).toHaveLength(1);
  });

  it('are one message where many of a kind come soon after each other', async () => {
    await route();
    await broken('a', 'b', 'c');
    await ground.tick();
    await broken('d');
    await ground.tick();
    expect(await notices()).toHaveLength(4);
    expect(await posts()).toMatchObject([{ wanted: 4 }]);
  });

  it('are told as one where one stands for many, and not each when too few are left', async () => {
    await route();
    const touch = (id: string) =>
      ground.put('honeypot_access', { id, module: 'vault', instance: 'web-1', at: ground.ago(1_000), path: '/x' });
    for (let n = 0; n < 12; n += 1) await touch(`e-${n}`);
    await ground.tick();
    expect(await notices()).toEqual(['opened honeypot.access_attempted template/web']);
    // Half of them are long over: what is left stands alone, and has been told.
    await ground.sql(
      `UPDATE reeve.honeypot_access SET at = at - interval '2 hours' WHERE account = $1 AND id < 'e-5' `,
      [ground.account],
    );
    await ground.tick();
    const standing = (await ground.conditions()).filter(
      ({ closed, kind, parent }) => closed === false && parent === null && kind === 'honeypot.access_attempted',
    );
    expect(standing.length).toBeGreaterThan(1);
    expect(await notices()).toEqual([
      'opened honeypot.access_attempted template/web',
      'over honeypot.access_attempted template/web',
    ]);
    // A new touch is new.
    await touch('later');
    await ground.tick();
    expect(await notices()).toHaveLength(3);
  });

  it('are told a part in each round where there are very many', async () => {
    const ids = Array.from({ length: 120 }, (_one, n) => `s-${n}`);
    await ground.put('slo', ...ids.map((id) => ({ id, module: 'nginx', error_rate_pct: 1, period: '7d' })));
    await ground.sql(
      `INSERT INTO reeve.slo_sample (account, slo, at, requests, errors) SELECT account, id, now() - make_interval(mins => n * 2), 100, 5
       FROM reeve.slo, generate_series(1, 25) n WHERE account = $1`,
      [ground.account],
    );
    const counts: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await ground.tick();
      counts.push((await notices()).length);
    }
    expect(counts).toEqual([50, 100, 120]);
  });

  it('are nobody’s news where what is wrong is asked about or mended', async () => {
    await ground.sql(`UPDATE reeve.heartbeat SET at = now() - interval '20 minutes' WHERE account = $1`, [
      ground.account,
    ]);
    await ground.tick();
    expect((await ground.conditions()).length).toBeGreaterThan(0);
    expect(await notices()).toEqual([]);
  });

  it('stand in the list of notices at every door', async () => {
    await broken('shop');
    await ground.tick();
    const [row] = await ground.sql<{ id: string }>('SELECT id FROM reeve.condition WHERE account = $1', [
      ground.account,
    ]);
    const id = row?.id ?? '';
    const { json } = await gateway.call('GET', '/api/v1/notices?kind=opened', { token: ground.token });
    expect(json).toMatchObject([
      {
        ...{ kind: 'opened', condition: id, action: 'slo.violated', target: 'module/nginx', severity: 'warning' },
        ...{ proposer: 'fleet_autonomy', summary: 'SLO is violated: module/nginx', undoable: false },
      },
    ]);
    const cli = await openCli(store.dir, gateway.url, ground.token);
    expect((await cli(['notices', '--kind', 'opened'])).out).toContain(`condition ${id}`);
    expect((await cli(['notices', '--kind', 'over'])).out).toContain('nobody was told');
  });

  describe('in Slack', () => {
    let slack: TestSlack;
    let courier: Rounds;
    beforeAll(async () => {
      slack = await openTestSlack();
      const { db, relayDb } = store;
      courier = startCourier({
        ...{ db, relayDb, log: quiet(), metrics: createMetrics({ version: 'test' }) },
        surfaces: {
          slack: { surface: createSlackSurface({ token: BOT_TOKEN, apiUrl: slack.apiUrl, timeoutMs: 2_000 }) },
        },
        links: (path) => `https://reeve.example${path}`,
      });
    });
    afterAll(async () => {
      await courier?.stop();
      await slack?.close();
    });
    const message = (words: string) =>
      eventually(() =>
        Promise.resolve([...slack.messages.values()].find((one) => JSON.stringify(one).includes(words))),
      );

    it('are a message without a button that leads to the condition, and another when they are over', async () => {
      await route({ channel: 'C1' });
      slack.messages.clear();
      await ground.put('module', { id: '<!channel>' });
      await ground.put('slo', { id: 'shop', module: '<!channel>', error_rate_pct: 1, period: '7d' });
      await measured('shop', { requests: 100, errors: 5 });
      await ground.tick();
      const posted = JSON.stringify(await message('SLO is violated: module/&lt;!channel&gt;'));
      expect(posted).toContain('https://reeve.example/console/conditions/');
      expect(posted).not.toContain('action_id":"reeve:undo');
      await well();
      await ground.tick();
      expect(JSON.stringify(await message('Over: SLO is violated'))).toContain('within its target again');
      expect(slack.messages.size).toBe(2);
      expect(slack.faults).toEqual([]);
    });
  });
});
