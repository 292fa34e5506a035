import { scoreOf, type Risk } from '../scales.js';
import type { PolicyRow, Verb } from './row.js';

type Short = 'auto' | 'tell' | 'ask';
type Line = readonly [category: string, verb: Short, risk: Risk, advancement?: 'advancement'];

const VERB: Readonly<Record<Short, Verb>> = {
  auto: 'auto_approve',
  tell: 'notify_and_proceed',
  ask: 'require_approval',
};

/** Handing work to people asks nobody first: they are who would be asked. */
const TASK: Line = ['manual.task', 'tell', 'low'];

/** What each agent may do where an account says nothing else. Rows that people write lie over these. */
const LINES: Readonly<Record<string, readonly Line[]>> = {
  fleet_autonomy: [
    ['system.cert_rotate', 'auto', 'low'],
    ['system.module_assign', 'tell', 'medium'],
    ['system.instance_reboot', 'tell', 'medium'],
    ['system.instance_reprovision', 'ask', 'high'],
    ['system.instance_terminate', 'ask', 'high'],
    ['system.cert_revoke', 'ask', 'high'],
    ['system.module_promote_to_live', 'ask', 'high', 'advancement'],
    ['system.fleet_rolling_upgrade', 'ask', 'high', 'advancement'],
    ['system.region_expansion', 'ask', 'high', 'advancement'],
    ['system.capacity_resize', 'ask', 'medium'],
    ['system.observation', 'auto', 'low'],
    ['system.package_repository.sync', 'auto', 'low'],
    ['system.package_module.create', 'tell', 'medium', 'advancement'],
    ['system.package_module.refresh', 'tell', 'medium', 'advancement'],
    ['system.architecture.propose', 'tell', 'low'],
    ['system.architecture.create', 'ask', 'medium'],
    ['system.architecture.update', 'ask', 'medium'],
    ['system.architecture.delete', 'ask', 'high'],
    ['system.storage_reconcile', 'ask', 'medium'],
    ['gitops.apply', 'ask', 'high'],
    ['system.honeypot_quarantine', 'ask', 'medium'],
    ['system.instance_drain', 'tell', 'medium'],
    TASK,
  ],
  cve_responder: [
    ['system.cve_remediate', 'ask', 'high', 'advancement'],
    ['system.cve_sbom_ingest', 'auto', 'low'],
    ['system.cve_exposure_scan', 'auto', 'low'],
    ['system.cve_auto_remediate', 'ask', 'high', 'advancement'],
    ['system.module_critical_upgrade_ready', 'tell', 'medium', 'advancement'],
    TASK,
  ],
  sdwan_manager: [
    ['system.sdwan_peer_remediate', 'tell', 'medium'],
    ['system.sdwan_key_rotate', 'auto', 'low'],
    ['system.sdwan_failover', 'ask', 'high'],
    ['system.sdwan_user_device_revoke', 'ask', 'high'],
    ['system.sdwan_bgp_session_remediate', 'tell', 'medium'],
    ['system.sdwan_vip_failover', 'ask', 'high'],
    ['system.sdwan_route_policy_audit', 'auto', 'low'],
    ['sdwan.network_create', 'tell', 'low'],
    ['sdwan.network_update', 'tell', 'medium'],
    ['sdwan.network_delete', 'ask', 'high'],
    ['sdwan.peer_create', 'tell', 'low'],
    ['sdwan.peer_update', 'tell', 'medium'],
    ['sdwan.peer_delete', 'ask', 'high'],
    ['sdwan.firewall_rule_create', 'tell', 'low'],
    ['sdwan.firewall_rule_update', 'tell', 'medium'],
    ['sdwan.firewall_rule_delete', 'ask', 'high'],
    ['sdwan.virtual_ip_create', 'tell', 'low'],
    ['sdwan.virtual_ip_update', 'tell', 'medium'],
    ['sdwan.virtual_ip_delete', 'ask', 'high'],
    ['sdwan.route_policy_create', 'tell', 'low'],
    ['sdwan.route_policy_update', 'tell', 'medium'],
    ['sdwan.route_policy_delete', 'ask', 'high'],
    ['sdwan.port_mapping_create', 'tell', 'low'],
    ['sdwan.port_mapping_update', 'tell', 'medium'],
    ['sdwan.port_mapping_delete', 'tell', 'low'],
    ['sdwan.access_grant_create', 'tell', 'medium'],
    ['sdwan.access_grant_revoke', 'ask', 'high'],
    ['sdwan.user_device_create', 'tell', 'medium'],
    ['sdwan.federation_peer_propose', 'ask', 'high'],
    ['sdwan.federation_peer_accept', 'ask', 'high'],
    ['sdwan.federation_peer_revoke', 'ask', 'high'],
    TASK,
  ],
  disk_image_manager: [
    ['system.disk_image_publication_promote', 'ask', 'high'],
    ['system.disk_image_publication_rollback', 'ask', 'high'],
    ['system.disk_image_retention_update', 'auto', 'low'],
    ['system.disk_image_webhook_trigger', 'tell', 'low'],
    ['system.disk_image_webhook_revoke', 'ask', 'high'],
    ['system.disk_image_webhook_rotate_secret', 'tell', 'medium'],
  ],
  runtime_manager: [
    ['system.runtime_docker_provision', 'tell', 'medium'],
    ['system.runtime_docker_decommission', 'ask', 'high'],
    ['system.runtime_docker_tls_rotate', 'auto', 'low'],
    ['system.runtime_k8s_cluster_bootstrap', 'tell', 'medium'],
    ['system.runtime_k8s_cluster_decommission', 'ask', 'high'],
    ['system.runtime_k8s_node_join', 'tell', 'medium'],
    ['system.runtime_k8s_node_drain', 'ask', 'high'],
    ['system.runtime_k8s_runtime_upgrade', 'ask', 'high'],
  ],
};

export const DEFAULT_ROWS: readonly PolicyRow[] = Object.entries(LINES).flatMap(([agent, lines]) =>
  lines.map(([category, verb, risk]) => ({
    ...{ category, agent, verb: VERB[verb], scoreMin: scoreOf('monitored'), chain: agent, risk },
    ...({ origin: 'default', writtenAt: 0 } as const),
  })),
);

export const DEFAULT_CATEGORIES: readonly string[] = [...new Set(DEFAULT_ROWS.map(({ category }) => category))];

/** Work that moves something forward: after a no it is left alone for longer. */
const ADVANCEMENT = new Set(
  Object.values(LINES).flatMap((lines) => lines.filter(([, , , kind]) => kind !== undefined).map(([name]) => name)),
);

/** Names that others give to a category. */
export const CATEGORY_ALIASES: Readonly<Record<string, string>> = {
  'system.sdwan_federation_accept': 'sdwan.federation_peer_accept',
};

const HOUR = 3_600_000;

/** How long the same action at the same target is not proposed again after a no. Security signals never wait. */
export function cooldownMs(category: string, security: boolean): number {
  if (security) return 0;
  return ADVANCEMENT.has(category) ? 4 * HOUR : HOUR;
}
