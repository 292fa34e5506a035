import { alerting, crashing, event, serviceFor, thing, workload } from './bundles.js';
import type { Case } from './case.js';
import {
  again,
  change,
  config,
  env,
  errors,
  faultAt,
  logsOf,
  now,
  podOf,
  points,
  probed,
  slow,
  unit,
  unready,
} from './company.js';

const oom = crashing(137, 'OOMKilled', { container: { resources: { limits: { memory: '384Mi' } } } });
const refused = (peer: string) => again(`error call ${peer} failed: connect ECONNREFUSED 10.43.1.1:80`);
const asleep = (app: string) => [...workload(app, [], { wanted: 0 }), serviceFor(app)];
const waits = (app: string, reason: string, message: string) => [
  ...unit(app, [{ waiting: reason, message }]),
  event(['Pod', podOf(app)], 'Failed', `Error: ${message}`),
];

/** Somebody is alerted, and somebody else is at fault. */
export const CHAINS: readonly Case[] = [
  faultAt(
    ['Deployment/fares', 'Pod/fares-7d9f8b6c5d-a'],
    'a callee that is killed for memory',
    'container.oom_killed',
    {
      parts: {
        objects: [...unit('gate', [env({ FARES: 'http://fares.shop.svc' })]), ...unit('fares', [oom])],
        logs: logsOf('gate', refused('fares.shop.svc')),
        alert: errors('gate'),
      },
      not: ['dependency.unreachable', 'rollout.regression', 'service.no_ready_endpoints'],
      words: ['fares', '384Mi'],
    },
  ),
  faultAt(['Deployment/stock'], 'a callee that can not parse its setting', 'config.invalid_value', {
    parts: {
      objects: [
        ...unit('shop-bff'),
        ...unit('stock', [crashing(1, 'Error', { container: { envFrom: [{ configMapRef: { name: 'stock' } }] } })]),
        config('stock', { STOCK_LEVELS: '{"low": 3,}' }),
      ],
      logs: {
        ...logsOf('shop-bff', refused('stock')),
        ...logsOf('stock', `fatal cannot parse STOCK_LEVELS: invalid character '}'`),
      },
      alert: errors('shop-bff'),
    },
    not: ['dependency.unreachable', 'app.startup_error', 'app.error_rate_high'],
    words: ['STOCK_LEVELS'],
  }),
  faultAt(['Deployment/stock'], 'a callee whose image is not there', 'image.not_found', {
    parts: {
      objects: [
        ...unit('front'),
        ...waits(
          'stock',
          'ErrImagePull',
          'failed to resolve reference "reg.example/stock:7.7.1": reg.example/stock:7.7.1: not found',
        ),
      ],
      logs: logsOf('front', refused('stock')),
      alert: errors('front'),
    },
    not: ['dependency.unreachable', 'service.no_ready_endpoints'],
    words: ['stock:7.7.1'],
  }),
  faultAt(['Deployment/fence', 'Pod/fence-7d9f8b6c5d-a'], 'a callee that lacks a Secret', 'config.secret_missing', {
    parts: {
      objects: [...unit('dispatch'), ...waits('fence', 'CreateContainerConfigError', 'secret "fence-mtls" not found')],
      logs: logsOf('dispatch', again('level=error msg="rpc failed" target=fence:80 err="connection refused"')),
      alert: errors('dispatch'),
    },
    not: ['dependency.unreachable', 'service.no_ready_endpoints'],
    words: ['fence-mtls'],
  }),
  faultAt(['Deployment/timetable'], 'two callers deep', ['container.oom_killed', 'dependency.cascading_failure'], {
    parts: {
      objects: [...unit('edge'), ...unit('journey'), ...unit('timetable', [oom])],
      logs: {
        ...logsOf('edge', again('error GET /j 502 journey.shop.svc answered 503')),
        ...logsOf('journey', again('error GET /plan 503 timetable.shop.svc: connection refused')),
      },
      alert: errors('edge'),
    },
    not: ['dependency.unreachable', 'dependency.erroring', 'app.error_rate_high'],
  }),
  faultAt(
    ['Deployment/pricing'],
    'a chain of 5xx that begins with panics',
    ['dependency.cascading_failure', 'app.error_rate_high'],
    {
      parts: {
        objects: [...unit('portal'), ...unit('orders'), ...unit('pricing')],
        logs: {
          ...logsOf('portal', again('ERROR GET /home 502: orders.shop.svc responded 503')),
          ...logsOf('orders', again('ERROR GET /orders 503: pricing.shop.svc responded 503')),
          ...logsOf('pricing', again('ERROR panic recovered in worker: index out of range [3] with length 3')),
        },
        alert: errors('portal'),
      },
      not: ['rollout.regression'],
      words: ['pricing'],
    },
  ),
  faultAt(
    ['StatefulSet/ledger-db', 'Service/ledger-db', 'Deployment/api'],
    'a database that was scaled to nothing',
    ['database.unreachable', 'service.no_ready_endpoints'],
    {
      parts: {
        objects: [
          ...unit('api', [{ ...unready(), ...env({ DATABASE_URL: 'postgres://ledger-db:5432/l' }) }]),
          thing('StatefulSet', 'ledger-db', {
            spec: { replicas: 0, template: { metadata: { labels: { app: 'ledger-db' } } } },
            status: {},
          }),
          serviceFor('ledger-db', 5432),
          probed('api', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
        ],
        logs: logsOf(
          'api',
          again('ERROR health: db ping failed: dial tcp 10.43.6.6:5432: connect: connection refused'),
        ),
        alert: alerting('KubePodNotReady', { pod: podOf('api') }),
        changes: [change('scale', 'ledger-db', 19, '1 -> 0')],
      },
      not: ['probe.readiness_failing', 'rollout.regression'],
    },
  ),
  faultAt(
    ['Deployment/geo', 'Service/geo', 'Deployment/track'],
    'a peer that was scaled to nothing',
    ['dependency.unreachable', 'service.no_ready_endpoints'],
    {
      parts: {
        objects: [...unit('track'), ...asleep('geo')],
        logs: logsOf('track', refused('geo')),
        question: 'track in shop answers 503, what is wrong?',
        changes: [change('scale', 'geo', 95, '2 -> 0')],
      },
      not: ['app.error_rate_high', 'service.selector_mismatch'],
      words: ['geo'],
    },
  ),
  faultAt(
    ['Deployment/api'],
    'a pool that waits because the database is gone',
    ['database.unreachable', 'dependency.unreachable'],
    {
      parts: {
        objects: unit('api'),
        logs: logsOf(
          'api',
          [
            again('ERROR HikariPool-1 - Connection is not available, request timed out after 30000ms.', 12, 2),
            again(
              'ERROR Connection to pay.db.example:5432 refused. Check that the postmaster is accepting TCP/IP connections.',
              11,
              1,
            ),
          ].join('\n'),
        ),
        alert: errors('api'),
      },
      not: ['database.connections_exhausted', 'app.pool_exhausted', 'rollout.regression'],
    },
  ),
  faultAt(['Deployment/api'], 'a peer that refuses right after an innocent release', 'dependency.unreachable', {
    parts: {
      objects: unit('api'),
      logs: logsOf('api', again('ERROR Post "https://api.carrier.example/v2": dial tcp 203.0.113.40:443: i/o timeout')),
      alert: errors('api'),
      changes: [change('deploy', 'api', 17, '1.9.0')],
    },
    not: ['rollout.regression', 'app.error_rate_high'],
    words: ['api.carrier.example'],
  }),
  faultAt(['Deployment/api'], 'a step of errors after a release, and a peer that answers 503', 'dependency.erroring', {
    parts: {
      objects: unit('api'),
      logs: logsOf(
        'api',
        again('ERROR geocoder failed: 503 Server Error: Service Unavailable for url: https://maps.vendor.example/g'),
      ),
      metrics: {
        'sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))': points([
          { service: 'api' },
          [60, 0],
          [30, 0],
          [12, 0.4],
          [1, 0.4],
        ]),
      },
      alert: errors('api', 11),
      changes: [change('deploy', 'api', 16, '1.9.0')],
    },
    not: ['rollout.regression', 'app.error_rate_high'],
  }),
  faultAt(
    ['Deployment/checkout', 'Deployment/rates'],
    'of two slow services the first in time is the callee',
    'dependency.slow',
    {
      parts: {
        objects: [...unit('checkout'), ...unit('rates')],
        metrics: {
          'histogram_quantile(0.95, sum by (le, service) (rate(request_duration_seconds_bucket[5m])))': points(
            [{ service: 'checkout' }, [60, 0.2], [24, 0.22], [20, 2.3], [1, 2.5]],
            [{ service: 'rates' }, [60, 0.1], [24, 2.1], [20, 2.2], [1, 2.4]],
          ),
        },
        alert: slow('checkout'),
      },
      not: ['app.slow', 'database.slow_query'],
      words: ['rates'],
    },
  ),
  faultAt(['Deployment/sale'], 'a series of the caller names the slow peer', 'dependency.slow', {
    parts: {
      objects: unit('sale'),
      metrics: {
        'histogram_quantile(0.95, sum by (le, peer) (rate(http_client_duration_seconds_bucket{service="sale"}[5m])))':
          points(
            [{ peer: 'pay.vendor.example' }, [60, 0.3], [24, 6.6], [1, 6.9]],
            [{ peer: 'seats' }, [60, 0.04], [24, 0.05], [1, 0.05]],
          ),
      },
      alert: slow('sale'),
    },
    not: ['app.slow'],
    words: ['pay.vendor.example'],
  }),
  faultAt(['Deployment/letters'], 'the longest span is its own', 'app.slow', {
    parts: {
      objects: [...unit('letters'), ...unit('templates')],
      logs: logsOf(
        'letters',
        again('WARN slow request total=5210ms spans: letters.render=5102ms templates=31ms postgres=12ms'),
      ),
      alert: slow('letters'),
    },
    not: ['dependency.slow', 'database.slow_query'],
  }),
  faultAt(['Deployment/quote', 'Deployment/scoring'], 'the longest span is that of a peer', 'dependency.slow', {
    parts: {
      objects: [...unit('quote'), ...unit('scoring')],
      logs: logsOf('quote', again('{"lvl":"warn","route":"/q","ms":5120,"spans":{"scoring":5003,"render":84}}')),
      alert: slow('quote'),
    },
    not: ['app.slow', 'database.slow_query'],
    words: ['scoring'],
  }),
  faultAt(
    ['Deployment/wb', 'StatefulSet/wb-redis', 'Deployment/wb-redis'],
    'a cache that wants a password of late',
    'dependency.credentials_rejected',
    {
      parts: {
        objects: [...unit('wb', [env({ REDIS_URL: 'redis://wb-redis:6379/0' })]), ...unit('wb-redis')],
        logs: logsOf('wb', again('ERROR redis.exceptions.AuthenticationError: Authentication required.')),
        alert: errors('wb'),
        changes: [change('deploy', 'wb-redis', 33, 'chart 20.6.1')],
      },
      not: ['dependency.unreachable', 'app.error_rate_high', 'rollout.regression'],
    },
  ),
  faultAt(
    ['Deployment/seat-db', 'Service/seat-db', 'Deployment/seat-api'],
    'connections at their maximum, by gauges alone',
    'database.connections_exhausted',
    {
      parts: {
        objects: [...unit('seat-db'), ...unit('seat-api', [env({ DB: 'seat-db:5432' })])],
        metrics: {
          'sum(pg_stat_activity_count{namespace="shop"})': points([{}, [60, 40], [12, 100], [1, 100]]),
          'max(pg_settings_max_connections{namespace="shop"})': now({}, 100),
        },
        alert: alerting('PostgresqlTooManyConnections', { service: 'seat-db' }),
        sources: { logs: 'unavailable: timeout' },
      },
      not: ['app.pool_exhausted'],
    },
  ),
];
