import type { FleetFault } from './fault.js';
import { samples } from './project-samples.js';

export const projectCost: FleetFault = {
  name: 'project-cost',
  shows: 'A project that costs more than its ceiling.',
  sensor: 'project_slo_sensor',
  about: 'project',
  also: ['projectSample'],
  fits: (row) => typeof row['costCeilingUsd'] === 'number',
  tell: (row, scene) =>
    samples(row, scene, { metric: 'cost_usd', bad: 1.5 * Number(row['costCeilingUsd']), good: 900 }),
};
