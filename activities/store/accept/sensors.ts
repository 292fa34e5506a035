import { randomUUID } from 'node:crypto';
import { actorOf } from '../../../domain/principal.js';
import { merged } from '../../../domain/sensing/effective.js';
import { sensorNamed } from '../../../domain/sensing/index.js';
import { misfitOf, type Value } from '../../../domain/sensing/parameters.js';
import type { AnySensor } from '../../../domain/sensing/sensor.js';
import type { Transaction } from '../database.js';
import { PLACE_KINDS, placesWithin } from '../sensing/places.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';

/** So many places of one sensor may differ from the account. */
const PLACES_MAX = 500;

export interface SensorPlace {
  readonly sensor: string;
  /** '' for the account, else `template/x`, `instance/x` … */
  readonly place: string;
}
export interface SensorWish extends SensorPlace {
  readonly values: Readonly<Record<string, Value>>;
  readonly reason: string;
}
export interface SensorUnset extends SensorPlace {
  /** Without any, everything that is set at the place. */
  readonly names: readonly string[];
  readonly reason: string;
}
export interface SensorSet {
  readonly version: number;
  /** What is set at the place from now on. */
  readonly values: Readonly<Record<string, Value>>;
}

/** Sets some values at a place beside those that are set there. They count from the next round on. */
export function setSensor(book: Book, by: By, { values, ...wish }: SensorWish): Promise<SensorSet> {
  const sensor = knownSensor(wish.sensor);
  assertFit(sensor, values);
  return change(book, by, { ...wish, what: 'sensor set', told: { ...values } }, (before) =>
    merged(sensor.parameters, before, values),
  );
}

/** Takes values away again: what lies around the place counts there, or the default. */
export function unsetSensor(book: Book, by: By, { names, ...wish }: SensorUnset): Promise<SensorSet> {
  knownSensor(wish.sensor);
  return change(book, by, { ...wish, what: 'sensor unset', told: [...names] }, (before) => {
    const gone = names.length === 0 ? Object.keys(before) : names;
    const missing = gone.find((name) => !Object.hasOwn(before, name));
    if (missing !== undefined || gone.length === 0)
      throw new NotAccepted(
        'unknown',
        `nobody has set ${missing ?? 'anything'} ${where(wish.place)}: "reeve sensors config get ${wish.sensor}" shows what counts`,
      );
    return Object.fromEntries(Object.entries(before).filter(([name]) => !gone.includes(name)));
  });
}

/** Refused before anybody tries with them, too. */
export function assertFit(sensor: AnySensor, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    const misfit = misfitOf(sensor.parameters, name, value);
    if (misfit !== undefined) throw new NotAccepted('misfit', `${sensor.id} ${misfit}`);
  }
}

export function knownSensor(id: string): AnySensor {
  const sensor = sensorNamed(id);
  if (!sensor) throw new NotAccepted('unknown', `there is no sensor ${id}: "reeve sensors list" shows all of them`);
  return sensor;
}

/** A misspelt place would change nothing, and look as if it did. */
export async function knownPlaces(tx: Transaction, account: string, place: string): Promise<readonly string[]> {
  const places = await placesWithin(tx, account, place);
  if (!places)
    throw new NotAccepted(
      'unknown',
      `there is no ${place} in this account: a place is one of ${PLACE_KINDS.join(', ')} with its id, such as template/web`,
    );
  return places;
}

interface Change extends SensorPlace {
  readonly reason: string;
  readonly what: string;
  readonly told: Readonly<Record<string, Value>> | string[];
}

function change(
  book: Book,
  by: By,
  { sensor, place, reason, what, told }: Change,
  next: (before: SensorSet['values']) => SensorSet['values'],
): Promise<SensorSet> {
  const entry = {
    key: `sensor-set/${randomUUID()}`,
    subject: `sensor/${sensor}`,
    data: { change: what, reason, place: place === '' ? 'account' : place, values: told },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const { account } = by;
    // Two who set the same at once come one after the other, and the second sees what the first has set.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`sensor/${account}/${sensor}`]);
    await knownPlaces(tx, account, place);
    const [before] = await tx.query<{ version: number; values: SensorSet['values'] }>(
      `SELECT version, values_set AS values FROM sensor_setting WHERE account = $1 AND sensor = $2 AND place = $3 ORDER BY version DESC LIMIT 1`,
      [account, sensor, place],
    );
    if (!before) await assertRoom(tx, account, sensor);
    const values = next(before?.values ?? {});
    const version = (before?.version ?? 0) + 1;
    await tx.query(
      `INSERT INTO sensor_setting (account, sensor, place, version, values_set, author, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7, clock())`,
      [account, sensor, place, version, JSON.stringify(values), actorOf(by), reason],
    );
    return { version, values };
  });
}

async function assertRoom(tx: Transaction, account: string, sensor: string): Promise<void> {
  const [row] = await tx.query<{ n: number }>(
    'SELECT count(DISTINCT place)::int AS n FROM sensor_setting WHERE account = $1 AND sensor = $2',
    [account, sensor],
  );
  if ((row?.n ?? 0) >= PLACES_MAX)
    throw new NotAccepted(
      'misfit',
      `${sensor} is set at ${PLACES_MAX} places, which is the most: set it for a template or for the account`,
    );
}

function where(place: string): string {
  return place === '' ? 'for the account' : `at ${place}`;
}
