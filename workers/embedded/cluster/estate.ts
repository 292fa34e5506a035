import { configMap, deployment, podSpec, service } from './story/manifests.js';
import { untilWell } from './story/story.js';
import { makeNamespace, SIMULATED } from './story/switch.js';
import type { Simulated, Written } from './simulated.js';

export const ESTATE = `${SIMULATED}shop`;

const registry = 'registry.example/shop';
const answering = {
  readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
  livenessProbe: { httpGet: { path: '/healthz', port: 'http' } },
};
const database = {
  ...{ name: 'orders-db', image: 'docker.io/library/postgres:18.1', replicas: 1 },
  container: { ports: [{ name: 'postgres', containerPort: 5432 }] },
};
const report = { name: 'nightly-report', image: `${registry}/nightly-report:1.12.0` };

const shop: readonly Written[] = [
  configMap('shop-settings', { CURRENCY: 'EUR', LOG_LEVEL: 'info' }),
  {
    ...{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'shop-compute' } },
    spec: { hard: { 'requests.cpu': '8', 'requests.memory': '16Gi', pods: '40' } },
  },
  deployment({ name: 'storefront', image: `${registry}/storefront:8.12.0`, replicas: 3, container: answering }),
  deployment({
    ...{ name: 'checkout', image: `${registry}/checkout:2.8.1` },
    container: {
      ...answering,
      envFrom: [{ configMapRef: { name: 'shop-settings' } }],
      env: [{ name: 'CATALOG_URL', value: 'http://catalog:80' }],
    },
  }),
  deployment({ name: 'catalog', image: `${registry}/catalog:4.1.0`, container: answering }),
  deployment({ name: 'payments', image: `${registry}/payments:6.3.0`, replicas: 1, container: answering }),
  {
    ...{
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: database.name, labels: { app: database.name } },
    },
    spec: {
      replicas: 1,
      serviceName: database.name,
      selector: { matchLabels: { app: database.name } },
      template: { metadata: { labels: { app: database.name } }, spec: podSpec(database) },
    },
  },
  ...['storefront', 'checkout', 'catalog', 'payments'].map((name) => service(name)),
  {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: database.name, labels: { app: database.name } } },
    spec: { selector: { app: database.name }, clusterIP: 'None', ports: [{ name: 'postgres', port: 5432 }] },
  },
  {
    ...{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: report.name, labels: { app: report.name } } },
    spec: {
      schedule: '*/15 * * * *',
      concurrencyPolicy: 'Forbid',
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          template: {
            metadata: { labels: { app: report.name } },
            spec: { restartPolicy: 'Never', ...podSpec(report) },
          },
        },
      },
    },
  },
];

/** A small shop that is well: something to look at, and to compare a fault with. */
export async function putEstate(cluster: Simulated): Promise<void> {
  await makeNamespace(cluster, ESTATE);
  await cluster.apply(ESTATE, shop);
  const at = new Date().toISOString();
  for (const name of ['storefront', 'checkout', 'catalog', 'payments'])
    await cluster.writePodLogs({
      ...{ namespace: ESTATE, container: name },
      lines: [`${at} INFO ${name} listening on port 8080`, `${at} INFO ready`],
    });
  await cluster.writePodLogs({
    ...{ namespace: ESTATE, container: database.name },
    lines: [`${at} LOG:  database system is ready to accept connections`],
  });
  await cluster.writePodLogs({
    ...{ namespace: ESTATE, container: report.name },
    lines: [`${at} INFO report of 1284 orders written`],
  });
  await untilWell(cluster, ESTATE, shop);
}
