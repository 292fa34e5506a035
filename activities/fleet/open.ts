import { actionFor } from '../actions/index.js';
import type { JobRuns } from '../actions/reach.js';
import { QUERIES } from '../sensors/index.js';
import type { Book } from '../store/accept/book.js';
import type { FleetDeps } from './deps.js';

const SENSOR_MS_MAX = 20_000;

/** Everything that rounds need, with who watches them. */
export function openFleet(
  { db, ledger }: Book,
  { onSensor, onDecision }: Pick<FleetDeps, 'onSensor' | 'onDecision'>,
  { missingCapabilities = [] }: Partial<Pick<FleetDeps, 'missingCapabilities'>> = {},
): FleetDeps {
  // Rounds wish and never act: of all that actions reach they lend what plans of the fleet are made from.
  const reach = { db, endpoints: {}, jobs: {}, runs: NO_RUNS };
  const base = { db, ledger, queries: QUERIES, actionFor, sensorMsMax: SENSOR_MS_MAX, onSensor, onDecision };
  return { ...base, reach, missingCapabilities };
}

const NO_RUNS: JobRuns = {
  start: () => Promise.reject(new Error('rounds start no jobs')),
  look: () => Promise.reject(new Error('rounds look at no jobs')),
  going: () => Promise.resolve(new Set()),
};

export const UNWATCHED_FLEET = { onSensor: () => undefined, onDecision: () => undefined } as const;
