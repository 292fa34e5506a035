import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ActionGround, openActionGround } from '../../../support/fleet-actions.js';

const at = { kind: 'instance', name: 'web-1' };

describe('module-assign', () => {
  let ground: ActionGround;
  beforeAll(async () => {
    ground = await openActionGround();
    await ground.put('module', { id: 'nginx', version: 2 }, { id: 'spare' });
    await ground.put(
      'module_version',
      { module: 'nginx', version: 1, digest: 'sha256:1' },
      { module: 'nginx', version: 2, digest: 'sha256:2' },
      { module: 'nginx', version: 3, digest: 'sha256:3' },
      { module: 'nginx', version: 9, digest: 'sha256:9', state: 'retired' },
    );
    await ground.put('template_module', { template: 'web', module: 'nginx' });
  });
  beforeEach(async () => {
    await ground.sql('DELETE FROM reeve.assignment');
    await ground.sql('DELETE FROM reeve.node_task');
    await ground.sql('UPDATE reeve.template SET config_hash = NULL');
    await ground.sql(
      `UPDATE reeve.instance SET running = '{"nginx":"sha256:1","old":"x"}', busy_until = NULL, settled_at = NULL, config_hash = NULL`,
    );
  });
  afterAll(() => ground?.close());
  const instance = () => ground.row('instance', { id: 'web-1' });

  it('plans what differs from what is desired, of one instance of its template', async () => {
    const plan = await ground.planOf('module-assign', at);
    expect(plan).toMatchObject({
      effects: [
        { path: 'running.nginx', before: 'sha256:1', after: 'sha256:2' },
        { path: 'running.old', before: 'x', after: null },
      ],
      ...{ blast: { count: 1, of: 5 }, touches: [at], uid: expect.stringMatching(/^2026-01-01T/) },
    });
    expect(plan.impossible).toBeUndefined();
  });

  it('is verified by the next report, and gives the instance back', async () => {
    const node = ground.node('web-1');
    const begun = await ground.applied('module-assign', at);
    expect(await begun.look()).toMatchObject({ says: 'not-yet', because: 'web-1 has not reported since it was asked' });
    expect(await instance()).toMatchObject({ busy_until: expect.any(Date), settled_at: null });
    expect(await node.turn()).toEqual(['module.apply']);
    expect(await begun.look()).toMatchObject({ says: 'yes', because: 'web-1 reports that it runs what was wished' });
    expect(await instance()).toMatchObject({
      busy_until: null,
      settled_at: expect.any(Date),
      running: { nginx: 'sha256:2' },
    });
  });

  it('asks once, however often it is applied', async () => {
    const begun = await ground.begin('module-assign', at);
    await begun.apply();
    await ground.sql('UPDATE reeve.effect SET receipt = NULL');
    expect(await begun.apply()).toEqual({ state: 'applied' });
    expect(await ground.sql('SELECT id FROM reeve.node_task')).toHaveLength(1);
  });

  it('assigns what its template does not say, and takes the assignment back', async () => {
    const node = ground.node('web-1');
    const wish = { modules: { nginx: 'sha256:3' } };
    const begun = await ground.applied('module-assign', at, wish);
    expect(await ground.row('assignment', { node: 'web-1' })).toMatchObject({
      module: 'nginx',
      version: 3,
      enabled: true,
    });
    await node.turn();
    expect(await begun.look()).toMatchObject({ says: 'yes' });
    expect(await begun.undo()).toEqual({ state: 'undone' });
    expect(await begun.look('undo')).toMatchObject({ says: 'not-yet' });
    expect(await node.turn()).toEqual(['module.apply']);
    expect(await begun.look('undo')).toMatchObject({ says: 'yes' });
    expect(await instance()).toMatchObject({ running: { nginx: 'sha256:1' }, busy_until: null });
    expect(await ground.sql('SELECT node FROM reeve.assignment')).toEqual([]);
  });

  it('leaves alone what somebody else assigned in between', async () => {
    const begun = await ground.begin('module-assign', at, { modules: { nginx: 'sha256:3' } });
    await ground.put('assignment', { node: 'web-1', module: 'nginx', version: 1 });
    expect(await begun.apply()).toMatchObject({
      state: 'failed',
      because: expect.stringContaining('changed by somebody else'),
    });
    expect(await ground.sql('SELECT id FROM reeve.node_task')).toEqual([]);
  });

  it('brings the configuration on with the modules', async () => {
    const node = ground.node('web-1');
    await ground.sql(`UPDATE reeve.template SET config_hash = 'c2'`);
    const begun = await ground.applied('module-assign', at);
    expect(await node.turn()).toEqual(['module.apply', 'config.apply']);
    expect(await begun.look()).toMatchObject({ says: 'yes' });
  });

  it('believes the reports of a node and not its word', async () => {
    const node = ground.node('web-1');
    node.is('lies');
    const begun = await ground.applied('module-assign', at);
    await node.turn();
    expect(await begun.look()).toMatchObject({
      says: 'not-yet',
      because: 'web-1 reports something else of nginx, old',
    });
    await node.later(80_000);
    await node.report();
    expect(await begun.look()).toMatchObject({
      says: 'no',
      because: expect.stringContaining('its reports do not show it'),
    });
    expect(await begun.undo()).toEqual({ state: 'undone' });
    await node.turn();
    expect(await begun.look('undo')).toMatchObject({ says: 'yes' });
  });

  it('says no with the sentence of a node that could not, and puts back', async () => {
    const node = ground.node('web-1');
    node.is('fails');
    const begun = await ground.applied('module-assign', at);
    await node.turn();
    expect(await begun.look()).toEqual({ says: 'no', because: 'web-1 could not do it: the disk is full' });
    expect(await instance()).toMatchObject({ busy_until: null });
  });

  it('does not know of a node that is silent until the deadline, and takes back what it has not begun', async () => {
    const node = ground.node('web-1');
    node.is('silent');
    const begun = await ground.applied('module-assign', at);
    await node.later(500_000);
    expect(await begun.look()).toMatchObject({ says: 'not-yet' });
    await node.later(66_000);
    expect(await begun.look()).toMatchObject({ says: 'unknown', because: expect.stringContaining('has not reported') });
    expect(await begun.undo()).toEqual({ state: 'undone' });
    expect(await begun.look('undo')).toMatchObject({
      says: 'yes',
      because: expect.stringContaining('had not begun it'),
    });
    expect(await ground.sql('SELECT state FROM reeve.node_task')).toEqual([{ state: 'cancelled' }]);
  });

  it('waits for a node that reports late', async () => {
    const node = ground.node('web-1');
    node.is('ignores');
    const begun = await ground.applied('module-assign', at);
    await node.turn();
    expect(await begun.look()).toMatchObject({ says: 'not-yet', againMs: 10_000 });
    node.is(undefined);
    await node.turn();
    expect(await begun.look()).toMatchObject({ says: 'yes' });
  });

  it.each([
    ['an instance that nobody knows', { kind: 'instance', name: 'web-9' }, {}, 'there is no instance instance/web-9'],
    ['a digest that nobody built', at, { modules: { nginx: 'sha256:8' } }, 'nginx has no version sha256:8'],
    ['what is retired', at, { modules: { nginx: 'sha256:9' } }, 'version 9 of nginx is retired'],
    ['a configuration that nobody set', at, { config: true }, 'nobody says which configuration web-1 should have'],
  ] as const)('is impossible with %s', async (_what, target, parameters, because) => {
    const plan = await ground.planOf('module-assign', target, parameters as never);
    expect(plan.impossible).toContain(because);
  });

  it('is impossible where nothing differs, where the node never reported, and where it is gone', async () => {
    await ground.sql(`UPDATE reeve.instance SET running = '{"nginx":"sha256:2"}' WHERE id = 'web-1'`);
    expect((await ground.planOf('module-assign', at)).impossible).toContain('web-1 runs all that it should');
    await ground.put('instance', { id: 'new-1', node: 'web-1', template: 'web' });
    expect((await ground.planOf('module-assign', { kind: 'instance', name: 'new-1' })).impossible).toContain(
      'never reported',
    );
    await ground.sql(`UPDATE reeve.instance SET status = 'terminated' WHERE id = 'new-1'`);
    expect((await ground.planOf('module-assign', { kind: 'instance', name: 'new-1' })).impossible).toContain(
      'was terminated',
    );
  });
});
