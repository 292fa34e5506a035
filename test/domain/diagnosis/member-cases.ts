import { alerting, event, pod, serviceFor, thing, workload } from './bundles.js';
import { at, type Case, fault, LOG, P } from './case.js';

type Raw = Readonly<Record<string, unknown>>;

const ADDRESSES = ['10.9.1.31', '10.9.2.90'] as const;
const members = (lines: readonly string[], rest: { readonly port?: number; readonly second?: Raw } = {}) => {
  const container = { ports: [{ name: 'peer', containerPort: rest.port ?? 8300 }] };
  const [one, other] = ADDRESSES.map((podIP, place) =>
    pod('api', place === 0 ? 'a' : 'b', { ready: false, container, status: { podIP } }),
  );
  return {
    objects: [
      ...workload('api', [one ?? {}, rest.second ?? other ?? {}], { wanted: 2 }),
      serviceFor('api'),
      event(['Pod', P], 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
    ],
    logs: { [LOG]: [6, 4, 2].flatMap((ago) => lines.map((line) => `${at(ago)} ${line}`)).join('\n') },
    alert: alerting('ApiNoLeader', { service: 'api' }, 'firing', 'There is no leader.'),
  };
};
const VOTE = (ip: string) =>
  `[ERROR] agent.server.raft: failed to make requestVote RPC: target="{Voter a81d99f0 ${ip}:8300}" error="dial tcp 10.9.1.31:0->${ip}:8300: i/o timeout" term=912`;

/** Members of a cluster that look for each other where nobody lives any more, and what only looks like it. */
export const MEMBERS: readonly Case[] = [
  fault(
    'voters whose peers have the addresses of pods long gone',
    'middleware.membership_stale',
    members([VOTE('10.9.3.77'), VOTE('10.9.0.52'), '[ERROR] agent: Coordinate update error: error="No leader"']),
    ['dependency.unreachable', 'middleware.network_partition', 'probe.readiness_failing'],
    ['10.9.3.77', 'peers'],
  ),
  fault(
    'members of a store that keep the old address of a peer',
    'middleware.membership_stale',
    members(
      [
        '{"level":"warn","msg":"prober detected unhealthy status","remote-peer-id":"7c1e","error":"dial tcp 10.9.3.77:2380: connect: no route to host"}',
      ],
      { port: 2380 },
    ),
    ['dependency.unreachable'],
  ),
  fault(
    'members of a search that ask their old leader',
    'middleware.membership_stale',
    members(
      [
        '[WARN ] failed to connect to cluster node {two}{10.9.3.77:9300}: ConnectTransportException connect_timeout[30s]',
      ],
      { port: 9300 },
    ),
    ['dependency.unreachable'],
  ),
  fault(
    'a peer that has no pod, since it finds no room',
    'scheduling.insufficient_resource',
    members([VOTE('10.9.3.77')], {
      second: pod('api', 'b', { unscheduled: '0/3 nodes are available: 3 Insufficient memory.' }),
    }),
    ['middleware.membership_stale'],
  ),
  fault(
    'a peer that is there and does not answer',
    ['dependency.unreachable', 'middleware.network_partition'],
    members([VOTE('10.9.2.90')]),
    ['middleware.membership_stale'],
  ),
  fault(
    'a callee at an address that nobody has',
    'dependency.unreachable',
    members(['ERROR call to payments failed: dial tcp 10.9.3.77:9000: connect: no route to host']),
    ['middleware.membership_stale'],
  ),
  fault(
    'an old address that is a node’s',
    'dependency.unreachable',
    {
      ...members([VOTE('10.9.3.77')]),
      objects: [
        ...members([]).objects,
        thing('Node', 'n7', { status: { addresses: [{ type: 'InternalIP', address: '10.9.3.77' }] } }, ''),
      ],
    },
    ['middleware.membership_stale'],
  ),
];
