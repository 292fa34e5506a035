import { lateAfter } from '../outbound/late.js';
import type { Source } from '../sources/source.js';
import { hasFailed, keepFailure, keepRun } from '../store/sensing/runs.js';
import type { FleetDeps, SensorRun } from './deps.js';
import { within } from './sense.js';

/** One source, once. What it can't fetch is a failed sensor of its name, and holds up nobody. */
export async function gather(deps: FleetDeps, account: string, source: Source): Promise<void> {
  const { sourceReach, sourceMsMax, db } = deps;
  if (!sourceReach) return;
  const began = performance.now();
  const base = { account, sensor: source.id, agent: source.agent, raised: 0, opened: 0, closed: 0 };
  let run: SensorRun;
  try {
    // One that does not hear its signal holds up nobody either.
    const { looked, isWell } = await within(sourceMsMax, source.gather(sourceReach, account, lateAfter(sourceMsMax)));
    run = { ...base, looked, tookMs: Math.round(performance.now() - began) };
    if (
      looked === 0 &&
      !(isWell === true && (await db.withAccount(account, (tx) => hasFailed(tx, account, source.id))))
    )
      return;
    await db.withAccount(account, (tx) => keepRun(tx, run));
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    run = { ...base, looked: 0, tookMs: Math.round(performance.now() - began), error: because };
    await db.withAccount(account, (tx) => keepFailure(tx, run));
  }
  deps.onSensor(run);
}
