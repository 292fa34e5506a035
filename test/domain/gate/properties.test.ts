import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTION_CLASSES } from '../../../domain/action.js';
import { ASSISTANT_LEVELS, PATROL_LEVELS, STAGES } from '../../../domain/autonomy.js';
import { gate } from '../../../domain/gate/gate.js';
import type { Standing } from '../../../domain/gate/standing.js';
import { atLeastAsStrict, type Verdict } from '../../../domain/gate/verdict.js';
import { VERBS } from '../../../domain/policy/row.js';
import { ORIGINS, type Proposal } from '../../../domain/proposal.js';
import { RISKS, SEVERITIES, TIERS } from '../../../domain/scales.js';
import { aCard, aPlan, aProposal, aRow, aStanding, HOUR, MINUTE, NOON } from '../../support/spine.js';

const spent = fc.record({
  name: fc.constant('x'),
  spent: fc.nat(5),
  limit: fc.integer({ min: 1, max: 5 }),
  freesAt: fc.integer({ min: NOON, max: NOON + HOUR }),
});

const row = fc
  .record({
    verb: fc.constantFrom(...VERBS),
    scoreMin: fc.constantFrom(0, 0.4, 0.7, 0.9),
    agent: fc.constantFrom(undefined, 'demo-agent', 'other'),
    risk: fc.constantFrom(undefined, ...RISKS),
    asksFrom: fc.constantFrom(undefined, ...SEVERITIES),
    writtenAt: fc.integer({ min: 0, max: NOON }),
  })
  .map(({ agent, risk, asksFrom, ...rest }) =>
    aRow({ ...rest, ...(agent && { agent }), ...(risk && { risk }), ...(asksFrom && { asksFrom }) }),
  );

const card = fc
  .record({
    class: fc.constantFrom(...ACTION_CLASSES),
    risk: fc.constantFrom(...RISKS),
    undo: fc.constantFrom('inverse', 'self-healing', 'none'),
  })
  .map((over) => aCard(over));

const standing: fc.Arbitrary<Standing> = fc
  .record({
    card,
    rows: fc.array(row, { maxLength: 4 }),
    proposer: fc.record({
      kind: fc.constantFrom('person', 'agent'),
      id: fc.constant('demo-agent'),
      state: fc.constantFrom('active', 'active', 'active', 'paused'),
      roles: fc.constantFrom([], ['operator' as const], ['admin' as const]),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      tier: fc.constantFrom(...TIERS),
    }),
    scope: fc.record({
      id: fc.constant('s'),
      stage: fc.constantFrom('act', 'act', ...STAGES),
      riskMax: fc.constantFrom(...RISKS),
    }),
    levels: fc.record({
      patrol: fc.constantFrom(...PATROL_LEVELS),
      assistant: fc.constantFrom(...ASSISTANT_LEVELS),
      fullUnlockedUntil: fc.constantFrom(NOON - 1, NOON + 1),
    }),
    rates: fc.array(spent, { maxLength: 3 }),
    consent: fc.array(spent, { maxLength: 2 }),
    plan: fc
      .record({ count: fc.integer({ min: 1, max: 12 }), of: fc.integer({ min: 1, max: 40 }) })
      .map((blast) => aPlan({ blast })),
    deferrable: fc.boolean(),
    pressure: fc.constantFrom([], [{ source: 'a', strength: 3, at: NOON - MINUTE, ttlMs: HOUR, decay: 0.05 }]),
    answers: fc.constantFrom([], [{ rules: ['require-approval', 'high-risk', 'no-row'], planHash: 'hash-1' }]),
  })
  .map((over) => aStanding(over));

const proposal: fc.Arbitrary<Proposal> = fc
  .record({ origin: fc.constantFrom(...ORIGINS), severity: fc.constantFrom(...SEVERITIES) })
  .map((over) => aProposal(over));

const FREEZE = { id: 'f', from: NOON - 1, reason: 'sale', by: 'person/ada' };

