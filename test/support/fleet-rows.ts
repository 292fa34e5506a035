const NOW = '2026-03-04T12:00:00Z';
const BY = { author: 'person/admin', reason: 'test' };
const AT = { made_at: NOW, ends_at: NOW };

/** One row in every table of the fleet, in the order in which they lean on each other. */
export const FLEET_ROWS: readonly (readonly [table: string, row: Record<string, unknown>])[] = [
  ['module', { id: 'm', enabled: true, version: 1 }],
  ['module_version', { module: 'm', version: 1, digest: 'd', state: 'live', changelog: '' }],
  ['template', { id: 't', title: '' }],
  ['template_module', { template: 't', module: 'm' }],
  ['node', { id: 'n', template: 't', lifecycle: 'persistent', enabled: true, region: '' }],
  ['assignment', { node: 'n', module: 'm', enabled: true, changed_at: NOW }],
  [
    'instance',
    {
      ...{ id: 'i', node: 'n', template: 't', provider: 'none', architecture: '', status: 'running', created_at: NOW },
      ...{ agent_version: '', facts: {}, running: {}, running_since: {}, provider_odd: 0 },
    },
  ],
  ['heartbeat', { instance: 'i', at: NOW, beats: 1, boot: '', former: [], seq: 1, report: '', skew_ms: 0 }],
  [
    'certificate',
    {
      ...{ id: 's', instance: 'i', subject: 'x', fingerprint: 'f' },
      ...{ not_before: NOW, not_after: NOW, source: 'issued' },
    },
  ],
  [
    'tls_endpoint',
    {
      ...{ id: 'e', instance: 'i', host: 'shop.example', port: 443, server_name: '', enabled: true },
      ...{ tried_as: '', error: '', distrust: '', subject: '' },
    },
  ],
  ['metrics_source', { id: 'm', url: 'https://metrics.example', enabled: true }],
  ['sdwan_network', { id: 'net', cidr: '', status: 'active', routing: 'static' }],
  [
    'sdwan_peer',
    {
      ...{ id: 'p', network: 'net', instance: 'i', address: '', is_hub: false },
      ...{ endpoint: '', allowed_ips: [], key_rotations: [] },
    },
  ],
  [
    'sdwan_credential',
    {
      ...{ id: 'c', peer: 'p', network: 'net', kind: 'membership', revision: 1, status: 'active', fingerprint: '' },
      ...{ issued_at: NOW, refresh_after: NOW, not_after: NOW },
    },
  ],
  [
    'sdwan_vip',
    { id: 'v', network: 'net', cidr: '10.0.0.1/32', anycast: false, holders: [], candidates: [], state: 'active' },
  ],
  [
    'bgp_session',
    {
      ...{ id: 'b', peer: 'p', network: 'net', neighbor: '10.0.0.2', state: 'idle' },
      ...{ state_since: NOW, observed_at: NOW, changes: [], last_error: '' },
    },
  ],
  ['honeypot', { module: 'm', lure: 'credential_store', marked_at: NOW, active: true, files: [], ports: [] }],
  ['honeypot_access', { id: 'a', module: 'm', at: NOW, source: '', path: '', process: '', person: '', blocked_by: '' }],
  ['slo', { id: 's', module: 'm', period: '1d', enforces: false, queries: {}, ask_error: '' }],
  ['slo_sample', { slo: 's', at: NOW, requests: 1, errors: 0, source: '' }],
  [
    'project',
    {
      id: 'p',
      status: 'active',
      availability_pct: 99.5,
      latency_p99_ms: 250,
      error_rate_pct: 1,
      queries: {},
      ask_error: '',
    },
  ],
  ['project_sample', { project: 'p', metric: 'replicas', at: NOW, value: 1, source: '' }],
  ['gitops_source', { id: 'g', url: 'https://git.example/f', branch: 'main', folder: '', enabled: true, prune: false }],
  ['gitops_run', { id: 'r', source: 'g', started_at: NOW, state: 'success', diffs: [], diff_count: 0, error: '' }],
  [
    'repository',
    {
      ...{ id: 'r', kind: 'apt', url: 'https://apt.example', suite: '', components: [] },
      ...{ architectures: [], enabled: true, error: '', packages: 0 },
    },
  ],
  ['package', { repository: 'r', name: 'x', architecture: 'amd64', version: '1' }],
  [
    'package_link',
    { id: 'l', module: 'm', repository: 'r', package: 'x', version: '1', architecture: 'amd64', synced_at: NOW },
  ],
  ['package_set', { digest: 'd', packages: {}, seen_at: NOW }],
  [
    'storage_assignment',
    {
      ...{ id: 's', instance: 'i', storage: 'x', mount_path: '/x', enabled: true },
      ...{ read_only: false, status: 'mounted', attempt: 0, error: '' },
    },
  ],
  ['cve', { id: 'CVE-1', severity: 'high', summary: '', affected: [], source: 'person', taken_at: NOW }],
  ['cve_package', { name: 'x', cve: 'CVE-1' }],
  ['cve_feed', { url: 'https://feed.example', tried_at: NOW }],
  [
    'exposure',
    {
      ...{ cve: 'CVE-1', place: 'd', ecosystem: 'deb', package: 'x', version: '1' },
      ...{ instances: 1, state: 'open', detected_at: NOW, note: '' },
    },
  ],
  ['sbom', { module: 'm', version: 1, format: 'spdx', packages: {}, taken_at: NOW }],
  ['enrolment', { hash: 'h', instance: 'i', author: 'person/admin', ...AT }],
  ['node_credential', { instance: 'i', hash: 'h', ...AT }],
  [
    'node_task',
    { id: 't', instance: 'i', kind: 'instance.reboot', parameters: {}, attempts: 0, state: 'waiting', ...AT },
  ],
  ['sensor_setting', { sensor: 's', place: '', version: 1, values_set: {}, at: NOW, ...BY }],
  ['sensor_run', { sensor: 's', at: NOW, took_ms: 1, looked: 0, raised: 0, failures: 0, error: '' }],
  [
    'condition',
    {
      ...{ id: 'c', kind: 'k', fingerprint: 'f', sensor: 's', agent: 'agent', severity: 'info', subject: 'instance/i' },
      ...{
        groups: [],
        payload: {},
        opened_at: NOW,
        seen_at: NOW,
        times: 1,
        turns: [],
        escalations: [],
        correlation: 'c',
        step: 0,
      },
    },
  ],
  [
    'decision',
    {
      ...{ id: 'd', condition: 'c', agent: 'agent', at: NOW, kind: 'k', severity: 'info', category: 'c', action: '' },
      ...{ target: 'instance/i', outcome: 'observed', reasons: [], correlation: 'c' },
    },
  ],
  ['provider_look', { provider: 'p', place: '', at: NOW, took_ms: 1, machines: 0, met: 0, failures: 0, error: '' }],
  ['reconciler', { agent: 'agent', every_ms: 60_000, paused: false, wanted: 0, done: 0, summary: {}, ...BY }],
];
