import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FleetStage, openFleetStage, type Played, type Story } from '../support/fleet-story.js';

const MACHINES = 200;
/** Nothing was brought on or taken off just now. */
const SETTLED = `UPDATE reeve.instance SET settled_at = now() - interval '10 minutes' WHERE id = $1`;
const NO_HANDSHAKE = (whose: string) =>
  `UPDATE reeve.sdwan_peer SET handshake_at = now() - interval '6 minutes' WHERE id IN (${whose}) AND handshake_at < now() - interval '5 seconds'`;
const openssl = (id: string, fixed: string) => ({
  ...{ id, summary: 'remote code', database_specific: { severity: 'CRITICAL' } },
  affected: [
    {
      package: { ecosystem: 'Debian:12', name: 'openssl' },
      ranges: [{ events: [{ introduced: '0' }, { fixed }] }],
    },
  ],
});
const tellOf = ({ ask }: FleetStage, advisory: object) =>
  ask('POST', 'cves', JSON.stringify(advisory), { headers: { 'content-type': 'application/octet-stream' } });
const STORIES: readonly Story[] = [
  {
    ...{ fault: 'vulnerable-package', target: 'worker-001', kind: 'cve.critical_published', ends: 'asked' },
    by: ['cve-remediate'],
  },
  {
    ...{ fault: 'gitops-drift', kind: 'gitops.drift_detected', ends: 'asked', by: ['gitops-apply'] },
    async begin({ repository, ask }) {
      await repository.commit({
        'fleet.yaml': 'version: 1\nmodules:\n  - { name: from-git, enabled: true, version: 1 }\n',
      });
      await ask('POST', 'gitops', { id: 'fleet', url: repository.url });
      return 'fleet';
    },
    later: `UPDATE reeve.gitops_run SET started_at = started_at - interval '10 minutes' WHERE EXISTS (SELECT 1 FROM reeve.intervention i WHERE i.correlation = $1 AND i.outcome IS NOT NULL)`,
  },
  {
    fault: 'module-drift',
    target: 'api-011',
    kind: 'module.drift_detected',
    ends: 'alone',
    by: ['module-assign'],
    sooner: SETTLED,
  },
  { fault: 'certificate-expiring', target: 'api-012', kind: 'cert.expiring', ends: 'alone', by: ['cert-rotate'] },
  {
    fault: 'config-drift',
    target: 'api-013',
    kind: 'config.drift_detected',
    ends: 'alone',
    by: ['module-assign'],
    sooner: SETTLED,
  },
  {
    fault: 'silent',
    target: 'api-018',
    kind: 'instance.silent',
    ends: 'by hand',
    by: ['manual'],
    sooner: `UPDATE reeve.heartbeat SET at = now() - interval '6 minutes' WHERE instance = $1`,
    later: `UPDATE reeve.condition SET opened_at = now() - interval '31 minutes' WHERE id = $1 AND closed_at IS NULL`,
    wish: { action: 'instance-reboot', kind: 'instance' },
  },
  {
    fault: 'state-drift',
    target: 'api-015',
    kind: 'system.instance_state_drift',
    ends: 'alone',
    by: ['instance-reboot'],
  },
  {
    fault: 'honeypot-access',
    target: 'api-016',
    kind: 'honeypot.access_attempted',
    ends: 'asked',
    by: ['honeypot-quarantine'],
    later: `UPDATE reeve.honeypot_access SET at = at - interval '61 minutes' WHERE EXISTS (SELECT 1 FROM reeve.intervention i WHERE i.correlation = $1 AND i.outcome IS NOT NULL)`,
  },
  {
    fault: 'hub-down',
    target: 'mesh-north.gateway-001',
    kind: 'sdwan.hub_unreachable',
    ends: 'asked',
    by: ['sdwan-failover'],
    sooner: NO_HANDSHAKE('$1'),
  },
  {
    fault: 'peer-drift',
    target: 'mesh-west.gateway-009',
    kind: 'sdwan.peer_drift_detected',
    ends: 'alone',
    by: ['sdwan-peer-remediate'],
  },
  {
    fault: 'bgp-down',
    target: 'mesh-south.web-015/10.11.0.1',
    kind: 'sdwan.bgp_unhealthy',
    ends: 'asked',
    by: ['sdwan-bgp-session-remediate'],
    sooner: `UPDATE reeve.bgp_session SET state_since = now() - interval '11 minutes' WHERE id = $1 AND state <> 'established'`,
  },
  {
    fault: 'vip-holder-silent',
    target: 'mesh-south-vip-1',
    kind: 'sdwan.vip_holder_silent',
    ends: 'asked',
    by: ['sdwan-vip-failover'],
    sooner: NO_HANDSHAKE('SELECT unnest(holders) FROM reeve.sdwan_vip WHERE id = $1'),
  },
  {
    fault: 'credential-expiring',
    target: 'mesh-west.gateway-006.membership',
    kind: 'sdwan.credential_expiring',
    ends: 'alone',
    by: ['sdwan-key-rotate'],
  },
  {
    fault: 'storage-stale',
    kind: 'system.storage_assignment_drift',
    ends: 'asked',
    by: ['storage-reconcile'],
    sooner: `UPDATE reeve.storage_assignment SET status_at = now() - interval '6 minutes' WHERE id = $1 AND status <> 'mounted'`,
  },
  { fault: 'promotion-stalled', target: 'web-app', kind: 'module.promotion_stalled', ends: 'observed', by: [] },
  { fault: 'slo-breach', kind: 'slo.violated', ends: 'observed', by: [] },
  { fault: 'project-breach', kind: 'project.slo_violation', ends: 'observed', by: [] },
  { fault: 'project-cost', kind: 'project.cost_breach', ends: 'observed', by: [] },
  { fault: 'package-stale', kind: 'system.package_drift_pressure', ends: 'alone', by: ['package-module-refresh'] },
];
/** Everybody else waits while it lasts. */
const ALONE: readonly Story[] = [
  {
    ...{
      fault: 'fix-available',
      kind: 'module.critical_upgrade_ready',
      ends: 'alone',
      by: ['module-critical-upgrade'],
    },
    async first(stage) {
      // Who builds what is merely old would be as quick.
      const values = { link_min_age_hours: 8_760 };
      await stage.ask('PUT', 'sensors/package_drift_sensor/config', { values, reason: 'a story of each' });
      await tellOf(stage, openssl('CVE-2026-0002', '3.0.17-1'));
    },
    sooner: `UPDATE reeve.package_link SET synced_at = now() - interval '25 hours' WHERE $1 LIKE '%' || package || '%' AND version = '3.0.15-1'`,
  },
  { fault: 'promotion-ready', kind: 'module.promotion_ready', ends: 'asked', by: ['module-promote-to-live'] },
  { fault: 'pressure', kind: 'fleet.trading_pressure_high', ends: 'observed', by: [] },
];

