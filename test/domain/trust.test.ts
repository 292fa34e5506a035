import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../domain/outcome.js';
import { DIMENSIONS, type Dimensions, movedBy, scoreOfDimensions } from '../../domain/trust.js';

const DAY = 86_400_000;
const all = (n: number): Dimensions => ({ safety: n, reliability: n, quality: n, cost: n, speed: n });
const today = { evaluatedAt: 0, now: DAY };

describe('what an end says of the agent that proposed it', () => {
  it.each([
    ['verified', { safety: 0.86, reliability: 0.86, quality: 0.86 }],
    ['undone', { safety: 0.65, reliability: 0.62 }],
    ['failed', { safety: 0.65, reliability: 0.56 }],
    ['undo-failed', { safety: 0.56, reliability: 0.56 }],
    ['needs-hands', { safety: 0.56, reliability: 0.56 }],
    ['unknown', { reliability: 0.62 }],
    ['rejected', { quality: 0.56 }],
    ['changes-requested', { quality: 0.65 }],
  ])('%s', (outcome, seen) => {
    const moved = movedBy(outcome, all(0.8), today) ?? all(0);
    for (const name of DIMENSIONS)
      expect(moved[name], name).toBeCloseTo((seen as Partial<Dimensions>)[name] ?? 0.8, 10);
  });
  it.each(['expired', 'withdrawn', 'cancelled', 'stale', 'recorded', 'refused'])('%s says nothing', (outcome) => {
    expect(movedBy(outcome, all(0.8), today)).toBeUndefined();
  });
  it('is known for every end', () => {
    expect(OUTCOMES).toHaveLength(14);
    expect(OUTCOMES.filter((outcome) => movedBy(outcome, all(0.5), today))).toHaveLength(8);
  });

  it('starts from what decay has left', () => {
    expect(movedBy('rejected', all(0.9), { evaluatedAt: 0, now: 21 * DAY })?.safety).toBeCloseTo(0.884, 10);
  });
  it('raises by what went well and by nothing else, within bounds', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...OUTCOMES), share, (outcome, at) => {
        const moved = movedBy(outcome, all(at), today) ?? all(at);
        const score = scoreOfDimensions(moved);
        const risen = outcome === 'verified' ? score - at : at - score;
        expect(risen, outcome).toBeGreaterThanOrEqual(-1e-9);
        for (const name of DIMENSIONS) expect(moved[name] >= 0 && moved[name] <= 1).toBe(true);
      }),
    );
  });
});
