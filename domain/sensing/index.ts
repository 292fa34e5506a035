import { type AnySensor, anySensor, type Kind } from './sensor.js';
import { criticalUpgradeAvailable } from './sensors/critical-upgrade-available.js';
import { cvePublished } from './sensors/cve-published.js';
import { certificateExpiry } from './sensors/certificate-expiry.js';
import { modulePromotion } from './sensors/module-promotion.js';
import { configDrift } from './sensors/config-drift.js';
import { instanceStateDrift } from './sensors/instance-state-drift.js';
import { honeypotAccess } from './sensors/honeypot-access.js';
import { sloViolation } from './sensors/slo-violation.js';
import { projectSlo } from './sensors/project-slo.js';
import { gitopsDrift } from './sensors/gitops-drift.js';
import { tradingPressure } from './sensors/trading-pressure.js';
import { instanceStatus } from './sensors/instance-status.js';
import { moduleDrift } from './sensors/module-drift.js';
import { packageDrift } from './sensors/package-drift.js';
import { sdwanBgpSessionHealth } from './sensors/sdwan-bgp-session-health.js';
import { sdwanCredentialExpiry } from './sensors/sdwan-credential-expiry.js';
import { sdwanDrift } from './sensors/sdwan-drift.js';
import { sdwanReachability } from './sensors/sdwan-reachability.js';
import { sdwanVipReachability } from './sensors/sdwan-vip-reachability.js';
import { storageAssignmentDrift } from './sensors/storage-assignment-drift.js';

/** All sensors: one file and one line each. */
export const SENSORS: readonly AnySensor[] = [
  instanceStatus,
  moduleDrift,
  sdwanReachability,
  sdwanDrift,
  sdwanBgpSessionHealth,
  sdwanVipReachability,
  sdwanCredentialExpiry,
  packageDrift,
  storageAssignmentDrift,
  cvePublished,
  criticalUpgradeAvailable,
  certificateExpiry,
  modulePromotion,
  configDrift,
  instanceStateDrift,
  honeypotAccess,
  sloViolation,
  projectSlo,
  gitopsDrift,
  tradingPressure,
].map(anySensor);

/** Raised by the rounds themselves, for a sensor that could not look. */
export const SENSOR_FAILED: Kind = {
  kind: 'sensor.failed',
  clears: 'sensor.works',
  title: 'Sensor failed',
  says: 'a sensor could not look, so nothing is known of what it watches',
  isTold: true,
  steps: [],
};

export const KINDS: ReadonlyMap<string, Kind> = new Map(
  [...SENSORS.flatMap(({ kinds }) => kinds), SENSOR_FAILED].map((kind) => [kind.kind, kind]),
);

export function sensorNamed(id: string): AnySensor | undefined {
  return SENSORS.find((sensor) => sensor.id === id);
}
