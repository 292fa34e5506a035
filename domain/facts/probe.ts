import { type Family, seen, type Saying } from './family.js';
import type { Clue } from './fact.js';
import { at, listAt, textAt } from './reading.js';
import type { Scene } from './scene.js';

const unhealthy = (code: Saying['code'], word: string): Saying => ({
  code,
  find: new RegExp(`${word} probe (?:failed|errored)`, 'i'),
  weight: 0.7,
  where: ['event'],
  says: () =>
    `does not answer its ${word} probe${word === 'Liveness' ? ', so the kubelet restarts it again and again' : word === 'Readiness' ? ', so it gets no traffic' : ' in time, so it is restarted before it is up'}`,
});
const NOT_TLS =
  /HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS port|wrong version number|http request.{0,20}ssl/i;
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

export const probe: Family = {
  name: 'probe',
  reads: ['objects', 'events', 'logs'],
  sayings: [
    unhealthy('probe.liveness_failing', 'Liveness'),
    unhealthy('probe.readiness_failing', 'Readiness'),
    unhealthy('probe.startup_failing', 'Startup'),
  ],
  rules: [wrongProbes],
};

/** A probe that failed and asks for what no container serves, while the program has nothing to complain of. */
function wrongProbes(scene: Scene): readonly Clue[] {
  return scene.all('Pod').flatMap((pod) => {
    const events = scene.eventsOf(pod).filter(({ reason }) => reason === 'Unhealthy');
    if (scene.standing(pod) !== 'ailing' || events.length === 0) return [];
    return listAt(pod.raw, 'spec', 'containers').flatMap((one) => {
      const ports = listAt(one, 'ports').flatMap((port) => [textAt(port, 'containerPort'), textAt(port, 'name')]);
      const name = textAt(one, 'name');
      const heard = listensOn(scene, pod.namespace, pod.name, name);
      const asksTls = scene.bundle.logs.some(
        (log) =>
          log.namespace === pod.namespace && log.pod === pod.name && log.lines.some((line) => NOT_TLS.test(line)),
      );
      return PROBES.flatMap((kind) => {
        const event = events.find(({ message }) => message.toLowerCase().startsWith(kind.replace('Probe', '')));
        const asked = at(one, kind, 'httpGet') ?? at(one, kind, 'tcpSocket') ?? at(one, kind, 'grpc');
        if (!event || asked === undefined) return [];
        const why = mistakeOf({ kind, message: event.message, asked, ports, heard, asksTls });
        return why === undefined
          ? []
          : [
              seen(scene, {
                code: 'probe.misconfigured',
                about: pod,
                confidence: why.confidence,
                quote: event.message,
                source: 'events',
                at: event.lastAt ?? scene.now,
                says: `is fine, but its ${kind.replace('Probe', ' probe')} ${why.says}`,
              }),
            ];
      });
    });
  });
}

interface Asked {
  readonly kind: string;
  readonly message: string;
  readonly asked: unknown;
  readonly ports: readonly string[];
  readonly heard: readonly string[];
  /** The program complains of callers that do not speak TLS. */
  readonly asksTls: boolean;
}

function mistakeOf({ message, asked, ports, heard, asksTls }: Asked): { confidence: number; says: string } | undefined {
  const port = textAt(asked, 'port');
  const path = textAt(asked, 'path');
  if (/connection refused/i.test(message) && heard.length > 0 && /^\d+$/.test(port) && !heard.includes(port))
    return {
      confidence: 0.94,
      says: `asks port ${port}, while the program listens on port ${heard.join(', ')}: the probe is misconfigured`,
    };
  if (/connection refused/i.test(message) && ports.length > 0 && !ports.includes(port) && heard.length === 0)
    return {
      confidence: 0.86,
      says: `asks port ${port}, which the container does not serve (it serves port ${ports.find((one) => /^\d+$/.test(one)) ?? ports[0]}): the probe is misconfigured`,
    };
  if (/statuscode: 404|HTTP 404/i.test(message))
    return {
      confidence: 0.88,
      says: `asks for the path ${path} on port ${port}, which the program does not serve (404): the probe is misconfigured`,
    };
  const isPlain = (textAt(asked, 'scheme') || 'HTTP') === 'HTTP';
  if (/statuscode: 400/i.test(message) && isPlain && (asksTls || /https|tls|443$/i.test(port)))
    return {
      confidence: 0.93,
      says: `asks port ${port} over plain HTTP, while the program serves HTTPS (TLS): the scheme of the probe is misconfigured`,
    };
  if (
    /server gave HTTP response to HTTPS client|malformed HTTP response|first record does not look like a TLS/i.test(
      message,
    )
  )
    return {
      confidence: 0.93,
      says: `asks port ${port} by the wrong scheme (HTTPS, while the program serves plain HTTP): the probe is misconfigured`,
    };
  return undefined;
}

/** Ports that the program itself says it listens on. */
export function listensOn(scene: Scene, namespace: string, pod: string, container: string): readonly string[] {
  const lines = scene.bundle.logs
    .filter(
      (log) => log.namespace === namespace && log.pod === pod && (container === '' || log.container === container),
    )
    .flatMap((log) => log.lines);
  const found = lines.flatMap((line) => {
    const [, port] =
      /(?:listening|listen|started|serving|running|bound|server)\b.{0,60}?(?:port:? ?|[\]\d*a-z]:|:)(\d{2,5})\b/i.exec(
        line,
      ) ?? [];
    return port === undefined || /\d{2}:\d{2}:\d{2}.{0,4}$/.test(line) ? [] : [port];
  });
  return [...new Set(found)];
}
