import type { FleetFault } from './fault.js';
import { samples } from './project-samples.js';

export const projectBreach: FleetFault = {
  name: 'project-breach',
  shows: 'A project whose answers take three times as long as they may.',
  sensor: 'project_slo_sensor',
  about: 'project',
  tell: (row, { on, now }) => [
    ...samples(row, { metric: 'latency_p99_ms', value: on ? 3 * Number(row['latencyP99Ms'] ?? 250) : 140, now }),
    ...samples(row, { metric: 'error_rate_pct', value: on ? 8 : 0.2, now }),
  ],
};
