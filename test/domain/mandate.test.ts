import { describe, expect, it } from 'vitest';
import { childMandate, type Grant, type Parent } from '../../domain/mandate.js';
import { planHash } from '../../domain/plan.js';
import { aPlan, aProposal, NOON } from '../support/spine.js';

const grant = (over: Partial<Grant> = {}): Grant => ({
  ...{ action: 'feature-flag', targets: 'flag/checkout.*', parameters: { value: true } },
  fields: [{ path: 'value', from: false, to: true }],
  ...{ most: 3, withinMs: 60_000, ...over },
});
const parent = (over: Partial<Parent> = {}, grants = [grant()]): Parent => ({
  ...{ plan: aPlan({ grants }), begunAt: NOON - 1_000, children: 0, ...over },
});
const child = aProposal({ parent: 'rollout-1' });
const asked = (of: Parent | undefined, over: Partial<Parameters<typeof aProposal>[0]> = {}, plan = aPlan()) =>
  childMandate({ ...child, ...over }, { plan, parent: of, now: NOON });

describe('what a parent grants its children', () => {
  it('is nothing to whoever has no parent', () => {
    expect(childMandate(aProposal(), { parent: parent(), now: NOON })).toBeUndefined();
  });

  it.each([
    ['within', parent(), {}, aPlan(), undefined],
    ['before there is a plan', parent(), {}, aPlan({ effects: [] }), undefined],
    ['the last that is granted', parent({ children: 2 }), {}, aPlan(), undefined],
    ['one too many', parent({ children: 3 }), {}, aPlan(), '3 children have acted'],
    ['a millisecond before it expires', parent({ begunAt: NOON - 59_999 }), {}, aPlan(), undefined],
    ['expired', parent({ begunAt: NOON - 60_000 }), {}, aPlan(), 'expired'],
    ['no parent', undefined, {}, aPlan(), 'no such parent'],
    ['an ended parent', parent({ outcome: 'verified' }), {}, aPlan(), 'its parent has ended'],
    ['a parent that waits', { children: 0, plan: aPlan({ grants: [grant()] }) }, {}, aPlan(), 'has not begun'],
    ['a parent that grants nothing', parent({}, []), {}, aPlan(), 'nothing grants feature-flag'],
    ['another action', parent(), { action: 'run-job' }, aPlan(), 'nothing grants run-job'],
    ['another target', parent(), { target: { kind: 'flag', name: 'other' } }, aPlan(), 'nothing grants'],
    ['another parameter', parent(), { parameters: { value: 2 } }, aPlan(), 'parameter value'],
    [
      'from another value',
      parent(),
      {},
      aPlan({ effects: [{ path: 'value', before: 7, after: true }] }),
      'change of value',
    ],
    [
      'another field',
      parent(),
      {},
      aPlan({ effects: [{ path: 'owner', before: false, after: true }] }),
      'change of owner',
    ],
  ] as const)('%s', (_name, of, over, plan, why) => {
    const mandate = asked(of, over, plan);
    expect(mandate).toMatchObject({
      ...{ parent: 'rollout-1', within: why === undefined },
      why: expect.stringContaining(why ?? 'it does what was granted'),
    });
  });

  it('is one of several grants', () => {
    expect(asked(parent({}, [grant({ most: 0 }), grant()]))?.within).toBe(true);
  });

  it('is part of what people approve', () => {
    const hash = (grants?: readonly Grant[]) =>
      planHash(aProposal(), aPlan(grants ? { grants } : {}), 'row', (text) => text);
    expect(new Set([hash(), hash([grant()]), hash([grant({ most: 4 })])]).size).toBe(3);
  });
});
