import { at } from '../simulated/catalogue.js';
import type { FleetFault } from './fault.js';
import { observed } from './observed.js';

const HOUR = 3_600_000;

export const repositoryStale: FleetFault = {
  name: 'repository-stale',
  shows: 'A repository of packages that nobody could read for more than a day.',
  sensor: 'package_drift_sensor',
  about: 'repository',
  tell: (row, { on, now }) => [
    observed(row, {
      ...{ syncedAt: at(now - (on ? 30 : 0) * HOUR), triedAt: at(now) },
      error: on ? 'the index could not be read: connection refused' : '',
    }),
  ],
};
