import { effective, type Effective, type SettingVersion } from '../../../domain/sensing/effective.js';
import { sensorNamed, SENSORS } from '../../../domain/sensing/index.js';
import type { AnySensor } from '../../../domain/sensing/sensor.js';
import { NotAccepted } from '../accept/book.js';
import { placesWithin } from '../sensing/places.js';
import type { Database, Transaction } from '../database.js';
import { withoutNulls } from './interventions.js';

/** How a sensor last went. */
export interface SensorLook {
  readonly at: Date;
  readonly tookMs: number;
  readonly looked: number;
  readonly raised: number;
  readonly failedSince?: Date;
  readonly failures: number;
  readonly error: string;
}

export interface ListedSensor {
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  readonly watches: string;
  readonly kinds: readonly { readonly kind: string; readonly title: string; readonly says: string }[];
  /** Absent where it has never looked in this account. */
  readonly last?: SensorLook;
  /** Conditions of it that stand open now, and how many ever opened. */
  readonly open: number;
  readonly fired: number;
  /** At how many places people have set something. */
  readonly places: number;
}

export interface WholeSensor extends ListedSensor {
  readonly place: string;
  /** What counts at the place, with who made it so. */
  readonly configuration: readonly Effective[];
  /** Where something is set now, beside what counts here. */
  readonly set: readonly SettingVersion[];
}

/** All sensors in the order of the list. */
export function listSensors(db: Database, account: string): Promise<readonly ListedSensor[]> {
  return db.withAccount(account, (tx) => sensorsOf(tx, account, SENSORS));
}

/** One of them, with its configuration at a place; undefined where there is no such sensor. */
export function readSensor(
  db: Database,
  account: string,
  { id, place }: { readonly id: string; readonly place: string },
): Promise<WholeSensor | undefined> {
  return db.withAccount(account, async (tx) => {
    const sensor = sensorNamed(id);
    if (!sensor) return undefined;
    const places = await placesWithin(tx, account, place);
    if (!places) throw new NotAccepted('unknown', `there is no ${place} in this account`);
    const [listed] = await sensorsOf(tx, account, [sensor]);
    const versions = await versionsOf(tx, account, id);
    const known = new Set<string>();
    const set = versions.filter((one) => !known.has(one.place) && known.add(one.place));
    return {
      ...(listed as ListedSensor),
      place,
      configuration: effective(sensor.parameters, versions, places),
      set: set.filter(({ values }) => Object.keys(values).length > 0).slice(0, SET_SHOWN),
    };
  });
}

const SET_SHOWN = 200;
const VERSIONS_READ = 5_000;

function versionsOf(tx: Transaction, account: string, sensor: string): Promise<readonly SettingVersion[]> {
  return tx.query<SettingVersion & Record<string, unknown>>(
    `SELECT place, version, values_set AS values, author, reason, at FROM sensor_setting
     WHERE account = $1 AND sensor = $2 ORDER BY version DESC, place LIMIT ${VERSIONS_READ}`,
    [account, sensor],
  );
}

/** What was set at any place of a sensor, the newest first, a page at a time. */
export function listSensorVersions(
  db: Database,
  account: string,
  wanted: { readonly sensor: string; readonly place?: string; readonly before?: Date; readonly limit: number },
): Promise<readonly SettingVersion[]> {
  const { sensor, place, before, limit } = wanted;
  return db.withAccount(account, (tx) =>
    tx.query<SettingVersion & Record<string, unknown>>(
      `SELECT place, version, values_set AS values, author, reason, at FROM sensor_setting
       WHERE account = $1 AND sensor = $2 AND ($3::text IS NULL OR place = $3) AND ($4::timestamptz IS NULL OR at < $4)
       ORDER BY at DESC, place LIMIT $5`,
      [account, sensor, place ?? null, before ?? null, limit],
    ),
  );
}

interface Standing {
  readonly sensor: string;
  readonly last: (SensorLook & Record<string, unknown>) | null;
  readonly open: number;
  readonly fired: number;
  readonly places: number;
}

async function sensorsOf(
  tx: Transaction,
  account: string,
  sensors: readonly AnySensor[],
): Promise<readonly ListedSensor[]> {
  const rows = await tx.query<Standing & Record<string, unknown>>(
    `SELECT s.sensor, coalesce(c.open, 0)::int AS open, coalesce(c.fired, 0)::int AS fired, coalesce(p.places, 0)::int AS places,
       CASE WHEN r.at IS NOT NULL THEN jsonb_build_object('at', r.at, 'tookMs', r.took_ms, 'looked', r.looked, 'raised', r.raised,
         'failedSince', r.failed_since, 'failures', r.failures, 'error', r.error) END AS last
     FROM unnest($2::text[]) AS s (sensor)
     LEFT JOIN sensor_run r ON r.account = $1 AND r.sensor = s.sensor
     LEFT JOIN (SELECT sensor, count(*) AS fired, count(*) FILTER (WHERE closed_at IS NULL) AS open FROM condition
       WHERE account = $1 AND sensor = ANY ($2) GROUP BY sensor) c ON c.sensor = s.sensor
     LEFT JOIN (SELECT sensor, count(*) AS places FROM (SELECT DISTINCT ON (sensor, place) sensor, values_set FROM sensor_setting
       WHERE account = $1 ORDER BY sensor, place, version DESC) n WHERE values_set <> '{}' GROUP BY sensor) p ON p.sensor = s.sensor`,
    [account, sensors.map(({ id }) => id)],
  );
  const standing = new Map(rows.map((row) => [row.sensor, row]));
  return sensors.map(({ id, title, agent, watches, kinds }) => {
    const row = standing.get(id);
    return {
      ...{ id, title, agent, watches, kinds: kinds.map(({ kind, title, says }) => ({ kind, title, says })) },
      ...{ open: row?.open ?? 0, fired: row?.fired ?? 0, places: row?.places ?? 0 },
      ...(row?.last && { last: timed(row.last) }),
    };
  });
}

/** JSON of the database has no times. */
function timed({ at, failedSince, ...look }: SensorLook): SensorLook {
  const since = failedSince ?? null;
  return withoutNulls({ ...look, at: new Date(at), ...(since !== null && { failedSince: new Date(since) }) });
}
