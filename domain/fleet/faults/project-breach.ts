import type { FleetFault } from './fault.js';
import { samples } from './project-samples.js';

export const projectBreach: FleetFault = {
  name: 'project-breach',
  shows: 'A project whose answers take three times as long as they may.',
  sensor: 'project_slo_sensor',
  about: 'project',
  also: ['projectSample'],
  tell: (row, scene) => [
    ...samples(row, scene, { metric: 'latency_p99_ms', bad: 3 * Number(row['latencyP99Ms'] ?? 250), good: 140 }),
    ...samples(row, scene, { metric: 'error_rate_pct', bad: 8, good: 0.2 }),
  ],
};
