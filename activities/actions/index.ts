import type { Action } from './action.js';
import { featureFlag } from './feature-flag.js';
import { gitopsApply } from './gitops-apply.js';
import { certRevoke } from './fleet/cert-revoke.js';
import { certRotate } from './fleet/cert-rotate.js';
import { cveRemediate } from './fleet/cve-remediate.js';
import { honeypotQuarantine } from './fleet/honeypot-quarantine.js';
import { instanceDrain } from './fleet/instance-drain.js';
import { instanceReboot } from './fleet/instance-reboot.js';
import { instanceReprovision } from './fleet/instance-reprovision.js';
import { instanceTerminate } from './fleet/instance-terminate.js';
import { moduleCriticalUpgrade } from './fleet/module-critical-upgrade.js';
import { moduleAssign } from './fleet/module-assign.js';
import { moduleBless } from './fleet/module-bless.js';
import { modulePromoteToLive } from './fleet/module-promote-to-live.js';
import { observation } from './fleet/observation.js';
import { packageModuleRefresh } from './fleet/package-module-refresh.js';
import { packageRepositorySync } from './fleet/package-repository-sync.js';
import { sdwanBgpSessionRemediate } from './fleet/sdwan-bgp-session-remediate.js';
import { sdwanFailover } from './fleet/sdwan-failover.js';
import { sdwanKeyRotate } from './fleet/sdwan-key-rotate.js';
import { sdwanPeerRemediate } from './fleet/sdwan-peer-remediate.js';
import { sdwanVipFailover } from './fleet/sdwan-vip-failover.js';
import { storageReconcile } from './fleet/storage-reconcile.js';
import { httpWebhook } from './http-webhook.js';
import { manual } from './manual.js';
import { runJob } from './run-job.js';

/** The catalogue: one file and one line each. */
export const ACTIONS: readonly Action[] = [
  featureFlag,
  httpWebhook,
  runJob,
  gitopsApply,
  manual,
  certRevoke,
  certRotate,
  cveRemediate,
  moduleCriticalUpgrade,
  honeypotQuarantine,
  instanceDrain,
  instanceReboot,
  instanceReprovision,
  instanceTerminate,
  moduleAssign,
  moduleBless,
  modulePromoteToLive,
  observation,
  packageModuleRefresh,
  packageRepositorySync,
  sdwanBgpSessionRemediate,
  sdwanFailover,
  sdwanKeyRotate,
  sdwanPeerRemediate,
  sdwanVipFailover,
  storageReconcile,
];

export const CATALOGUE: ReadonlyMap<string, Action> = new Map(ACTIONS.map((action) => [action.card.id, action]));
const BY_CATEGORY: ReadonlyMap<string, Action> = new Map(ACTIONS.map((action) => [action.card.category, action]));

/** What does the work of a category: its own action, or a person where it has none. */
export function actionFor(category: string): Action {
  return BY_CATEGORY.get(category) ?? manual;
}
