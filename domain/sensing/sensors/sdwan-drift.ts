import { whole } from '../parameters.js';
import { defineSensor, DURATION, gradeOf, isoOf, lastedSeconds, type Observation } from '../sensor.js';

export interface Tunnel {
  readonly peer: string;
  readonly network: string;
  readonly instance: string;
  readonly template: string;
  readonly is_hub: boolean;
  readonly compiled_at: number | null;
  readonly aside_until: number | null;
  /** NULL until the node has told of it. */
  readonly interface_up: boolean | null;
  readonly allowed_ips: readonly string[];
  readonly reported_ips: readonly string[] | null;
  readonly handshake_at: number | null;
  readonly report: string;
}

const parameters = {
  interface_or_allowed_ips_mismatch: whole(1, 'differences', [1, 1000], 'so many differences are drift'),
  handshake_drift_minutes: whole(5, 'minutes', [1, 1440], 'a handshake older than this is stale'),
  severity_high_minutes: whole(15, 'minutes', [1, 10_080], 'from this age on it is high'),
  severity_critical_minutes: whole(30, 'minutes', [1, 10_080], 'from this age on it is critical'),
  settle_after_compile_seconds: whole(90, 'seconds', [0, 86_400], 'not compared for so long after it was configured'),
};
const kind = 'sdwan.peer_drift_detected';
const LISTED_MAX = 50;

/** Whether each tunnel stands as it was configured, and is alive. */
export const sdwanDrift = defineSensor<typeof parameters, Tunnel>({
  id: 'sdwan_drift_sensor',
  title: 'SDWAN tunnel configuration drift',
  agent: 'sdwan_manager',
  watches: 'the interface, the AllowedIPs and the last handshake of each peer',
  parameters,
  kinds: [
    {
      kind,
      clears: 'sdwan.peer_drift_resolved',
      aliases: ['sdwan.peer_drift', 'system.sdwan_peer_drift'],
      title: 'Tunnel drifted',
      says: 'a peer has no interface, other AllowedIPs than it should, or an old handshake',
      steps: [{ category: 'system.sdwan_peer_remediate', target: ({ subject }) => subject }],
      under: [
        { kind: 'sdwan.hub_unreachable', by: 'network' },
        { kind: 'instance.silent', by: 'instance' },
        { kind: 'system.instance_state_drift', by: 'instance' },
      ],
      rollsUp: { least: 3, then: 'one' },
    },
  ],
  placesOf: ({ template, instance, network, peer }) => [
    ...[`template/${template}`, `instance/${instance}`],
    ...[`network/${network}`, `peer/${peer}`],
  ],
  judge(row, { values, now, open }) {
    const fingerprint = `sdwan_peer_drift:${row.peer}`;
    const settled = (row.compiled_at ?? -Infinity) + values.settle_after_compile_seconds * DURATION.second;
    if (now < settled || (row.aside_until ?? 0) > now)
      return open(fingerprint) ? [{ says: 'hold', kind, fingerprint }] : [];
    const diff = differences(row);
    const count = (row.interface_up === false ? 1 : 0) + diff.missing.length + diff.extra.length;
    const ageMs = row.handshake_at === null ? 0 : now - row.handshake_at;
    const isStale = ageMs > values.handshake_drift_minutes * DURATION.minute;
    if (isStale || count >= values.interface_or_allowed_ips_mismatch)
      return [raised(row, { fingerprint, diff, ageMs, values })];
    return open(fingerprint)
      ? [{ says: 'clear', kind, fingerprint, because: 'its tunnel stands as it should again' }]
      : [];
  },
});

interface Differences {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

function differences({ allowed_ips, reported_ips }: Tunnel): Differences {
  if (reported_ips === null) return { missing: [], extra: [] };
  const wanted = new Set(allowed_ips);
  const there = new Set(reported_ips);
  return {
    missing: [...wanted].filter((ip) => !there.has(ip)).toSorted(),
    extra: [...there].filter((ip) => !wanted.has(ip)).toSorted(),
  };
}

function raised(
  row: Tunnel,
  given: {
    readonly fingerprint: string;
    readonly diff: Differences;
    readonly ageMs: number;
    readonly values: { readonly severity_high_minutes: number; readonly severity_critical_minutes: number };
  },
): Observation {
  const { fingerprint, diff, ageMs, values } = given;
  const { peer, network, instance } = row;
  return {
    ...({ says: 'raise', kind, fingerprint } as const),
    severity: gradeOf(
      ageMs,
      [
        [values.severity_critical_minutes * DURATION.minute, 'critical'],
        [values.severity_high_minutes * DURATION.minute, 'high'],
      ],
      'warning',
    ),
    subject: { kind: 'sdwan-peer', name: peer },
    groups: [`peer/${peer}`, `network/${network}`, `instance/${instance}`, `template/${row.template}`],
    payload: {
      ...{ peer_id: peer, network_id: network, node_instance_id: instance, publicly_reachable: row.is_hub },
      last_handshake_at: isoOf(row.handshake_at),
      handshake_age_seconds: lastedSeconds(ageMs),
      missing_interface: row.interface_up === false,
      allowed_ips_diff: { missing: diff.missing.slice(0, LISTED_MAX), extra: diff.extra.slice(0, LISTED_MAX) },
      remediation_action: 'system.sdwan_peer_remediate',
      report: row.report,
    },
  };
}
