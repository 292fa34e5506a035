import { describe, expect, it } from 'vitest';
import { gate, RULES } from '../../../domain/gate/gate.js';
import { agent, person, freeze, spent, pressure, nightly, judged, type Row } from '../../support/gate-cases.js';
import { aCard, aPlan, aProposal, aRow, aStanding, HOUR, MINUTE, NOON } from '../../support/spine.js';

const REFUSALS: readonly Row[] = [
  ['a part that can not be read', 'refuse readable', { unreadable: [{ part: 'the kill switch', why: 'away' }] }],
  ['the kill switch', 'refuse kill-switch', { killSwitch: { since: NOON, by: 'person/ada', reason: 'fire' } }],
  ['a freeze from this instant', 'refuse freeze', freeze(NOON)],
  ['a freeze from the next one', 'proceed', freeze(NOON + 1)],
  ['a freeze that ends at the next instant', 'refuse freeze', freeze(0, NOON + 1)],
  ['a freeze that ends now', 'proceed', freeze(0, NOON)],
  ['a paused agent', 'refuse proposer-state', agent({ state: 'paused' })],
  ['a suspended agent', 'refuse proposer-state', agent({ state: 'suspended' })],
  ['a revoked agent', 'refuse proposer-state', agent({ state: 'revoked' })],
  ['bad parameters', 'refuse parameters', { parametersFault: 'value: must be true or false' }],
  ['a target that was seen 24 h ago', 'proceed', { seenAt: NOON - 24 * HOUR }],
  ['a target that was seen longer ago', 'refuse discovery', { seenAt: NOON - 24 * HOUR - 1 }],
  ['a plan that can not be', 'refuse possible', { plan: aPlan({ impossible: 'a webhook refuses dry-run' }) }],
  ['trust at the floor of the row', 'proceed', agent({ score: 0.4 })],
  ['trust below the floor of the row', 'refuse trust-floor', agent({ score: 0.39 })],
  [
    'a row that is blocked, though another counts first',
    'refuse blocked',
    {
      rows: [aRow({ agent: 'demo-agent' }), aRow({ verb: 'blocked' })],
    },
  ],
  ['a forbidden namespace', 'refuse namespace', { namespaceTier: 'forbidden' }],
  ['a read-only namespace', 'refuse namespace', { namespaceTier: 'read-only' }],
  ['a fault of the guard', 'refuse guard', { guardFaults: ['secrets are not in the table'] }],
  [
    'a capability that is missing',
    'refuse capability',
    { card: aCard({ needs: ['vault'] }), missingCapabilities: ['vault'] },
  ],
  ['a capability that is missing and not needed', 'proceed', { missingCapabilities: ['vault'] }],
  ['half of everything', 'ask soft-blast', { plan: aPlan({ blast: { count: 5, of: 10 } }) }],
  ['more than half of everything', 'refuse hard-blast', { plan: aPlan({ blast: { count: 51, of: 100 } }) }],
];

const TIERS: readonly Row[] = [
  ['T0 may not change', 'refuse tier', agent({ tier: 'T0' })],
  ['T0 may plan', 'proceed', { ...agent({ tier: 'T0' }), card: aCard({ class: 'plan' }) }],
  ['T0 may not check', 'refuse tier', { ...agent({ tier: 'T0' }), card: aCard({ class: 'check' }) }],
  ['T1 may check', 'proceed', { ...agent({ tier: 'T1' }), card: aCard({ class: 'check' }) }],
  ['T1 asks for a reversible change', 'ask tier-asks', agent({ tier: 'T1' })],
  ['T1 not in a namespace that asks', 'refuse tier', { ...agent({ tier: 'T1' }), namespaceTier: 'approval' }],
  ['T2 neither', 'refuse tier', { ...agent({ tier: 'T2' }), namespaceTier: 'approval' }],
  ['T3 asks there', 'ask approval-namespace', { ...agent({ tier: 'T3' }), namespaceTier: 'approval' }],
  [
    'T3 may not do the irreversible',
    'refuse tier',
    { ...agent({ tier: 'T3' }), card: aCard({ class: 'modify-irreversible' }) },
  ],
  [
    'T4 asks for the irreversible',
    'ask no-undo tier-asks',
    {
      ...agent({ tier: 'T4', score: 0.95 }),
      card: aCard({ class: 'modify-irreversible', undo: 'none' }),
    },
  ],
  ['no tier may govern', 'refuse tier', { ...agent({ tier: 'T4' }), card: aCard({ class: 'govern' }) }],
  [
    'an admin may govern',
    'proceed',
    { ...person('admin'), card: aCard({ class: 'govern' }) },
    { by: { kind: 'person', id: 'ada' } },
  ],
  ['an operator may not govern', 'refuse role', { ...person('operator'), card: aCard({ class: 'govern' }) }],
  ['an operator may change', 'proceed', person('operator')],
  ['an approver alone may not change', 'refuse role', person('approver')],
];

const STAGES: readonly Row[] = [
  ['no scope at all', 'recorded stage', { scope: undefined as never }],
  ['a scope at observe', 'recorded stage', { scope: { id: 's', stage: 'observe', riskMax: 'low' } }],
  ['a scope at dry-run', 'recorded stage', { scope: { id: 's', stage: 'dry-run', riskMax: 'low' } }],
  ['a scope open for this risk', 'proceed', { scope: { id: 's', stage: 'act', riskMax: 'low' } }],
  [
    'a scope open for less',
    'recorded scope-risk',
    {
      scope: { id: 's', stage: 'act', riskMax: 'low' },
      card: aCard({ risk: 'medium' }),
    },
  ],
  ['observing needs no scope', 'proceed', { scope: undefined as never, card: aCard({ class: 'observe' }) }],
  ['a refusal is stronger than a record', 'refuse freeze', { ...freeze(0), scope: undefined as never }],
];

