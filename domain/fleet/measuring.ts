import { storable } from '../wording.js';

/** One answer in so long: half an hour's worth is more than an SLO needs to say something of an hour. */
export const STEP_MS = 120_000;
/** The newest is left to whoever scrapes. */
const LATE_MS = 30_000;
/** What was missed while nobody asked is asked for as far back as this. */
const BACK_MS = 6 * 3_600_000;
const COUNT_MAX = 1e15;

export type Measured = 'slo' | 'project';
/** What may be asked for, and the bounds of what may be answered. */
const METRICS: Readonly<Record<Measured, Readonly<Record<string, readonly [least: number, most: number]>>>> = {
  slo: {
    ...{ requests: [0, COUNT_MAX], errors: [0, COUNT_MAX], upPct: [0, 100], latencyP99Ms: [0, COUNT_MAX] },
  },
  project: {
    ...{ latency_p99_ms: [0, COUNT_MAX], availability_pct: [0, 100], error_rate_pct: [0, 100], cpu_pct: [0, 1e6] },
    ...{ memory_pct: [0, 1e6], replicas: [0, COUNT_MAX], regions: [0, COUNT_MAX], cost_usd: [-COUNT_MAX, COUNT_MAX] },
  },
};

export type Queries = Readonly<Record<string, string>>;
/** One row of samples, by the names of its columns. */
export type Sample = Readonly<Record<string, number | string>>;
export type Point = readonly [at: number, value: number];
interface Wrong {
  readonly wrong: string;
}

/** The queries of an SLO or a project, ready to be asked. `$step` in them is the time between two answers. */
export function queriesOf(of: Measured, given: unknown): { readonly queries: Queries } | Wrong {
  if (given === null || typeof given !== 'object' || Array.isArray(given)) return { wrong: 'its queries are no table' };
  const known = METRICS[of];
  const queries: Record<string, string> = {};
  for (const [name, query] of Object.entries(given)) {
    if (!Object.hasOwn(known, name))
      return { wrong: `"${name.slice(0, 60)}" is nothing to ask for: ${Object.keys(known).join(', ')} are` };
    if (typeof query !== 'string' || query.trim() === '') return { wrong: `${name} has no query` };
    queries[name] = query.replaceAll('$step', `${STEP_MS / 1000}s`);
  }
  return { queries };
}

/** From which answer to which, both included; undefined while there is no new one. */
export function windowOf(
  lastAt: number | null,
  now: number,
): { readonly from: number; readonly to: number } | undefined {
  const to = Math.floor((now - LATE_MS) / STEP_MS) * STEP_MS;
  const earliest = to - BACK_MS + STEP_MS;
  const from = Math.max(lastAt === null ? earliest : Math.floor(lastAt / STEP_MS) * STEP_MS + STEP_MS, earliest);
  return from > to ? undefined : { from, to };
}

/** The one series of an answer of Prometheus, or of whoever speaks like it. What is no number was not measured. */
export function pointsIn(
  answer: unknown,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Point[] | Wrong {
  const { status, data, error } = (answer ?? {}) as { status?: unknown; data?: { result?: unknown }; error?: unknown };
  if (status !== 'success')
    return { wrong: typeof error === 'string' ? storable(error, 300) : 'it is no answer of Prometheus' };
  const result = data?.result;
  if (!Array.isArray(result)) return { wrong: 'it is no answer of Prometheus' };
  if (result.length > 1) return { wrong: `it gives ${result.length} series: make one of them (sum, avg, max)` };
  const [series] = result as readonly { readonly values?: unknown }[];
  if (series === undefined) return [];
  if (!Array.isArray(series.values)) return { wrong: 'it gives no values over time' };
  return series.values.flatMap((pair: unknown): readonly Point[] => {
    const [seconds, value] = Array.isArray(pair) ? [pair[0] as unknown, numberIn(pair[1])] : [];
    const at = typeof seconds === 'number' ? Math.round(seconds * 1000) : NaN;
    // Nothing else was asked for: a row for each millisecond would fill the database.
    const isAsked = at >= from && at <= to && (at - from) % STEP_MS === 0;
    return isAsked && value !== undefined ? [[at, value]] : [];
  });
}

/** An empty text and null would be nought, and nought of a service that is up is an outage. */
function numberIn(given: unknown): number | undefined {
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What was answered, as rows of samples; all of it or nothing. */
export function samplesOf(
  of: Measured,
  answers: Readonly<Record<string, readonly Point[]>>,
): readonly Sample[] | Wrong {
  const rows = new Map<string, Record<string, number | string>>();
  for (const [name, points] of Object.entries(answers)) {
    const [least, most] = METRICS[of][name] ?? [0, 0];
    for (const [at, value] of points) {
      if (value < least || value > most)
        return { wrong: `${name} gives ${value}, and ${least} to ${most} is what it may be` };
      if (of === 'project') rows.set(`${name} ${at}`, { metric: name, at, value });
      else {
        const row = rows.get(String(at)) ?? { at };
        // They are counted, and a rate over a window is seldom whole.
        row[name] = name === 'requests' || name === 'errors' ? Math.round(value) : value;
        rows.set(String(at), row);
      }
    }
  }
  return [...rows.values()];
}
