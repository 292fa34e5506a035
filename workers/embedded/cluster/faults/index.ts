import type { Fault } from '../story/fault.js';
import { antiAffinity } from './anti-affinity.js';
import { configMapMissing } from './configmap-missing.js';
import { crashLoop } from './crash-loop.js';
import { dependencyDown } from './dependency-down.js';
import { diskPressure } from './disk-pressure.js';
import { imageAuth } from './image-auth.js';
import { imageNotFound } from './image-not-found.js';
import { insufficientCpu } from './insufficient-cpu.js';
import { insufficientMemory } from './insufficient-memory.js';
import { jobFailing } from './job-failing.js';
import { keyMissing } from './key-missing.js';
import { livenessProbe } from './liveness-probe.js';
import { memoryPressure } from './memory-pressure.js';
import { nodeNotReady } from './node-not-ready.js';
import { nodeSelector } from './node-selector.js';
import { oomKilled } from './oom-killed.js';
import { quotaExceeded } from './quota-exceeded.js';
import { rbacDenied } from './rbac-denied.js';
import { readinessProbe } from './readiness-probe.js';
import { secretMissing } from './secret-missing.js';
import { slowRollout } from './slow-rollout.js';
import { startupError } from './startup-error.js';
import { startupProbe } from './startup-probe.js';
import { stuckRollout } from './stuck-rollout.js';
import { taint } from './taint.js';
import { volumeClassMissing } from './volume-class-missing.js';
import { wrongSelector } from './wrong-selector.js';

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
