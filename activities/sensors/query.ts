import type { Parameters } from '../../domain/sensing/parameters.js';
import { type AnySensor, anySensor, type Sensor } from '../../domain/sensing/sensor.js';
import type { Transaction } from '../store/database.js';

/** What a query may ask with. Instants are ms of the database's clock. */
export interface Asking {
  readonly account: string;
  readonly now: number;
  /** The lowest value that a parameter has anywhere in the account: so far a query has to look. */
  readonly least: (parameter: string) => number;
  readonly most: (parameter: string) => number;
}

/** How a sensor's rows are found: one question to the database for a whole account, which finds whatever its rule may speak about. */
export interface SensorQuery {
  readonly sensor: AnySensor;
  readonly rows: (tx: Transaction, asking: Asking) => Promise<readonly never[]>;
}

/** Rows of the rule's own shape: the sensor names it, and the query answers to it. */
export function ask<P extends Parameters, Row>(
  sensor: Sensor<P, Row>,
  rows: (tx: Transaction, asking: Asking) => Promise<readonly Row[]>,
): SensorQuery {
  // Whoever asks hands them to this rule and to nobody else.
  return { sensor: anySensor(sensor), rows: rows as SensorQuery['rows'] };
}
