import { describe, expect, it } from 'vitest';
import { CLOSED } from '../../domain/breaker.js';
import { gate } from '../../domain/gate/gate.js';
import {
  type Done,
  reversedPlan,
  UNDO_GRANT_MS,
  undoMandate,
  type Undoing,
  whyNotUndone,
} from '../../domain/undoing.js';
import { aCard, aPlan, aProposal, aRow, aStanding, NOON } from '../support/spine.js';

const done = (over: Partial<Done> = {}): Done => ({
  ...{ proposal: aProposal({ key: 'k' }), plan: aPlan(), outcome: 'verified', endedAt: NOON - UNDO_GRANT_MS },
  ...over,
});
const undo = aProposal({ key: 'undo:k', undoes: 'k', by: { kind: 'person', id: 'olga' }, origin: 'person' });
const back = { ...aPlan(), ...reversedPlan(aPlan(), { effects: [{ path: 'value', before: true, after: true }] }) };

describe('whether a change can be put back', () => {
  it.each<[string, Partial<Done>, string]>([
    ['what was verified', {}, 'can'],
    ['what needs hands', { outcome: 'needs-hands' }, 'can'],
    ['what could not be put back', { outcome: 'undo-failed' }, 'can'],
    ['what nobody knows of', { outcome: 'unknown' }, 'can'],
    ['not what was put back already', { outcome: 'undone' }, 'already, by itself'],
    ['not what was only recorded', { outcome: 'recorded' }, 'nothing of it stands'],
    ['not what failed', { outcome: 'failed' }, 'nothing of it stands'],
    ['not an undo', { proposal: undo }, 'an undo itself: propose'],
    ['not what had no inverse', { plan: aPlan({ inverse: null }) }, 'can not be put back: propose an action'],
  ])('%s', (_what, over, said) => {
    expect(whyNotUndone(done(over), aCard()) ?? 'can').toContain(said);
  });
  it.each([
    ['what goes on', undefined, 'cancel it'],
    ['what the catalogue has no more', 'verified', 'has no action'],
  ] as const)('not %s', (_what, outcome, said) => {
    const { outcome: _ended, ...open } = done();
    expect(whyNotUndone({ ...open, ...(outcome && { outcome }) }, undefined)).toContain(said);
  });
  it.each([
    ['none', 'can not be put back: propose an action that makes up for it'],
    ['self-healing', 'leaves nothing that could be put back'],
  ] as const)('not with an action whose undo is %s', (kind, said) => {
    expect(whyNotUndone(done(), aCard({ undo: kind }))).toContain(said);
  });
  it('not what a person did by hand', () => {
    expect(whyNotUndone(done(), aCard({ id: 'manual' }))).toContain('propose a task that says how');
  });
});

describe('the plan that puts a change back', () => {
  const now = (before: unknown) => ({ effects: [{ path: 'value', before: before as never, after: true }] });

  it('turns each field round, and is not undone in turn', () => {
    expect(reversedPlan(aPlan(), now(true))).toEqual({
      ...{ effects: [{ path: 'value', before: true, after: false }], inverse: null, blast: { count: 1 } },
      touches: aPlan().touches,
    });
  });
  it.each([
    ['what somebody changed since', now('blue'), `it is "blue", and not true`],
    ['what is back already', now(false), 'as it was before that change already'],
    ['a field that is gone', { effects: [] }, 'it is not there'],
    ['another target of the same name', { ...now(true), uid: 'u2' }, 'another one of the same name'],
    ['what can not be looked at', { ...now(true), impossible: 'there is no flag' }, 'there is no flag'],
  ])('leaves %s alone', (_what, is, because) => {
    expect(reversedPlan(aPlan(), is).impossible).toContain(because);
  });
});

describe('what an accepted change grants', () => {
  const given = (over: Partial<Undoing> = {}): Undoing => ({
    ...{ proposal: undo, plan: back, done: done(), roles: ['operator'], state: 'active', risk: 'medium', now: NOON },
    ...over,
  });

  it.each<[string, Partial<Undoing>, boolean]>([
    ['an operator, at the last instant of seven days', {}, true],
    ['nobody a moment later', { now: NOON + 1 }, false],
    ['an admin', { roles: ['admin'] }, true],
    ['no approver', { roles: ['approver'] }, false],
    ['nobody who is paused', { state: 'paused' }, false],
    ['no agent', { proposal: { ...undo, by: { kind: 'agent', id: 'demo-agent' } } }, false],
    ['no other origin', { proposal: { ...undo, origin: 'assistant' } }, false],
    ['no high risk', { risk: 'high' }, false],
    ['no other parameters', { proposal: { ...undo, parameters: { value: 'x' } } }, false],
    ['no other target', { proposal: { ...undo, target: { kind: 'flag', name: 'x' } } }, false],
    ['no other value', { plan: { ...back, effects: [{ path: 'value', before: true, after: 'x' }] } }, false],
    ['no other version of the action', { plan: { ...back, actionVersion: 2 } }, false],
    ['nothing more to be touched', { plan: { ...back, touches: [] } }, false],
    ['nothing of what was refused', { done: done({ outcome: 'refused' }) }, false],
    ['nothing of what is not there', { done: undefined }, false],
  ])('lets %s', (_who, over, within) => {
    expect(undoMandate(given(over))).toMatchObject({ parent: 'k', within });
  });
  it('is nothing to any other proposal', () => {
    expect(undoMandate(given({ proposal: aProposal() }))).toBeUndefined();
  });
  it('does not wait for a rate, a window or pressure, and for a breaker as ever', () => {
    const held = aStanding({
      rates: [{ name: 'act/target/x', spent: 3, limit: 3, freesAt: NOON + 60_000 }],
      pressure: [{ source: 's', strength: 16, at: NOON, ttlMs: 60_000, decay: 0 }],
    });
    const mandate = { parent: 'k', within: true, why: '' };
    expect(gate(undo, held, NOON).decision).toBe('defer');
    expect(gate(undo, { ...held, mandate }, NOON).decision).toBe('proceed');
    const { undoes: _key, ...child } = undo;
    expect(gate(child, { ...held, mandate }, NOON).decision).toBe('defer');
    const breakers = [{ name: 'b', state: { ...CLOSED, state: 'open', retryAt: NOON + 60_000 } } as const];
    expect(gate(undo, { ...held, mandate, breakers }, NOON).decision).toBe('defer');
  });

  it('tells whoever is asked why it does not reach', () => {
    const mandate = { parent: 'k', within: false, why: 'the risk is high' };
    const { spoke } = gate(undo, aStanding({ rows: [aRow({ verb: 'require_approval' })], mandate }), NOON);
    expect(spoke.find(({ rule }) => rule === 'require-approval')?.because).toContain(
      'the grant of k does not cover it: the risk is high',
    );
  });
});
