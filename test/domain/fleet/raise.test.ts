import { describe, expect, it } from 'vitest';
import { moduleDrift } from '../../../domain/fleet/faults/module-drift.js';
import { raise } from '../../../domain/fleet/faults/raise.js';

const rows = ['a', 'b', 'c'].map((id) => ({ kind: 'instance', id, provider: id === 'b' ? 'aws' : 'simulated' }));
const raised = (over: { readonly target?: string; readonly after?: number } = {}) => {
  const found = raise({ fault: moduleDrift, on: true, now: 0, rows, ...over });
  return 'because' in found ? found.because : found.raising.target;
};

describe('who a fault happens to', () => {
  it.each([
    { what: 'the first that it can happen to', over: {}, target: 'a' },
    { what: 'the next of those', over: { after: 1 }, target: 'c' },
    { what: 'the first again after the last', over: { after: 2 }, target: 'a' },
    { what: 'who is named', over: { target: 'c', after: 2 }, target: 'c' },
  ])('is $what', ({ over, target }) => {
    expect(raised(over)).toBe(target);
  });

  it('is nobody who is real, and nobody where there is none', () => {
    expect(raised({ target: 'b' })).toContain('there is no instance of the name "b"');
    expect(raise({ fault: moduleDrift, on: true, now: 0, rows: [] })).toMatchObject({
      because: expect.stringContaining('there is no instance to which'),
    });
  });
});
