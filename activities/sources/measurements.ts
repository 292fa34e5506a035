import {
  type Measured,
  type Point,
  queriesOf,
  type Sample,
  samplesOf,
  STEP_MS,
  windowOf,
} from '../../domain/fleet/measuring.js';
import { plural } from '../../domain/wording.js';
import { lateAfter } from '../outbound/late.js';
import type { Transaction } from '../store/database.js';
import {
  type DueRow,
  giveBack,
  keepMeasured,
  readMetricsSource,
  readUnmeasured,
  takeDueMeasured,
} from '../store/fleet/measurements.js';
import { clockOf } from '../store/sensing/standing.js';
import { type Answered, askRange, type MetricsPlace, type Window } from './ask-prometheus.js';
import type { Source, SourceReach } from './source.js';

const DUE = { everyMs: STEP_MS - 10_000, againMs: 5 * 60_000, most: 200 } as const;
const AT_ONCE = 8;
/** The rest of a round is for whoever else asks. */
const ALL_MS_MAX = 25_000;
/** After so many questions that nobody answered, nobody is there. */
const AWAY_AFTER = 3;
const SHOWN = 3;
const KINDS: readonly Measured[] = ['slo', 'project'];

/** Asks who measures for the samples of SLOs and projects that name queries. One whose query fails keeps what it had, and hides no other. */
export const measurements: Source = {
  id: 'measurements',
  agent: 'fleet_autonomy',
  async gather(reach, account, signal) {
    const { db } = reach;
    const place = await placeOf(reach, account);
    const { due, now, wanted } = await db.withAccount(account, async (tx) => {
      const { wanted } = await readUnmeasured(tx, account, 0);
      const rows: (readonly DueRow[])[] = [];
      if (place) for (const of of KINDS) rows.push(await takeDueMeasured(tx, account, { ...DUE, of }));
      return { due: inTurns(rows), now: await clockOf(tx), wanted };
    });
    if (!place && wanted > 0)
      throw new Error(
        `${plural(wanted, 'SLO or project', 'SLOs and projects')} with queries, and nobody to ask: set fleet.metricsUrl, or import metricsSources`,
      );
    if (place && due.length > 0) {
      const over = AbortSignal.any([signal, lateAfter(ALL_MS_MAX)]);
      const ask = openAsker(reach, place, over);
      const waiting = [...due];
      const take = () => (over.aborted ? undefined : waiting.shift());
      const work = async () => {
        for (let row = take(); row; row = take()) await measure(reach, { account, row, now, ask });
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (waiting.length > 0) await db.withAccount(account, (tx) => leave(tx, account, waiting));
    }
    const { count, first } = await db.withAccount(account, (tx) => readUnmeasured(tx, account, SHOWN));
    // Nothing new is said of what waits to be asked for again.
    if (count > 0 && due.length > 0)
      throw new Error(
        `${plural(count, 'SLO or project', 'SLOs and projects')} could not be measured: ${first.join('; ')}`,
      );
    return { looked: due.length, isWell: count === 0 };
  },
};

/** One of each kind after the other, so that many of one leave time for the other. */
function inTurns(kinds: readonly (readonly DueRow[])[]): readonly DueRow[] {
  const longest = Math.max(...kinds.map(({ length }) => length), 0);
  return Array.from({ length: longest }, (_none, at) => kinds.flatMap((rows) => rows[at] ?? [])).flat();
}

async function leave(tx: Transaction, account: string, rows: readonly DueRow[]): Promise<void> {
  for (const of of KINDS)
    await giveBack(tx, account, { of, ids: rows.filter((row) => row.of === of).map(({ id }) => id) });
}

/** That of the account itself goes before that of the configuration, and gets no token of it. */
async function placeOf({ db, metrics }: SourceReach, account: string): Promise<MetricsPlace | undefined> {
  const url = await db.withAccount(account, (tx) => readMetricsSource(tx, account));
  return url === undefined ? metrics : { url };
}

type Ask = (query: string, window: Window) => Promise<Answered>;

/** The same question is asked once, whoever wants its answer. */
function openAsker({ privateHosts }: SourceReach, place: MetricsPlace, signal: AbortSignal): Ask {
  const asked = new Map<string, Promise<Answered>>();
  let away = 0;
  const fresh = async (query: string, window: Window): Promise<Answered> => {
    if (away >= AWAY_AFTER) return { wrong: 'it was not asked any more, as nobody answers there', isAway: true };
    const answered = await askRange(place, { query, window, privateHosts, signal });
    away = 'isAway' in answered ? away + 1 : 0;
    return answered;
  };
  return (query, window) => {
    const key = `${window.from} ${window.to} ${query}`;
    const found = asked.get(key) ?? fresh(query, window);
    asked.set(key, found);
    return found;
  };
}

interface Measuring {
  readonly account: string;
  readonly row: DueRow;
  readonly now: number;
  readonly ask: Ask;
}

async function measure({ db }: SourceReach, { account, row, now, ask }: Measuring): Promise<void> {
  const window = windowOf(row.lastAt, now);
  const rows = window ? await answersOf(row, window, ask) : [];
  const kept = 'wrong' in rows ? { error: rows.wrong } : { rows };
  await db.withAccount(account, (tx) => keepMeasured(tx, account, { ...row, ...kept }));
}

async function answersOf(
  { of, queries: given }: DueRow,
  window: Window,
  ask: Ask,
): Promise<readonly Sample[] | { readonly wrong: string }> {
  const read = queriesOf(of, given);
  if ('wrong' in read) return read;
  const answers: Record<string, readonly Point[]> = {};
  for (const [name, query] of Object.entries(read.queries)) {
    const answered = await ask(query, window);
    if ('wrong' in answered) return { wrong: `${name}: ${answered.wrong}` };
    answers[name] = answered.points;
  }
  return samplesOf(of, answers);
}
