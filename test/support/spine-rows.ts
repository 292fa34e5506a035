import { FLEET_ROWS } from './fleet-rows.js';
import type { TestStore } from './store.js';

const NOW = '2026-03-04T12:00:00Z';
const BY = { author: 'person/admin', reason: 'test' };

/** One row in every table of the spine, written past every wall. */
export async function fillSpine(store: Pick<TestStore, 'tamper'>, account: string): Promise<void> {
  for (const [table, row] of [...ROWS, ...FLEET_ROWS])
    await store.tamper(
      `INSERT INTO reeve.${table} SELECT * FROM jsonb_populate_record(NULL::reeve.${table}, $1::jsonb)`,
      [JSON.stringify({ account, ...row })],
    );
}

const ROWS: readonly (readonly [table: string, row: Record<string, unknown>])[] = [
  ['target', { name: 'flag/x', seen_at: NOW, seen_by: 'test' }],
  [
    'policy',
    { category: 'flag.set', agent: '', person: '', verb: 'blocked', score_min: 0, chain: 'x', written_at: NOW, ...BY },
  ],
  ['scope', { pattern: '*', stage: 'act', risk_max: 'low', written_at: NOW, ...BY }],
  ['autonomy', { patrol: 'monitor', assistant: 'read_only', four_eyes_waived: false }],
  ['stop', { id: 's', kind: 'freeze', starts_at: NOW, ...BY }],
  ['maintenance', { id: 'w', time_zone: 'UTC', days: [1], opens: 0, closes: 60, ...BY }],
  ['chain', { name: 'x', steps: [{}], ...BY }],
  [
    'trust',
    { agent: 'agent', safety: 1, reliability: 1, quality: 1, cost: 1, speed: 1, tier: 'T0', evaluated_at: NOW },
  ],
  ['pressure', { source: 's', strength: 1, at: NOW, ttl_ms: 1000, decay: 0 }],
  ['budget', { name: 'act/target', most: 1, ...BY }],
  ['breaker', { name: 'b', state: {} }],
  ['diagnosis', { id: '0123456789abcdef', at: NOW, author: 'person/admin', name: 'x', verdict: 'healthy', report: {} }],
  [
    'change',
    { id: 'c', at: NOW, kind: 'deploy', namespace: 'n', name: 'x', revision: '1', status: 'succeeded', source: 'x' },
  ],
  ['hook', { provider: 'github', version: 2, ...BY }],
  ['flag', { name: 'x', value: true, changed_at: NOW }],
  [
    'intervention',
    {
      ...{
        key: 'k',
        proposal: {},
        action: 'a',
        target: 'flag/x',
        proposer: 'agent/agent',
        origin: 'fleet',
        severity: 'info',
      },
      ...{ correlation: 'c', proposed_at: NOW, stage: 'proposed', round: 0, deferred_ms: {} },
    },
  ],
  ['judgement', { intervention: 'k', round: 1, at: NOW, plan_hash: 'h', verdict: {}, because: 'b', stale: false }],
  [
    'request',
    {
      ...{ id: 'r', intervention: 'k', round: 1, plan_hash: 'h', rules: ['no-row'], chain: {}, step: 0, state: 'open' },
      ...{ opened_at: NOW, deadline: NOW },
    },
  ],
  [
    'answer',
    {
      id: 'a',
      request: 'r',
      step: 0,
      person: 'admin',
      says: 'approve',
      door: 'token',
      roles: ['admin'],
      plan_hash: 'h',
      at: NOW,
    },
  ],
  ['lease', { target: 'flag/x', fence: 1, held_until: NOW, child_fence: 0, child_until: NOW }],
  ['reservation', { intervention: 'k', bucket: 'act/account/', at: NOW, state: 'reserved' }],
  ['effect', { key: 'e', intervention: 'k', step: 'apply', begun_at: NOW }],
  ['task', { id: 't', intervention: 'k', text: 'do it', opened_at: NOW }],
  ['notice', { id: 'n', intervention: 'k', kind: 'acted', body: {}, at: NOW, roll: 'r' }],
  [
    'route',
    {
      id: 'ops',
      provider: 'slack',
      channel: 'C1',
      tells: ['requests'],
      agent: '',
      team: '',
      target: '*',
      severity_min: 'info',
      ...BY,
    },
  ],
  [
    'post',
    {
      id: 'p',
      provider: 'slack',
      channel: 'C1',
      kind: 'hello',
      subject: 'ops',
      opened_at: NOW,
      wanted: 1,
      shown: 0,
      doubtful: false,
      attempts: 0,
      refusals: 0,
      next_attempt_at: NOW,
    },
  ],
];
