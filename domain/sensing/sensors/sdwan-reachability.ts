import { whole } from '../parameters.js';
import { defineSensor, DURATION, isoOf, type Observation } from '../sensor.js';

export interface Hub {
  readonly peer: string;
  readonly instance: string;
  readonly handshake_at: number | null;
  /** When its configuration was last made: from then on it has had its time to shake hands. */
  readonly compiled_at: number | null;
  readonly aside_until: number | null;
}
export interface Network {
  readonly network: string;
  readonly hubs: readonly Hub[];
  readonly spokes: number;
  /** Spokes whose node reported within the shortest window. */
  readonly live_spokes: number;
  readonly report: string;
}

const parameters = {
  hub_silent_minutes: whole(5, 'minutes', [1, 1440], 'a hub without a handshake for so long is unreachable'),
  min_witness_spokes: whole(1, 'spokes', [0, 100], 'so many spokes must be live, where the network has any'),
};
const kind = 'sdwan.hub_unreachable';
const LISTED_MAX = 50;

/** Whether the hubs of each network still shake hands with anybody. */
export const sdwanReachability = defineSensor<typeof parameters, Network>({
  id: 'sdwan_reachability_sensor',
  title: 'SDWAN hub reachability',
  agent: 'sdwan_manager',
  watches: 'the last handshake of each hub of the active networks',
  parameters,
  kinds: [
    {
      kind,
      clears: 'sdwan.hub_recovered',
      aliases: ['hub_unreachable', 'system.sdwan_hub_unreachable'],
      title: 'Hub is unreachable',
      says: 'a hub of a network has shaken hands with nobody for a while, though its spokes live',
      steps: [
        {
          category: 'system.sdwan_failover',
          target: ({ subject }) => subject,
          parameters: ({ payload }) => ({ hub: payload['hub_peer_id'] ?? null }),
          runbook:
            'Look at the hub and at the way to its endpoint first. Where it can not be brought back, make another peer of the network its hub.',
        },
      ],
    },
  ],
  placesOf: ({ network }) => [`network/${network}`],
  judge(row, { values, now, open }) {
    const fingerprint = `sdwan_hub_unreachable:${row.network}`;
    const standing = open(fingerprint);
    const limit = values.hub_silent_minutes * DURATION.minute;
    const silent = row.hubs.filter((hub) => now - (sinceOf(hub) ?? now) > limit);
    const found = silent.filter(({ aside_until }) => (aside_until ?? 0) <= now).toSorted(longestSilentFirst);
    const [first] = found;
    if (first && isWitnessed(row, values.min_witness_spokes)) return [raised(row, { first, found, silent })];
    if (!standing) return [];
    // Either somebody is at the hub, or nobody is left who could tell.
    if (silent.length > 0) return [{ says: 'hold', kind, fingerprint }];
    return [
      {
        ...({ says: 'clear', kind, fingerprint } as const),
        because: 'its hubs shake hands again',
        payload: { down_for_seconds: Math.round((now - standing.openedAt) / 1000) },
      },
    ];
  },
});

function sinceOf({ handshake_at, compiled_at }: Hub): number | null {
  return handshake_at ?? compiled_at;
}

function longestSilentFirst(one: Hub, other: Hub): number {
  return (sinceOf(one) ?? 0) - (sinceOf(other) ?? 0) || (one.peer < other.peer ? -1 : 1);
}

/** Where no spoke lives, a hub has nobody to shake hands with, and its silence proves nothing. */
function isWitnessed({ spokes, live_spokes }: Network, least: number): boolean {
  return live_spokes >= Math.min(least, spokes);
}

function raised(
  row: Network,
  { first, found, silent }: { readonly first: Hub; readonly found: readonly Hub[]; readonly silent: readonly Hub[] },
): Observation {
  return {
    ...({ says: 'raise', kind, fingerprint: `sdwan_hub_unreachable:${row.network}` } as const),
    severity: silent.length === row.hubs.length ? 'critical' : 'high',
    subject: { kind: 'sdwan-network', name: row.network },
    groups: [`network/${row.network}`],
    payload: {
      ...{ network_id: row.network, network_name: row.network, hub_peer_id: first.peer, hub_count: row.hubs.length },
      silent_hubs: found.slice(0, LISTED_MAX).map(({ peer }) => peer),
      spoke_count: row.spokes,
      is_witnessed: row.live_spokes > 0,
      last_handshake_at: isoOf(first.handshake_at),
      remediation_action: 'system.sdwan_failover',
      report: row.report,
    },
  };
}
