import { at } from '../simulated/catalogue.js';
import type { FleetFault } from './fault.js';

const MINUTE = 60_000;
const BAD = { requests: 60_000, errors: 12_000, upPct: 90, latencyP99Ms: 2400 };
const GOOD = { requests: 60_000, errors: 6, upPct: 100, latencyP99Ms: 180 };

export const sloBreach: FleetFault = {
  name: 'slo-breach',
  shows: 'A service that answers one request of five with an error, and slowly.',
  sensor: 'slo_violation_sensor',
  about: 'slo',
  also: ['sloSample'],
  tell: (row, { on, now, rows }) =>
    on
      ? [0, 1, 2, 3, 4, 5].map((sample) => ({
          ...{ kind: 'sloSample', slo: row['id'] ?? '', at: at(now - sample * MINUTE), source: 'simulated', ...BAD },
        }))
      : // A budget that was burnt would stay burnt for the whole period: what was played is taken back.
        rows
          .filter((one) => one.kind === 'sloSample' && one['slo'] === row['id'] && one['errors'] === BAD.errors)
          .map((one) => ({ ...one, ...GOOD })),
};
