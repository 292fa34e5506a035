import { FORESEEN_AFTER_DAYS, monthEnd, monthOf } from '../../fleet/objectives.js';
import type { Severity } from '../../scales.js';
import { amount, type Values, whole } from '../parameters.js';
import { ended, held, rounded } from '../saying.js';
import { defineSensor, gradeOf, type Given, type Observation } from '../sensor.js';

export interface Seen {
  /** Of the newest quarter of an hour. */
  readonly mean: number;
  readonly last: number;
  readonly at: number;
}
type Metric = 'latency_p99_ms' | 'availability_pct' | 'error_rate_pct' | 'replicas' | 'regions' | 'cost_usd';

export interface Project {
  readonly project: string;
  readonly availability_pct: number;
  readonly latency_p99_ms: number;
  readonly error_rate_pct: number;
  readonly cost_ceiling_usd: number | null;
  readonly replicas: number | null;
  readonly regions: number | null;
  /** What was seen lately; of the cost the newest of all. */
  readonly seen: Readonly<Partial<Record<Metric, Seen>>>;
}

const parameters = {
  severity_critical_breach_pct: amount(50, 'percent beyond the target', [0, 10_000], 'so far beyond is critical'),
  severity_high_breach_pct: amount(25, 'percent beyond the target', [0, 10_000], 'so far beyond is high'),
  severity_medium_breach_pct: amount(10, 'percent beyond the target', [0, 10_000], 'so far beyond is a warning'),
  cost_forecast_trip_pct: amount(
    100,
    'percent of the ceiling',
    [1, 1000],
    'a month that will end beyond this share of its ceiling is told of before it does',
  ),
  cost_forecast_after_days: whole(
    FORESEEN_AFTER_DAYS,
    'days',
    [0, 28],
    'so much of the month has to be over before its end is forecast',
  ),
};
const SLO = 'project.slo_violation';
const DRIFT = 'project.drift';
const COST = 'project.cost_breach';
const BREACH_MAX = 10_000;
const told = { isTold: true, steps: [] } as const;

/** Whether projects keep their promises, their shape and their budget. Each is said by itself: none hides another. */
export const projectSlo = defineSensor<typeof parameters, Project>({
  id: 'project_slo_sensor',
  title: 'Project SLO, drift and cost',
  agent: 'fleet_autonomy',
  watches: 'latency, availability, errors, replicas, regions and cost of active projects, against what they should be',
  parameters,
  kinds: [
    {
      ...told,
      kind: SLO,
      clears: 'project.slo_recovered',
      aliases: ['system.project_slo_violation'],
      title: 'Project is off its target',
      says: 'a metric of a project is off its target',
    },
    {
      ...told,
      kind: DRIFT,
      clears: 'project.drift_resolved',
      aliases: ['system.project_drift'],
      title: 'Project drifted',
      says: 'a project runs in more or fewer replicas or regions than it should',
    },
    {
      ...told,
      kind: COST,
      clears: 'project.cost_recovered',
      aliases: ['system.project_cost_breach'],
      title: 'Project costs too much',
      says: 'a project costs more than its ceiling this month, or will by its end',
    },
  ],
  placesOf: ({ project }) => [`project/${project}`],
  judge(row, given) {
    return [
      ...promise(row, given, 'latency_p99_ms', over(row.latency_p99_ms)),
      ...promise(row, given, 'availability_pct', spent(row.availability_pct)),
      ...promise(row, given, 'error_rate_pct', over(row.error_rate_pct)),
      ...shape(row, given, 'replicas', row.replicas),
      ...shape(row, given, 'regions', row.regions),
      ...cost(row, given),
    ];
  },
});

type How = Given<typeof parameters>;
interface Target {
  readonly target: number;
  /** How far beyond the target, in percent; 0 and less is within. */
  readonly breach: (observed: number) => number;
}

function over(target: number): Target {
  return { target, breach: (observed) => percentBeyond(observed, target) };
}

/**
 * By the error budget: 95 % where 99.5 % is promised is ten times what may fail. Measured against the target itself it would be
 * 4.5 %, and half a day of outage would look like nothing.
 */
function spent(target: number): Target {
  return { target, breach: (observed) => percentBeyond(100 - observed, 100 - target) };
}

