import { crashLoop } from './crash-loop.js';
import { dependencyDown } from './dependency-down.js';
import type { Fault } from './fault.js';
import { imageAuth, imageNotFound } from './image-pull.js';
import { jobFailing } from './job-failing.js';
import { configMapMissing, keyMissing, secretMissing } from './missing-config.js';
import { oomKilled } from './oom-killed.js';
import { antiAffinity, insufficientCpu, insufficientMemory, nodeSelector, taint } from './pending.js';
import { nodeNotReady } from './node-silent.js';
import { diskPressure, memoryPressure } from './node-pressure.js';
import { livenessProbe, readinessProbe, startupProbe } from './probes.js';
import { quotaExceeded } from './quota.js';
import { rbacDenied } from './rbac-denied.js';
import { slowRollout, stuckRollout } from './rollouts.js';
import { startupError } from './startup-error.js';
import { volumeClassMissing } from './volume-class.js';
import { wrongSelector } from './wrong-selector.js';

export type { Fault } from './fault.js';

/** All faults of the simulated cluster, in the order in which they are shown. */
export const FAULTS: readonly Fault[] = [
  crashLoop,
  startupError,
  oomKilled,
  imageNotFound,
  imageAuth,
  livenessProbe,
  readinessProbe,
  startupProbe,
  configMapMissing,
  secretMissing,
  keyMissing,
  insufficientCpu,
  insufficientMemory,
  nodeSelector,
  taint,
  antiAffinity,
  nodeNotReady,
  memoryPressure,
  diskPressure,
  quotaExceeded,
  volumeClassMissing,
  wrongSelector,
  rbacDenied,
  slowRollout,
  stuckRollout,
  dependencyDown,
  jobFailing,
];

export function faultNamed(name: string): Fault | undefined {
  return FAULTS.find((fault) => fault.name === name);
}
