import { askCriticalUpgradeAvailable } from './critical-upgrade-available.js';
import { askCvePublished } from './cve-published.js';
import { askCertificateExpiry } from './certificate-expiry.js';
import { askModulePromotion } from './module-promotion.js';
import { askConfigDrift } from './config-drift.js';
import { askInstanceStateDrift } from './instance-state-drift.js';
import { askHoneypotAccess } from './honeypot-access.js';
import { askSloViolation } from './slo-violation.js';
import { askProjectSlo } from './project-slo.js';
import { askGitopsDrift } from './gitops-drift.js';
import { askTradingPressure } from './trading-pressure.js';
import { askInstanceStatus } from './instance-status.js';
import { askModuleDrift } from './module-drift.js';
import { askPackageDrift } from './package-drift.js';
import type { SensorQuery } from './query.js';
import { askSdwanBgpSessionHealth } from './sdwan-bgp-session-health.js';
import { askSdwanCredentialExpiry } from './sdwan-credential-expiry.js';
import { askSdwanDrift } from './sdwan-drift.js';
import { askSdwanReachability } from './sdwan-reachability.js';
import { askSdwanVipReachability } from './sdwan-vip-reachability.js';
import { askStorageAssignmentDrift } from './storage-assignment-drift.js';

/** All sensors with their questions: one file and one line each, beside the rule in `domain/sensing/sensors`. */
export const QUERIES: readonly SensorQuery[] = [
  askInstanceStatus,
  askModuleDrift,
  askSdwanReachability,
  askSdwanDrift,
  askSdwanBgpSessionHealth,
  askSdwanVipReachability,
  askSdwanCredentialExpiry,
  askPackageDrift,
  askStorageAssignmentDrift,
  askCvePublished,
  askCriticalUpgradeAvailable,
  askCertificateExpiry,
  askModulePromotion,
  askConfigDrift,
  askInstanceStateDrift,
  askHoneypotAccess,
  askSloViolation,
  askProjectSlo,
  askGitopsDrift,
  askTradingPressure,
];
