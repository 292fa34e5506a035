import { describe, expect, it } from 'vitest';
import { carrierOf, isAnotherPlace, statusOf } from '../../../domain/fleet/provider.js';

describe('the word of a provider', () => {
  it.each([
    [{ known: 3, met: 0 }, true],
    [{ known: 2, met: 0 }, false],
    [{ known: 3, met: 1 }, false],
    [{ known: 0, met: 0 }, false],
  ])('%o is of another place: %s', (counts, is) => expect(isAnotherPlace(counts)).toBe(is));

  it('is written as the sensors know it', () => {
    expect(['running', 'gone', 'unknown'].map((state) => statusOf(state as 'gone'))).toEqual([
      ...['running', 'missing', 'unknown'],
    ]);
  });
});

describe('who carries it out', () => {
  it.each([
    ['reboot', true, undefined, 'node'],
    ['reboot', false, undefined, 'people'],
    ['reboot', true, 'provider', 'node'],
    ['reboot', false, 'provider', 'provider'],
    ['reboot', false, 'node', 'node'],
    ['drain', true, 'provider', 'provider'],
    ['terminate', true, 'provider', 'provider'],
    ['drain', true, undefined, 'node'],
    ['drain', false, undefined, 'people'],
  ] as const)('%s of one that reports (%s), where the way is %s: %s', (operation, reports, does, carrier) => {
    expect(carrierOf({ operation, reports, does })).toBe(carrier);
  });
});
