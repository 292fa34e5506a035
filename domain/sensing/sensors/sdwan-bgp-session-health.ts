import { whole } from '../parameters.js';
import { defineSensor, DURATION, gradeOf, isoOf, lastedSeconds, type Observation } from '../sensor.js';

/** One end of a session, as its own node sees it. */
export interface End {
  readonly state: string;
  readonly state_since: number;
  readonly observed_at: number;
  /** The newest changes of its state. */
  readonly changes: readonly number[];
  readonly last_error: string;
}
export interface Session extends End {
  readonly session: string;
  readonly peer: string;
  readonly network: string;
  readonly instance: string;
  readonly neighbor: string;
  readonly neighbor_peer: string | null;
  readonly neighbor_instance: string | null;
  readonly report: string;
  /** The same adjacency, as the node at its other end sees it. */
  readonly other: End | null;
}

const parameters = {
  unhealthy_after_minutes: whole(
    10,
    'minutes',
    [1, 1440],
    'a session that is not established for so long is unhealthy',
  ),
  observation_stale_minutes: whole(5, 'minutes', [1, 1440], 'what nobody saw for so long is not known'),
  severity_high_minutes: whole(15, 'minutes', [1, 10_080], 'stuck for so long is high'),
  severity_critical_minutes: whole(30, 'minutes', [1, 10_080], 'stuck for so long is critical'),
  flap_threshold: whole(5, 'changes in 10 min', [2, 20], 'so many changes of state are flapping'),
};
const UNHEALTHY = 'sdwan.bgp_unhealthy';
const STALE = 'sdwan.bgp_stale';
const FLAP_MS = 10 * DURATION.minute;
const UNDER = [
  { kind: 'sdwan.hub_unreachable', by: 'network' },
  { kind: 'instance.silent', by: 'instance' },
  { kind: 'system.instance_state_drift', by: 'instance' },
] as const;

/** Whether the iBGP sessions between peers are established, and stay so. */
export const sdwanBgpSessionHealth = defineSensor<typeof parameters, Session>({
  id: 'sdwan_bgp_session_health_sensor',
  title: 'iBGP session health',
  agent: 'sdwan_manager',
  watches: 'the state of each session in networks that route by iBGP, at both of its ends',
  parameters,
  kinds: [
    {
      kind: UNHEALTHY,
      clears: 'sdwan.bgp_recovered',
      aliases: ['system.sdwan_bgp_session_unhealthy'],
      title: 'BGP session is unhealthy',
      says: 'a session is not established for a while, or goes up and down',
      steps: [
        {
          category: 'system.sdwan_bgp_session_remediate',
          target: ({ subject }) => subject,
          parameters: ({ payload }) => ({ neighbor: payload['neighbor_address'] ?? null }),
          runbook:
            'Look at why it is down (`vtysh -c "show bgp neighbors"`), then reset it (`vtysh -c "clear bgp NEIGHBOR"`).',
        },
      ],
      under: UNDER,
    },
    {
      kind: STALE,
      clears: 'sdwan.bgp_observed',
      aliases: ['system.sdwan_bgp_session_stale'],
      title: 'BGP session is not observed',
      says: 'neither end of a session was reported for a while, so nothing is known of it',
      steps: [],
      under: UNDER,
    },
  ],
  placesOf: ({ network, peer }) => [`network/${network}`, `peer/${peer}`],
  judge(row, { values, now, open }) {
    const adjacency = adjacencyOf(row);
    const unhealthy = { kind: UNHEALTHY, fingerprint: `sdwan_bgp_session_unhealthy:${adjacency}` };
    const stale = { kind: STALE, fingerprint: `sdwan_bgp_session_stale:${adjacency}` };
    const staleMs = values.observation_stale_minutes * DURATION.minute;
    const ends = row.other ? [row, row.other] : [row];
    const seen = ends.filter(({ observed_at }) => now - observed_at <= staleMs);
    if (seen.length === 0) {
      const observedAt = Math.max(...ends.map(({ observed_at }) => observed_at));
      return [
        observation(row, stale, 'warning', staleFacts(observedAt, now)),
        ...(open(unhealthy.fingerprint) ? [{ says: 'hold', ...unhealthy } as const] : []),
      ];
    }
    const fresh: Observation[] = open(stale.fingerprint)
      ? [{ says: 'clear', ...stale, because: 'it is observed again' }]
      : [];
    const stuckMs = Math.max(...seen.map((end) => (end.state === 'established' ? 0 : now - end.state_since)));
    const flaps = Math.max(...seen.map(({ changes }) => changes.filter((at) => at > now - FLAP_MS).length));
    const isStuck = stuckMs > values.unhealthy_after_minutes * DURATION.minute;
    if (isStuck || flaps >= values.flap_threshold) {
      const severity = gradeOf(
        stuckMs,
        [
          [values.severity_critical_minutes * DURATION.minute, 'critical'],
          [values.severity_high_minutes * DURATION.minute, 'high'],
        ],
        'warning',
      );
      return [observation(row, unhealthy, severity, stuckFacts(seen, { stuckMs, flaps })), ...fresh];
    }
    if (!open(unhealthy.fingerprint)) return fresh;
    const isUp = seen.every(({ state }) => state === 'established');
    return [
      // Down again, but not for long enough: what was open is not over.
      isUp ? { says: 'clear', ...unhealthy, because: 'it is established again' } : { says: 'hold', ...unhealthy },
      ...fresh,
    ];
  },
});

/** Both ends tell of one adjacency: whoever tells, it has one name. */
function adjacencyOf({ peer, neighbor, neighbor_peer }: Session): string {
  if (neighbor_peer === null) return `${peer}:${neighbor}`;
  return [peer, neighbor_peer].toSorted().join(':');
}

function staleFacts(observedAt: number, now: number) {
  return {
    last_observed_at: isoOf(observedAt),
    stale_for_seconds: lastedSeconds(now - observedAt),
    recommended_action: 'see whether the nodes at both ends report, and whether their routing daemon answers',
  };
}

function stuckFacts(seen: readonly End[], { stuckMs, flaps }: { readonly stuckMs: number; readonly flaps: number }) {
  const down = seen.filter(({ state }) => state !== 'established');
  return {
    state: down.map(({ state }) => state).toSorted()[0] ?? 'established',
    stuck_for_seconds: lastedSeconds(stuckMs),
    state_changes: flaps,
    last_error: seen.find(({ last_error }) => last_error !== '')?.last_error ?? '',
    remediation_action: 'system.sdwan_bgp_session_remediate',
  };
}

function observation(
  row: Session,
  what: { readonly kind: string; readonly fingerprint: string },
  severity: 'warning' | 'high' | 'critical' | 'info',
  facts: Readonly<Record<string, string | number | null>>,
): Observation {
  const { peer, network, instance, neighbor_instance } = row;
  return {
    ...({ says: 'raise', ...what, severity } as const),
    subject: { kind: 'sdwan-peer', name: peer },
    groups: [
      ...[`peer/${peer}`, `network/${network}`, `instance/${instance}`],
      ...(neighbor_instance === null ? [] : [`instance/${neighbor_instance}`]),
    ],
    payload: {
      ...{ bgp_session_id: row.session, peer_id: peer, network_id: network },
      ...{ neighbor_peer_id: row.neighbor_peer, neighbor_address: row.neighbor, ...facts, report: row.report },
    },
  };
}
