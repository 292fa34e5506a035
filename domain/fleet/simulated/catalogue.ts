import type { EstateRow } from '../document.js';
import { digestOf } from './chance.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface SimulatedTemplate {
  readonly id: string;
  readonly title: string;
  /** Its part of all instances. */
  readonly share: number;
  readonly modules: readonly string[];
}

const EVERYWHERE = ['base-os', 'node-agent', 'metrics-agent', 'log-agent'];
export const TEMPLATES: readonly SimulatedTemplate[] = [
  { id: 'gateway', title: 'Gateways (simulated)', share: 0.05, modules: [...EVERYWHERE, 'mesh-gateway'] },
  { id: 'web', title: 'Web servers (simulated)', share: 0.35, modules: [...EVERYWHERE, 'web-server', 'web-app'] },
  { id: 'api', title: 'API servers (simulated)', share: 0.25, modules: [...EVERYWHERE, 'api-server'] },
  { id: 'worker', title: 'Queue workers (simulated)', share: 0.15, modules: [...EVERYWHERE, 'queue-worker'] },
  { id: 'db', title: 'Databases (simulated)', share: 0.1, modules: [...EVERYWHERE, 'database'] },
  { id: 'store', title: 'Object stores (simulated)', share: 0.1, modules: [...EVERYWHERE, 'object-store'] },
];
export const LURE = 'decoy-vault';
export const MODULES: readonly string[] = [
  ...EVERYWHERE,
  ...['mesh-gateway', 'web-server', 'web-app', 'api-server', 'queue-worker', 'database', 'object-store', LURE],
];
/** Those of which a third version waits to be promoted. */
const STAGING = ['web-app', 'metrics-agent'];
const SLOS = ['web-app', 'web-server', 'api-server', 'queue-worker', 'database', 'object-store'];
const SAMPLES = 24;
export const REPOSITORY = 'debian-simulated';
const ARCHITECTURES = ['amd64', 'arm64'];

export const moduleDigest = (module: string, version: number) => digestOf(`${module}@${version}`);
export const configOf = (template: string) => digestOf(`configuration of ${template}`).slice(0, 39);
export const at = (ms: number) => new Date(ms).toISOString();

export function* templates(): Generator<EstateRow> {
  for (const { id, title } of TEMPLATES) yield { kind: 'template', id, title, configHash: configOf(id) };
}

export function* modules(now: number): Generator<EstateRow> {
  for (const id of MODULES) yield { kind: 'module', id, version: 2 };
  for (const module of MODULES) {
    const common = { kind: 'moduleVersion', module };
    const first = { state: 'retired', stagedAt: at(now - 61 * DAY), retiredAt: at(now - 20 * DAY) };
    yield { ...common, version: 1, digest: moduleDigest(module, 1), ...first };
    const second = {
      state: 'live',
      stagedAt: at(now - 22 * DAY),
      blessedAt: at(now - 21 * DAY),
      liveAt: at(now - 20 * DAY),
    };
    yield {
      ...common,
      version: 2,
      digest: moduleDigest(module, 2),
      changelog: 'Keeps connections open for longer.',
      ...second,
    };
    if (STAGING.includes(module))
      yield { ...common, version: 3, digest: moduleDigest(module, 3), state: 'staging', stagedAt: at(now - HOUR) };
  }
  for (const { id, modules: its } of TEMPLATES)
    for (const module of its) yield { kind: 'templateModule', template: id, module };
  const files = ['/srv/vault/root-token', '/srv/vault/unseal-keys'];
  yield { kind: 'honeypot', module: LURE, markedAt: at(now - 30 * DAY), files, ports: [8200] };
}

export function* objectives(now: number): Generator<EstateRow> {
  for (const module of SLOS) {
    const id = `${module}-slo`;
    yield { kind: 'slo', id, module, uptimePct: 99.5, errorRatePct: 1, latencyP99Ms: 400, period: '1d' };
    for (let sample = 1; sample <= SAMPLES; sample += 1) {
      const well = { requests: 6000, errors: 6, upPct: 100, latencyP99Ms: 180 + sample, source: 'simulated' };
      yield { kind: 'sloSample', slo: id, at: at(now - sample * HOUR), ...well };
    }
  }
}

const WELL: Readonly<Record<string, number>> = {
  ...{ latency_p99_ms: 140, availability_pct: 99.95, error_rate_pct: 0.2, cpu_pct: 45, memory_pct: 60 },
  ...{ replicas: 6, regions: 2, cost_usd: 900 },
};

export function* projects(now: number): Generator<EstateRow> {
  for (const [id, costCeilingUsd] of [
    ['shop', 40_000],
    ['search', 30_000],
    ['billing', 40_000],
  ] as const) {
    yield { kind: 'project', id, costCeilingUsd, replicas: 6, regions: 2 };
    for (const [metric, value] of Object.entries(WELL))
      for (let sample = 1; sample <= 6; sample += 1)
        yield {
          kind: 'projectSample',
          project: id,
          metric,
          at: at(now - sample * 5 * 60_000),
          value,
          source: 'simulated',
        };
  }
}

const PACKAGES: Readonly<Record<string, string>> = {
  ...{
    nginx: '1.22.1-9',
    postgresql: '15.10-0',
    openssl: '3.0.15-1',
    zlib1g: '1:1.2.13-1',
    libc6: '2.36-9',
    bash: '5.2.15-2',
  },
  ...{
    curl: '7.88.1-10',
    systemd: '252.31-1',
    'openssh-server': '1:9.2p1-2',
    wireguard: '1.0.20210914-1',
    bird2: '2.0.12-7',
  },
  ...{
    minio: '2024.10.2-1',
    redis: '5:7.0.15-1',
    'node-exporter': '1.5.0-1',
    rsyslog: '8.2302.0-1',
    tzdata: '2024b-0',
  },
};
/** What every simulated instance has installed, as it reports it. */
export const INSTALLED: readonly string[] = Object.entries(PACKAGES)
  .map(([name, version]) => `${name}@${version}`)
  .toSorted();

const BUILT_FROM: Readonly<Record<string, string>> = {
  ...{ 'base-os': 'systemd', 'node-agent': 'bash', 'metrics-agent': 'node-exporter', 'log-agent': 'rsyslog' },
  ...{ 'mesh-gateway': 'wireguard', 'web-server': 'nginx', 'web-app': 'openssl', 'api-server': 'curl' },
  ...{ 'queue-worker': 'redis', database: 'postgresql', 'object-store': 'minio' },
};

export function* packages(now: number): Generator<EstateRow> {
  const synced = { syncedAt: at(now - HOUR), triedAt: at(now - HOUR) };
  const of = { repository: REPOSITORY };
  yield {
    ...{ kind: 'repository', id: REPOSITORY, type: 'apt', url: 'https://packages.example/debian', suite: 'bookworm' },
    ...{ components: ['main'], architectures: ARCHITECTURES, packages: Object.keys(PACKAGES).length * 2, ...synced },
  };
  for (const [name, version] of Object.entries(PACKAGES))
    for (const architecture of ARCHITECTURES) yield { kind: 'package', ...of, name, architecture, version };
  for (const [module, name] of Object.entries(BUILT_FROM)) {
    const link = { kind: 'packageLink', id: `${module}-${name}`, module, ...of, package: name };
    yield { ...link, version: PACKAGES[name] ?? '1', architecture: 'amd64', syncedAt: at(now - HOUR) };
  }
}
