import { type Family, seen } from './family.js';
import type { Clue } from './fact.js';
import type { LogFile, Ref, Thing } from './bundle.js';
import { limits } from './flows.js';
import { replicas } from './health.js';
import { inCluster } from './hosts.js';
import { isCurrentLine, msOfLine } from './line-age.js';
import { textAt } from './reading.js';
import { measuredBy } from './measured.js';
import { isClusterDns, isDnsName } from './roles.js';
import type { Scene } from './scene.js';
import { selects } from './selectors.js';
import { lastOf, seriesLike } from './series.js';

const UNKNOWN_NAME =
  /(?:host not found in upstream |lookup |ENOTFOUND |resolve host:? ?|translate host name |UnknownHostException: |getaddrinfo(?: \w+)? |host(?:name)? (?:not found|unknown):? |nslookup )["'`]?([a-z0-9][a-z0-9.-]{1,252})|["'`]?([a-z0-9][a-z0-9.-]{1,252})["'`]?:? (?:Name or service not known|nodename nor servname|NXDOMAIN)|server can't find ([a-z0-9][a-z0-9.-]{1,252}?):? NXDOMAIN/i;
/** Nobody answered, which says nothing of the name. */
const NO_ANSWER =
  /SERVFAIL|server misbehaving|EAI_AGAIN|Temporary failure in name resolution|:53: (?:read: )?(?:i\/o timeout|connection refused)|DNS (?:lookup|query|request|resolution) (?:timed out|failed)|Could not contact DNS servers|EDNSTIMEOUT|getaddrinfo ETIMEOUT|Resolving timed out/i;
const NAMES_MAX = 20;
const NOT_FOUND =
  /no such host|ENOTFOUND|NXDOMAIN|could not resolve host|Name or service not known|could not translate host name|UnknownHostException|nodename nor servname|Name does not resolve|not known|host not found in upstream/i;

export const dns: Family = {
  name: 'dns',
  reads: ['objects', 'logs'],
  sayings: [
    {
      code: 'dns.cluster_dns_failing',
      find: /SERVFAIL|server misbehaving|(?:plugin\/(?:errors|loop|forward)|\[ERROR\] plugin).{0,200}|read udp .{0,80}:53: i\/o timeout|EAI_AGAIN|Temporary failure in name resolution/i,
      // From one pod it is not sure that the DNS is at fault, and not its way there.
      weight: 0.56,
      where: ['log'],
      says: () => 'gets no answer to name lookups: the DNS of the cluster fails',
    },
  ],
  rules: [unknownNames, lostForMany, ownPods, ownAnswers, alerted],
};

/** Names that do not resolve; one that looks like a Service of the cluster is a Service that is missing. */
function unknownNames(scene: Scene): readonly Clue[] {
  return scene.bundle.logs.flatMap((log) => {
    if (isOfDns(scene, log)) return [];
    const lines = log.lines.filter(
      (one) => NOT_FOUND.test(one) && UNKNOWN_NAME.test(one) && !/pull|manifest|registry/i.test(one),
    );
    const newest = new Map(lines.map((line) => [hostOf(line), line]));
    return [...newest].slice(-NAMES_MAX).flatMap(([host, line]) => unknownName(scene, log, host, line));
  });
}

function unknownName(scene: Scene, log: LogFile, host: string, line: string): readonly Clue[] {
  const pod = { kind: 'Pod', namespace: log.namespace, name: log.pod };
  const peer = inCluster(host, log.namespace);
  const exists = peer && scene.find('Service', peer.namespace, peer.name);
  const behind = governing(host);
  const isAbsent = peer !== undefined && !exists && host.includes('.svc') && scene.knows('Service', peer.namespace);
  const base = {
    about: pod,
    quote: line,
    source: 'logs' as const,
    current: isCurrentLine(scene, log, log.lines.slice(log.lines.lastIndexOf(line))),
  };
  const missing = behind ?? (isAbsent ? peer : undefined);
  const named = behind
    ? scene.find('Service', behind.namespace, behind.name)
    : host.includes('.svc')
      ? exists
      : undefined;
  if (named) return shouldResolve(scene, log, { host, named, ...base });
  const isMissing =
    missing !== undefined &&
    !scene.find('Service', missing.namespace, missing.name) &&
    scene.knows('Service', missing.namespace);
  return [
    seen(scene, {
      ...base,
      code: 'dns.name_not_found',
      related: peer ? [peer] : [],
      confidence: 0.86,
      says: `looks up the host name ${host}, which does not exist (not found, does not resolve)`,
    }),
    ...(isMissing
      ? [
          seen(scene, {
            ...base,
            code: 'service.missing',
            related: [missing],
            confidence: 0.92,
            says: `calls the Service ${missing.name}${missing.namespace === log.namespace ? '' : ` in ${missing.namespace}`}, which does not exist (${host} is not found)`,
          }),
        ]
      : []),
  ];
}

interface Lost {
  readonly host: string;
  /** The Service that answers to the name. */
  readonly named: Thing;
  readonly quote: string;
  readonly current: boolean;
}

/** A name that exists and is not found: whoever answers is wrong, or the pod asks somebody else. */
function shouldResolve(scene: Scene, log: LogFile, { host, named, quote, current }: Lost): readonly Clue[] {
  const pod = { kind: 'Pod', namespace: log.namespace, name: log.pod };
  const policy = textAt(scene.find('Pod', pod.namespace, pod.name)?.raw, 'spec', 'dnsPolicy');
  const isOld = (named.createdAt ?? 0) < (msOfLine(quote) ?? scene.now);
  const base = { quote, source: 'logs', current: current && isOld } as const;
  if (policy === 'None' || policy === 'Default')
    return [
      seen(scene, {
        ...{ ...base, code: 'config.invalid_value', about: pod, confidence: 0.9 },
        says: `looks up ${host} with dnsPolicy ${policy}, so it does not ask the DNS of the cluster, which knows that name`,
      }),
    ];
  return [
    seen(scene, {
      ...{
        ...base,
        code: 'dns.cluster_dns_failing',
        about: dnsOf(scene),
        related: [scene.top(pod), pod],
        confidence: 0.84,
      },
      says: `answers name lookups (DNS) wrongly: ${host} is not found, although its Service exists`,
    }),
  ];
}

/** The Service of a pod's own name: `kv-1.kv-headless.store.svc`. */
function governing(host: string): Ref | undefined {
  const [, service = '', namespace = '', mark] = host.split('.');
  return mark === 'svc' ? { kind: 'Service', namespace, name: service } : undefined;
}

function hostOf(line: string): string {
  return (
    (UNKNOWN_NAME.exec(line) ?? [])
      .slice(1)
      .find(Boolean)
      ?.replace(/[.:]+$/, '') ?? ''
  );
}

/** Several workloads can not look up different names: then it is not the names. */
function lostForMany(scene: Scene): readonly Clue[] {
  const losses = scene.bundle.logs.flatMap((log) => {
    const pod = scene.find('Pod', log.namespace, log.pod);
    const isShut = scene
      .all('NetworkPolicy', log.namespace)
      .some((one) => limits(one, 'Egress') && pod !== undefined && selects(one, pod.labels));
    if (isShut || isOfDns(scene, log)) return [];
    const index = log.lines.findLastIndex(
      (line) => NO_ANSWER.test(line) || (NOT_FOUND.test(line) && hostOf(line) !== ''),
    );
    const line = log.lines[index];
    return line === undefined || !isCurrentLine(scene, log, log.lines.slice(index))
      ? []
      : [
          {
            top: scene.top({ kind: 'Pod', namespace: log.namespace, name: log.pod }),
            line,
            host: hostOf(line) || line,
          },
        ];
  });
  const workloads = new Set(losses.map(({ top }) => `${top.namespace}/${top.name}`));
  const hosts = new Set(losses.map(({ host }) => host));
  const silent = losses.filter(({ line }) => NO_ANSWER.test(line));
  if (workloads.size < 2 || hosts.size < 2 || silent.length === 0) return [];
  return [
    seen(scene, {
      code: 'dns.cluster_dns_failing',
      about: dnsOf(scene),
      related: losses.map(({ top }) => top),
      confidence: 0.9,
      quote: silent[0]?.line ?? '',
      source: 'logs',
      says: `does not answer the name lookups (DNS) of ${[...workloads].slice(0, 4).join(', ')}: different names from several workloads get no answer`,
    }),
  ];
}

function isOfDns(scene: Scene, { namespace, pod }: LogFile): boolean {
  const found = scene.find('Pod', namespace, pod);
  return found ? isClusterDns(found) : isDnsName(pod);
}

/** What answers the lookups of the cluster; its usual name where the bundle does not hold it. */
function dnsOf(scene: Scene): Ref {
  const [found] = ['Deployment', 'DaemonSet', 'Service'].flatMap((kind) => scene.all(kind).filter(isClusterDns));
  return found ?? { kind: 'Deployment', namespace: 'kube-system', name: 'coredns' };
}

/** What the DNS servers themselves log, and how often they answer with an error. */
function ownAnswers(scene: Scene): readonly Clue[] {
  const about = dnsOf(scene);
  const logs = scene.bundle.logs.flatMap((log) => {
    if (!isOfDns(scene, log)) return [];
    const lines = log.lines.filter((line) =>
      /plugin\/(?:errors|forward).{0,200}(?:timeout|refused|unreachable|SERVFAIL)/i.test(line),
    );
    const names = new Set(lines.map((line) => /plugin\/\w+: \d+ (\S+)/.exec(line)?.[1] ?? line));
    const last = lines.at(-1);
    if (names.size < 2 || last === undefined) return [];
    const current = isCurrentLine(scene, log, log.lines.slice(log.lines.lastIndexOf(last)));
    const says = `gets no answer from its upstream for ${names.size} different names, so name lookups (DNS) fail`;
    return [
      seen(scene, {
        code: 'dns.cluster_dns_failing',
        about,
        current,
        confidence: 0.9,
        quote: last,
        source: 'logs',
        says,
      }),
    ];
  });
  const answers = seriesLike(scene, /dns.{0,200}(?:SERVFAIL|REFUSED|error)/i).flatMap((series) => {
    const last = lastOf(series) ?? 0;
    if (!series.query.includes('/') || last < 0.05 || last > 1) return [];
    const says = `answers ${Math.round(last * 100)} % of all name lookups (DNS) with an error`;
    const quote = `${series.query} = ${last}`;
    return [seen(scene, { code: 'dns.cluster_dns_failing', about, confidence: 0.86, quote, source: 'metrics', says })];
  });
  return [...logs, ...answers];
}

/** Nobody is left who could answer: none is ready, or somebody scaled it to nothing. */
function ownPods(scene: Scene): readonly Clue[] {
  const servers = [...scene.all('Deployment'), ...scene.all('DaemonSet')].filter(isClusterDns);
  if (servers.some((one) => scene.podsOf(one).some((pod) => scene.standing(pod) === 'well'))) return [];
  return servers.flatMap((one) => {
    const isAsleep = replicas(one)?.wanted === 0;
    // Whether nothing of it runs can only be told where pods were captured.
    if (!isAsleep && scene.standing(one) !== 'ailing') return [];
    return [
      seen(scene, {
        code: 'dns.cluster_dns_failing',
        about: one,
        confidence: 0.94,
        quote: isAsleep ? 'spec.replicas: 0' : 'no pod of the cluster DNS is ready',
        says: `answers the name lookups (DNS) of the whole cluster and has no ready pod${isAsleep ? ': it is scaled to 0' : ''}`,
      }),
    ];
  });
}

/** CoreDNS that nobody measures any more, or that answers with errors. */
function alerted(scene: Scene): readonly Clue[] {
  const about = () => dnsOf(scene);
  const says = 'answers the name lookups (DNS) of the whole cluster, and its alert fires';
  return measuredBy(scene, [
    { code: 'dns.cluster_dns_failing', name: /^(?:CoreDNS|KubeDNS)(?:Down|Errors|Forward)/i, about, says },
  ]);
}
