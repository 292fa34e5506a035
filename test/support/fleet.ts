import { openFleet, UNWATCHED_FLEET } from '../../activities/fleet/open.js';
import { tick } from '../../activities/fleet/tick.js';
import { addPrincipal } from '../../activities/store/accept/principals.js';
import type { Ticked } from '../../workflows/ports.js';
import type { TestStore } from './store.js';

type Row = Readonly<Record<string, unknown>>;

/** An account with the agents of the fleet and whatever rows a test puts there. */
export interface FleetGround {
  readonly store: TestStore;
  readonly account: string;
  /** Of its admin. */
  readonly token: string;
  readonly put: (table: string, ...rows: readonly Row[]) => Promise<void>;
  /** What a moment ago is to the database. */
  readonly ago: (ms: number) => string;
  readonly tick: (agent?: string) => Promise<Ticked>;
  readonly conditions: () => Promise<readonly Row[]>;
  readonly decisions: () => Promise<readonly Row[]>;
  readonly sql: TestStore['tamper'];
}

export interface FleetWish {
  readonly isThere?: true;
  /** What sources reach; without it none is asked. */
  readonly outside?: NonNullable<Parameters<typeof openFleet>[1]['outside']>;
}

export const FLEET_AGENTS = ['fleet_autonomy', 'sdwan_manager', 'cve_responder'] as const;

export async function furnishFleet(store: TestStore, account = 'home', wish: FleetWish = {}): Promise<FleetGround> {
  // Who furnished the account otherwise has its people already.
  const token = wish.isThere === true ? '' : await store.account(account);
  const book = { db: store.db, ledger: store.ledger };
  const admin = { account, kind: 'person', principal: 'admin', door: 'machine' } as const;
  const put = (table: string, ...rows: readonly Row[]) => putRows(store, account, table, rows);
  for (const agent of FLEET_AGENTS) {
    await addPrincipal(book, admin, { id: agent, kind: 'agent', name: agent, roles: [] });
    await put('trust', { agent, tier: 'T2', evaluated_at: new Date().toISOString() });
    await put('reconciler', { agent, every_ms: 60_000, author: 'person/admin', reason: 'test' });
  }
  await put('scope', { pattern: '*', stage: 'act', risk_max: 'critical', written_at: new Date().toISOString() });
  const deps = openFleet(book, { ...UNWATCHED_FLEET, ...(wish.outside && { outside: wish.outside }) });
  return {
    ...{ store, account, token, put, sql: store.tamper },
    ago: (ms) => new Date(Date.now() - ms).toISOString(),
    tick: (agent = 'fleet_autonomy') => tick(deps, { account, agent }),
    conditions: () =>
      store.tamper(
        `SELECT id, kind, fingerprint, severity, subject, payload, closed_at IS NOT NULL AS closed, closed_because, parent, times, attribution, correlation
         FROM reeve.condition WHERE account = $1 ORDER BY opened_at, fingerprint`,
        [account],
      ),
    decisions: () =>
      store.tamper(
        `SELECT kind, severity, category, action, target, outcome, reasons, intervention, correlation FROM reeve.decision
         WHERE account = $1 ORDER BY at`,
        [account],
      ),
  };
}

/** Rows of the fleet with whatever a test does not care about filled in. */
export async function putRows(
  store: Pick<TestStore, 'tamper'>,
  account: string,
  table: string,
  rows: readonly Row[],
): Promise<void> {
  await store.tamper(
    `INSERT INTO reeve.${table} SELECT r.* FROM jsonb_array_elements($1::jsonb) AS e,
       jsonb_populate_record(NULL::reeve.${table}, e) AS r`,
    [JSON.stringify(rows.map((row) => ({ ...DEFAULTS[table], account, ...row })))],
  );
}

const WRITTEN = { author: 'person/admin', reason: 'test' };
const DEFAULTS: Readonly<Record<string, Row>> = {
  condition: { escalations: [] },
  trust: { safety: 0.8, reliability: 0.8, quality: 0.8, cost: 0.8, speed: 0.8 },
  scope: WRITTEN,
  reconciler: { paused: false, wanted: 0, done: 0, summary: {}, ...WRITTEN },
  template: { title: '' },
  module: { enabled: true },
  module_version: { state: 'live', changelog: '' },
  node: { lifecycle: 'persistent', enabled: true, region: '' },
  assignment: { enabled: true, changed_at: '2026-01-01T00:00:00Z' },
  instance: {
    ...{
      provider: 'simulated',
      architecture: 'amd64',
      status: 'running',
      created_at: '2026-01-01T00:00:00Z',
      agent_version: '',
    },
    ...{ facts: {}, running: {}, running_since: {}, provider_odd: 0 },
  },
  heartbeat: { beats: 10, boot: 'b', former: [], seq: 10, report: 'r-1', skew_ms: 0 },
  certificate: { subject: 'x', fingerprint: 'f', source: 'issued' },
  sdwan_network: { cidr: '', status: 'active', routing: 'static' },
  sdwan_peer: { address: '', is_hub: false, endpoint: '', allowed_ips: [], key_rotations: [] },
  sdwan_credential: { kind: 'membership', revision: 1, status: 'active', fingerprint: '' },
  sdwan_vip: { anycast: false, holders: [], candidates: [], state: 'active' },
  bgp_session: { changes: [], last_error: '' },
  honeypot: { lure: 'credential_store', active: true, files: [], ports: [] },
  honeypot_access: { source: '', path: '', process: '', person: '', blocked_by: '' },
  tls_endpoint: { port: 443, server_name: '', enabled: true, tried_as: '', error: '', distrust: '', subject: '' },
  metrics_source: { enabled: true },
  slo: { period: '1d', enforces: false, queries: {}, ask_error: '' },
  slo_sample: { requests: 0, errors: 0, source: 'test' },
  project: {
    status: 'active',
    availability_pct: 99.5,
    latency_p99_ms: 250,
    error_rate_pct: 1,
    queries: {},
    ask_error: '',
  },
  project_sample: { source: 'test' },
  gitops_source: { branch: 'main', folder: '', enabled: true, prune: false },
  gitops_run: { diffs: [], diff_count: 0, error: '' },
  repository: { suite: '', components: [], architectures: [], enabled: true, error: '', packages: 0 },
  storage_assignment: { enabled: true, read_only: false, status: 'mounted', attempt: 0, error: '' },
  cve: { summary: '', affected: [], source: 'person' },
  exposure: { instances: 0, state: 'open', note: '' },
};
