import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chain, CHAINS, mergeChains } from '../../domain/approval/chain.js';
import { BREAKER, CLOSED, failed, mayTry, probing, succeeded } from '../../domain/breaker.js';
import { isDone, planHash } from '../../domain/plan.js';
import { cooldownMs, DEFAULT_ROWS } from '../../domain/policy/defaults.js';
import { matchingRows } from '../../domain/policy/row.js';
import { pressureDeferralMs, strengthNow, totalPressure } from '../../domain/pressure.js';
import { effectKey, targetName } from '../../domain/proposal.js';
import { severityOf, trustOf } from '../../domain/scales.js';
import { decayed, evaluated, scoreOfDimensions } from '../../domain/trust.js';
import { inForce, isOpen, nextOpening, windowFault } from '../../domain/window.js';
import { aPlan, aProposal, aRow, HOUR, MINUTE, NOON } from '../support/spine.js';

const DAY = 24 * HOUR;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the rows of policy', () => {
  const asker = { category: 'flag.set', agent: 'a', user: 'u' };
  it.each([
    [
      'user and agent before user',
      [aRow({ user: 'u' }), aRow({ user: 'u', agent: 'a', verb: 'require_approval' })],
      'require_approval',
    ],
    ['user before agent', [aRow({ agent: 'a' }), aRow({ user: 'u', verb: 'require_approval' })], 'require_approval'],
    ['agent before account', [aRow(), aRow({ agent: 'a', verb: 'notify_and_proceed' })], 'notify_and_proceed'],
    ['the category before any', [aRow({ category: '*', verb: 'blocked' }), aRow()], 'auto_approve'],
    [
      'an agent with any category before the account',
      [aRow(), aRow({ agent: 'a', category: '*', verb: 'require_approval' })],
      'require_approval',
    ],
    ['the stricter of two', [aRow(), aRow({ verb: 'require_approval' })], 'require_approval'],
    [
      'what people wrote before a default of the same level',
      [aRow({ verb: 'require_approval', origin: 'default' }), aRow()],
      'auto_approve',
    ],
    [
      'a default for the agent before an override for all',
      [aRow(), aRow({ agent: 'a', verb: 'require_approval', origin: 'default' })],
      'require_approval',
    ],
  ] as const)('%s', (_name, rows, verb) => {
    expect(matchingRows(rows, asker)[0]?.verb).toBe(verb);
    expect(matchingRows(rows.toReversed(), asker)[0]?.verb).toBe(verb);
  });

  it('the newer of two that are alike', () => {
    const rows = [aRow({ scoreMin: 0.1, writtenAt: 1 }), aRow({ scoreMin: 0.2, writtenAt: 2 })];
    expect(matchingRows(rows, asker)[0]?.scoreMin).toBe(0.2);
  });

  it('nothing for somebody else', () => {
    const rows = [aRow({ agent: 'b' }), aRow({ user: 'v' }), aRow({ category: 'other' })];
    expect(matchingRows(rows, asker)).toEqual([]);
  });

  it('come with 68 defaults of five agents, and five categories more', () => {
    const count = (agent: string) => DEFAULT_ROWS.filter((row) => row.agent === agent).length;
    expect(
      ['fleet_autonomy', 'cve_responder', 'sdwan_manager', 'disk_image_manager', 'runtime_manager'].map(count),
    ).toEqual([18 + 5, 5 + 1, 31 + 1, 6, 8]);
    expect(new Set(DEFAULT_ROWS.map(({ category }) => category)).size).toBe(73);
    expect(DEFAULT_ROWS.filter(({ chain }) => !CHAINS[chain])).toEqual([]);
    expect(DEFAULT_ROWS.filter(({ verb }) => verb === 'blocked')).toEqual([]);
  });

  it('know how long a no keeps', () => {
    expect(cooldownMs('system.instance_reboot', false)).toBe(HOUR);
    expect(cooldownMs('system.fleet_rolling_upgrade', false)).toBe(4 * HOUR);
    expect(cooldownMs('system.fleet_rolling_upgrade', true)).toBe(0);
  });
});

