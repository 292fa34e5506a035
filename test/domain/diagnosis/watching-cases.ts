import { alerting, crashing, event, minutesAgo, pod, serviceFor, thing, workload, type PodParts } from './bundles.js';
import { at, calm, type Case, fault, LOG, P } from './case.js';

type Raw = Readonly<Record<string, unknown>>;

const labelled = (one: Raw, labels: Raw): Raw => ({ ...one, metadata: { ...(one['metadata'] as object), labels } });
const unmeasured = (labels: Raw = { service: 'api' }): Raw => ({
  ...alerting('ApiDown', labels, 'firing', 'No instance of api reports up: absent(up{service="api"} == 1).'),
  startsAt: minutesAgo(20),
});
const deployed = [
  { at: minutesAgo(25), kind: 'deploy', namespace: 'shop', name: 'api', revision: '4.0.0', status: 'SUCCESS' },
];
const watched = (monitor: readonly Raw[], rest: PodParts = {}) => ({
  objects: [
    ...workload('api', [pod('api', 'a', rest)]),
    labelled(serviceFor('api'), { 'app.kubernetes.io/name': 'api' }),
    ...monitor,
  ],
  ...{ alert: unmeasured(), changes: deployed },
});
const monitor = (matchLabels: Raw, rest: Raw = {}, namespace = 'shop'): Raw => {
  const { labels, ...spec } = rest;
  return thing(
    'ServiceMonitor',
    'api',
    { labels, spec: { selector: { matchLabels }, endpoints: [{ port: 'http' }], ...spec } },
    namespace,
  );
};
const OWN = { 'app.kubernetes.io/name': 'api' };

const MONITORS: readonly Case[] = [
  fault(
    'a monitor that selects an old label of its Service, after a deploy',
    'config.scrape_target_missing',
    watched([monitor({ app: 'api', part: 'metrics' })]),
    ['rollout.regression'],
    ['ServiceMonitor'],
  ),
  fault(
    'a monitor that asks for a port by its old name',
    'config.scrape_target_missing',
    watched([monitor(OWN, { endpoints: [{ port: 'metrics' }] })]),
    ['rollout.regression'],
    ['metrics'],
  ),
  fault(
    'a monitor of pods that asks for a port which they do not name',
    'config.scrape_target_missing',
    watched([
      thing('PodMonitor', 'api', {
        spec: { selector: { matchLabels: { app: 'api' } }, podMetricsEndpoints: [{ port: 'metrics' }] },
      }),
    ]),
    ['rollout.regression'],
    ['PodMonitor'],
  ),
  fault(
    'a monitor in another namespace that looks only there',
    'config.scrape_target_missing',
    watched([
      monitor(OWN, {}, 'monitoring'),
      labelled(thing('Service', 'other', {}, 'monitoring'), { 'app.kubernetes.io/name': 'other' }),
    ]),
    ['rollout.regression'],
  ),
  fault(
    'a monitor that no Prometheus takes up',
    'config.scrape_target_missing',
    watched([
      monitor(OWN, { labels: { release: 'old' } }),
      thing(
        'Prometheus',
        'main',
        { spec: { serviceMonitorSelector: { matchLabels: { release: 'new' } } } },
        'monitoring',
      ),
    ]),
    ['rollout.regression'],
    ['release=old'],
  ),
  fault(
    'a monitor that selects right, of a program that falls after a deploy',
    ['app.startup_error', 'rollout.regression'],
    watched([monitor(OWN)], crashing(1)),
    ['config.scrape_target_missing'],
  ),
  fault(
    'errors after a deploy, and a monitor of others that selects nothing',
    'rollout.regression',
    {
      ...watched([monitor({ app: 'attic' }, { endpoints: [{ port: 'web' }] })].map((one) => renamedTo(one, 'attic'))),
      alert: {
        ...alerting('ApiErrors', { service: 'api' }, 'firing', 'one in ten requests fails'),
        startsAt: minutesAgo(20),
      },
    },
    ['config.scrape_target_missing'],
  ),
];

function renamedTo(one: Raw, name: string): Raw {
  return { ...one, metadata: { ...(one['metadata'] as object), name } };
}

const unhealthy = (kind: string, message: string) => event(['Pod', P], 'Unhealthy', `${kind} probe failed: ${message}`);
const REFUSED = 'Get "http://10.42.0.7:8080/health": dial tcp 10.42.0.7:8080: connect: connection refused';
const NOT_FOUND = 'HTTP probe failed with statuscode: 404';
const probed = (kind: string, message: string, log: string, port: unknown = 'http') => ({
  objects: [
    ...workload('api', [
      pod('api', 'a', {
        ready: false,
        container: {
          ports: [
            { name: 'http', containerPort: 8080 },
            { name: 'internal', containerPort: 9000 },
          ],
          [`${kind.toLowerCase()}Probe`]: { httpGet: { path: '/health', port } },
        },
      }),
    ]),
    serviceFor('api'),
    unhealthy(kind, message),
  ],
  logs: { [LOG]: log },
  alert: alerting('KubePodNotReady', { pod: P }),
});
const outside = (url: string) => ({
  ...alerting(
    'ProbeFailed',
    { namespace: 'monitoring', instance: url, job: 'blackbox' },
    'firing',
    `${url} does not answer`,
  ),
});
const BOTH_PORTS = `${at(5)} INFO Server 25.0.6 on JVM started in 14.114s. Listening on: http://0.0.0.0:8080. Management interface listening on http://0.0.0.0:9000.`;

const PROBES: readonly Case[] = [
  fault(
    'a probe of the port that no longer serves health, asked about by the address of the site',
    'probe.misconfigured',
    { ...probed('Startup', NOT_FOUND, BOTH_PORTS), alert: outside('https://api.example.com/login') },
    ['probe.startup_failing', 'app.startup_error'],
    ['port 9000'],
  ),
  fault(
    'a probe by number, while health is served aside',
    'probe.misconfigured',
    probed(
      'Liveness',
      NOT_FOUND,
      `${at(5)} INFO listening on :8080\n${at(5)} INFO health server listening on :8081`,
      8080,
    ),
    ['probe.liveness_failing'],
    ['port 8081'],
  ),
  fault(
    'a probe by the name of a port on which the program does not listen',
    'probe.misconfigured',
    probed('Readiness', REFUSED, `${at(5)} INFO Tomcat started on port 9090 (http) with context path '/'`),
    ['probe.readiness_failing'],
    ['9090'],
  ),
  fault(
    'a program that serves measurements and is not up yet',
    'probe.startup_failing',
    probed('Startup', REFUSED, `${at(5)} INFO metrics server listening on :9090\n${at(4)} INFO applying 4812 changes`),
    ['probe.misconfigured'],
  ),
  fault(
    'a program that says itself that it is not ready, with its management aside',
    'probe.readiness_failing',
    probed('Readiness', 'HTTP probe failed with statuscode: 503', BOTH_PORTS),
    ['probe.misconfigured'],
  ),
  calm('unknown', 'the site of a partner, while a probe asks for what is not there', {
    ...probed('Startup', NOT_FOUND, BOTH_PORTS),
    alert: outside('https://partner.example.com/login'),
  }),
];

/** Who watches and looks at the wrong place: monitors, and probes. */
export const WATCHING: readonly Case[] = [...MONITORS, ...PROBES];
