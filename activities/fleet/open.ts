import { DEFAULT_ROWS } from '../../domain/policy/defaults.js';
import { assertFitting } from '../../domain/sensing/fitting.js';
import { SENSORS } from '../../domain/sensing/index.js';
import { actionFor, CATALOGUE } from '../actions/index.js';
import { QUERIES } from '../sensors/index.js';
import type { Book } from '../store/accept/book.js';
import type { FleetDeps } from './deps.js';

const SENSOR_MS_MAX = 20_000;

/** Everything that rounds need, with who watches them. Lists that do not fit together are refused: a signal must lead somewhere. */
export function openFleet(
  { db, ledger }: Book,
  { onSensor, onDecision }: Pick<FleetDeps, 'onSensor' | 'onDecision'>,
): FleetDeps {
  assertFitting({
    sensors: SENSORS,
    asked: QUERIES.map(({ sensor }) => sensor.id),
    policies: DEFAULT_ROWS,
    hasAction: (category) => CATALOGUE.has(actionFor(category).card.id),
  });
  return { db, ledger, queries: QUERIES, actionFor, sensorMsMax: SENSOR_MS_MAX, onSensor, onDecision };
}

export const UNWATCHED_FLEET = { onSensor: () => undefined, onDecision: () => undefined } as const;
