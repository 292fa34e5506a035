import { burnRate, FAST_BURN, SLOW_BURN } from '../../fleet/objectives.js';
import type { Severity } from '../../scales.js';
import { severityRank } from '../../scales.js';
import { amount, type Values, whole } from '../parameters.js';
import { ended, held, rounded } from '../saying.js';
import { defineSensor, gradeOf, type Standing } from '../sensor.js';

/** What was measured in one window; NULL where nothing was. `…_n` are the samples that say something about it. */
export interface Measured {
  readonly error_n: number;
  readonly error_pct: number | null;
  readonly up_n: number;
  readonly up_pct: number | null;
  readonly latency_n: number;
  readonly latency_ms: number | null;
}

export interface Promised {
  readonly slo: string;
  readonly module: string;
  readonly uptime_pct: number | null;
  readonly error_rate_pct: number | null;
  readonly latency_p99_ms: number | null;
  readonly period: string;
  readonly enforces: boolean;
  readonly measured: Readonly<Partial<Record<'period' | '1h' | '6h', Measured>>>;
}

const parameters = {
  severity_medium_violations: whole(1, 'metrics', [1, 3], 'so many metrics off their target are a warning'),
  severity_high_violations: whole(2, 'metrics', [1, 3], 'so many are high'),
  severity_critical_violations: whole(3, 'metrics', [1, 3], 'so many are critical'),
  fast_burn_rate: amount(
    FAST_BURN,
    'times the error budget',
    [1, 1000],
    'burning so fast over one hour is a violation',
  ),
  slow_burn_rate: amount(
    SLOW_BURN,
    'times the error budget',
    [1, 1000],
    'burning so fast over six hours is a violation',
  ),
  min_samples: whole(20, 'samples', [1, 100_000], 'fewer in a window say nothing'),
};
const kind = 'slo.violated';

interface Found {
  readonly metric: string;
  readonly target: number;
  readonly observed: number | null;
  readonly isViolated: boolean;
  readonly isKnown: boolean;
  readonly isFast: boolean;
  readonly burn_1h?: number;
  readonly burn_6h?: number;
}

/** Whether modules keep what was promised of them. Every metric that is off is named: none hides another. */
export const sloViolation = defineSensor<typeof parameters, Promised>({
  id: 'slo_violation_sensor',
  title: 'Module SLO breach',
  agent: 'fleet_autonomy',
  watches: 'samples of uptime, errors and latency, against the targets of modules',
  parameters,
  kinds: [
    {
      kind,
      clears: 'slo.recovered',
      aliases: ['system.slo_violation'],
      title: 'SLO is violated',
      says: 'a module is off its targets, or burns its error budget too fast',
      isTold: true,
      steps: [],
    },
  ],
  placesOf: ({ module, slo }) => [`module/${module}`, `slo/${slo}`],
  judge(row, { values, open }) {
    const about = { kind, fingerprint: `slo_violation:${row.slo}` };
    const found = metricsOf(row, values);
    const violated = found.filter(({ isViolated }) => isViolated);
    const ids = { module_id: row.module, slo_definition_id: row.slo };
    if (violated.length === 0) {
      const before = violatedBefore(open(about.fingerprint));
      return found.some(({ metric, isKnown }) => !isKnown && before.includes(metric))
        ? held(open, about)
        : ended(open, { ...about, because: 'all that is measured is within its target again', payload: ids });
    }
    return [
      {
        ...({ says: 'raise', ...about } as const),
        severity: severityOf(violated, values),
        subject: { kind: 'module', name: row.module },
        groups: [`module/${row.module}`, `slo/${row.slo}`],
        payload: {
          ...{ ...ids, slo_name: row.slo, window: row.period, enforces_autonomy: row.enforces },
          violations: violated.map(({ metric, target, observed, burn_1h, burn_6h }) => ({
            ...{ metric, target, observed },
            ...(burn_1h !== undefined && { burn_1h }),
            ...(burn_6h !== undefined && { burn_6h }),
          })),
        },
      },
    ];
  },
});

