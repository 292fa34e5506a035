import { actionFor } from '../actions/index.js';
import { QUERIES } from '../sensors/index.js';
import type { Book } from '../store/accept/book.js';
import type { FleetDeps } from './deps.js';

const SENSOR_MS_MAX = 20_000;

/** Everything that rounds need, with who watches them. */
export function openFleet(
  { db, ledger }: Book,
  { onSensor, onDecision }: Pick<FleetDeps, 'onSensor' | 'onDecision'>,
): FleetDeps {
  return { db, ledger, queries: QUERIES, actionFor, sensorMsMax: SENSOR_MS_MAX, onSensor, onDecision };
}

export const UNWATCHED_FLEET = { onSensor: () => undefined, onDecision: () => undefined } as const;
