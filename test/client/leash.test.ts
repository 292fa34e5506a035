import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';

const FLAG = { kind: 'flag', name: 'checkout.new' };
const reason = 'because';

describe('the leash, at the HTTP door', () => {
  let door: SpineDoor;
  beforeAll(async () => {
    door = await openSpineDoor();
  });
  beforeEach(async () => {
    for (const table of ['stop', 'policy', 'reservation', 'budget', 'maintenance', 'pressure', 'autonomy'])
      await door.world.sql(`DELETE FROM reeve.${table}`);
    await door.world.sql(`UPDATE reeve.flag SET value = 'false', effect = NULL`);
    await door.world.sql(`UPDATE reeve.intervention SET ended_at = ended_at - interval '2 days'`);
  });
  afterAll(() => door?.close());

  const explain = async (over: Record<string, unknown> = {}) => {
    const body = { action: 'feature-flag', target: FLAG, agent: 'demo-agent', ...over };
    const { json, status, text } = await door.ask('vera', 'POST', '/api/v1/policies/explain', body);
    if (status !== 200) throw new Error(text);
    return json as unknown as Explained;
  };
  const rules = async (over?: Record<string, unknown>) => (await explain(over)).spoke.map(({ rule }) => rule);
  const put = async (path: string, body: Record<string, unknown>) => {
    const { status, text } = await door.ask('admin', 'PUT', `/api/v1/${path}`, { reason, ...body });
    expect(text).toBe('');
    expect(status).toBe(204);
  };
  const entries = async (subject: string) =>
    (await door.ask('vera', 'GET', `/api/v1/ledger?subject=${encodeURIComponent(subject)}`)).json.map(
      ({ kind, actor, data }) => ({ kind, actor, data: data as Record<string, unknown> }),
    );

  it('writes a row over the default, explains it, lets it count at once, and takes it away', async () => {
    await door.world.sql(
      `INSERT INTO reeve.target VALUES ('home', 'flag/checkout.new', NULL, now(), 'test') ON CONFLICT DO NOTHING`,
    );
    expect(await explain()).toMatchObject({
      ...{ decision: 'ask', category: 'flag.set', risk: 'low', notify: false },
      rows: [expect.objectContaining({ verb: 'require_approval', level: 'the account', origin: 'default' })],
      steps: [expect.objectContaining({ role: 'approver', quorum: 1, withinMs: 4 * 3_600_000 })],
      spoke: [{ rule: 'require-approval', says: 'ask', because: expect.any(String), remedy: expect.any(String) }],
    });
    await put('policies', { category: 'flag.set', agent: 'demo-agent', verb: 'auto_approve' });
    expect(await explain()).toMatchObject({
      decision: 'proceed',
      spoke: [],
      rows: [{ level: 'agent demo-agent' }, {}],
    });
    await door.world.run(async () => {
      const wish = {
        action: 'feature-flag',
        target: FLAG,
        parameters: { value: true },
        as: 'demo-agent',
        key: 'by-itself',
      };
      await door.ask('olga', 'POST', '/api/v1/proposals', wish);
      expect(await door.world.ended('by-itself')).toMatchObject({ outcome: 'verified' });
    });
    const { json } = await door.ask('vera', 'GET', '/api/v1/policies?category=flag.set');
    expect(json).toMatchObject([
      { level: 'the account', origin: 'action', verb: 'require_approval' },
      { level: 'agent demo-agent', origin: 'override', author: 'person/admin', reason, scoreMin: 0.4 },
    ]);
    const gone = `/api/v1/policies?category=flag.set&agent=demo-agent&reason=${reason}`;
    expect((await door.ask('admin', 'DELETE', gone)).status).toBe(204);
    expect((await door.ask('admin', 'DELETE', gone)).status).toBe(404);
    expect((await explain()).decision).toBe('ask');
    expect(await entries('policy/flag.set')).toMatchObject([
      { kind: 'setting', actor: 'person/admin', data: { change: 'policy unset', agent: 'demo-agent' } },
      { kind: 'setting', data: { change: 'policy set', verb: 'auto_approve', reason } },
    ]);
  });

  it('keeps of the default what a row does not say, and shows what lies beneath', async () => {
    await put('policies', { category: 'system.cve_remediate', agent: 'cve_responder', verb: 'blocked' });
    const { json } = await door.ask('vera', 'GET', '/api/v1/policies?overrides=true');
    expect(json).toMatchObject([
      {
        chain: 'cve_responder',
        risk: 'high',
        verb: 'blocked',
        beneath: { verb: 'require_approval', chain: 'cve_responder' },
      },
    ]);
    expect((await door.ask('vera', 'GET', '/api/v1/policies')).json.length).toBeGreaterThan(68);
  });

  it.each([
    ['a category that nothing has', { category: 'flag.sett', verb: 'blocked' }, 400, 'see "reeve policies list"'],
    ['an agent that there is not', { category: 'flag.set', verb: 'blocked', agent: 'nobody' }, 404, 'no agent nobody'],
    ['a person as an agent', { category: 'flag.set', verb: 'blocked', agent: 'olga' }, 404, 'no agent olga'],
    ['an unknown verb', { category: 'flag.set', verb: 'allow' }, 400, 'verb: must be one of'],
    ['an unknown chain', { category: 'flag.set', verb: 'blocked', chain: 'mine' }, 400, 'chain: must be one of'],
    ['a score above one', { category: 'flag.set', verb: 'blocked', scoreMin: 1.1 }, 400, 'scoreMin'],
    ['no reason', { category: 'flag.set', verb: 'blocked', reason: ' ' }, 400, 'reason'],
    ['another account', { category: 'flag.set', verb: 'blocked', account: 'other' }, 400, 'account: is not known here'],
  ])('refuses a row with %s', async (_what, body, status, said) => {
    const answer = await door.ask('admin', 'PUT', '/api/v1/policies', { reason, ...body });
    expect(answer.json).toMatchObject({ status, detail: expect.stringContaining(said) });
    expect(await door.world.sql('SELECT * FROM reeve.policy')).toEqual([]);
  });

  it('answers every rule of a what-if, and writes nothing', async () => {
    const count = async () =>
      (await door.world.sql<{ n: number }>('SELECT count(*)::int AS n FROM reeve.ledger'))[0]?.n;
    await door.ask('olga', 'POST', '/api/v1/freeze', { reason: 'fire' });
    const before = await count();
    await door.world.sql(
      `INSERT INTO reeve.target VALUES ('home', 'flag/old', NULL, now() - interval '3 days', 'test')`,
    );
    expect(await rules({ target: { kind: 'flag', name: 'old' } })).toEqual(['freeze', 'require-approval']);
    expect(await rules({ action: 'manual', target: { kind: 'flag', name: 'old' } })).toContain('discovery');
    expect(await rules({ target: { kind: 'flag', name: 'unseen' }, severity: 'critical' })).toEqual([
      ...['freeze', 'discovery', 'require-approval'],
    ]);
    expect(await rules({ origin: 'assistant' })).toEqual(['freeze', 'assistant-level', 'require-approval']);
    expect(await rules({ origin: 'patrol', parameters: { value: [] } })).toEqual([
      ...['freeze', 'parameters', 'patrol-level', 'require-approval'],
    ]);
    expect(await rules({ target: { kind: 'job', name: 'x' } })).toContain('stage');
    expect(await rules({ agent: undefined, user: 'vera' })).toContain('role');
    await expect(explain({ action: 'nothing' })).rejects.toThrow('there is no action');
    expect(await count()).toBe(before);
    expect(await door.world.sql(`SELECT key FROM reeve.intervention WHERE key = 'what-if'`)).toEqual([]);
  });

  it('opens and closes scopes, and sets levels that count as far as they may', async () => {
    await put('scopes', { pattern: 'job/*', stage: 'dry-run' });
    const { json } = await door.ask('vera', 'GET', '/api/v1/autonomy');
    expect(json).toMatchObject({
      patrol: { saved: 'monitor', effective: 'monitor' },
      fourEyesWaived: { saved: false, effective: false },
      scopes: [{ pattern: 'flag/*' }, { pattern: 'job/*', stage: 'dry-run', riskMax: 'low', author: 'person/admin' }],
    });
    await put('autonomy', { patrol: 'full', assistant: 'controlled' });
    const levels = async () => (await door.ask('vera', 'GET', '/api/v1/autonomy')).json;
    expect(await levels()).toMatchObject({
      patrol: { saved: 'full', effective: 'assisted', because: expect.stringContaining('locked') },
      assistant: { saved: 'controlled', effective: 'controlled' },
    });
    expect((await door.ask('admin', 'POST', '/api/v1/autonomy/unlock', { hours: 25, reason })).status).toBe(400);
    const { json: open } = await door.ask('admin', 'POST', '/api/v1/autonomy/unlock', { hours: 1, reason });
    expect(Date.parse((open as unknown as { until: string }).until)).toBeGreaterThan(Date.now() + 3_500_000);
    expect(await levels()).toMatchObject({ patrol: { effective: 'full' } });
    expect((await door.ask('admin', 'POST', '/api/v1/autonomy/lock', { reason })).status).toBe(204);
    expect(await levels()).toMatchObject({ patrol: { effective: 'assisted' } });
    expect((await door.ask('admin', 'PUT', '/api/v1/autonomy', { fourEyesWaived: true, reason })).json).toMatchObject({
      ...{ status: 409, detail: expect.stringContaining('only a person alone may waive') },
    });
    expect((await door.ask('admin', 'PUT', '/api/v1/autonomy', { reason })).status).toBe(400);
    expect((await door.ask('admin', 'DELETE', `/api/v1/scopes?pattern=job/*&reason=${reason}`)).status).toBe(204);
    expect(await entries('autonomy')).toHaveLength(3);
  });

  it('takes a lowered stage to the work that runs, before it writes', async () => {
    await door.world.run(async () => {
      const wish = { action: 'feature-flag', target: FLAG, parameters: { value: 9 }, key: 'lowered' };
      await door.ask('olga', 'POST', '/api/v1/proposals', wish);
      const { id, planHash } = await door.asked('lowered');
      await put('scopes', { pattern: 'flag/*', stage: 'observe', riskMax: 'critical' });
      await door.ask('bob', 'POST', `/api/v1/approvals/${String(id)}/approve`, { planHash });
      expect(await door.world.ended('lowered')).toMatchObject({ outcome: 'recorded' });
      await put('scopes', { pattern: 'flag/*', stage: 'act', riskMax: 'critical' });
    });
    expect(await door.world.flag()).toBe(false);
  });

  it('keeps windows, budgets, pressure and trust, and the gate hears of each', async () => {
    const closed = (new Date().getUTCDay() + 3) % 7;
    await put('windows', { id: 'weekly', timeZone: 'UTC', days: [closed], from: '22:00', to: '06:00' });
    expect((await door.ask('vera', 'GET', '/api/v1/windows')).json).toMatchObject({
      ...{ open: false, windows: [{ id: 'weekly', from: '22:00', to: '06:00', open: false }] },
    });
    expect(await rules()).toContain('maintenance-window');
    const bad = { id: 'bad', timeZone: 'Mars/Olympus', days: [1], from: '22:00', to: '06:00', reason };
    expect((await door.ask('admin', 'PUT', '/api/v1/windows', bad)).json['detail']).toContain('no time zone');
    expect((await door.ask('admin', 'PUT', '/api/v1/windows', { ...bad, from: '25:00' })).status).toBe(400);
    expect((await door.ask('admin', 'DELETE', `/api/v1/windows?id=weekly&reason=${reason}`)).status).toBe(204);

    await put('budgets', { name: 'act/target', most: 0 });
    expect(await rules()).toContain('rate-budget');
    expect((await door.ask('vera', 'GET', '/api/v1/budgets')).json['budgets']).toContainEqual(
      expect.objectContaining({ name: 'act/target', most: 0, byDefault: 3, author: 'person/admin' }),
    );
    expect((await door.ask('admin', 'PUT', '/api/v1/budgets', { name: 'act/all', most: 1, reason })).status).toBe(409);
    expect((await door.ask('admin', 'DELETE', `/api/v1/budgets?name=act/target&reason=${reason}`)).status).toBe(204);

    const report = { source: 'db', strength: 5, ttlMs: 60_000 };
    expect((await door.ask('vera', 'POST', '/api/v1/pressure', report)).status).toBe(403);
    expect((await door.ask('olga', 'POST', '/api/v1/pressure', report)).json).toEqual({ source: 'person/olga/db' });
    expect((await door.ask('olga', 'POST', '/api/v1/pressure', { ...report, strength: 17 })).status).toBe(400);
    expect(await rules()).toContain('external-pressure');
    expect((await door.ask('vera', 'GET', '/api/v1/pressure')).json).toMatchObject([{ strengthNow: 5 }]);

    expect(await rules()).not.toContain('trust-floor');
    await put('trust', { agent: 'demo-agent', score: 0.2, tier: 'T0' });
    expect(await rules()).toEqual(expect.arrayContaining(['trust-floor', 'tier']));
    await put('trust', { agent: 'demo-agent', score: 0.8, tier: 'T2' });
    expect((await door.ask('vera', 'GET', '/api/v1/trust')).json).toMatchObject([{ tier: 'T2', trust: 'trusted' }]);
    expect((await entries('agent/demo-agent'))[0]).toMatchObject({
      kind: 'trust',
      data: { score: 0.8, tier: 'T2', reason },
    });
    expect(
      (await door.ask('admin', 'PUT', '/api/v1/trust', { agent: 'olga', score: 1, tier: 'T4', reason })).status,
    ).toBe(404);
  });

  it('makes a flag that is observed from the start, and resets a breaker', async () => {
    expect((await door.ask('vera', 'POST', '/api/v1/flags', { name: 'fresh', value: 1 })).status).toBe(403);
    expect((await door.ask('olga', 'POST', '/api/v1/flags', { name: 'fresh', value: 1 })).status).toBe(201);
    expect((await door.ask('olga', 'POST', '/api/v1/flags', { name: 'fresh', value: 2 })).status).toBe(409);
    expect((await door.ask('olga', 'POST', '/api/v1/flags', { name: 'Fresh!', value: {} })).status).toBe(400);
    expect((await door.ask('vera', 'GET', '/api/v1/flags')).json).toContainEqual(
      expect.objectContaining({ name: 'fresh', value: 1 }),
    );
    expect(await rules({ target: { kind: 'flag', name: 'fresh' } })).toEqual(['require-approval']);

    const name = 'action/feature-flag/flag';
    const open = {
      state: 'open',
      failures: 3,
      successes: 0,
      backoffMs: 15_000,
      retryAt: Date.now() + 60_000,
      probeUntil: 0,
    };
    await door.world.sql(`INSERT INTO reeve.breaker VALUES ('home', $1, $2)`, [name, JSON.stringify(open)]);
    expect(await rules()).toContain('breaker');
    expect((await door.ask('vera', 'GET', '/api/v1/breakers')).json).toMatchObject([
      { name, state: 'open', failures: 3 },
    ]);
    expect((await door.ask('olga', 'POST', '/api/v1/breakers/reset', { name, reason })).status).toBe(204);
    expect((await door.ask('olga', 'POST', '/api/v1/breakers/reset', { name: 'none', reason })).status).toBe(404);
    expect(await rules()).not.toContain('breaker');
  });

  it('says what the evidence of the last weeks justifies, with its counts', async () => {
    await door.world.sql('DELETE FROM reeve.scope');
    const insert = (n: number, outcome: string) =>
      door.world.sql(
        `INSERT INTO reeve.intervention (account, key, proposal, action, target, proposer, origin, severity, correlation, proposed_at,
           stage, outcome, ended_at)
         SELECT 'home', $2 || '-' || i, '{}', 'feature-flag', 'canary/' || i, 'agent/demo-agent', 'fleet', 'info', 'c', now(), 'ended', $2, now()
         FROM generate_series(1, $1::int) AS i`,
        [n, outcome],
      );
    const next = async () =>
      (await door.ask('vera', 'GET', '/api/v1/autonomy/next')).json.find(({ scope }) => scope === 'canary/*');
    await insert(19, 'recorded');
    expect(await next()).toMatchObject({ counts: { recorded: 19 }, because: '19 of 20 recorded at observe so far' });
    await door.world.sql(`UPDATE reeve.intervention SET outcome = 'recorded' WHERE key = 'x'`);
    await insert(1, 'cancelled');
    await door.world.sql(`UPDATE reeve.intervention SET outcome = 'recorded' WHERE key = 'cancelled-1'`);
    expect(await next()).toMatchObject({ to: { stage: 'dry-run', riskMax: 'low' }, risk: 'low' });
    await insert(1, 'failed');
    expect(await next()).toMatchObject({ because: expect.stringContaining('look at those first') });
    expect(await next()).not.toHaveProperty('to');
  });
});

interface Explained {
  readonly decision: string;
  readonly spoke: readonly { readonly rule: string }[];
}
