import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCli } from '../support/cli.js';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';

const reason = 'money';
const HOUR = 3_600_000;
const first = { name: 'First line', withinMs: HOUR, onDeadline: 'escalate' };
const second = { name: 'Second line', quorum: 2, withinMs: 4 * HOUR };
const FILLED = { role: 'approver', quorum: 1, onDeadline: 'reject', chat: true };

describe('chains that people write', () => {
  let door: SpineDoor;
  beforeAll(async () => {
    door = await openSpineDoor();
  });
  afterAll(() => door?.close());
  const put = (path: string, body: object) => door.ask('admin', 'PUT', `/api/v1/${path}`, { reason, ...body });
  const chain = async (name: string) =>
    (await door.ask('vera', 'GET', '/api/v1/chains')).json.find((one) => one['name'] === name);

  it('ask by their own steps where a row names them, and are kept with author and reason', async () => {
    expect((await put('chains', { name: 'payments', steps: [first, second] })).status).toBe(204);
    expect((await put('policies', { category: 'flag.set', verb: 'require_approval', chain: 'payments' })).status).toBe(
      204,
    );
    expect(await chain('payments')).toEqual({
      ...{ name: 'payments', origin: 'override', author: 'person/admin', reason },
      steps: [
        { ...FILLED, ...first },
        { ...FILLED, ...second },
      ],
    });
    await door.world.run(async () => {
      const key = await door.world.propose();
      expect(await door.asked(key)).toMatchObject({ step: { name: 'First line', number: 1, of: 2 }, missing: 1 });
      const [{ id: request } = { id: '' }] = await door.world.sql<{ id: string }>(
        'SELECT id FROM reeve.request WHERE intervention = $1',
        [key],
      );
      await door.world.answer('bob', { request, says: 'approve' });
      await expect.poll(() => door.asked(key)).toMatchObject({ step: { name: 'Second line', number: 2 }, missing: 2 });
      await door.world.answer('eve', { request, says: 'approve' });
      await door.world.answer('admin', { request, says: 'approve' });
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'verified' });
    });
    const gone = `/api/v1/chains?name=payments&reason=${reason}`;
    expect((await door.ask('admin', 'DELETE', gone)).json).toMatchObject({
      status: 409,
      detail: 'the row for flag.set asks by the chain payments: set another one there first',
    });
    await door.ask('admin', 'DELETE', `/api/v1/policies?category=flag.set&reason=${reason}`);
    expect((await door.ask('admin', 'DELETE', gone)).status).toBe(204);
    expect((await door.ask('admin', 'DELETE', gone)).status).toBe(404);
  });

  it('lie over one that comes with Reeve, which counts again without them', async () => {
    await put('chains', { name: 'manual_operations', steps: [second] });
    expect(await chain('manual_operations')).toMatchObject({
      ...{ origin: 'override', steps: [{ quorum: 2 }] },
      beneath: [{ name: 'Manual Operations', quorum: 1, withinMs: 4 * HOUR }],
    });
    expect((await door.ask('admin', 'DELETE', `/api/v1/chains?name=manual_operations&reason=x`)).status).toBe(204);
    expect(await chain('manual_operations')).toMatchObject({ origin: 'default', steps: [{ quorum: 1 }] });
  });

  it.each([
    ['no step', { steps: [] }, 400, 'steps'],
    ['six steps', { steps: Array.from({ length: 6 }, (_, n) => ({ ...second, name: `${n}` })) }, 400, 'steps'],
    ['a quorum of nobody', { steps: [{ ...second, quorum: 0 }] }, 400, 'steps.0.quorum'],
    ['viewers', { steps: [{ ...second, role: 'viewer' }] }, 400, 'steps.0.role'],
    ['no time', { steps: [{ ...second, withinMs: 0 }] }, 400, 'steps.0.withinMs'],
    ['nobody behind who escalates', { steps: [second, first] }, 409, 'the last step can not escalate'],
    ['two steps of one name', { steps: [second, second] }, 409, 'two steps have one name'],
  ])('are refused with %s', async (_what, wish, status, said) => {
    const { json } = await put('chains', { name: 'wrong', ...wish });
    expect(json).toMatchObject({ status, detail: expect.stringContaining(said) });
    expect(await chain('wrong')).toBeUndefined();
  });

  it('are an admin’s to set, here and at the command line', async () => {
    const wish = { name: 'x', steps: [second], reason };
    expect((await door.ask('olga', 'PUT', '/api/v1/chains', wish)).status).toBe(403);
    const cli = await openCli(door.world.store.dir, door.gateway.url, door.tokens.admin);
    const step = ['--step', 'First line/approver/1/90m/escalate', '--step', 'Second line/admin/2/4h'];
    expect(await cli(['chains', 'set', 'night', ...step, '--no-chat', '--reason', 'asleep'])).toMatchObject({
      code: 0,
    });
    const { out } = await cli(['chains', 'list']);
    expect(out).toMatch(
      /^night +First line +1 × approver +1 h 30 min +escalate +no +override +person\/admin: asleep$/m,
    );
    expect(out).toMatch(/^ +Second line +2 × admin +4 h +reject +no/m);
    expect(out).toMatch(/^cve_responder +CVE Response Actions +1 × approver +8 h +reject +yes +default/m);
    expect(await cli(['chains', 'unset', 'night', '--reason', 'awake'])).toMatchObject({ code: 0 });
    expect(await cli(['chains', 'set', 'x', '--step', 'a/approver', '--reason', 'x'])).toMatchObject({
      ...{ code: 2, err: expect.stringContaining('--step takes NAME/ROLE/PEOPLE/TIME') },
    });
  });
});