function percentBeyond(observed: number, target: number): number {
  if (observed <= target) return 0;
  return target <= 0 ? BREACH_MAX : Math.min(((observed - target) / target) * 100, BREACH_MAX);
}

function promise(
  row: Project,
  { values, open }: How,
  metric: 'latency_p99_ms' | 'availability_pct' | 'error_rate_pct',
  { target, breach }: Target,
): readonly Observation[] {
  const about = { kind: SLO, fingerprint: `project_slo_violation:${row.project}:${metric}` };
  const observed = isStub(row) ? undefined : row.seen[metric]?.mean;
  if (observed === undefined) return held(open, about);
  const breach_pct = breach(observed);
  if (breach_pct <= 0) return ended(open, { ...about, because: 'it is within its target again' });
  return [
    {
      ...{ ...raised(row), ...about, severity: ladder(breach_pct, values) },
      payload: { ...idsOf(row), metric, observed: rounded(observed), target, breach_pct: rounded(breach_pct) },
    },
  ];
}

function shape(
  row: Project,
  { open }: How,
  drift_type: 'replicas' | 'regions',
  target: number | null,
): readonly Observation[] {
  const about = { kind: DRIFT, fingerprint: `project_drift:${row.project}:${drift_type}` };
  if (target === null) return ended(open, { ...about, because: 'nobody asks for a number of them any more' });
  const observed = row.seen[drift_type]?.last;
  if (observed === undefined) return held(open, about);
  if (observed === target) return ended(open, { ...about, because: 'it has as many as it should again' });
  return [
    {
      ...{ ...raised(row), ...about, severity: 'warning' },
      payload: { ...idsOf(row), drift_type, observed, target },
    },
  ];
}

function cost(row: Project, { values, now, open }: How): readonly Observation[] {
  const about = { kind: COST, fingerprint: `project_cost_breach:${row.project}` };
  const { cost_ceiling_usd: ceiling } = row;
  if (ceiling === null) return ended(open, { ...about, because: 'it has no ceiling any more' });
  const seen = row.seen.cost_usd;
  if (!seen || seen.at < monthOf(now).begin)
    return ended(open, { ...about, because: 'a new month began, and nothing is known of its cost yet' });
  const forecast = monthEnd({ usd: seen.last, at: seen.at }, now, values.cost_forecast_after_days);
  const tripsAt = (ceiling * values.cost_forecast_trip_pct) / 100;
  const isBeyond = seen.last > ceiling;
  if (!isBeyond && (forecast === undefined || forecast <= tripsAt))
    return ended(open, {
      ...about,
      because: 'it costs no more than its ceiling, and will not by the end of the month',
    });
  const breach_pct = percentBeyond(isBeyond ? seen.last : (forecast ?? 0), isBeyond ? ceiling : tripsAt);
  const severity = ladder(breach_pct, values);
  return [
    {
      ...{ ...raised(row), ...about },
      // What is only foreseen can still be kept from coming true.
      severity: !isBeyond && severity === 'critical' ? 'high' : severity,
      payload: {
        ...{ ...idsOf(row), observed_usd: rounded(seen.last), target_usd: ceiling, breach_pct: rounded(breach_pct) },
        ...(forecast !== undefined && { forecast_usd: rounded(forecast) }),
        is_forecast: !isBeyond,
      },
    },
  ];
}

/** A source that measures nothing writes zeros: a project that answers nobody in no time at all was not looked at. */
function isStub({ seen }: Project): boolean {
  return seen.latency_p99_ms?.mean === 0 && seen.availability_pct?.mean === 0;
}

function ladder(breach: number, values: Values<typeof parameters>): Severity {
  return gradeOf(
    rounded(breach),
    [
      [values.severity_critical_breach_pct, 'critical'],
      [values.severity_high_breach_pct, 'high'],
      [values.severity_medium_breach_pct, 'warning'],
    ],
    'info',
  );
}

function raised({ project }: Project) {
  return {
    ...({ says: 'raise', subject: { kind: 'project', name: project } } as const),
    groups: [`project/${project}`],
  };
}

function idsOf({ project }: Project) {
  return { project_id: project, correlation_id: `project_slo:${project}` };
}
