import { alerting, event, NOW, pod, serviceFor, thing, workload } from './bundles.js';
import { at, type Case, fault, LOG, P } from './case.js';

type Raw = Readonly<Record<string, unknown>>;

const gauge = (...values: readonly (readonly [Raw, number])[]): Raw => ({
  resultType: 'vector',
  result: values.map(([metric, value]) => ({ metric, value: [Date.parse(NOW) / 1000, String(value)] })),
});
const ofServer = (used: number, most: number): Raw => ({
  'pg_stat_activity_count{datname="api"}': gauge(
    [{ state: 'idle in transaction' }, used - 2],
    [{ state: 'active' }, 2],
  ),
  pg_settings_max_connections: gauge([{}, most]),
});
const waiting = (lines: readonly string[], rest: { readonly db?: readonly string[]; readonly metrics?: Raw } = {}) => ({
  objects: [
    ...workload('api', [pod('api', 'a', { ready: false })]),
    serviceFor('api'),
    thing('Pod', 'store-0', {
      labels: { app: 'store' },
      spec: { containers: [{ name: 'main' }] },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    }),
    event(['Pod', P], 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
  ],
  logs: {
    [LOG]: [4, 3, 2, 1].flatMap((ago) => lines.map((line) => `${at(ago)} ${line}`)).join('\n'),
    'shop/store-0/main': (rest.db ?? ['LOG: checkpoint complete']).map((line) => `${at(1)} ${line}`).join('\n'),
  },
  alert: alerting('KubeServiceNoEndpoints', { service: 'api' }),
  ...(rest.metrics && { metrics: rest.metrics }),
});
const HIKARI =
  'ERROR HikariPool-1 - Connection is not available, request timed out after 30001ms (total=10, active=10, idle=0, waiting=18)';
const QUEUE =
  'ERROR sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00';

/** A pool of the program's own that is used up, and a database that is. */
export const POOLS: readonly Case[] = [
  fault(
    'a pool whose connections are never given back, as the pool says',
    'app.pool_exhausted',
    waiting([
      HIKARI,
      'WARN ProxyLeakTask : Connection leak detection triggered for org.postgresql.jdbc.PgConnection@58f8 on thread exec-7',
    ]),
    ['database.connections_exhausted', 'probe.readiness_failing'],
    ['leak'],
  ),
  fault(
    'a pool of another kind that finds what was kept too long',
    'app.pool_exhausted',
    waiting([
      'ERROR could not obtain a connection from the pool within 5.000 seconds; all pooled connections were in use',
      'WARN A resource pool has detected an overdue checkout: com.example.Store@1f',
    ]),
    ['database.connections_exhausted'],
  ),
  fault(
    'a pool that is used up, before a database with room',
    'app.pool_exhausted',
    waiting([QUEUE], { metrics: ofServer(36, 300) }),
    ['database.connections_exhausted', 'database.slow_query'],
    ['12 %'],
  ),
  fault(
    'a pool at its own bound, by its gauges',
    'app.pool_exhausted',
    waiting([QUEUE], {
      metrics: {
        hikaricp_connections_active: gauge([{ pod: P }, 10]),
        hikaricp_connections_max: gauge([{ pod: P }, 10]),
      },
    }),
    ['database.connections_exhausted'],
  ),
  fault(
    'a pool that waits for a database which is full',
    'database.connections_exhausted',
    waiting([QUEUE], { metrics: ofServer(299, 300) }),
    ['app.pool_exhausted'],
  ),
  fault(
    'a pool that leaks, and a database that refuses everybody',
    'database.connections_exhausted',
    waiting([HIKARI, 'WARN Apparent connection leak detected', 'ERROR FATAL: sorry, too many clients already'], {
      db: ['FATAL: sorry, too many clients already'],
    }),
    ['app.pool_exhausted'],
  ),
];
