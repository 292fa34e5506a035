import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { putRows } from '../support/fleet.js';
import { type PretendNode, pretendNode } from '../support/pretend-node.js';
import { openSpineWorld, type SpineWorld } from '../support/spine-world.js';

const HOUR = 3_600_000;

/** From a wish of an agent to its end, by nodes that do, refuse or lie, on a real Temporal and PostgreSQL. */
describe('what is asked of nodes', () => {
  let world: SpineWorld;
  let node: PretendNode;
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
  const put = (table: string, ...rows: readonly Readonly<Record<string, unknown>>[]) =>
    putRows(world.store, 'home', table, rows);
  beforeAll(async () => {
    world = await openSpineWorld();
    const names = [1, 2, 3, 4, 5].map((nth) => `web-${nth}`);
    await put('scope', { pattern: '*', stage: 'act', risk_max: 'critical', written_at: ago(0) });
    for (const category of ['system.module_assign', 'system.cert_rotate', 'system.instance_reboot'])
      await put('policy', {
        ...{ category, agent: '', person: '', verb: 'auto_approve', score_min: 0.4, chain: 'manual_operations' },
        ...{ author: 'person/admin', reason: 'test', written_at: ago(0) },
      });
    await put('template', { id: 'web' });
    await put('node', ...names.map((id) => ({ id, template: 'web' })));
    await put('instance', ...names.map((id) => ({ id, node: id, template: 'web', running: { nginx: 'sha256:1' } })));
    await put('heartbeat', ...names.map((instance) => ({ instance, at: ago(0) })));
    await put('module', { id: 'nginx', version: 2 });
    await put(
      'module_version',
      { module: 'nginx', version: 1, digest: 'sha256:1' },
      { module: 'nginx', version: 2, digest: 'sha256:2' },
    );
    await put('template_module', { template: 'web', module: 'nginx' });
    await put('certificate', {
      ...{ id: 'old', instance: 'web-1', not_before: ago(80 * 24 * HOUR), not_after: ago(-24 * HOUR) },
    });
    node = pretendNode(world.store, 'home', 'web-1');
  });
  beforeEach(async () => {
    node.is(undefined);
    for (const table of ['reservation', 'node_task', 'breaker']) await world.sql(`DELETE FROM reeve.${table}`);
    await world.sql(`UPDATE reeve.instance SET running = '{"nginx":"sha256:1"}', busy_until = NULL`);
  });
  afterAll(() => world?.close());

  const wish = (action: string) =>
    world.propose({ action, target: { kind: 'instance', name: 'web-1' }, parameters: {}, why: [randomUUID()] });
  const busy = () => world.sql(`SELECT id FROM reeve.instance WHERE busy_until IS NOT NULL`);

  it.each([
    ['module-assign', 'web-1 reports that it runs what was wished'],
    ['cert-rotate', 'which ends later'],
    ['instance-reboot', 'reports under the new boot'],
  ])('%s is verified by what is reported', async (action, because) => {
    await world.run(async () => {
      const key = await wish(action);
      const ended = await node.during(() => world.ended(key));
      expect(ended).toMatchObject({ outcome: 'verified', because: expect.stringContaining(because) });
      expect(await busy()).toEqual([]);
    });
  });

  it.each([
    ['module-assign', 'undone'],
    ['cert-rotate', 'failed'],
    ['instance-reboot', 'failed'],
  ])('%s by a node that lies is %s, whatever the node says', async (action, outcome) => {
    await world.run(async () => {
      node.is('lies');
      const key = await wish(action);
      const ended = await node.during(async () => {
        await until(async () => (await world.sql(`SELECT id FROM reeve.node_task WHERE state = 'done'`)).length > 0);
        await node.later(90_000);
        return world.ended(key);
      });
      expect(ended).toMatchObject({
        outcome,
        because: expect.stringContaining('called it done, and its reports do not show it'),
      });
      expect(await busy()).toEqual([]);
    });
  });

  it('module-assign that a node could not do is put back by that node, and looked at until it has', async () => {
    await world.run(async () => {
      node.is('fails');
      const key = await wish('module-assign');
      const ended = await node.during(async () => {
        await until(async () => (await world.sql(`SELECT id FROM reeve.node_task WHERE state = 'failed'`)).length > 0);
        node.is('silent');
        await until(async () => (await world.sql(`SELECT id FROM reeve.node_task WHERE state = 'waiting'`)).length > 0);
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        expect(await world.standing(key)).toMatchObject({ outcome: null });
        node.is(undefined);
        return world.ended(key);
      });
      expect(ended).toMatchObject({
        outcome: 'undone',
        because: expect.stringContaining('web-1 could not do it: the disk is full'),
      });
    });
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300 && !(await isSo()); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
}