describe('the gate', () => {
  it('lets a small reversible change of a trusted agent pass', () => {
    expect(judged()).toBe('proceed');
  });

  it.each<Row>([...REFUSALS, ...TIERS, ...STAGES])('%s: %s', (_name, expected, standing, proposal) => {
    expect(judged(standing, proposal)).toBe(expected);
  });

  it('refuses an unknown action', () => {
    const { card: _card, ...standing } = aStanding();
    expect(gate(aProposal(), standing, NOON)).toMatchObject({ decision: 'refuse', outcome: 'refused' });
  });

  it('refuses an undiscovered target', () => {
    const { seenAt: _seen, ...standing } = aStanding();
    const { spoke } = gate(aProposal(), standing, NOON);
    expect(spoke.map(({ rule, because }) => [rule, because])).toEqual([
      ['discovery', 'undiscovered: Reeve has never observed flag/checkout.new in this account'],
    ]);
  });

  it('tells beside every verdict when the row says so', () => {
    const rows = [aRow({ verb: 'notify_and_proceed' })];
    expect(judged({ rows })).toBe('proceed +notify');
    expect(judged({ rows, rates: [spent(3, 3)] })).toBe('defer rate-budget +notify');
    expect(judged({ rows, card: aCard({ risk: 'high' }) })).toBe('ask high-risk +notify');
    expect(judged({ rows, ...freeze(0) })).toBe('refuse freeze +notify');
  });

  it('asks now and acts later when both are said', () => {
    const verdict = gate(aProposal(), aStanding({ rows: [], windows: [nightly], rates: [spent(3, 3)] }), NOON);
    expect(verdict).toMatchObject({ decision: 'ask', until: NOON + 10 * HOUR });
  });

  it.each([
    ['where the action says so and its risk is low', { silencePasses: true }, {}, 'approve'],
    ['not where the action says nothing', {}, {}, 'reject'],
    ['not where its row makes it weigh more', { silencePasses: true }, { risk: 'medium' }, 'reject'],
    ['not where its risk is high', { silencePasses: true, risk: 'high' }, {}, 'reject'],
  ] as const)('lets silence pass %s', (_when, card, row, onDeadline) => {
    const step = { name: 's', role: 'approver', quorum: 1, withinMs: HOUR, onDeadline: 'approve', chat: true } as const;
    const rows = [aRow({ verb: 'require_approval', chain: 'own', ...row })];
    const standing = aStanding({ rows, card: aCard(card), chains: { own: { steps: [step] } } });
    expect(gate(aProposal(), standing, NOON).chain?.steps[0]?.onDeadline).toBe(onDeadline);
  });

  it('makes one request of several asks: more people, the earlier deadline, no chat for high risk', () => {
    const rows = [aRow({ verb: 'require_approval', chain: 'cve_responder' })];
    const levels = { patrol: 'full', assistant: 'controlled' } as const;
    const standing = aStanding({ rows, levels, card: aCard({ risk: 'high' }) });
    const { chain } = gate(aProposal({ origin: 'assistant' }), standing, NOON);
    expect(chain?.steps).toEqual([
      expect.objectContaining({ role: 'approver', quorum: 2, withinMs: 5 * MINUTE, chat: false, onDeadline: 'reject' }),
    ]);
  });

  it('takes an ask for answered only for the rule that was named and the plan that was seen', () => {
    const standing = { rows: [aRow({ verb: 'require_approval' })] };
    const answers = (rules: readonly string[], planHash: string) => ({ answers: [{ rules, planHash }] });
    expect(judged({ ...standing, ...answers(['require-approval'], 'hash-1') })).toBe('proceed');
    expect(judged({ ...standing, ...answers(['require-approval'], 'hash-2') })).toBe('ask require-approval');
    expect(judged({ ...standing, ...answers(['no-undo'], 'hash-1') })).toBe('ask require-approval');
    expect(judged({ ...standing, ...answers(['require-approval'], 'hash-1'), ...freeze(0) })).toBe('refuse freeze');
  });

  it('takes a mandate for an answer inside of it, and lets all other rules judge', () => {
    const rows = [aRow({ verb: 'require_approval' })];
    const mandate = (within: boolean) => ({ parent: 'p-0', within, why: '' });
    expect(judged({ rows, mandate: mandate(true) })).toBe('proceed');
    expect(judged({ rows, mandate: mandate(false) })).toBe('ask require-approval');
    expect(judged({ rows, mandate: mandate(true), rates: [spent(3, 3)] })).toBe('defer rate-budget');
    expect(judged({ rows, mandate: mandate(true), ...agent({ state: 'paused' }) })).toBe('refuse proposer-state');
  });

  it('says of every rule that spoke why, and what would change it', () => {
    const { spoke } = gate(aProposal(), aStanding({ rows: [], ...freeze(0), ...pressure(3) }), NOON);
    expect(spoke.map(({ rule }) => rule)).toEqual(['freeze', 'no-row', 'external-pressure']);
    for (const { because, remedy } of spoke)
      expect([because, remedy]).toEqual([/\w/, /\w/].map((r) => expect.stringMatching(r)));
    expect(Object.keys(RULES)).toHaveLength(36);
  });
});
