import { describe, expect, it } from 'vitest';
import type { Standing } from '../../../domain/gate/standing.js';
import { person, spent, open, pressure, nightly, judged, type Row } from '../../support/gate-cases.js';
import { aCard, aPlan, aRow, HOUR, MINUTE, NOON } from '../../support/spine.js';

const patrol = (level: 'monitor' | 'approval' | 'assisted' | 'full', unlocked = true): Partial<Standing> => ({
  levels: { patrol: level, assistant: 'read_only', ...(unlocked && { fullUnlockedUntil: NOON + 1 }) },
});
const PATROL: readonly Row[] = (
  [
    ['monitor', 'info', 'recorded patrol-level'],
    ['monitor', 'critical', 'recorded patrol-level'],
    ['approval', 'info', 'recorded patrol-level'],
    ['approval', 'warning', 'ask patrol-level'],
    ['approval', 'critical', 'ask patrol-level'],
    ['assisted', 'info', 'recorded patrol-level'],
    ['assisted', 'warning', 'proceed'],
    ['assisted', 'high', 'proceed'],
    ['assisted', 'critical', 'ask patrol-level'],
    ['full', 'info', 'recorded patrol-level'],
    ['full', 'critical', 'proceed'],
  ] as const
).map(([level, severity, expected]) => [
  `patrol level ${level} at ${severity}`,
  expected,
  patrol(level),
  { origin: 'patrol', severity },
]);

const LEVELS: readonly Row[] = [
  ...PATROL,
  [
    'full that is locked is assisted',
    'ask patrol-level',
    patrol('full', false),
    { origin: 'incident', severity: 'critical' },
  ],
  [
    'full whose unlock ends now',
    'ask patrol-level',
    { levels: { patrol: 'full', assistant: 'read_only', fullUnlockedUntil: NOON } },
    { origin: 'patrol', severity: 'critical' },
  ],
  [
    'what is destructive asks at full too',
    'ask no-undo',
    { ...patrol('full'), card: aCard({ undo: 'none' }) },
    { origin: 'patrol' },
  ],
  ['a fleet proposal is not clamped by the patrol', 'proceed', patrol('monitor')],
  [
    'a missing capability makes it monitor',
    'recorded patrol-level',
    { ...patrol('full'), missingCapabilities: ['patrol'] },
    { origin: 'patrol' },
  ],
  [
    'a read-only assistant',
    'refuse assistant-level',
    { levels: { patrol: 'full', assistant: 'read_only' } },
    { origin: 'assistant' },
  ],
  [
    'a controlled assistant',
    'ask assistant-level',
    { levels: { patrol: 'monitor', assistant: 'controlled' } },
    { origin: 'assistant' },
  ],
  [
    'an autonomous assistant',
    'proceed',
    { levels: { patrol: 'monitor', assistant: 'autonomous' } },
    { origin: 'assistant' },
  ],
  [
    'an autonomous assistant without the capability',
    'ask assistant-level',
    { levels: { patrol: 'monitor', assistant: 'autonomous' }, missingCapabilities: ['assistant'] },
    { origin: 'assistant' },
  ],
];

const ASKS: readonly Row[] = [
  ['no row', 'ask no-row', { rows: [] }],
  ['a row of another agent', 'ask no-row', { rows: [aRow({ agent: 'other' })] }],
  ['require_approval', 'ask require-approval', { rows: [aRow({ verb: 'require_approval' })] }],
  ["the action's own minimum", 'ask action-minimum', { card: aCard({ minimum: 'require_approval' }) }],
  ['an action that asks for a notice only', 'proceed', { card: aCard({ minimum: 'notify_and_proceed' }) }],
  ['below the severity floor', 'proceed', { rows: [aRow({ asksFrom: 'high' })] }],
  ['at the severity floor', 'ask severity-floor', { rows: [aRow({ asksFrom: 'warning' })] }],
  ['one of the consent budget left', 'proceed', { consent: [spent(2, 3)] }],
  ['the consent budget spent', 'ask consent-budget', { consent: [spent(3, 3)] }],
  ['one fix of the day left', 'proceed', { dailyFixes: spent(2, 3) }],
  ['all fixes of the day done', 'ask daily-fixes', { dailyFixes: spent(3, 3) }],
  [
    'a person may fix a fourth time',
    'proceed',
    { ...person('operator'), dailyFixes: spent(3, 3) },
    { by: { kind: 'person', id: 'ada' } },
  ],
  ['a fifth of everything', 'proceed', { plan: aPlan({ blast: { count: 2, of: 10 } }) }],
  ['more than a fifth', 'ask soft-blast', { plan: aPlan({ blast: { count: 21, of: 100 } }) }],
  ['six of many', 'proceed', { plan: aPlan({ blast: { count: 6, of: 1000 } }) }],
  ['seven of many', 'ask soft-blast', { plan: aPlan({ blast: { count: 7, of: 1000 } }) }],
  ['medium risk', 'proceed', { card: aCard({ risk: 'medium' }) }],
  ['high risk', 'ask high-risk', { card: aCard({ risk: 'high' }) }],
  ['a row that makes it weigh more', 'ask high-risk', { rows: [aRow({ risk: 'high' })] }],
  [
    'a row that would make it weigh less',
    'ask high-risk',
    { card: aCard({ risk: 'high' }), rows: [aRow({ risk: 'low' })] },
  ],
];

const DEFERS: readonly Row[] = [
  ['inside the window', 'proceed', { windows: [{ ...nightly, from: 12 * 60, to: 13 * 60 }] }],
  [
    'at the end of the window',
    'ask maintenance-window',
    { windows: [{ ...nightly, days: [3], from: 11 * 60, to: 12 * 60 }] },
  ],
  ['before the window', 'defer maintenance-window', { windows: [nightly] }],
  ['no window today', 'ask maintenance-window', { windows: [{ ...nightly, days: [6] }] }],
  [
    'put off for a day already',
    'ask maintenance-window',
    { windows: [nightly], deferredMs: { 'maintenance-window': 24 * HOUR } },
  ],
  ['one act of the hour left', 'proceed', { rates: [spent(2, 3)] }],
  ['all acts of the hour spent', 'defer rate-budget', { rates: [spent(3, 3)] }],
  ['spent again after waiting', 'ask rate-budget', { rates: [spent(3, 3)], deferredMs: { 'rate-budget': MINUTE } }],
  ['a breaker whose time has come', 'proceed', open(NOON)],
  ['a breaker that is open', 'defer breaker', open(NOON + 1)],
  ['a breaker whose probe is under way', 'defer breaker', open(NOON - 1, NOON + 1)],
  ['pressure below one', 'proceed', pressure(0.99)],
  ['pressure of one', 'defer external-pressure', pressure(1)],
  ['pressure on what can not wait', 'proceed', { ...pressure(5), deferrable: false }],
  [
    'pressure after half an hour of waiting',
    'proceed',
    { ...pressure(5), deferredMs: { 'external-pressure': 30 * MINUTE } },
  ],
];

describe('the gate: levels, asks and deferrals', () => {
  it.each<Row>([...LEVELS, ...ASKS, ...DEFERS])('%s: %s', (_name, expected, standing, proposal) => {
    expect(judged(standing, proposal)).toBe(expected);
  });
});
