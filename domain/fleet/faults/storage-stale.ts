import { textOf } from '../row.js';
import type { FleetFault } from './fault.js';

export const storageStale: FleetFault = {
  name: 'storage-stale',
  shows: 'A volume that is not mounted as it should be, and stays so.',
  sensor: 'storage_assignment_drift_sensor',
  waits: 'stale_window_minutes',
  about: 'storageAssignment',
  machines: (row) => [textOf(row, 'instance')],
  strike: ({ storages }) =>
    storages.length === 0
      ? undefined
      : { storages: storages.map((one) => ({ ...one, status: 'degraded' as const, error: 'the other side hung up' })) },
};
