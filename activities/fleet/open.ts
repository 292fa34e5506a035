import { DEFAULT_ROWS } from '../../domain/policy/defaults.js';
import { assertFitting } from '../../domain/sensing/fitting.js';
import { SENSORS } from '../../domain/sensing/index.js';
import { actionFor, CATALOGUE } from '../actions/index.js';
import type { JobRuns } from '../actions/reach.js';
import { QUERIES } from '../sensors/index.js';
import { SOURCES } from '../sources/index.js';
import type { SourceReach } from '../sources/source.js';
import type { Book } from '../store/accept/book.js';
import type { FleetDeps } from './deps.js';

const SENSOR_MS_MAX = 20_000;
const SOURCE_MS_MAX = 60_000;

type FleetWatch = Pick<FleetDeps, 'onSensor' | 'onDecision'> & {
  readonly outside?: Omit<SourceReach, 'db' | 'ledger'>;
  readonly missingCapabilities?: readonly string[];
};

/** Everything that rounds need, with who watches them. Lists that do not fit together are refused: a signal must lead somewhere. */
export function openFleet(
  { db, ledger }: Book,
  { onSensor, onDecision, outside, missingCapabilities = [] }: FleetWatch,
): FleetDeps {
  assertFitting({
    sensors: SENSORS,
    asked: QUERIES.map(({ sensor }) => sensor.id),
    policies: DEFAULT_ROWS,
    hasAction: (category) => CATALOGUE.has(actionFor(category).card.id),
  });
  return {
    ...{ db, ledger, queries: QUERIES, sources: SOURCES, actionFor, onSensor, onDecision, missingCapabilities },
    ...{ sensorMsMax: SENSOR_MS_MAX, sourceMsMax: SOURCE_MS_MAX },
    sourceReach: outside && { db, ledger, ...outside },
    // Rounds wish and never act: of all that actions reach they lend what plans of the fleet are made from.
    reach: { db, endpoints: {}, jobs: {}, runs: NO_RUNS, ...(outside?.clusters && { clusters: outside.clusters }) },
  };
}

const NO_RUNS: JobRuns = {
  start: () => Promise.reject(new Error('rounds start no jobs')),
  look: () => Promise.reject(new Error('rounds look at no jobs')),
  going: () => Promise.resolve(new Set()),
};

export const UNWATCHED_FLEET = { onSensor: () => undefined, onDecision: () => undefined } as const;
