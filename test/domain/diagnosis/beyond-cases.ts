import { alerting, matrix, minutesAgo, pod, serviceFor, thing, workload, event } from './bundles.js';
import { type Case, LOG, crash, running, at, fault, P } from './case.js';

export const BEYOND: readonly Case[] = [
  fault(
    'a peer that is down',
    ['image.not_found'],
    {
      objects: [
        ...workload('api', [pod('api', 'a', { container: { env: [{ name: 'DB', value: 'postgres://db:5432/x' }] } })]),
        ...workload('db', [
          pod('db', 'z', {
            waiting: 'ImagePullBackOff',
            message: 'Back-off pulling image "reg.example/db:9": manifest unknown',
          }),
        ]),
        serviceFor('db'),
      ],
      logs: { [LOG]: `${at(1)} ERROR connect ECONNREFUSED db:5432` },
      alert: alerting('ApiErrors', { deployment: 'api' }),
    },
    ['database.unreachable', 'service.no_ready_endpoints'],
  ),
  fault(
    'a database that refuses',
    'database.unreachable',
    running(
      `${at(2)} ERROR psycopg2.OperationalError: could not connect to server: Connection refused, host "pg.example" port 5432\n`.repeat(
        2,
      ),
    ),
    ['dependency.unreachable'],
  ),
  fault(
    'a name that does not exist',
    ['dns.name_not_found', 'config.invalid_value'],
    running(`${at(1)} ERROR getaddrinfo ENOTFOUND payments.exmaple.com\n`.repeat(2)),
  ),
  fault(
    'a token that has expired',
    'dependency.credentials_rejected',
    running(`${at(1)} ERROR s3 put failed: AccessDenied: status code: 403\n`.repeat(2)),
    ['rbac.verb_missing'],
  ),
  fault(
    'no connection left',
    'database.connections_exhausted',
    running(`${at(1)} FATAL: remaining connection slots are reserved for superusers\n`.repeat(2)),
    ['app.startup_error', 'database.unreachable'],
  ),
  fault(
    'half a migration',
    'database.migration_failed',
    crash(`${at(1)} error: Dirty database version 14. Fix and force version.`),
    ['app.startup_error'],
  ),
  fault(
    'a grant that is missing',
    'database.permission_denied',
    running(`${at(1)} ERROR: permission denied for table invoices (SQLSTATE 42501)\n`.repeat(2)),
    ['security.context_denied'],
  ),
  fault(
    'a slow query',
    'database.slow_query',
    running(`${at(1)} LOG: duration: 18234.112 ms statement: select * from orders\n`.repeat(2)),
  ),
  fault(
    'a certificate past its end',
    'certificate.expired',
    running(`${at(1)} ERROR Get "https://pay.example": x509: certificate has expired or is not yet valid\n`.repeat(2)),
    ['dependency.unreachable', 'certificate.untrusted'],
  ),
  fault(
    'an unknown authority',
    'certificate.untrusted',
    running(
      `${at(1)} ERROR tls: failed to verify certificate: x509: certificate signed by unknown authority\n`.repeat(2),
    ),
  ),
  fault('a namespace that is not there', 'gitops.destination_missing', {
    objects: [
      thing('Application', 'api', {
        spec: { destination: { namespace: 'shpo' } },
        status: {
          operationState: {
            phase: 'Failed',
            message: 'one or more objects failed to apply, reason: namespaces "shpo" not found',
          },
        },
      }),
    ],
    question: 'Why is api out of sync?',
  }),
  fault(
    'brokers apart',
    'middleware.network_partition',
    running(
      `${at(1)} [error] Mnesia(rabbit@a): ** ERROR ** mnesia_event got {inconsistent_database, running_partitioned_network, rabbit@b}\n`.repeat(
        2,
      ),
    ),
  ),
  fault(
    'a lag that grows',
    'middleware.queue_backlog',
    running('', {
      alert: alerting('ConsumerLag', { consumergroup: 'api' }),
      metrics: { kafka_consumergroup_lag: matrix({ consumergroup: 'api' }, 90, 4000, 21_000, 60_000) },
    }),
  ),
  fault(
    'errors right after a change',
    'config.change_regression',
    running('', {
      changes: [
        {
          at: minutesAgo(12),
          kind: 'config',
          namespace: 'shop',
          name: 'ConfigMap/api-flags',
          revision: '77',
          status: 'SUCCESS',
        },
      ],
      alert: alerting('ApiErrors', { deployment: 'api' }),
      metrics: {
        'sum(rate(errors_total[5m])) / sum(rate(requests_total[5m]))': matrix({}, 0.001, 0.001, 0.3, 0.31, 0.3),
      },
    }),
    ['rollout.regression', 'app.error_rate_high'],
  ),
  fault(
    'not ready, since its database refuses',
    'database.unreachable',
    {
      objects: [
        ...workload('api', [pod('api', 'a', { ready: false })]),
        event(['Pod', P], 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
      ],
      logs: { [LOG]: `${at(1)} ERROR pool connect failed: Connection to pg-main:5432 refused` },
      question: 'What is wrong with api in shop?',
    },
    ['probe.readiness_failing'],
  ),
];
