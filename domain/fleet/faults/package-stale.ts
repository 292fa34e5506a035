import { textOf } from '../row.js';
import { at } from '../simulated/catalogue.js';
import type { FleetFault } from './fault.js';

const HOUR = 3_600_000;

export const packageStale: FleetFault = {
  name: 'package-stale',
  shows: 'A module that is built from an older package than its repository offers.',
  sensor: 'package_drift_sensor',
  about: 'packageLink',
  also: ['package'],
  tell: (row, { on, now, rows }) => [
    { ...row, syncedAt: at(now - (on ? 48 : 0) * HOUR) },
    ...rows
      .filter(({ kind, name }) => kind === 'package' && name === row['package'])
      .map((one) => ({ ...one, version: on ? `${textOf(row, 'version')}+u1` : (row['version'] ?? '') })),
  ],
};
