import type { FleetFault } from './fault.js';
import { samples } from './project-samples.js';

export const projectCost: FleetFault = {
  name: 'project-cost',
  shows: 'A project that costs more than its ceiling.',
  sensor: 'project_slo_sensor',
  about: 'project',
  fits: (row) => typeof row['costCeilingUsd'] === 'number',
  tell: (row, { on, now }) =>
    samples(row, { metric: 'cost_usd', value: on ? 1.5 * Number(row['costCeilingUsd']) : 900, now }),
};
