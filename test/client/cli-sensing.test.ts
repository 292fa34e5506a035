import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cli, openCli } from '../support/cli.js';
import { type FleetGround, furnishFleet } from '../support/fleet.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';

const why = ['--reason', 'slow links'];

describe('the fleet’s sensing, at the command line', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let ground: FleetGround;
  let cli: Cli;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    ground = await furnishFleet(store);
    cli = await openCli(store.dir, gateway.url, ground.token);
    await ground.put('template', { id: 'db' });
    await ground.put('node', { id: 'db-1', template: 'db', region: 'eu' });
    await ground.put('instance', { id: 'db-1', node: 'db-1', template: 'db' });
    await ground.put('heartbeat', { instance: 'db-1', at: ground.ago(7 * 60_000), report: 'report-77aa' });
    await ground.tick();
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  it('shows sensors, sets them with bounds, and says who made it so', async () => {
    expect((await cli(['sensors', 'list'])).out).toMatch(/instance_status_sensor +fleet_autonomy .* looks +1 +1/);
    expect((await cli(['sensors', 'show', 'instance_status_sensor'])).out).toContain('watches the last report');
    const config = (...args: string[]) => cli(['sensors', 'config', ...args]);
    const set = await config('set', 'instance_status_sensor', 'silent_threshold_minutes=9', '--template', 'db', ...why);
    expect(set).toMatchObject({ code: 0, out: expect.stringContaining('version 1 at template/db') });
    expect((await config('get', 'instance_status_sensor', '--instance', 'db-1')).out).toMatch(
      /silent_threshold_minutes +9 .* template\/db +person\/admin .* slow links/,
    );
    expect((await config('history', 'instance_status_sensor')).out).toContain('silent_threshold_minutes=9');
    const wrong = await config('set', 'instance_status_sensor', 'silent_threshold_minutes=0', ...why);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('from 1 to 1440') });
    expect(await config('set', 'instance_status_sensor', 'x', ...why)).toMatchObject({ code: 2 });
    expect(await config('get', 'instance_status_sensor', '--template', 'a', '--instance', 'b')).toMatchObject({
      code: 2,
    });
    const tried = await cli([
      'sensors',
      'preview',
      'instance_status_sensor',
      '--template',
      'db',
      '--set',
      'silent_threshold_minutes=3',
    ]);
    expect(tried.out).toContain('0 would open, 0 close, 1 stay');
    expect(await config('unset', 'instance_status_sensor', '--template', 'db', ...why)).toMatchObject({
      code: 0,
      out: expect.stringContaining('nothing is set'),
    });
  });

  it('shows conditions and decisions, and draws the story', async () => {
    const list = await cli(['conditions', 'list', '--open']);
    const [, short = ''] = /^([0-9a-f]{8}) .* warning +instance\.silent +instance\/db-1 +open$/m.exec(list.out) ?? [];
    expect(short).not.toBe('');
    const shown = (await cli(['conditions', 'show', short])).out;
    for (const part of ['look at the host first:', 'observed', 'instance_id: db-1', `reeve trace ${short}`])
      expect(shown).toContain(part);
    expect(await cli(['conditions', 'list', '--open', '--closed'])).toMatchObject({ code: 2 });
    expect((await cli(['conditions', 'list', '--severity', 'critical'])).out).toBe('nothing is wrong that matches');
    const decided = (await cli(['decisions', 'list'])).out;
    const [, decision = ''] = /^([0-9a-f]{8}) .* observed /m.exec(decided) ?? [];
    expect((await cli(['decisions', 'show', decision])).out).toContain('nothing was proposed');
    const story = (await cli(['trace', short])).out.split('\n');
    expect(story[0]).toBe('instance.silent at instance/db-1');
    expect(story.slice(3).map((line) => /^[\d:.]{12} +\+.+? +[┌├└] (\w+)/.exec(line)?.[1])).toEqual([
      ...['report', 'opened', 'attributed', 'decided'],
    ]);
    expect((await cli(['trace', 'report-77aa'])).out).toBe(story.join('\n'));
    expect(await cli(['trace', 'nothing-here'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing of this account'),
    });
  });

  it('pauses, resumes and sets rounds, and waits for one that is asked for', async () => {
    expect(await cli(['rounds', 'pause', 'fleet_autonomy', ...why])).toMatchObject({
      code: 0,
      out: 'fleet_autonomy rests',
    });
    expect((await cli(['rounds', 'list'])).out).toMatch(/fleet_autonomy +1 min +paused .* its rounds are paused/);
    expect(await cli(['rounds', 'now', 'fleet_autonomy'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('paused'),
    });
    expect((await cli(['rounds', 'resume', 'fleet_autonomy', ...why])).code).toBe(0);
    expect((await cli(['rounds', 'every', 'fleet_autonomy', '30s', ...why])).out).toBe(
      'fleet_autonomy looks every 30 s from now on',
    );
    const now = cli(['rounds', 'now', 'fleet_autonomy']);
    // In place of the workflow, which has tests of its own.
    await new Promise((resolve) => setTimeout(resolve, 600));
    await ground.tick();
    expect(await now).toMatchObject({ code: 0, out: expect.stringMatching(/^done in \d+ ms: 2 sensors, 0 failed/) });
    for (const time of ['0s', '25h', 'soon', '-1s'])
      expect((await cli(['rounds', 'every', 'fleet_autonomy', time, ...why])).code).toBe(2);
  });
});
