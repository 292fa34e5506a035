import { describe, expect, it } from 'vitest';
import { type Carried, findingOf, LAST_LOOKS_MS, SHOWN_MS } from '../../../domain/fleet/carried.js';

const deadlineMs = 600_000;
const asked = (over: Partial<Carried> = {}): Carried => ({
  ...{ state: 'done', said: '', ageMs: 60_000, heard: true, shownMs: 1_000 },
  ...over,
});
const late = deadlineMs - LAST_LOOKS_MS;

describe('whether a node has done it', () => {
  it.each([
    ['yes by a report that shows it', asked(), true, 'yes'],
    ['yes although it has not said so', asked({ state: 'open' }), true, 'yes'],
    ['not yet while it only says so', asked({ heard: false }), true, 'not-yet'],
    ['not yet while its reports may still come to show it', asked({ shownMs: SHOWN_MS - 1 }), false, 'not-yet'],
    ['no once two reports after its word do not show it', asked({ shownMs: SHOWN_MS }), false, 'no'],
    ['no where it says that it could not, whatever shows', asked({ state: 'failed' }), true, 'no'],
    ['no where it was taken back', asked({ state: 'cancelled' }), true, 'no'],
    ['no where it reports and let the time pass', asked({ state: 'expired' }), false, 'no'],
    ['not yet of one that is silent', asked({ heard: false, ageMs: late - 1 }), false, 'not-yet'],
    ['unknown of one that is silent until the deadline', asked({ heard: false, ageMs: late }), false, 'unknown'],
    [
      'unknown of one that is silent, also where its time passed',
      asked({ heard: false, state: 'expired', ageMs: late }),
      false,
      'unknown',
    ],
    ['no where nothing was asked', undefined, true, 'no'],
  ] as const)('%s', (_name, carried, isSo, says) => {
    const found = findingOf(carried, { isSo, says: 'so it is' }, { who: 'web-1', deadlineMs, step: 'apply' });
    expect(found.says).toBe(says);
    expect(found.because.length).toBeGreaterThan(5);
  });

  it.each([
    ['yes where it shows, although the node says that it failed', asked({ state: 'failed' }), true, 'yes'],
    ['no where it failed and does not show', asked({ state: 'failed' }), false, 'no'],
    ['yes where the node had not begun it', undefined, true, 'yes'],
    ['no where it had not begun it and it is not so', undefined, false, 'no'],
    ['not yet before a report', asked({ heard: false }), true, 'not-yet'],
  ] as const)('put back: %s', (_name, carried, isSo, says) => {
    const found = findingOf(carried, { isSo, says: 'so it is' }, { who: 'web-1', deadlineMs, step: 'undo' });
    expect(found.says).toBe(says);
  });
});