/** The same world, with one thing worse. */
const WORSE: Readonly<Record<string, (from: Standing) => Standing>> = {
  'a freeze begins': (from) => ({ ...from, freezes: [FREEZE] }),
  'the kill switch goes on': (from) => ({ ...from, killSwitch: { since: NOON, by: 'person/ada', reason: 'fire' } }),
  'a rule becomes unreadable': (from) => ({ ...from, unreadable: [{ part: 'the policy rows', why: 'away' }] }),
  'the target is not known any more': ({ seenAt: _seen, ...from }) => from,
  'the agent is paused': (from) => ({ ...from, proposer: { ...from.proposer, state: 'paused' } }),
  'answers are gone': (from) => ({ ...from, answers: [] }),
  'the plan has changed': (from) => ({ ...from, planHash: 'hash-2' }),
  'a rate is spent': (from) => ({ ...from, rates: [{ name: 'x', spent: 9, limit: 1, freesAt: NOON + 1 }] }),
  'the consent budget is spent': (from) => ({
    ...from,
    consent: [{ name: 'x', spent: 9, limit: 1, freesAt: NOON + 1 }],
  }),
  'the scope is lowered': (from) => ({ ...from, scope: { id: 's', stage: 'observe', riskMax: 'low' } }),
};

const judge = (p: Proposal, s: Standing): Verdict => gate(p, s, NOON);

describe('the gate, on generated standings', () => {
  it.each(Object.entries(WORSE))('is never more permissive when %s', (_name, worsen) => {
    fc.assert(
      fc.property(proposal, standing, (p, s) => {
        expect(atLeastAsStrict(judge(p, worsen(s)), judge(p, s))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is never more permissive when risk rises, trust falls or the tier is lower', () => {
    fc.assert(
      fc.property(proposal, standing, fc.nat(3), fc.nat(3), (p, s, a, b) => {
        const at = (risk: number) => ({ ...s, card: aCard({ ...s.card, risk: RISKS[risk] ?? 'critical' }) });
        expect(atLeastAsStrict(judge(p, at(Math.max(a, b))), judge(p, at(Math.min(a, b))))).toBe(true);
        const trusted = (by: number) => ({ ...s, proposer: { ...s.proposer, score: s.proposer.score / (1 + by) } });
        expect(atLeastAsStrict(judge(p, trusted(Math.max(a, b))), judge(p, trusted(Math.min(a, b))))).toBe(true);
        const tier = (n: number) => ({ ...s, proposer: { ...s.proposer, tier: TIERS[n] ?? 'T0' } });
        expect(atLeastAsStrict(judge(p, tier(Math.min(a, b))), judge(p, tier(Math.max(a, b))))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('explains each verdict by a rule that says it, and says nothing stricter than the verdict', () => {
    fc.assert(
      fc.property(proposal, standing, (p, s) => {
        const { decision, outcome, until, chain, spoke } = judge(p, s);
        const said = new Set(spoke.map(({ says }) => says));
        const expected = said.has('refuse')
          ? ['refuse', 'refused']
          : said.has('record')
            ? ['refuse', 'recorded']
            : [said.has('ask') ? 'ask' : said.has('defer') ? 'defer' : 'proceed', undefined];
        expect([decision, outcome]).toEqual(expected);
        expect(chain !== undefined).toBe(decision === 'ask');
        expect(decision === 'defer' ? (until ?? 0) > NOON : true).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('never lets an agent govern, change without a scope, or do by itself what nobody can undo', () => {
    fc.assert(
      fc.property(proposal, standing, (p, s) => {
        const { decision } = judge(p, { ...s, answers: [] });
        const kind = s.card?.class ?? '';
        const changes = kind.startsWith('modify');
        const governs = s.proposer.kind === 'agent' && kind === 'govern';
        const forbidden = governs || (changes && s.scope?.stage !== 'act');
        const asked = changes && s.card?.undo === 'none';
        const allowed = forbidden ? ['refuse'] : asked ? ['ask', 'refuse'] : ['proceed', 'defer', 'ask', 'refuse'];
        expect(allowed).toContain(decision);
      }),
      { numRuns: 1000 },
    );
  });
});