describe('chains', () => {
  const step = { name: 's', role: 'approver', quorum: 1, withinMs: HOUR, onDeadline: 'reject', chat: true } as const;
  const chain = (...steps: readonly Partial<Chain['steps'][number]>[]): Chain => ({
    steps: steps.map((one) => ({ ...step, ...one })),
  });
  it('keep the default deadlines', () => {
    expect(Object.entries(CHAINS).map(([name, { steps }]) => [name, (steps[0]?.withinMs ?? 0) / HOUR])).toEqual([
      ['fleet_autonomy', 4],
      ['cve_responder', 8],
      ['sdwan_manager', 4],
      ['disk_image_manager', 12],
      ['runtime_manager', 4],
      ['manual_operations', 4],
      ['assistant', 5 / 60],
    ]);
  });
  it('become one, as strict as the strictest', () => {
    const merged = mergeChains([chain({ quorum: 2, onDeadline: 'approve' }), chain({ withinMs: MINUTE, chat: false })]);
    expect(merged.steps).toEqual([{ ...step, quorum: 2, withinMs: MINUTE, chat: false, onDeadline: 'reject' }]);
    expect(mergeChains([chain({}), chain({ role: 'admin' })]).steps).toHaveLength(2);
    expect(
      mergeChains([chain({ onDeadline: 'approve' }), chain({ onDeadline: 'escalate' })]).steps[0]?.onDeadline,
    ).toBe('escalate');
  });
  it('keep the order of their own steps, also those of one role', () => {
    const lines = chain({ name: 'first', withinMs: MINUTE, onDeadline: 'escalate' }, { name: 'second', quorum: 2 });
    expect(mergeChains([lines])).toEqual(lines);
    expect(mergeChains([lines, lines])).toEqual(lines);
    expect(mergeChains([lines, chain({ chat: false })]).steps).toEqual([
      { ...lines.steps[0], name: 'first, s', onDeadline: 'reject', chat: false },
      lines.steps[1],
    ]);
  });
});

describe('the plan hash', () => {
  const hash = (proposal = aProposal(), plan = aPlan(), row = 'row-1') => planHash(proposal, plan, row, sha256);
  it.each([
    ['another value', hash(aProposal({ parameters: { value: false } }))],
    ['another target', hash(aProposal({ target: { kind: 'flag', name: 'other' } }))],
    ['another account', hash(aProposal({ account: 'other' }))],
    ['another namesake', hash(aProposal(), aPlan({ uid: 'u-2' }))],
    ['another state before', hash(aProposal(), aPlan({ effects: [{ path: 'value', before: null, after: true }] }))],
    ['another inverse', hash(aProposal(), aPlan({ inverse: null }))],
    ['another version of the action', hash(aProposal(), aPlan({ actionVersion: 2 }))],
    ['another row', hash(aProposal(), aPlan(), 'row-2')],
    ['a wider blast', hash(aProposal(), aPlan({ blast: { count: 7 } }))],
    ['more that is touched', hash(aProposal(), aPlan({ touches: [{ kind: 'flag', name: 'b' }] }))],
  ])('is another for %s', (_name, other) => {
    expect(other).not.toBe(hash());
    expect(other).toMatch(/^[0-9a-f]{64}$/);
  });
  it('is the same for what is no part of the change: key, words, order of fields, volatile fields', () => {
    const a = { path: 'a', before: 1, after: 2 };
    const b = { path: 'b', before: 1, after: 2 };
    expect(hash(aProposal({ key: 'p-2', summary: 'x', correlation: 'y' }))).toBe(hash());
    expect(hash(aProposal(), aPlan({ effects: [a, b] }))).toBe(hash(aProposal(), aPlan({ effects: [b, a] })));
    const noise = { path: 'z', before: null, after: 'now', volatile: true };
    expect(hash(aProposal(), aPlan({ effects: [a, noise] }))).toBe(hash(aProposal(), aPlan({ effects: [a] })));
  });
  it('knows when nothing is left to do', () => {
    expect(isDone(aPlan())).toBe(false);
    expect(isDone(aPlan({ effects: [{ path: 'v', before: { a: 1, b: 2 }, after: { b: 2, a: 1 } }] }))).toBe(true);
    expect(isDone(aPlan({ effects: [] }))).toBe(false);
  });
  it('leaves an effect key that is the same on every try, and another for undo', () => {
    expect(effectKey(aProposal(), 'apply', sha256)).toBe(effectKey(aProposal({ summary: 'x' }), 'apply', sha256));
    expect(effectKey(aProposal(), 'apply', sha256)).not.toBe(effectKey(aProposal(), 'undo', sha256));
    expect(targetName({ cluster: 'c', namespace: 'n', kind: 'Deployment', name: 'api' })).toBe('c/n/Deployment/api');
  });
});

