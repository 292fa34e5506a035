import { type Family, seen } from './family.js';
import type { Clue } from './fact.js';
import { inCluster } from './hosts.js';
import { isCurrentLine } from './line-age.js';
import type { Scene } from './scene.js';

const UNKNOWN_NAME =
  /(?:lookup |ENOTFOUND |resolve host:? ?|translate host name |UnknownHostException: |getaddrinfo(?: \w+)? |host(?:name)? (?:not found|unknown):? |nslookup )["'`]?([a-z0-9][a-z0-9.-]{1,252})|["'`]?([a-z0-9][a-z0-9.-]{1,252})["'`]?:? (?:Name or service not known|nodename nor servname|NXDOMAIN)|server can't find ([a-z0-9][a-z0-9.-]{1,252}?):? NXDOMAIN/i;
const NOT_FOUND =
  /no such host|ENOTFOUND|NXDOMAIN|could not resolve host|Name or service not known|could not translate host name|UnknownHostException|nodename nor servname|Name does not resolve|not known/i;

export const dns: Family = {
  name: 'dns',
  reads: ['objects', 'logs'],
  sayings: [
    {
      code: 'dns.cluster_dns_failing',
      find: /SERVFAIL|server misbehaving|(?:plugin\/(?:errors|loop|forward)|\[ERROR\] plugin).{0,200}|read udp .{0,80}:53: i\/o timeout|EAI_AGAIN|Temporary failure in name resolution/i,
      weight: 0.62,
      where: ['log'],
      says: () => 'gets no answer to name lookups: the DNS of the cluster fails',
    },
  ],
  rules: [unknownNames, ownPods],
};

/** Names that do not resolve; one that looks like a Service of the cluster is a Service that is missing. */
function unknownNames(scene: Scene): readonly Clue[] {
  return scene.bundle.logs.flatMap((log) => {
    const line = log.lines.findLast(
      (one) => NOT_FOUND.test(one) && UNKNOWN_NAME.test(one) && !/pull|manifest|registry/i.test(one),
    );
    if (line === undefined) return [];
    const host =
      (UNKNOWN_NAME.exec(line) ?? [])
        .slice(1)
        .find(Boolean)
        ?.replace(/[.:]+$/, '') ?? '';
    const pod = { kind: 'Pod', namespace: log.namespace, name: log.pod };
    const peer = inCluster(host, log.namespace);
    const exists = peer && scene.find('Service', peer.namespace, peer.name);
    const isAbsent = peer !== undefined && !exists && host.includes('.svc') && scene.knows('Service', peer.namespace);
    const base = {
      about: pod,
      quote: line,
      source: 'logs' as const,
      current: isCurrentLine(scene, log, log.lines.slice(log.lines.lastIndexOf(line))),
    };
    return [
      seen(scene, {
        ...base,
        code: 'dns.name_not_found',
        related: peer ? [peer] : [],
        confidence: 0.86,
        says: `looks up the host name ${host}, which does not exist (not found, does not resolve)`,
      }),
      ...(isAbsent
        ? [
            seen(scene, {
              ...base,
              code: 'service.missing',
              related: [peer],
              confidence: 0.84,
              says: `calls the Service ${peer.name}${peer.namespace === log.namespace ? '' : ` in ${peer.namespace}`}, which does not exist (${host} is not found)`,
            }),
          ]
        : []),
    ];
  });
}

function ownPods(scene: Scene): readonly Clue[] {
  return ['Deployment', 'DaemonSet'].flatMap((kind) =>
    scene.all(kind).flatMap((one) => {
      if (!/^(?:core-?dns|kube-dns|node-local-dns)/.test(one.name)) return [];
      const well = scene.podsOf(one).filter((pod) => scene.standing(pod) === 'well');
      if (scene.standing(one) !== 'ailing' || well.length > 0) return [];
      return [
        seen(scene, {
          code: 'dns.cluster_dns_failing',
          about: one,
          confidence: 0.94,
          quote: 'no pod of the cluster DNS is ready',
          says: 'answers the name lookups (DNS) of the whole cluster and has no ready pod',
        }),
      ];
    }),
  );
}
