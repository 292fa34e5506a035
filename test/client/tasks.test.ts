import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Cli, openCli } from '../support/cli.js';
import { eventually } from '../support/cluster.js';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';
import { signedInAs } from './console-browser.js';

type Shown = Readonly<Record<string, unknown>> & { readonly id: string };

describe('tasks for people, at every door', () => {
  let door: SpineDoor;
  let olga: Cli;
  let vera: Cli;
  beforeAll(async () => {
    door = await openSpineDoor();
    const cli = (token: string) => openCli(door.world.store.dir, door.gateway.url, token);
    [olga, vera] = await Promise.all([cli(door.tokens.olga), cli(door.tokens.vera)]);
    await door.world.sql(
      `INSERT INTO reeve.scope (account, pattern, stage, risk_max, author, reason, written_at)
       VALUES ('home', 'instance/*', 'act', 'critical', 'person/admin', 'test', now());
       INSERT INTO reeve.target VALUES ('home', 'instance/web-1', NULL, now(), 'test');
       INSERT INTO reeve.policy (account, category, verb, score_min, chain, author, reason, written_at)
       VALUES ('home', 'system.capacity_resize', 'auto_approve', 0.4, 'manual_operations', 'person/admin', 'test', now())`,
    );
  });
  beforeEach(async () => {
    await door.world.sql('DELETE FROM reeve.reservation');
  });
  afterAll(() => door?.close());

  async function opened(text = 'reboot it <b>'): Promise<{ readonly key: string; readonly task: Shown }> {
    const key = await door.world.propose({
      ...{ action: 'manual', target: { kind: 'instance', name: 'web-1' }, why: [randomUUID()] },
      parameters: { category: 'system.capacity_resize', text },
    });
    const task = await eventually(async () => {
      const { json } = await door.ask('vera', 'GET', '/api/v1/tasks');
      return json.find((one) => one['intervention'] === key) as Shown | undefined;
    });
    return { key, task };
  }

  it('lists what waits, hears an operator once, and the running work hears of it', async () => {
    await door.world.run(async () => {
      const { key, task } = await opened();
      expect(task).toMatchObject({
        ...{ intervention: key, state: 'open', text: 'reboot it <b>', category: 'system.capacity_resize' },
        ...{ target: 'instance/web-1', proposer: 'agent/demo-agent', severity: 'warning', may: [] },
        mayNot: 'this is for somebody with the role operator',
      });
      expect(task['leftMs']).toBeGreaterThan(71 * 3_600_000);
      const path = `/api/v1/tasks/${task.id}`;
      expect((await door.ask('olga', 'GET', path)).json).toMatchObject({ may: ['done', 'can-not'] });
      for (const who of ['vera', 'bob', 'demo-agent'] as const)
        expect((await door.ask(who, 'POST', `${path}/done`, {})).status).toBe(403);
      expect((await door.ask('olga', 'POST', `${path}/can-not`, {})).status).toBe(400);
      expect((await door.ask('olga', 'POST', `${path}/done`, { note: 'x'.repeat(1001) })).status).toBe(400);
      const note = { note: 'took two tries' };
      const both = await Promise.all([
        door.ask('olga', 'POST', `${path}/done`, note),
        door.ask('olga', 'POST', `${path}/done`, note),
      ]);
      expect(both.map(({ status }) => status)).toEqual([202, 202]);
      expect(both.filter(({ json }) => json['again'] === true)).toHaveLength(1);
      expect(await door.world.ended(key)).toMatchObject({
        ...{ outcome: 'verified', because: 'olga has done it: took two tries' },
      });
      expect((await door.ask('admin', 'POST', `${path}/can-not`, { note: 'late' })).json).toMatchObject({
        ...{ status: 409, detail: 'olga has said "done" already, and that stands' },
      });
      expect((await door.ask('vera', 'GET', path)).json).toMatchObject({
        ...{ state: 'done', by: 'olga', note: 'took two tries', may: [] },
        mayNot: 'this task is closed: olga has said "done" already',
      });
      expect((await door.ask('vera', 'GET', '/api/v1/tasks')).json).toEqual([]);
    });
  });

  it('is unknown to another account, and to an operator whose token carries less', async () => {
    await door.world.run(async () => {
      const { key, task } = await opened();
      const token = await door.world.store.account('rival');
      const path = `/api/v1/tasks/${task.id}`;
      const rival = (method: string, at: string, body?: unknown) =>
        door.gateway.call(method, at, { token, ...(body !== undefined && { body }) });
      expect((await rival('GET', '/api/v1/tasks')).json).toEqual([]);
      expect((await rival('GET', path)).status).toBe(404);
      expect((await rival('POST', `${path}/done`, {})).json).toMatchObject({
        ...{ status: 404, detail: `there is no task ${task.id} in this account` },
      });
      const narrow = await door.issue('olga', ['viewer']);
      expect((await door.gateway.call('GET', path, { token: narrow })).json).toMatchObject({
        ...{ may: [], mayNot: expect.stringContaining('this token carries less than you may do') },
      });
      expect((await door.gateway.call('POST', `${path}/done`, { token: narrow, body: {} })).status).toBe(403);
      await door.ask('olga', 'POST', `/api/v1/interventions/${key}/cancel`, { reason: 'enough' });
      expect(await door.world.ended(key)).toMatchObject({
        ...{ outcome: 'undone', because: 'it was called off; it was put back: the task is closed' },
      });
      expect((await door.ask('olga', 'POST', `${path}/can-not`, { note: 'enough' })).status).toBe(409);
    });
  });

  it('is listed, shown and answered at the command line', async () => {
    await door.world.run(async () => {
      const { key, task } = await opened('reboot it\nand look at the light');
      expect((await olga(['tasks', 'list'])).out).toMatch(
        new RegExp(`^${task.id} +reboot it… +instance/web-1 +agent/demo-agent +2 d +may answer$`, 'm'),
      );
      const shown = await vera(['tasks', 'show', task.id]);
      for (const part of ['is open: system.capacity_resize', 'and look at the light', 'it is taken back in 2 d'])
        expect(shown.out).toContain(part);
      expect(shown.out).toContain('you may not answer it: this is for somebody with the role operator');
      expect(await vera(['tasks', 'done', task.id])).toMatchObject({
        code: 1,
        err: expect.stringContaining('operator'),
      });
      expect(await olga(['tasks', 'can-not', task.id])).toMatchObject({ code: 2 });
      const said = await olga(['tasks', 'can-not', task.id, '--note', 'no way in']);
      expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/^your word stands: can-not;/) });
      expect((await olga(['tasks', 'can-not', task.id, '--note', 'no way in', '--json'])).said).toEqual({
        ...{ intervention: key, again: true },
      });
      expect(await door.world.ended(key)).toMatchObject({
        outcome: 'failed',
        because: 'olga can not do it: no way in',
      });
      expect((await vera(['tasks', 'list'])).out).toBe('nothing waits for hands');
    });
  });

  it('stands in the console: in the list, beside the navigation, and on the story with its buttons', async () => {
    await door.world.run(async () => {
      const { key, task } = await opened('reboot it <img src=x>');
      const [asOlga, asVera] = [
        await signedInAs(door.gateway, door.tokens.olga),
        await signedInAs(door.gateway, door.tokens.vera),
      ];
      const list = (await asOlga.get('/console/tasks')).text;
      expect(list).toContain('1 task is open; 1 of them you may answer.');
      expect(list).toContain('reboot it &lt;img src=x&gt;');
      expect(list).toMatch(/data-badge="\/console\/tasks"[^>]*>\s*<span data-count="true">1</);
      const path = `/console/interventions/${key}`;
      const seen = (await asVera.get(path)).text;
      expect(seen).toContain('This is for somebody with the role operator.');
      expect(seen).not.toContain('popovertarget="task-done"');
      expect((await asOlga.get(path)).text).toMatch(/popovertarget="task-done"[\s\S]*popovertarget="task-can-not"/);
      const form = { task: task.id, says: 'done', reason: 'went <b>well' };
      expect((await asVera.post(`${path}/task`, { csrf: asVera.word, ...form })).status).toBe(403);
      expect((await asOlga.post(`${path}/task`, form)).status).toBe(403);
      const without = await asOlga.post(`${path}/task`, { csrf: asOlga.word, ...form, says: 'can-not', reason: ' ' });
      expect([without.status, without.text.includes('Nothing was said: say done or can-not')]).toEqual([400, true]);
      const done = await asOlga.post(`${path}/task`, { csrf: asOlga.word, ...form });
      expect([done.status, done.headers.location]).toEqual([303, path]);
      await door.world.ended(key);
      const story = (await asOlga.get(path)).text;
      for (const words of ['person/olga: done', '“went &lt;b&gt;well”', 'Answered by']) expect(story).toContain(words);
      const late = await asOlga.post(`${path}/task`, { csrf: asOlga.word, ...form, says: 'can-not' });
      expect([late.status, late.text.includes('Olga has said &quot;done&quot; already')]).toEqual([409, true]);
      expect((await asOlga.get('/console/tasks')).text).toContain('Nothing waits for hands.');
    });
  });
});
