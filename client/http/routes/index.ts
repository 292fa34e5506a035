import type { Mount } from '../door.js';
import { approvalRoutes } from './approvals.js';
import { autonomyRoutes } from './autonomy.js';
import { chainRoutes } from './chains.js';
import { cveRoutes } from './cves.js';
import { diagnosisRoutes } from './diagnoses.js';
import { fleetRoutes } from './fleet.js';
import { gitopsRoutes } from './gitops.js';
import { moduleRoutes } from './modules.js';
import { healthRoutes } from './health.js';
import { interventionRoutes } from './interventions.js';
import { instanceRoutes } from './instances.js';
import { nodeRoutes } from './nodes.js';
import { ledgerRoutes } from './ledger.js';
import { peopleRoutes } from './people.js';
import { limitRoutes } from './limits.js';
import { policyRoutes } from './policies.js';
import { proposalRoutes } from './proposals.js';
import { simulatedRoutes } from './simulated.js';
import { statusRoutes } from './status.js';
import { stopRoutes } from './stops.js';
import { surroundingRoutes } from './surroundings.js';
import { tellingRoutes } from './telling.js';
import { taskRoutes } from './tasks.js';
import { tokenRoutes } from './tokens.js';
import { trustRoutes } from './trust.js';
import { changeRoutes } from './changes.js';
import { hookRoutes } from './hooks.js';
import { codecRoutes } from './codec.js';
import { conditionRoutes } from './conditions.js';
import { fleetEventRoutes } from './fleet-events.js';
import { roundRoutes } from './rounds.js';
import { providerRoutes } from './providers.js';
import { sensorRoutes } from './sensors.js';

export const routes: readonly Mount[] = [
  healthRoutes,
  statusRoutes,
  proposalRoutes,
  interventionRoutes,
  approvalRoutes,
  taskRoutes,
  policyRoutes,
  chainRoutes,
  autonomyRoutes,
  limitRoutes,
  trustRoutes,
  surroundingRoutes,
  stopRoutes,
  tellingRoutes,
  diagnosisRoutes,
  changeRoutes,
  fleetRoutes,
  simulatedRoutes,
  cveRoutes,
  gitopsRoutes,
  moduleRoutes,
  hookRoutes,
  instanceRoutes,
  providerRoutes,
  nodeRoutes,
  sensorRoutes,
  conditionRoutes,
  roundRoutes,
  fleetEventRoutes,
  ledgerRoutes,
  peopleRoutes,
  tokenRoutes,
  codecRoutes,
];
