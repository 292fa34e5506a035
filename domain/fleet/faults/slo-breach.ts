import { at } from '../simulated/catalogue.js';
import type { FleetFault } from './fault.js';

const MINUTE = 60_000;

export const sloBreach: FleetFault = {
  name: 'slo-breach',
  shows: 'A service that answers one request of five with an error, and slowly.',
  sensor: 'slo_violation_sensor',
  about: 'slo',
  tell: (row, { on, now }) =>
    [0, 1, 2, 3, 4, 5].map((sample) => ({
      ...{ kind: 'sloSample', slo: row['id'] ?? '', at: at(now - sample * MINUTE), source: 'simulated' },
      ...(on
        ? { requests: 60_000, errors: 12_000, upPct: 90, latencyP99Ms: 2400 }
        : { requests: 600_000, errors: 60, upPct: 100, latencyP99Ms: 180 }),
    })),
};