describe('windows and freezes', () => {
  const window = { id: 'w', timeZone: 'Europe/Berlin', days: [3], from: 22 * 60, to: 4 * 60 };
  const at = (text: string) => Date.parse(text);
  it.each([
    ['before it opens', '2026-03-04T20:59:59Z', false],
    ['as it opens, on the wall of Berlin', '2026-03-04T21:00:00Z', true],
    ['after midnight', '2026-03-05T02:59:59Z', true],
    ['as it closes', '2026-03-05T03:00:00Z', false],
    ['the night after the day before', '2026-03-04T02:00:00Z', false],
    ['in summer, an hour earlier for the rest of the world', '2026-07-01T20:00:00Z', true],
  ])('%s', (_name, when, open) => {
    expect(isOpen(window, at(when))).toBe(open);
  });
  it('say when the next one opens, a day ahead at most', () => {
    expect(nextOpening([window], at('2026-03-04T12:00:30Z'))).toBe(at('2026-03-04T21:00:00Z'));
    expect(nextOpening([window], at('2026-03-03T20:59:00Z'))).toBeUndefined();
    expect(nextOpening([], NOON)).toBeUndefined();
  });
  it('are open all day when they end as they begin', () => {
    const whole = { ...window, timeZone: 'UTC', from: 0, to: 0 };
    expect([isOpen(whole, NOON), isOpen(whole, NOON + DAY)]).toEqual([true, false]);
  });
  it('name what is wrong with them', () => {
    expect(windowFault(window)).toBeUndefined();
    expect(windowFault({ ...window, timeZone: 'Mars/Base' })).toContain('no time zone');
    expect(windowFault({ ...window, days: [] })).toContain('at least one day');
    expect(windowFault({ ...window, days: [7] })).toContain('0 (Sunday)');
    expect(windowFault({ ...window, to: 1441 })).toContain('24:00');
  });
  it('a freeze without an end lasts until somebody thaws', () => {
    const freeze = { id: 'f', from: NOON, reason: 'r', by: 'b' };
    expect([inForce(freeze, NOON - 1), inForce(freeze, NOON), inForce(freeze, NOON + 365 * DAY)]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('trust', () => {
  const all = (n: number) => ({ safety: n, reliability: n, quality: n, cost: n, speed: n });
  it('fades by two per cent of the way in a week, after a week of grace', () => {
    expect(decayed(all(0.9), 0, 7 * DAY)).toEqual(all(0.9));
    expect(decayed(all(0.9), 0, 21 * DAY).safety).toBeCloseTo(0.884, 10);
    expect(decayed(all(0.9), 0, 1000 * DAY).safety).toBeCloseTo(0.9 - 0.4 * 0.3, 10);
    expect(decayed(all(0.3), 0, 1000 * DAY)).toEqual(all(0.3));
  });
  it('gives the same whether it was asked each day or once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.double({ min: 0, max: 1, noNaN: true }), (days, value) => {
        const asked = Array.from({ length: days }, (_, day) => decayed(all(value), 0, day * DAY));
        expect(decayed(all(value), 0, days * DAY).speed).toBeLessThanOrEqual(asked.at(-1)?.speed ?? value);
        expect(scoreOfDimensions(decayed(all(value), 0, days * DAY))).toBeGreaterThanOrEqual(
          Math.min(value, 0.5) - 1e-9,
        );
      }),
    );
  });
  it('moves a third of the way to what was seen, and never out of its bounds', () => {
    const at = { evaluatedAt: 0, now: DAY };
    expect(evaluated(all(0.5), { safety: 1 }, at).safety).toBeCloseTo(0.65);
    expect(evaluated(all(0.5), { safety: 1 }, at).speed).toBe(0.5);
    expect(evaluated(all(0.5), { safety: Number.NaN, speed: 9 }, at)).toMatchObject({ safety: 0.35, speed: 0.65 });
  });
  it.each([
    [0, 'supervised'],
    [0.39, 'supervised'],
    [0.4, 'monitored'],
    [0.69, 'monitored'],
    [0.7, 'trusted'],
    [0.9, 'autonomous'],
  ])('calls %d %s', (score, name) => {
    expect(trustOf(score)).toBe(name);
  });
});

describe('scales', () => {
  it.each([
    ['fleet', 'low', 'info'],
    ['fleet', 'Medium', 'warning'],
    ['pulse', 'watch', 'info'],
    ['alertmanager', 'page', 'critical'],
    ['alertmanager', 'error', 'high'],
    ['alertmanager', 'purple', 'critical'],
    ['fleet', 'o', 'critical'],
  ] as const)('%s says %s, which is %s', (source, word, severity) => {
    expect(severityOf(source, word)).toBe(severity);
  });
});

describe('a breaker', () => {
  const times = (n: number) =>
    Array.from({ length: n }).reduce((b: typeof CLOSED) => failed(b, 'transient', NOON), CLOSED);
  it('opens at the third failure in a row, at once when told to slow down, and not for what was wrong anyway', () => {
    expect(times(2).state).toBe('closed');
    expect(times(3)).toMatchObject({ state: 'open', retryAt: NOON + BREAKER.firstBackoffMs });
    expect(failed(succeeded(times(2)), 'transient', NOON).failures).toBe(1);
    expect(failed(CLOSED, 'rate-limit', NOON, 90_000)).toMatchObject({ state: 'open', retryAt: NOON + 90_000 });
    expect(failed(times(2), 'invalid', NOON).state).toBe('closed');
    expect(failed(times(2), 'denied', NOON).state).toBe('closed');
  });
  it('lets one probe through at a time, and gives one up that never reports', () => {
    const open = times(3);
    expect(mayTry(open, open.retryAt - 1).go).toBe(false);
    expect(mayTry(open, open.retryAt).go).toBe(true);
    const probed = probing(open, open.retryAt);
    expect(mayTry(probed, open.retryAt + 1)).toEqual({ go: false, retryAt: open.retryAt + BREAKER.probeMs });
    expect(mayTry(probed, open.retryAt + BREAKER.probeMs).go).toBe(true);
    expect(mayTry(failed(probed, 'invalid', NOON), open.retryAt).go).toBe(true);
  });
  it('closes after two successes, and waits twice as long after a failed probe, five minutes at most', () => {
    const probed = probing(times(3), NOON);
    expect(succeeded(probed).state).toBe('half-open');
    expect(succeeded(succeeded(probed))).toEqual(CLOSED);
    expect(failed(probed, 'transient', NOON).backoffMs).toBe(2 * BREAKER.firstBackoffMs);
    const long = Array.from({ length: 20 }).reduce((b: typeof CLOSED) => failed(b, 'transient', NOON), probed);
    expect(long.backoffMs).toBe(BREAKER.backoffMaxMs);
  });
});

describe('pressure', () => {
  const one = { source: 's', strength: 2, at: NOON, ttlMs: 2 * HOUR, decay: 0.5 };
  it('fades, and is gone at its time', () => {
    expect(strengthNow(one, NOON)).toBe(2);
    expect(strengthNow(one, NOON + HOUR)).toBeCloseTo(1);
    expect(strengthNow(one, NOON + 2 * HOUR)).toBe(0);
    expect(totalPressure([one, { ...one, source: 't' }], NOON + HOUR)).toBeCloseTo(2);
  });
  it.each([
    [0.99, 0],
    [1, 60_000],
    [1.5, 90_000],
    [12, 600_000],
  ])('of %d puts off for %d ms', (total, ms) => {
    expect(pressureDeferralMs(total)).toBe(ms);
  });
});
