import { describe, expect, it } from 'vitest';
import { type Candidate, decide, DEDUP_MS } from '../../../domain/sensing/decide.js';
import type { Kind } from '../../../domain/sensing/sensor.js';

const NOW = 1_700_000_000_000;
const WAIT = 300_000;
const target = { kind: 'thing', name: 'x' };
const step = (category: string, afterMs?: number) => ({
  ...{ category, target: () => target },
  ...(afterMs !== undefined && { afterMs }),
});
const aKind = (over: Partial<Kind> = {}): Kind => ({
  ...{ kind: 'thing.broken', clears: 'thing.mended', title: 'Broken', says: 'it broke' },
  ...{ steps: [step('system.look'), step('system.mend')], ...over },
});
const candidate = (over: Partial<Candidate> = {}): Candidate => ({
  ...{ id: 'c', kind: 'thing.broken', severity: 'warning', subject: target, payload: {}, openedAt: NOW },
  ...{ decidedAt: null, decidedSeverity: null, step: 0, isAttributed: false, last: null, ...over },
});
const decided = (over: Partial<Candidate> = {}, kind: Partial<Kind> = {}) => decide(candidate(over), aKind(kind), NOW);
const before = (ms: number) => ({ decidedAt: NOW - ms, decidedSeverity: 'warning' as const });
const ended = (outcome: string | null) => ({ last: { key: 'k', outcome } });

describe('what is done about a condition', () => {
  it('is its first step, at once', () => {
    expect(decided()).toMatchObject({ outcome: 'propose', category: 'system.look', step: 0 });
  });

  it('is due at once too where the clock that opened it is ahead', () => {
    expect(decided({ openedAt: NOW + 1_500 })).toMatchObject({ outcome: 'propose', step: 0 });
  });

  it.each([
    { openedMs: WAIT - 1, outcome: 'observed' },
    { openedMs: WAIT, outcome: 'propose' },
  ])('that is looked at first for a while is $outcome after $openedMs ms', ({ openedMs, outcome }) => {
    expect(decided({ openedAt: NOW - openedMs }, { steps: [step('system.look', WAIT)] })).toMatchObject({ outcome });
  });

  it.each([
    { openedMs: WAIT - 1, outcome: 'quiet' },
    { openedMs: WAIT, outcome: 'propose' },
  ])('is $outcome after $openedMs ms, though it was decided to wait a moment ago', ({ openedMs, outcome }) => {
    const found = decided({ openedAt: NOW - openedMs, ...before(1) }, { steps: [step('system.look', WAIT)] });
    expect(found).toMatchObject({ outcome });
  });

  it('for many at once is asked at once, however long one alone would be looked at', () => {
    expect(decided({ members: 9 }, { steps: [step('system.look', WAIT)] })).toMatchObject({ outcome: 'propose' });
  });

  it('is nothing where nothing is automated, and it says so once', () => {
    expect(decided({}, { steps: [] })).toMatchObject({ outcome: 'observed' });
    expect(decided(before(DEDUP_MS), { steps: [] })).toEqual({ outcome: 'quiet' });
  });
});

describe('a condition that was decided about', () => {
  it.each([
    { ms: DEDUP_MS - 1, outcome: 'quiet' },
    { ms: DEDUP_MS, outcome: 'propose' },
  ])('is $outcome again after $ms ms', ({ ms, outcome }) => {
    expect(decided({ ...before(ms), ...ended('failed') })).toMatchObject({ outcome });
  });

  it('is decided about anew at once where it got worse', () => {
    expect(decided({ ...before(1), severity: 'high' })).toMatchObject({
      outcome: 'propose',
      reasons: ['it got worse: warning before, high now'],
    });
  });

  it('is left to who is at it, and says so where it got worse', () => {
    expect(decided({ ...before(DEDUP_MS), ...ended(null) })).toEqual({ outcome: 'quiet' });
    expect(decided({ ...before(1), ...ended(null), severity: 'high' })).toMatchObject({ outcome: 'waiting' });
  });

  it.each(['failed', 'verified'])('goes on to the next step after one that ended as %s, and no further', (outcome) => {
    expect(decided({ ...before(DEDUP_MS), ...ended(outcome) })).toMatchObject({ category: 'system.mend', step: 1 });
    expect(decided({ ...before(DEDUP_MS), ...ended(outcome), step: 1 })).toMatchObject({ step: 1 });
  });

  it.each(['rejected', 'changes-requested'])('stays as people left it after %s where their no is final', (outcome) => {
    expect(decided({ ...before(DEDUP_MS), ...ended(outcome) }, { noIsFinal: true })).toEqual({ outcome: 'quiet' });
  });

  it.each([
    { what: 'stays one for that touch', over: {}, outcome: 'quiet' },
    { what: 'that nobody gave is none', over: ended('expired'), outcome: 'propose' },
    { what: 'is asked for again where it got worse', over: { severity: 'critical' as const }, outcome: 'propose' },
    { what: 'about many hides nobody who came since', over: { members: 12 }, outcome: 'propose' },
  ])('where somebody may be inside, a no $what', ({ over, outcome }) => {
    const found = decided({ ...before(DEDUP_MS), ...ended('rejected'), ...over }, { isSecurity: true });
    expect(found).toMatchObject({ outcome });
  });
});