describe('a fleet of two hundred', () => {
  let stage: FleetStage;
  let played: readonly Played[];
  beforeAll(async () => {
    stage = await openFleetStage(MACHINES);
    // A tunnel whose machine is gone is not what the first of these is about.
    const values = { handshake_drift_minutes: 1_440 };
    await stage.ask('PUT', 'sensors/sdwan_drift_sensor/config', { values, reason: 'a story of each' });
    await tellOf(stage, openssl('CVE-2026-0001', '3.0.8-1'));
    played = [...(await stage.play(STORIES, 240_000)), ...(await stage.play(ALONE, 120_000))];
    for (const { story, transcript, done, stuck } of played)
      process.stdout.write(
        [
          `${story.fault} ends ${story.ends}: ${done.join(', ')}`,
          ...transcript.map((line) => `  ${line}`),
          ...(stuck === undefined ? [] : [`  STUCK ${stuck}`]),
          '',
        ].join('\n'),
      );
  }, 450_000);
  afterAll(() => stage?.close());

  it.each([...STORIES, ...ALONE])('$fault is seen as $kind, and ends $ends', ({ fault, ends, by }) => {
    const one = played.find(({ story }) => story.fault === fault);
    expect(one?.stuck).toBeUndefined();
    // A person did something else than was asked: the task is taken back once it is well.
    const outcome = ends === 'by hand' ? 'undone' : 'verified';
    expect(one?.done).toEqual(by.map((action) => `${action} ${outcome}`));
  });
});
