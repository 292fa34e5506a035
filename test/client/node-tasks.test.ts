import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beat, type NodeDesk, openNodeDesk } from '../support/nodes.js';

let desk: NodeDesk;
beforeAll(async () => {
  desk = await openNodeDesk();
});
afterAll(() => desk?.close());

const tasks = async (credential: string, wait = 0) =>
  (await desk.gateway.call('GET', `/node/v1/tasks?wait=${wait}`, { token: credential })).json['tasks'] as unknown as {
    readonly id: string;
  }[];
const answer = (credential: string, id: string, body: object) =>
  desk.gateway.call('POST', `/node/v1/tasks/${id}/result`, { token: credential, body });

describe('tasks', () => {
  it('are given to their node, once, and end by its word', async () => {
    const { id, credential } = await desk.node();
    const [wanted] = await desk.want(id, { kind: 'instance.drain', parameters: { seconds: 5 } }, 'e-1');
    expect(await desk.want(id, { kind: 'instance.drain', parameters: { seconds: 5 } }, 'e-1')).toEqual([
      { ...wanted, again: true },
    ]);
    expect((await desk.report(credential, beat(1))).json).toMatchObject({ tasks: 1 });
    const [task] = await tasks(credential);
    expect(task).toMatchObject({ id: wanted?.id, kind: 'instance.drain', parameters: { seconds: 5 }, attempt: 1 });
    expect(await tasks(credential)).toEqual([]);
    const done = { ok: true, attempt: 1, said: 'drained' };
    expect((await answer(credential, task?.id ?? '', done)).json).toEqual({ again: false });
    expect((await answer(credential, task?.id ?? '', done)).json).toEqual({ again: true });
    expect(await desk.instance(id)).toMatchObject({
      tasks: [{ state: 'done', result: { ok: true, said: 'drained' } }],
    });
  });

  it('are nobody else’s: another node can neither see nor end them', async () => {
    const [mine, stranger] = [await desk.node(), await desk.node()];
    const far = await desk.node(desk.other);
    const [wanted] = await desk.want(mine.id, { kind: 'certificate.rotate', parameters: {} });
    expect(await tasks(stranger.credential)).toEqual([]);
    await tasks(mine.credential);
    for (const one of [stranger, far])
      expect((await answer(one.credential, wanted?.id ?? '', { ok: true, attempt: 1 })).status).toBe(404);
    expect((await answer(mine.credential, wanted?.id ?? '', { ok: true, attempt: 2 })).status).toBe(409);
    expect((await answer(mine.credential, '..%2f', { ok: true, attempt: 1 })).status).toBe(404);
    expect((await answer(mine.credential, wanted?.id ?? '', { ok: 'yes', attempt: 1 })).status).toBe(400);
  });

  it('are given again when their time runs out, and then the first word is too late', async () => {
    const { id, credential } = await desk.node();
    const [wanted] = await desk.want(id, { kind: 'certificate.rotate', parameters: {} });
    const over = () => desk.store.tamper('UPDATE reeve.node_task SET leased_until = now() WHERE id = $1', [wanted?.id]);
    await tasks(credential);
    await over();
    expect(await tasks(credential)).toMatchObject([{ id: wanted?.id, attempt: 2 }]);
    expect((await answer(credential, wanted?.id ?? '', { ok: true, attempt: 1 })).status).toBe(409);
    for (let attempt = 3; attempt <= 5; attempt += 1) {
      await over();
      expect(await tasks(credential)).toMatchObject([{ attempt }]);
    }
    await over();
    expect(await tasks(credential)).toEqual([]);
    expect(await desk.instance(id)).toMatchObject({
      tasks: [{ state: 'failed', result: { said: expect.stringContaining('5 times') } }],
    });
  });

  it('that nobody fetched in time are over', async () => {
    const { id, credential } = await desk.node();
    await desk.want(id, { kind: 'certificate.rotate', parameters: {} });
    await desk.store.tamper('UPDATE reeve.node_task SET ends_at = now() WHERE instance = $1', [id]);
    expect(await tasks(credential)).toEqual([]);
    expect(await desk.instance(id)).toMatchObject({ tasks: [{ state: 'expired' }] });
  });

  it('are waited for: the answer comes with the task, and holds nothing of the database meanwhile', async () => {
    const { id, credential } = await desk.node();
    const beside = await desk.node();
    const started = performance.now();
    const [waits, nobodys] = [tasks(credential, 20), tasks(beside.credential, 2)];
    await pause(700);
    const [busy] = await desk.store.tamper<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE application_name = 'reeve-app' AND state <> 'idle' AND datname = current_database()`,
    );
    expect(busy?.n).toBe(0);
    await desk.want(id, { kind: 'certificate.rotate', parameters: {} });
    expect(await waits).toMatchObject([{ kind: 'certificate.rotate' }]);
    expect(performance.now() - started).toBeLessThan(1_900);
    expect(await nobodys).toEqual([]);
    expect(performance.now() - started).toBeGreaterThan(1_900);
    expect((await desk.gateway.call('GET', '/node/v1/tasks?wait=31', { token: credential })).status).toBe(400);
  });
});