function metricsOf(row: Promised, values: Values<typeof parameters>): readonly Found[] {
  const { uptime_pct, error_rate_pct, latency_p99_ms, measured } = row;
  const { period, '1h': hour, '6h': sixHours } = measured;
  const known = (n: number | undefined, value: number | null | undefined) =>
    n !== undefined && n >= values.min_samples && value !== null && value !== undefined ? value : null;
  const found: Found[] = [];
  if (uptime_pct !== null) {
    const missing = (of: Measured | undefined) => missingOf(known(of?.up_n, of?.up_pct));
    const observed = known(period?.up_n, period?.up_pct);
    const burns = burnsOf([missing(hour), missing(sixHours)], 100 - uptime_pct, values);
    const isOff = observed !== null && observed < uptime_pct;
    found.push(foundOf({ metric: 'uptime_pct', target: uptime_pct, observed, isOff }, burns));
  }
  if (error_rate_pct !== null) {
    const errors = (of: Measured | undefined) => known(of?.error_n, of?.error_pct);
    const observed = errors(period);
    const burns = burnsOf([errors(hour), errors(sixHours)], error_rate_pct, values);
    const isOff = observed !== null && observed > error_rate_pct;
    found.push(foundOf({ metric: 'error_rate_pct', target: error_rate_pct, observed, isOff }, burns));
  }
  if (latency_p99_ms !== null) {
    const observed = known(period?.latency_n, period?.latency_ms);
    const isOff = observed !== null && observed > latency_p99_ms;
    found.push(foundOf({ metric: 'latency_p99_ms', target: latency_p99_ms, observed, isOff }));
  }
  return found;
}

interface Burns {
  readonly isFast: boolean;
  readonly isSlow: boolean;
  readonly burn_1h?: number;
  readonly burn_6h?: number;
}

/** How many times faster the budget goes than it may: what went wrong in the window, against what may. */
function burnsOf(
  [hour, sixHours]: readonly [number | null, number | null],
  budget: number,
  { fast_burn_rate, slow_burn_rate }: Values<typeof parameters>,
): Burns {
  const rate = (spent: number | null) => (spent === null ? undefined : rounded(burnRate(spent, budget)));
  const [burn_1h, burn_6h] = [rate(hour), rate(sixHours)];
  return {
    ...{ isFast: (burn_1h ?? 0) >= fast_burn_rate, isSlow: (burn_6h ?? 0) >= slow_burn_rate },
    ...(burn_1h !== undefined && { burn_1h }),
    ...(burn_6h !== undefined && { burn_6h }),
  };
}

function foundOf(
  { observed, isOff, ...one }: Pick<Found, 'metric' | 'target' | 'observed'> & { readonly isOff: boolean },
  { isFast, isSlow, ...burns }: Burns = { isFast: false, isSlow: false },
): Found {
  return {
    ...{ ...one, ...burns, observed: observed === null ? null : rounded(observed) },
    ...{ isViolated: isOff || isFast || isSlow, isKnown: observed !== null, isFast },
  };
}

/** At this rate the budget of a month is gone in two days: that is more than one metric off its target. */
const FAST: Severity = 'high';

function severityOf(violated: readonly Found[], values: Values<typeof parameters>): Severity {
  const { severity_medium_violations: warns, severity_high_violations: high } = values;
  const counted = gradeOf(
    violated.length,
    [
      [values.severity_critical_violations, 'critical'],
      [high, 'high'],
      [warns, 'warning'],
    ],
    'info',
  );
  const isFast = violated.some((one) => one.isFast);
  return isFast && severityRank(counted) < severityRank(FAST) ? FAST : counted;
}

function violatedBefore(standing: Standing | undefined): readonly string[] {
  const before = standing?.payload['violations'];
  if (!Array.isArray(before)) return [];
  return before.map((one: unknown) => String((one as { readonly metric?: unknown } | null)?.metric));
}

function missingOf(up: number | null): number | null {
  return up === null ? null : 100 - up;
}
