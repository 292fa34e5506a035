import { setTimeout as pause } from 'node:timers/promises';
import { fold } from '../../domain/sensing/fold.js';
import { reachOf, settle, type Setting } from '../../domain/sensing/parameters.js';
import type { AnySensor, Observation, Standing } from '../../domain/sensing/sensor.js';
import type { SensorQuery } from '../sensors/query.js';
import { readBefore, readOpen, writeFolded } from '../store/sensing/conditions.js';
import { keepFailure, keepRun } from '../store/sensing/runs.js';
import { clockOf } from '../store/sensing/standing.js';
import { readSettings } from '../store/sensing/settings.js';
import type { Transaction } from '../store/database.js';
import type { FleetDeps, SensorRun } from './deps.js';

/** So many rows of one sensor at once are judged; more would not fit a worker's memory. */
const ROWS_MAX = 200_000;

/** One sensor, once: what it asks, what its rule says, and what that makes of what stands open. One transaction, or nothing. */
export async function sense(deps: FleetDeps, account: string, query: SensorQuery): Promise<SensorRun> {
  const { id, agent } = query.sensor;
  const began = performance.now();
  const base = { account, sensor: id, agent };
  const tookMs = () => Math.round(performance.now() - began);
  let run: SensorRun;
  try {
    const seen = await within(
      deps.sensorMsMax,
      deps.db.withAccount(account, (tx) => look(tx, account, query, tookMs)),
    );
    run = { ...base, ...seen, tookMs: tookMs() };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    run = { ...base, tookMs: tookMs(), looked: 0, raised: 0, opened: 0, closed: 0, error: because };
    // Nothing is closed, and that nobody looks is something to know by itself.
    await deps.db.withAccount(account, (tx) => keepFailure(tx, run));
  }
  deps.onSensor(run);
  return run;
}

async function look(tx: Transaction, account: string, query: SensorQuery, tookMs: () => number) {
  const { sensor } = query;
  const { rows, raised, folded } = await judged(tx, account, query);
  await writeFolded(tx, account, folded, { sensor: sensor.id, agent: sensor.agent });
  const counts = { looked: rows, raised };
  await keepRun(tx, { account, sensor: sensor.id, tookMs: tookMs(), ...counts });
  return { ...counts, opened: folded.opened.length, closed: folded.closed.length };
}

/** What is seen now, and what that would make of what stands open. Nothing is written: also a preview shows it. */
export async function judged(
  tx: Transaction,
  account: string,
  { sensor, rows: find }: SensorQuery,
  settled: (set: readonly Setting[]) => readonly Setting[] = (set) => set,
) {
  // Compiling a question that takes tens of milliseconds takes seconds, and it is asked once.
  await tx.query('SET LOCAL jit = off');
  const now = await clockOf(tx);
  const settings = settled((await readSettings(tx, account)).get(sensor.id) ?? []);
  const open = await readOpen(tx, account, sensor.id);
  const standing = new Map<string, Standing>(open.map((one) => [one.fingerprint, one]));
  const rows = await find(tx, {
    ...{ account, now },
    least: (name) => reachOf(sensor.parameters, settings, name)[0],
    most: (name) => reachOf(sensor.parameters, settings, name)[1],
  });
  if (rows.length > ROWS_MAX)
    throw new Error(`it found ${rows.length} rows, and ${ROWS_MAX} is the most that it may look at`);
  const observed = observe(sensor, rows, { now, settings, standing });
  const raised = observed.filter(({ says }) => says === 'raise');
  const known = new Set(open.map(({ kind, fingerprint }) => `${kind}\n${fingerprint}`));
  const fresh = raised.filter(({ kind, fingerprint }) => !known.has(`${kind}\n${fingerprint}`));
  const folded = fold(open, observed, { now, before: await readBefore(tx, account, fresh) });
  return { rows: rows.length, raised: raised.length, open, folded };
}

function observe(
  sensor: AnySensor,
  rows: readonly never[],
  given: {
    readonly now: number;
    readonly settings: readonly Setting[];
    readonly standing: ReadonlyMap<string, Standing>;
  },
): readonly Observation[] {
  const { now, settings, standing } = given;
  const open = (fingerprint: string) => standing.get(fingerprint);
  const common = settle(sensor.parameters, settings, []);
  const isOneForAll = settings.every(({ place }) => place === '');
  return rows.flatMap((row) => {
    const values = isOneForAll ? common : settle(sensor.parameters, settings, sensor.placesOf(row));
    return sensor.judge(row, { values, now, open });
  });
}

export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const giving = new AbortController();
  const late = pause(ms, undefined, { signal: giving.signal, ref: false }).then(() => {
    throw new Error(`it did not come to an end within ${ms / 1000} s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    giving.abort();
    // What is late is left to the database's own limit; what it still says is of no use.
    work.catch(() => undefined);
  }
}
