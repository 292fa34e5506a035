import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/cluster.js';
import { type FleetGround, furnishFleet } from '../support/fleet.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openSpineWorld, type SpineWorld } from '../support/spine-world.js';
import { tokenWith } from './console-browser.js';

const MINUTE = 60_000;
type Row = Record<string, unknown>;

/** One instance falls silent for long: seen, decided, asked, done by hand, and back. All parts are real. */
describe('a story of the fleet, at the HTTP door', () => {
  let world: SpineWorld;
  let gateway: TestGateway;
  let ground: FleetGround;
  let viewer: string;
  let approver: string;
  let stranger: string;
  let agent: Row;
  beforeAll(async () => {
    world = await openSpineWorld();
    gateway = await openTestGateway(world.store, { temporal: world.temporal.client });
    ground = await furnishFleet(world.store, 'fleet');
    viewer = (await tokenWith(gateway, ground.token, 'viewer')).token;
    await ask('POST', 'people', ground.token, { id: 'bob', name: 'Bob', roles: ['approver'] });
    const issued = { principal: 'bob', name: 'test', roles: ['approver'] };
    approver = String((await ask('POST', 'tokens', ground.token, issued)).json['token']);
    stranger = world.token;
    await ground.put('template', { id: 'db' });
    await ground.put('node', { id: 'db-1', template: 'db', region: 'eu' });
    await ground.put('instance', { id: 'db-1', node: 'db-1', template: 'db' });
    await ground.put('heartbeat', { instance: 'db-1', at: ground.ago(40 * MINUTE), report: 'report-77aa' });
    agent = { agent: 'fleet_autonomy' };
  });
  afterAll(async () => {
    await gateway?.close();
    await world?.close();
  });
  const ask = (method: string, path: string, token = ground.token, body?: unknown) =>
    gateway.call(method, `/api/v1/${path}`, { token, ...(body !== undefined && { body }) });
  const get = async (path: string, token = viewer) => (await ask('GET', path, token)).json;
  const rounds = () => get('rounds/fleet_autonomy');
  const roundNow = async () => {
    const { status, json } = await ask('POST', 'rounds/fleet_autonomy/now');
    expect(status).toBe(202);
    return eventually(async () => {
      const now = await rounds();
      return Number(now['done']) >= Number(json['wanted']) ? now : undefined;
    });
  };

  it('is told in one line of time, from the report to the outcome, with the numbers of the ledger', async () => {
    await world.run(async () => {
      const first = await roundNow();
      expect(first).toMatchObject({
        state: 'running',
        summary: { opened: 1, failed: 0 },
        tickedAt: expect.any(String),
      });
      await ground.sql(`UPDATE reeve.condition SET opened_at = $2 WHERE account = $1`, [
        ground.account,
        ground.ago(31 * MINUTE),
      ]);
      await roundNow();
      const [open] = (await get('conditions?open=true'))['conditions'] as Row[];
      const id = String(open?.['id']);
      const [wish] = (await get(`conditions/${id}`))['interventions'] as Row[];
      const key = String(wish?.['key']);
      const asked = await eventually(async () => (await get('approvals'))[0]);
      // Its risk is high: two people decide.
      for (const token of [ground.token, approver]) {
        const said = { planHash: asked['planHash'], reason: 'go' };
        expect((await ask('POST', `approvals/${String(asked['id'])}/approve`, token, said)).status).toBe(202);
      }
      const task = await eventually(async () => (await get('tasks'))[0]);
      expect(
        (await ask('POST', `tasks/${String(task['id'])}/done`, ground.token, { note: 'made anew' })).status,
      ).toBeLessThan(300);
      await eventually(async () => ((await get(`interventions/${key}`))['outcome'] === undefined ? undefined : true));
      await ground.sql(`UPDATE reeve.heartbeat SET at = now(), beats = beats + 2 WHERE account = $1`, [ground.account]);
      await roundNow();

      const decided = (await get(`decisions?condition=${id}`))['decisions'] as Row[];
      expect(decided.map(({ outcome }) => outcome)).toEqual(['proposed', 'observed']);
      expect(decided[0]).toMatchObject({ intervention: key, verdict: expect.any(String), stands: 'verified' });
      const whole = await get(`decisions/${String(decided[0]?.['id']).slice(0, 10)}`);
      expect(whole['judgements']).toEqual(
        expect.arrayContaining([expect.objectContaining({ because: expect.any(String) })]),
      );

      const story = await get(`trace/${id}`);
      const events = story['events'] as { what: string; at: number; says: string; entry?: number }[];
      const order = events.map(({ what }) => what);
      const wanted = [
        'report',
        'opened',
        'decided',
        'proposed',
        'judged',
        'asked',
        'answered',
        'intent',
        'sent',
        'task',
        'outcome',
        'closed',
      ];
      const at = wanted.map((what) => order.indexOf(what));
      expect(at, order.join(' ')).not.toContain(-1);
      expect(at).toEqual(at.toSorted((a, b) => a - b));
      expect(events.map(({ at: when }) => when)).toEqual(events.map(({ at: when }) => when).toSorted((a, b) => a - b));
      const numbered = events.filter(({ entry }) => entry !== undefined);
      expect(numbered.map(({ what }) => what)).toEqual(
        expect.arrayContaining(['proposed', 'judged', 'asked', 'answered', 'intent', 'receipt', 'outcome']),
      );
      for (const { entry } of numbered) expect((await ask('GET', `ledger/entries/${entry}`, viewer)).status).toBe(200);
      for (const name of [id.slice(0, 6), 'report-77aa', 'report', key, key.slice(0, 14), String(decided[0]?.['id'])])
        expect((await get(`trace/${name}`))['correlation'], name).toBe(id);
      for (const name of ['nothing-at-all', 'rep', '%25%25%25%25%25%25'])
        expect([400, 404]).toContain((await ask('GET', `trace/${name}`, viewer)).status);
      for (const name of [`trace/${key}`, `trace/${id}`, `decisions/${String(decided[0]?.['id'])}`, `conditions/${id}`])
        expect((await ask('GET', name, stranger)).status, name).toBe(404);
    });
  });

  it('rests while its rounds are paused, with who said so and why, and goes on when they are resumed', async () => {
    await world.run(async () => {
      await roundNow();
      expect((await ask('POST', 'rounds/fleet_autonomy/pause', viewer, { reason: 'x' })).status).toBe(403);
      expect((await ask('POST', 'rounds/fleet_autonomy/pause', ground.token, { reason: 'a move' })).status).toBe(202);
      expect(await rounds()).toMatchObject({ state: 'paused', author: 'person/admin', reason: 'a move' });
      expect(await ask('POST', 'rounds/fleet_autonomy/now')).toMatchObject({
        status: 409,
        json: { detail: expect.stringContaining('its rounds are paused') },
      });
      expect((await ask('POST', 'rounds/fleet_autonomy/resume', ground.token, { reason: 'moved' })).status).toBe(202);
      expect(await roundNow()).toMatchObject({ state: 'running' });
      expect(
        (await ask('PUT', 'rounds/fleet_autonomy', ground.token, { everySeconds: 1, reason: 'quick' })).status,
      ).toBe(202);
      const before = String((await rounds())['tickedAt']);
      await eventually(async () =>
        Date.parse(String((await rounds())['tickedAt'])) - Date.parse(before) > 2_000 ? true : undefined,
      );
      for (const everySeconds of [0, 86_401, 1.5])
        expect((await ask('PUT', 'rounds/fleet_autonomy', ground.token, { everySeconds, reason: 'x' })).status).toBe(
          400,
        );
      await ask('PUT', 'rounds/fleet_autonomy', ground.token, { everySeconds: 60, reason: 'usual' });
      const book = (await ask('GET', 'ledger?subject=rounds/fleet_autonomy&limit=100')).text;
      for (const word of ['a move', 'moved', 'quick', 'round wanted']) expect(book).toContain(word);
    });
    expect((await ask('POST', 'rounds/demo-agent/pause', ground.token, { reason: 'x' })).status).toBe(404);
    expect((await ask('GET', 'rounds/fleet_autonomy', stranger)).status).toBe(404);
    expect((await get('rounds')).map(({ agent: of }) => of)).toContain(agent['agent']);
  });

  it('is told as it happens, to those of the account and to nobody else', async () => {
    // From here on only the test makes rounds.
    await world.rest();
    const mine = openEvents(gateway.port, ground.token);
    const theirs = openEvents(gateway.port, stranger);
    await eventually(async () =>
      mine.text().includes('event: again') && theirs.text().includes('event: again') ? true : undefined,
    );
    expect(gateway.reeve.live.listeners()).toBe(2);
    await ground.sql(`UPDATE reeve.heartbeat SET at = $2 WHERE account = $1`, [ground.account, ground.ago(9 * MINUTE)]);
    await ground.tick();
    await eventually(async () => (mine.text().includes('event: round') ? true : undefined));
    const told = mine.events();
    expect(told.map(({ event }) => event)).toEqual(['again', 'condition.opened', 'decision', 'round']);
    expect(told[1]?.data).toMatchObject({ kind: 'instance.silent', severity: 'warning', subject: 'instance/db-1' });
    expect(told[3]?.data).toMatchObject({ agent: 'fleet_autonomy', summary: { opened: 1 } });
    await ground.sql(`UPDATE reeve.heartbeat SET at = $2 WHERE account = $1`, [
      ground.account,
      ground.ago(50 * MINUTE),
    ]);
    await ground.tick();
    await eventually(async () =>
      mine.events().some(({ event }) => event === 'condition.escalated') ? true : undefined,
    );
    expect(await get(`conditions/${String(told[1]?.data['id'])}`)).toMatchObject({
      escalations: [{ from: 'warning', to: 'critical' }],
    });
    await ground.sql(`UPDATE reeve.heartbeat SET at = now(), beats = beats + 2 WHERE account = $1`, [ground.account]);
    await ground.tick();
    await eventually(async () => (mine.events().some(({ event }) => event === 'condition.closed') ? true : undefined));
    expect(theirs.events().map(({ event }) => event)).toEqual(['again']);
    mine.leave();
    await eventually(async () => (gateway.reeve.live.listeners() === 1 ? true : undefined));
    theirs.leave();
    await eventually(async () => (gateway.reeve.live.listeners() === 0 ? true : undefined));
  });

  it('lets only so many look on, needs a token, and ends when the process drains', async () => {
    expect((await gateway.call('GET', '/api/v1/fleet/events', {})).status).toBe(401);
    const many = Array.from({ length: 20 }, () => openEvents(gateway.port, ground.token));
    await eventually(async () => (gateway.reeve.live.listeners() === 20 ? true : undefined));
    expect(await ask('GET', 'fleet/events')).toMatchObject({
      status: 503,
      json: { detail: expect.stringContaining('as many look on') },
    });
    await gateway.reeve.live.close();
    await Promise.all(many.map(({ ended }) => ended));
    expect(gateway.reeve.live.listeners()).toBe(0);
  });
});

function openEvents(port: number, token: string) {
  let text = '';
  const asking = httpRequest({
    host: '127.0.0.1',
    port,
    path: '/api/v1/fleet/events',
    headers: { authorization: `Bearer ${token}` },
  });
  const ended = new Promise<void>((resolve) => {
    asking.on('response', (answer) => {
      answer.on('data', (part: Buffer) => {
        text += part.toString();
      });
      answer.on('close', resolve);
    });
    asking.on('error', () => resolve());
  });
  asking.end();
  return {
    ended,
    text: () => text,
    leave: () => asking.destroy(),
    events: () =>
      [...text.matchAll(/^event: (.+)\ndata: (.+)$/gm)].map(([, event, data]) => ({
        event,
        data: JSON.parse(data ?? '{}') as Row,
      })),
  };
}
