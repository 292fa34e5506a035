import type { FleetFault } from './fault.js';

export const gitopsDrift: FleetFault = {
  name: 'gitops-drift',
  shows: 'A fleet that is other than its repository says.',
  sensor: 'gitops_drift_sensor',
  about: 'gitopsSource',
  otherwise: 'it needs a git repository: commit a change to the fleet.yaml of one that this account follows',
};
