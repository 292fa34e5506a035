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
      const numbers = new Map(
        listAt(one, 'ports').map((port) => [textAt(port, 'name'), textAt(port, 'containerPort')]),
      );
      const name = textAt(one, 'name');
      const heard = listensOn(scene, pod.namespace, pod.name, name);
      const lines = linesOf(scene, pod.namespace, pod.name, name);
      const asksTls = scene.bundle.logs.some(
        (log) =>
          log.namespace === pod.namespace && log.pod === pod.name && log.lines.some((line) => NOT_TLS.test(line)),
      );
      return PROBES.flatMap((kind) => {
        const event = events.find(({ message }) => message.toLowerCase().startsWith(kind.replace('Probe', '')));
        const asked = at(one, kind, 'httpGet') ?? at(one, kind, 'tcpSocket') ?? at(one, kind, 'grpc');
        if (!event || asked === undefined) return [];
        const port = textAt(asked, 'port');
        const number = numbers.get(port) || port;
        const why = mistakeOf({ message: event.message, asked, port, number, ports, heard, lines, asksTls });
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
  readonly message: string;
  readonly asked: unknown;
  /** As the probe names it, and its number where the container tells it. */
  readonly port: string;
  readonly number: string;
  readonly ports: readonly string[];
  readonly heard: readonly string[];
  readonly lines: readonly string[];
  /** The program complains of callers that do not speak TLS. */
  readonly asksTls: boolean;
}

function mistakeOf(given: Asked): { confidence: number; says: string } | undefined {
  const { message, asked, port, number, ports, heard, lines, asksTls } = given;
  const path = textAt(asked, 'path');
  const isNumber = /^\d+$/.test(number);
  const shown = port === number ? port : `${port} (${number})`;
  // Measurements are often served before the program itself is up.
  const main = heard.filter((one) => !isOnlySaidOf(lines, one, OF_MEASURES));
  if (/connection refused/i.test(message) && main.length > 0 && isNumber && !heard.includes(number))
    return {
      confidence: 0.94,
      says: `asks port ${shown}, while the program listens on port ${heard.join(', ')}: the probe is misconfigured`,
    };
  if (/connection refused/i.test(message) && ports.length > 0 && !ports.includes(port) && heard.length === 0)
    return {
      confidence: 0.86,
      says: `asks port ${port}, which the container does not serve (it serves port ${ports.find((one) => /^\d+$/.test(one)) ?? ports[0]}): the probe is misconfigured`,
    };
  const aside = heard.find((one) => one !== number && isSaidOf(lines, one, OF_HEALTH));
  if (/statuscode: 404|HTTP 404/i.test(message) && isNumber && aside !== undefined)
    return {
      confidence: 0.94,
      says: `asks for the path ${path} on port ${shown}, where it is not served (404), while the program serves its health or management on port ${aside}: the probe is misconfigured`,
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

const LISTENS =
  /(?:listening|listen|started|serving|running|bound|server)\b.{0,60}?(?:port:? ?|[\]\d*a-z]:|:)(\d{2,5})\b/gi;
const OF_HEALTH = /\b(?:management|health|actuator|admin|probes?)\b/i;
const OF_MEASURES = /\b(?:metrics|prometheus|pprof|debug|profil\w{1,4})\b/i;
const BEFORE_PORT = 120;

/** What lines say right before they name a port. */
function isSaidOf(lines: readonly string[], port: string, words: RegExp): boolean {
  return beforePort(lines, port).some((text) => words.test(text));
}

function isOnlySaidOf(lines: readonly string[], port: string, words: RegExp): boolean {
  return beforePort(lines, port).every((text) => words.test(text));
}

function beforePort(lines: readonly string[], port: string): readonly string[] {
  return lines.flatMap((line) =>
    [...line.slice(0, LINE_MAX).matchAll(LISTENS)]
      .filter(([, one]) => one === port)
      .map(
        ({ 0: whole, index }) =>
          `${
            line
              .slice(Math.max(0, index - BEFORE_PORT), index)
              .split(/[.;] /)
              .at(-1) ?? ''
          }${whole.split(/[.;] /).at(-1) ?? ''}`,
      ),
  );
}

const LINE_MAX = 2_000;

function linesOf(scene: Scene, namespace: string, pod: string, container: string): readonly string[] {
  return scene.bundle.logs
    .filter(
      (log) => log.namespace === namespace && log.pod === pod && (container === '' || log.container === container),
    )
    .flatMap((log) => log.lines);
}

/** Ports that the program itself says it listens on. */
export function listensOn(scene: Scene, namespace: string, pod: string, container: string): readonly string[] {
  const found = linesOf(scene, namespace, pod, container).flatMap((line) =>
    /\d{2}:\d{2}:\d{2}.{0,4}$/.test(line)
      ? []
      : [...line.slice(0, LINE_MAX).matchAll(LISTENS)].map(([, port = '']) => port),
  );
  return [...new Set(found)];
}
