import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';

const FLAG = { kind: 'flag', name: 'checkout.new' };
const wish = (over: Record<string, unknown> = {}) => ({
  ...{ action: 'feature-flag', target: FLAG, parameters: { value: true } },
  ...over,
});
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

describe('wishes and answers that nobody should send', () => {
  let door: SpineDoor;
  let other: string;
  beforeAll(async () => {
    door = await openSpineDoor();
    other = await door.world.store.account('other');
  });
  afterAll(() => door?.close());

  it.each([
    ['an unknown action', { action: 'format-disk' }, 400, 'there is no action "format-disk": the catalogue has '],
    ['parameters that do not fit', { parameters: { value: {} } }, 400, 'feature-flag takes value: '],
    ['parameters too many', { parameters: { value: true, force: true } }, 400, 'the parameters do not fit'],
    ['another account', { account: 'other' }, 400, 'account: is not known here'],
    ['a parent of its own choice', { parent: 'x' }, 400, 'parent: is not known here'],
    ['somebody else in whose name', { forUser: 'bob' }, 400, 'forUser: is not known here'],
    ['an agent that there is not', { as: 'nobody' }, 404, 'there is no agent nobody in this account'],
    ['a person as an agent', { as: 'bob' }, 404, 'there is no agent bob in this account'],
    ['an origin that no level clamps', { origin: 'fleet' }, 400, 'a person proposes with the origin person'],
    ['a name with a slash', { target: { kind: 'flag', name: 'a/b' } }, 400, 'target.name'],
    ['a target that is too long', { target: { kind: 'flag', name: 'a'.repeat(254) } }, 400, 'target.name'],
    ['a key with a slash', { key: 'a/b' }, 400, 'key'],
    ['a key that is too long', { key: 'a'.repeat(121) }, 400, 'key'],
    ['a text with NUL', { summary: 'a\0b' }, 400, 'summary'],
    ['NUL in a parameter', { parameters: { value: 'a\0b' } }, 400, 'parameters'],
    [
      'half of a character',
      '{"action":"feature-flag","target":{"kind":"flag","name":"x"},"parameters":{"value":"\\ud800"}}',
      400,
      'parameters',
    ],
    ['parameters that are too deep', { parameters: { value: deep(13) } }, 400, 'nested'],
    ['parameters that are too long', { parameters: { value: 'x'.repeat(16_000) } }, 400, '16000 characters'],
    ['too many reasons', { why: Array(21).fill('obs') }, 400, 'why'],
    ['something that never was', { supersedes: 'never' }, 404, 'there is no intervention never'],
  ])('refuses %s', async (_what, over, status, said) => {
    const body = typeof over === 'string' ? over : wish(over);
    const answer = await door.ask('olga', 'POST', '/api/v1/proposals', body);
    expect(answer.json).toMatchObject({ status, detail: expect.stringContaining(said) });
    expect(await door.world.sql('SELECT key FROM reeve.intervention')).toEqual([]);
  });

  it('refuses a body that is huge, or nested beyond reason', async () => {
    const big = await door.ask('olga', 'POST', '/api/v1/proposals', wish({ summary: 'x'.repeat(70_000) }));
    expect(big.status).toBe(413);
    const nested = `{"action":"feature-flag","target":{"kind":"flag","name":"x"},"parameters":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`;
    expect((await door.ask('olga', 'POST', '/api/v1/proposals', nested)).status).toBe(400);
  });

  it('lets a viewer propose nothing, and an agent only as itself', async () => {
    expect((await door.ask('vera', 'POST', '/api/v1/proposals', wish())).json['detail']).toContain('role operator');
    expect((await door.ask('bob', 'POST', '/api/v1/proposals', wish({ as: 'demo-agent' }))).status).toBe(403);
    const as = await door.ask('demo-agent', 'POST', '/api/v1/proposals', wish({ as: 'other-agent' }));
    expect(as.json).toMatchObject({
      status: 403,
      detail: 'an agent proposes as itself: demo-agent is not other-agent',
    });
    const origin = await door.ask('demo-agent', 'POST', '/api/v1/proposals', wish({ origin: 'fleet' }));
    expect(origin.json).toMatchObject({ status: 400, detail: expect.stringContaining('assistant, patrol, incident') });
    const own = await door.ask('demo-agent', 'POST', '/api/v1/proposals', wish({ key: 'mine' }));
    expect(own).toMatchObject({ status: 202, json: { key: 'mine', again: false } });
    const [row] = await door.world.sql<{ proposal: object }>(
      `SELECT proposal FROM reeve.intervention WHERE key = 'mine'`,
    );
    expect(row?.proposal).toMatchObject({ by: { kind: 'agent', id: 'demo-agent' }, origin: 'assistant' });
    expect(row?.proposal).not.toHaveProperty('forUser');
    const again = await door.ask('demo-agent', 'POST', '/api/v1/proposals', wish({ key: 'mine' }));
    expect(again.json).toEqual({ key: 'mine', again: true });
    const reused = await door.ask('olga', 'POST', '/api/v1/proposals', wish({ key: 'mine', parameters: { value: 7 } }));
    expect(reused.json).toMatchObject({ status: 409, detail: expect.stringContaining('already stands for another') });
  });

  it('shows nothing of an account to another', async () => {
    await door.ask('olga', 'POST', '/api/v1/proposals', wish({ key: 'ours', parameters: { value: 8 } }));
    await door.world.run(async () => {
      const { id, planHash } = await door.asked('ours');
      const call = (method: string, path: string, body?: unknown) =>
        door.gateway.call(method, path, { token: other, ...(body !== undefined && { body }) });
      expect((await call('GET', '/api/v1/interventions')).json).toEqual({ interventions: [] });
      expect((await call('GET', '/api/v1/interventions/ours')).status).toBe(404);
      expect((await call('GET', '/api/v1/approvals')).json).toEqual([]);
      expect((await call('GET', `/api/v1/approvals/${String(id)}`)).status).toBe(404);
      for (const [path, body] of [
        [`approvals/${String(id)}/approve`, { planHash }],
        [`approvals/${String(id)}/reject`, { reason: 'x' }],
        ['interventions/ours/withdraw', { reason: 'x' }],
        ['interventions/ours/cancel', { reason: 'x' }],
      ] as const)
        expect((await call('POST', `/api/v1/${path}`, body)).status).toBe(404);
      await door.ask('bob', 'POST', `/api/v1/approvals/${String(id)}/reject`, { reason: 'no' });
      expect(await door.world.ended('ours')).toMatchObject({ outcome: 'rejected' });
    });
  });
});
