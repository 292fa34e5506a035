import type { ActionCard } from '../../domain/action.js';
import type { Standing } from '../../domain/gate/standing.js';
import type { Plan } from '../../domain/plan.js';
import type { PolicyRow } from '../../domain/policy/row.js';
import type { Proposal } from '../../domain/proposal.js';

/** A Wednesday. */
export const NOON = Date.parse('2026-03-04T12:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const aCard = (over: Partial<ActionCard> = {}): ActionCard => ({
  id: 'feature-flag',
  version: 1,
  title: 'Set a feature flag',
  category: 'flag.set',
  verb: 'require_approval',
  class: 'modify-reversible',
  risk: 'low',
  undo: 'inverse',
  needs: [],
  ...over,
});

export const aRow = (over: Partial<PolicyRow> = {}): PolicyRow => ({
  category: 'flag.set',
  verb: 'auto_approve',
  scoreMin: 0.4,
  chain: 'manual_operations',
  origin: 'override',
  writtenAt: NOON - HOUR,
  ...over,
});

export const aProposal = (over: Partial<Proposal> = {}): Proposal => ({
  account: 'default',
  key: 'p-1',
  action: 'feature-flag',
  target: { kind: 'flag', name: 'checkout.new' },
  parameters: { value: true },
  by: { kind: 'agent', id: 'demo-agent' },
  origin: 'fleet',
  severity: 'warning',
  why: ['obs-1'],
  summary: 'turn the new checkout on',
  correlation: 'c-1',
  ...over,
});

export const aPlan = (over: Partial<Plan> = {}): Plan => ({
  action: 'feature-flag',
  actionVersion: 1,
  effects: [{ path: 'value', before: false, after: true }],
  inverse: { value: false },
  blast: { count: 1 },
  touches: [{ kind: 'flag', name: 'checkout.new' }],
  ...over,
});

/** A standing in which an agent that is trusted may do a small reversible thing by itself. */
export const aStanding = (over: Partial<Standing> = {}): Standing => ({
  unreadable: [],
  freezes: [],
  windows: [],
  proposer: { kind: 'agent', id: 'demo-agent', state: 'active', roles: [], score: 0.75, tier: 'T2' },
  card: aCard(),
  seenAt: NOON - MINUTE,
  rows: [aRow()],
  scope: { id: 'account', stage: 'act', riskMax: 'critical' },
  levels: { patrol: 'full', assistant: 'autonomous', fullUnlockedUntil: NOON + HOUR },
  chains: {},
  guardFaults: [],
  missingCapabilities: [],
  rates: [],
  consent: [],
  breakers: [],
  pressure: [],
  deferrable: true,
  plan: aPlan(),
  planHash: 'hash-1',
  answers: [],
  deferredMs: {},
  ...over,
});
