import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';

const FLAG = { kind: 'flag', name: 'checkout.new' };
const wish = (over: Record<string, unknown> = {}) => ({
  ...{ action: 'feature-flag', target: FLAG, parameters: { value: true } },
  ...over,
});

describe('work, at the HTTP door', () => {
  let door: SpineDoor;
  beforeAll(async () => {
    door = await openSpineDoor();
  });
  beforeEach(async () => {
    for (const table of ['stop', 'policy', 'reservation', 'budget']) await door.world.sql(`DELETE FROM reeve.${table}`);
    await door.world.sql(`UPDATE reeve.flag SET value = 'false', effect = NULL`);
    await door.world.sql(`UPDATE reeve.intervention SET ended_at = ended_at - interval '2 days'`);
  });
  afterAll(() => door?.close());

  const propose = async (who: Parameters<SpineDoor['ask']>[0], body: Record<string, unknown> = wish()) => {
    const answer = await door.ask(who, 'POST', '/api/v1/proposals', body);
    expect(answer.text).toContain('key');
    return String(answer.json['key']);
  };

  it('takes a wish, asks people, refuses who may not answer, and does what was approved', async () => {
    await door.world.run(async () => {
      const key = await propose('olga', wish({ as: 'demo-agent', summary: 'the new checkout' }));
      const shown = await door.asked(key);
      expect(shown).toMatchObject({
        ...{ action: 'feature-flag', target: 'flag/checkout.new', proposer: 'agent/demo-agent', forUser: 'olga' },
        ...{ effects: [{ path: 'value', before: false, after: true }], undoable: true, missing: 1, said: [] },
        ...{ step: { role: 'approver', number: 1, of: 1 }, may: ['approve', 'reject', 'request-changes', 'delegate'] },
        rules: [expect.objectContaining({ rule: 'require-approval' })],
      });
      expect(shown['leftMs']).toBeGreaterThan(3_600_000);
      const to = `/api/v1/approvals/${String(shown['id'])}/approve`;
      const yes = { planHash: shown['planHash'] };
      expect((await door.ask('olga', 'POST', to, yes)).json).toMatchObject({
        status: 403,
        detail: 'this is for somebody with the role approver',
      });
      expect((await door.ask('vera', 'POST', to, yes)).status).toBe(403);
      expect((await door.ask('demo-agent', 'POST', to, yes)).json['detail']).toContain('agents have no vote');
      expect((await door.asked(key, 'vera'))['mayNot']).toMatchObject({ approve: expect.stringContaining('approver') });
      expect((await door.ask('bob', 'POST', to, { planHash: 'f'.repeat(64) })).json).toMatchObject({
        status: 409,
        detail: expect.stringContaining('look at it again'),
      });
      expect((await door.ask('bob', 'POST', to, {})).status).toBe(400);
      const clicks = await Promise.all([door.ask('bob', 'POST', to, yes), door.ask('bob', 'POST', to, yes)]);
      expect(clicks.map(({ status, json }) => [status, json['id']])).toEqual([
        [202, clicks[0]?.json['id']],
        [202, clicks[0]?.json['id']],
      ]);
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'verified' });
      expect((await door.ask('eve', 'POST', to, yes)).json).toMatchObject({
        status: 409,
        detail: expect.stringContaining('closed'),
      });
      const { json: whole } = await door.ask('vera', 'GET', `/api/v1/interventions/${key}`);
      expect(whole).toMatchObject({
        ...{ key, outcome: 'verified', proposal: { forUser: 'olga', by: { kind: 'agent' }, origin: 'person' } },
        requests: [{ state: 'approved', answers: [{ person: 'bob', says: 'approve', door: 'token' }] }],
        effects: [{ step: 'apply', receipt: { value: true } }],
      });
      expect((whole['entries'] as unknown as { kind: string }[]).map(({ kind }) => kind)).toEqual([
        ...['proposed', 'judged', 'asked', 'answered', 'judged', 'intent', 'receipt', 'outcome'],
      ]);
      expect(await door.world.flag()).toBe(true);
    });
  });

  it('lets nobody approve what was proposed in their name, nor with a token that carries less', async () => {
    await door.world.run(async () => {
      const key = await propose('admin', wish({ as: 'demo-agent' }));
      const shown = await door.asked(key, 'admin');
      expect(shown['may']).toEqual(['reject', 'request-changes']);
      const to = `/api/v1/approvals/${String(shown['id'])}`;
      const yes = { planHash: shown['planHash'] };
      expect((await door.ask('admin', 'POST', `${to}/approve`, yes)).json).toMatchObject({
        status: 403,
        detail: 'you proposed this yourself: another person must approve it',
      });
      // Who has no yes here has none to give away, and nobody gives one to whose wish it is.
      expect((await door.ask('admin', 'POST', `${to}/delegate`, { to: 'vera' })).json).toMatchObject({
        ...{ status: 403, detail: 'you proposed this yourself, so you have no place here to give to somebody' },
      });
      expect((await door.ask('bob', 'POST', `${to}/delegate`, { to: 'admin' })).json).toMatchObject({
        ...{ status: 409, detail: 'admin proposed this, and could not approve it: name another person' },
      });
      const token = await door.issue('bob', ['viewer']);
      expect((await door.gateway.call('POST', `${to}/approve`, { token, body: yes })).json).toMatchObject({
        status: 403,
        detail: expect.stringContaining('this token carries less than you may do'),
      });
      await door.ask('bob', 'POST', `${to}/delegate`, { to: 'vera' });
      const narrow = await door.gateway.call('GET', to, { token: door.tokens.vera });
      expect(narrow.json['may']).toContain('approve');
      expect((await door.ask('vera', 'POST', `${to}/request-changes`, { reason: 'green instead' })).status).toBe(202);
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'changes-requested' });
      const next = await propose('admin', wish({ parameters: { value: 'green' }, supersedes: key }));
      expect((await door.ask('admin', 'POST', `/api/v1/interventions/${next}/withdraw`, { reason: 'no' })).status).toBe(
        202,
      );
    });
  });

  it('takes no answer at or after the deadline', async () => {
    await door.world.run(async () => {
      const key = await propose('olga');
      const { id, planHash } = await door.asked(key);
      await door.world.sql(`UPDATE reeve.request SET deadline = now() WHERE id = $1`, [id]);
      expect(
        (await door.ask('bob', 'POST', `/api/v1/approvals/${String(id)}/approve`, { planHash })).json,
      ).toMatchObject({
        status: 409,
        detail: 'this request is closed: its time is over',
      });
      expect((await door.ask('bob', 'GET', `/api/v1/approvals/${String(id)}`)).json).toMatchObject({
        ...{ state: 'expired', may: [] },
        mayNot: { approve: 'this request is closed: it is expired' },
      });
      await door.ask('olga', 'POST', `/api/v1/interventions/${key}/cancel`, { reason: 'too late' });
      expect(await door.world.ended(key)).toMatchObject({ outcome: expect.stringMatching(/cancelled|expired/) });
    });
  });

  it('lets who proposed it, or an operator, take it back, and ends a cancelled one', async () => {
    await door.world.run(async () => {
      const key = await propose('olga');
      await door.asked(key);
      const back = (who: 'bob' | 'vera' | 'olga') =>
        door.ask(who, 'POST', `/api/v1/interventions/${key}/withdraw`, { reason: 'a mistake' });
      expect((await back('bob')).json['detail']).toBe('only who proposed it, or an operator, may withdraw it');
      expect((await back('vera')).status).toBe(403);
      expect((await back('olga')).json).toEqual({ ends: 'withdrawn' });
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'withdrawn' });
      expect((await back('olga')).json).toMatchObject({
        status: 409,
        detail: expect.stringContaining('ended already'),
      });

      await door.ask('demo-agent', 'POST', '/api/v1/proposals', wish());
      const other = await propose('olga', wish({ parameters: { value: 'x' } }));
      await door.asked(other);
      const gone = await door.ask('olga', 'POST', `/api/v1/interventions/${other}/cancel`, { reason: 'stop' });
      expect(gone.status).toBe(202);
      expect(await door.world.ended(other)).toMatchObject({ outcome: 'cancelled' });
      const { json } = await door.ask('vera', 'GET', `/api/v1/interventions/${other}`);
      expect(json['entries']).toContainEqual(
        expect.objectContaining({
          kind: 'setting',
          actor: 'person/olga',
          data: expect.objectContaining({ reason: 'stop' }),
        }),
      );
    });
  });

  it('cancels what Temporal has not heard of yet, once it has', async () => {
    await door.world.rest();
    const key = await propose('olga');
    expect((await door.ask('olga', 'POST', `/api/v1/interventions/${key}/withdraw`, { reason: 'no' })).json).toEqual({
      ends: 'cancelled',
    });
    await door.world.run(async () => {
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'cancelled' });
    });
    expect(await door.world.flag()).toBe(false);
  });

  it('stops everything by a freeze and by the kill switch, and goes on after', async () => {
    await door.world.run(async () => {
      expect((await door.ask('vera', 'POST', '/api/v1/freeze', { reason: 'fire' })).status).toBe(403);
      expect((await door.ask('olga', 'POST', '/api/v1/freeze', { reason: 'fire', minutes: 43_201 })).status).toBe(400);
      const { json: frozen, status } = await door.ask('olga', 'POST', '/api/v1/freeze', { reason: 'fire', minutes: 5 });
      expect(status).toBe(201);
      const ended = await door.world.ended(await propose('olga'));
      expect(ended).toMatchObject({ outcome: 'refused', because: expect.stringContaining('person/olga: fire') });
      expect((await door.ask('vera', 'GET', '/api/v1/stops')).json).toMatchObject({
        freezes: [{ id: frozen['id'], reason: 'fire', by: 'person/olga', until: frozen['until'] }],
      });
      expect((await door.ask('olga', 'POST', '/api/v1/thaw', { reason: 'out' })).json).toEqual({
        thawed: [frozen['id']],
      });
      expect((await door.ask('olga', 'POST', '/api/v1/thaw', { reason: 'out' })).status).toBe(404);
      expect((await door.ask('olga', 'POST', '/api/v1/kill-switch', { on: true, reason: 'x' })).status).toBe(403);
      for (let times = 0; times < 2; times += 1)
        expect((await door.ask('admin', 'POST', '/api/v1/kill-switch', { on: true, reason: 'x' })).json).toEqual({
          on: true,
        });
      expect(await door.world.ended(await propose('olga'))).toMatchObject({
        because: expect.stringContaining('kill switch'),
      });
      expect((await door.ask('admin', 'POST', '/api/v1/kill-switch', { on: false, reason: 'x' })).json).toEqual({
        on: false,
      });
      expect((await door.ask('vera', 'GET', '/api/v1/stops')).json).toEqual({ freezes: [] });
    });
    const { json } = await door.ask('admin', 'GET', '/api/v1/ledger?subject=stop/kill');
    expect(json.map(({ data }) => (data as { change: string }).change)).toEqual([
      ...['kill switch off', 'kill switch on', 'kill switch on'],
    ]);
  });

  it('pages through what there is, the newest first', async () => {
    const all: string[] = [];
    for (let after = ''; ;) {
      const query = `limit=2${after === '' ? '' : `&after=${after}`}`;
      const { json } = await door.ask('vera', 'GET', `/api/v1/interventions?${query}`);
      const page = json['interventions'] as { key: string; proposedAt: string }[];
      expect(page.length).toBeLessThanOrEqual(2);
      all.push(...page.map(({ key }) => key));
      const { next } = json as { next?: string };
      if (next === undefined) break;
      after = next;
    }
    const [count] = await door.world.sql<{ n: number }>('SELECT count(*)::int AS n FROM reeve.intervention');
    expect(new Set(all).size).toBe(count?.n);
    const { json } = await door.ask('vera', 'GET', '/api/v1/proposals?outcome=withdrawn&open=false');
    expect((json['interventions'] as { outcome: string }[]).every(({ outcome }) => outcome === 'withdrawn')).toBe(true);
    expect((await door.ask('vera', 'GET', '/api/v1/interventions?limit=0')).status).toBe(400);
  });
});
