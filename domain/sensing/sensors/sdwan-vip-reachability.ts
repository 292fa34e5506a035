import { whole } from '../parameters.js';
import { defineSensor, DURATION, gradeOf, isoOf, lastedSeconds, type Observation } from '../sensor.js';

export interface Holder {
  readonly peer: string;
  /** False where it is named as a holder, and no such peer is known. */
  readonly exists: boolean;
  readonly handshake_at: number | null;
  readonly compiled_at: number | null;
}
export interface Vip {
  readonly vip: string;
  readonly cidr: string;
  readonly network: string;
  readonly anycast: boolean;
  readonly holders: readonly Holder[];
  /** Who may take it over, in their order. */
  readonly candidates: readonly Holder[];
  readonly report: string;
}

const parameters = {
  holder_silent_minutes: whole(5, 'minutes', [1, 1440], 'a holder without a handshake for so long is silent'),
  severity_high_minutes_single_holder: whole(10, 'minutes', [1, 10_080], 'where nobody else holds it, so long is high'),
  severity_critical_minutes: whole(30, 'minutes', [1, 10_080], 'so long is critical'),
};
const kind = 'sdwan.vip_holder_silent';

type Limits = { readonly [Name in keyof typeof parameters]: number };

/** Whether whoever holds a virtual address can still be reached. */
export const sdwanVipReachability = defineSensor<typeof parameters, Vip>({
  id: 'sdwan_vip_reachability_sensor',
  title: 'Virtual IP holder health',
  agent: 'sdwan_manager',
  watches: 'the last handshake of the holders of each active virtual address',
  parameters,
  kinds: [
    {
      kind,
      clears: 'sdwan.vip_holder_recovered',
      aliases: ['vip_holder_silent', 'system.sdwan_vip_unreachable'],
      title: 'Holder of a virtual address is silent',
      says: 'who holds a virtual address has shaken hands with nobody for a while',
      steps: [
        {
          category: 'system.sdwan_vip_failover',
          // An anycast address is served by its other holders.
          fits: ({ payload }) => payload['anycast'] !== true,
          target: ({ subject }) => subject,
          parameters: ({ payload }) => ({ to: payload['failover_candidate'] ?? null }),
          runbook: 'See whether its holder comes back; else give the address to a peer that answers.',
        },
      ],
      under: [{ kind: 'sdwan.hub_unreachable', by: 'network' }],
    },
  ],
  placesOf: ({ network, vip }) => [`network/${network}`, `vip/${vip}`],
  judge(row, { values, now, open }) {
    const ages = row.holders.map((holder) => ({ holder, ageMs: ageOf(holder, now) }));
    const limit = values.holder_silent_minutes * DURATION.minute;
    const said = row.anycast
      ? ages.map((one) => ({ ...one, fingerprint: `sdwan_vip_holder_silent:${row.vip}:${one.holder.peer}` }))
      : // Two that claim it at once is not this sensor's matter: as long as one answers, the address is reached.
        ages
          .toSorted((one, other) => one.ageMs - other.ageMs)
          .slice(0, 1)
          .map((one) => ({ ...one, fingerprint: `sdwan_vip_unreachable:${row.vip}` }));
    return said.flatMap(({ holder, ageMs, fingerprint }): readonly Observation[] => {
      if (ageMs > limit) return [raised(row, { holder, ageMs, fingerprint, values, now })];
      return open(fingerprint)
        ? [{ says: 'clear', kind, fingerprint, because: `its holder ${holder.peer} shakes hands again` }]
        : [];
    });
  },
});

/** One that has never shaken hands is counted from its configuration, and one that does not exist never will. */
function ageOf({ exists, handshake_at, compiled_at }: Holder, now: number): number {
  return exists ? now - (handshake_at ?? compiled_at ?? now) : Infinity;
}

function raised(
  row: Vip,
  given: {
    readonly holder: Holder;
    readonly ageMs: number;
    readonly fingerprint: string;
    readonly values: Limits;
    readonly now: number;
  },
): Observation {
  const { holder, ageMs, fingerprint, values, now } = given;
  const limit = values.holder_silent_minutes * DURATION.minute;
  const others = row.candidates.filter(({ peer }) => peer !== holder.peer);
  const alive = others.find((one) => one.handshake_at !== null && ageOf(one, now) <= limit);
  return {
    ...({ says: 'raise', kind, fingerprint } as const),
    severity: gradeOf(
      ageMs,
      [
        [values.severity_critical_minutes * DURATION.minute, 'critical'],
        ...(row.anycast ? [] : [[values.severity_high_minutes_single_holder * DURATION.minute, 'high'] as const]),
      ],
      'warning',
    ),
    subject: { kind: 'sdwan-vip', name: row.vip },
    groups: [`vip/${row.vip}`, `network/${row.network}`, `peer/${holder.peer}`],
    payload: {
      ...{ virtual_ip_id: row.vip, cidr: row.cidr, network_id: row.network, anycast: row.anycast },
      ...{ holder_peer_id: holder.peer, last_handshake_at: isoOf(holder.handshake_at) },
      holder_handshake_age_seconds: Number.isFinite(ageMs) ? lastedSeconds(ageMs) : null,
      has_failover_candidates: others.length > 0,
      // Only one that answers: an address is not given from one dead holder to the next.
      failover_candidate: alive?.peer ?? null,
      remediation_action: 'system.sdwan_vip_failover',
      report: row.report,
    },
  };
}
