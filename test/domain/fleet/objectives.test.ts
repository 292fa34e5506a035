import { describe, expect, it } from 'vitest';
import { budgetLeft, burnRate, monthEnd } from '../../../domain/fleet/objectives.js';

const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 3, 1);

describe('an error budget', () => {
  it.each([
    ['burns as fast as it may', 1, 1, 1],
    ['burns fast', 14.4, 1, 14.4],
    ['does not burn', 0, 1, 0],
    ['does not burn where more than all was well', -0.1, 1, 0],
    ['burns endlessly where nothing may go wrong', 0.001, 0, 1_000],
  ])('%s', (_name, spent, budget, rate) => {
    expect(burnRate(spent, budget)).toBe(rate);
  });

  it('is left, gone, or overspent', () => {
    expect([budgetLeft(0, 2), budgetLeft(1, 2), budgetLeft(2, 2), budgetLeft(3, 2)]).toEqual([1, 0.5, 0, -0.5]);
  });
});

describe('the end of a month', () => {
  it.each([
    ['is as much again after half of it', 15 * DAY, 300, 600],
    ['is not foreseen before the third day is over', 3 * DAY - 1, 300, undefined],
    ['is foreseen once it is', 3 * DAY, 30, 300],
    ['is not foreseen from what another month cost', -DAY, 300, undefined],
  ])('%s', (_name, goneMs, usd, foreseen) => {
    expect(monthEnd({ usd, at: BEGIN + goneMs }, BEGIN + 20 * DAY)).toBe(foreseen);
  });
});
