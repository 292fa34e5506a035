import { describe, expect, it } from 'vitest';
import { advise, type Evidence } from '../../domain/evidence.js';

const counts = (over: Partial<Evidence> = {}): Evidence => ({
  ...{ recorded: 20, verified: 0, undone: 0, failed: 0, rejected: 0 },
  ...over,
});

describe('what the evidence justifies', () => {
  it.each([
    ['twenty without a scope', undefined, 'low', counts(), { stage: 'dry-run', riskMax: 'low' }],
    ['nineteen without a scope', undefined, 'low', counts({ recorded: 19 }), undefined],
    [
      'twenty at observe',
      { stage: 'observe', riskMax: 'low' },
      'medium',
      counts(),
      { stage: 'dry-run', riskMax: 'medium' },
    ],
    ['twenty at dry-run', { stage: 'dry-run', riskMax: 'low' }, 'low', counts(), { stage: 'act', riskMax: 'low' }],
    [
      'more risk than is open',
      { stage: 'act', riskMax: 'low' },
      'medium',
      counts(),
      { stage: 'act', riskMax: 'medium' },
    ],
    ['what is open already', { stage: 'act', riskMax: 'medium' }, 'low', counts({ verified: 99 }), undefined],
    ['high risk', { stage: 'dry-run', riskMax: 'low' }, 'high', counts({ recorded: 900 }), undefined],
    ['one that failed', { stage: 'dry-run', riskMax: 'low' }, 'low', counts({ failed: 1 }), undefined],
    ['one that was undone', { stage: 'dry-run', riskMax: 'low' }, 'low', counts({ undone: 1 }), undefined],
    ['one that nobody wanted', { stage: 'dry-run', riskMax: 'low' }, 'low', counts({ rejected: 1 }), undefined],
  ] as const)('%s', (_what, from, risk, seen, to) => {
    const advice = advise(from, risk, seen);
    expect(advice.to).toEqual(to);
    expect(advice.because).not.toBe('');
  });
});
