import { alerting, crashing, thing } from './bundles.js';
import type { Case } from './case.js';
import { again, faultAt, logsOf, now, podOf, points, probed, slow, unit, unready } from './company.js';

/** Queues, clusters, bounds and monitors. */
export const QUEUES: readonly Case[] = [
  faultAt(
    ['Deployment/writer'],
    'lag that grows because one message can not be handled',
    ['middleware.queue_backlog', 'app.error_rate_high'],
    {
      parts: {
        objects: unit('writer'),
        logs: logsOf(
          'writer',
          again('ERROR cannot process offset=88121 partition=4: unknown currency XTS, will retry'),
        ),
        metrics: {
          'sum by (consumergroup) (kafka_consumergroup_lag)': points([
            { consumergroup: 'writer' },
            [90, 40],
            [45, 11000],
            [1, 93000],
          ]),
        },
        alert: alerting('KafkaConsumerLag', { consumergroup: 'writer' }),
      },
      not: ['rollout.regression', 'config.invalid_value'],
    },
  ),
  faultAt(['Deployment/news'], 'a log that counts what waits', 'middleware.queue_backlog', {
    parts: {
      objects: unit('news'),
      logs: logsOf(
        'news',
        [
          again('WARN consumer lag 51200 messages, oldest 14m', 20),
          again('WARN consumer lag 120977 messages, oldest 33m', 1),
        ].join('\n'),
      ),
      question: 'Are the consumers of news in shop keeping up?',
    },
    words: ['120977'],
  }),
  faultAt(['Deployment/refunds'], 'a queue of the cloud', 'middleware.queue_backlog', {
    parts: {
      objects: unit('refunds'),
      metrics: {
        'aws_sqs_approximate_number_of_messages_visible_average{queue_name="refunds"}': points([
          { queue_name: 'refunds' },
          [90, 3],
          [40, 2100],
          [1, 9900],
        ]),
      },
      alert: alerting('QueueAgeHigh', { queue: 'refunds', service: 'refunds' }),
    },
  }),
  faultAt(
    ['Deployment/rabbit', 'StatefulSet/rabbit'],
    'members that do not see each other',
    'middleware.network_partition',
    {
      parts: {
        objects: unit('rabbit', [{}, {}]),
        logs: logsOf(
          'rabbit',
          again("[error] mnesia_event got {inconsistent_database, running_partitioned_network, 'rabbit@rabbit-2'}", 20),
        ),
        alert: alerting('RabbitmqPartition', { service: 'rabbit' }),
      },
      not: ['network.cni_failing', 'middleware.queue_backlog'],
    },
  ),
  faultAt(['Deployment/voucher'], 'threads at their bound, by gauges', 'app.pool_exhausted', {
    parts: {
      objects: unit('voucher'),
      metrics: {
        'sum by (pod) (executor_active_threads)': now({ pod: podOf('voucher') }, 50),
        'sum by (pod) (executor_pool_max_threads)': now({ pod: podOf('voucher') }, 50),
      },
      alert: slow('voucher'),
    },
    not: ['app.slow', 'database.connections_exhausted'],
  }),
  faultAt(
    ['ServiceMonitor/depot', 'Service/depot', 'Deployment/depot'],
    'a monitor that selects nothing',
    'config.scrape_target_missing',
    {
      parts: {
        objects: [
          ...unit('depot'),
          thing('ServiceMonitor', 'depot', {
            spec: { selector: { matchLabels: { 'app.kubernetes.io/name': 'depot' } }, endpoints: [{ port: 'http' }] },
          }),
        ],
        metrics: { 'absent(up{job="depot"})': now({ job: 'depot' }, 1) },
        alert: alerting('MetricsAbsent', { service: 'depot' }, 'firing', 'No metrics of depot for 30 minutes'),
      },
      not: ['service.selector_mismatch', 'dependency.unreachable'],
    },
  ),
  faultAt(['Deployment/warm'], 'a warm-up that does not end', 'probe.readiness_failing', {
    parts: {
      objects: [
        ...unit('warm', [unready(40)]),
        probed('warm', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
      ],
      logs: logsOf('warm', again('INFO warm-up: 3 of 40 partitions loaded', 39, 20, 1)),
      alert: alerting('KubePodNotReady', { pod: podOf('warm') }),
    },
    not: ['service.selector_mismatch', 'probe.misconfigured', 'middleware.queue_backlog'],
  }),
  faultAt(['Deployment/labeler'], 'a queue whose consumer is killed for memory', 'container.oom_killed', {
    parts: {
      objects: unit('labeler', [crashing(137, 'OOMKilled')]),
      metrics: {
        'rabbitmq_queue_messages_ready{queue="labels"}': points([
          { queue: 'labels' },
          [90, 10],
          [40, 9000],
          [1, 41000],
        ]),
      },
      alert: alerting('RabbitmqQueueGrowing', { queue: 'labels', service: 'labeler' }),
    },
    not: ['middleware.queue_backlog'],
  }),
];
