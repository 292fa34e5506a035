import { CLOSED } from '../../domain/breaker.js';
import { gate } from '../../domain/gate/gate.js';
import type { Standing } from '../../domain/gate/standing.js';
import type { Proposal } from '../../domain/proposal.js';
import { aProposal, aStanding, HOUR, MINUTE, NOON } from './spine.js';

/** What a row of a table says: a sentence, what comes out, and what differs from a day on which all is well. */
export type Row = [name: string, expected: string, standing?: Partial<Standing>, proposal?: Partial<Proposal>];

export const agent = (over: Partial<Standing['proposer']>): Partial<Standing> => ({
  proposer: { kind: 'agent', id: 'demo-agent', state: 'active', roles: [], score: 0.75, tier: 'T2', ...over },
});
export const person = (...roles: Standing['proposer']['roles']): Partial<Standing> => ({
  proposer: { kind: 'person', id: 'ada', state: 'active', roles, score: 0, tier: 'T0' },
});
export const freeze = (from: number, until?: number) => ({
  freezes: [{ id: 'f', from, ...(until !== undefined && { until }), reason: 'sale', by: 'person/ada' }],
});
export const spent = (n: number, limit: number) => ({ name: 'x', spent: n, limit, freesAt: NOON + MINUTE });
export const open = (retryAt: number, probeUntil = 0) => ({
  breakers: [{ name: 'flag', state: { ...CLOSED, state: 'open' as const, retryAt, probeUntil } }],
});
export const pressure = (strength: number) => ({
  pressure: [{ source: 'trading', strength, at: NOON, ttlMs: HOUR, decay: 0 }],
});
export const nightly = { id: 'nightly', timeZone: 'UTC', days: [0, 1, 2, 3, 4, 5, 6], from: 22 * 60, to: 4 * 60 };

/** What came out, as one short word: the decision, and the rule that made it. */
export function judged(standing: Partial<Standing> = {}, proposal: Partial<Proposal> = {}): string {
  const { decision, outcome, spoke, notify } = gate(aProposal(proposal), aStanding(standing), NOON);
  const strict = { refuse: outcome === 'recorded' ? 'record' : 'refuse', ask: 'ask', defer: 'defer', proceed: '' };
  const by = spoke.filter(({ says }) => says === strict[decision]).map(({ rule }) => rule);
  return [outcome === 'recorded' ? 'recorded' : decision, ...by, ...(notify ? ['+notify'] : [])].join(' ');
}
