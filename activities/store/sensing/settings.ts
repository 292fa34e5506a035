import type { Setting } from '../../../domain/sensing/parameters.js';
import type { Transaction } from '../database.js';

/** What is set now, of all sensors of an account. */
export async function readSettings(tx: Transaction, account: string): Promise<ReadonlyMap<string, readonly Setting[]>> {
  const rows = await tx.query<{ sensor: string; place: string; values: Setting['values'] }>(
    `SELECT DISTINCT ON (sensor, place) sensor, place, values_set AS values FROM sensor_setting
     WHERE account = $1 ORDER BY sensor, place, version DESC`,
    [account],
  );
  const settings = new Map<string, Setting[]>();
  for (const { sensor, place, values } of rows) {
    const known = settings.get(sensor);
    if (known) known.push({ place, values });
    else settings.set(sensor, [{ place, values }]);
  }
  return settings;
}
