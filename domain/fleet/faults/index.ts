import type { FleetFault } from './fault.js';
import { bgpDown } from './bgp-down.js';
import { certificateExpiring } from './certificate-expiring.js';
import { configDrift } from './config-drift.js';
import { credentialExpiring } from './credential-expiring.js';
import { fixAvailable } from './fix-available.js';
import { gitopsDrift } from './gitops-drift.js';
import { honeypotAccess } from './honeypot-access.js';
import { hubDown } from './hub-down.js';
import { moduleDrift } from './module-drift.js';
import { packageStale } from './package-stale.js';
import { peerDrift } from './peer-drift.js';
import { pressure } from './pressure.js';
import { projectBreach } from './project-breach.js';
import { projectCost } from './project-cost.js';
import { promotionReady } from './promotion-ready.js';
import { promotionStalled } from './promotion-stalled.js';
import { repositoryStale } from './repository-stale.js';
import { silent } from './silent.js';
import { sloBreach } from './slo-breach.js';
import { stateDrift } from './state-drift.js';
import { storageStale } from './storage-stale.js';
import { vipHolderSilent } from './vip-holder-silent.js';
import { vulnerablePackage } from './vulnerable-package.js';

/** All faults of a simulated fleet, in the order in which they are shown. */
export const FLEET_FAULTS: readonly FleetFault[] = [
  silent,
  stateDrift,
  moduleDrift,
  configDrift,
  certificateExpiring,
  promotionReady,
  promotionStalled,
  hubDown,
  peerDrift,
  bgpDown,
  vipHolderSilent,
  credentialExpiring,
  honeypotAccess,
  sloBreach,
  projectBreach,
  projectCost,
  gitopsDrift,
  pressure,
  packageStale,
  repositoryStale,
  storageStale,
  vulnerablePackage,
  fixAvailable,
];

export function faultNamed(name: string): FleetFault | undefined {
  return FLEET_FAULTS.find((fault) => fault.name === name);
}
