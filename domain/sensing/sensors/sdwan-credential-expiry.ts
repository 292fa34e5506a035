import { whole } from '../parameters.js';
import type { Severity } from '../../scales.js';
import { defineSensor, DURATION, isoOf, type Observation, type Payload, type Step } from '../sensor.js';

export interface Credential {
  readonly credential: string;
  readonly peer: string;
  readonly network: string;
  readonly instance: string;
  readonly template: string;
  readonly kind: string;
  readonly revision: number;
  readonly issued_at: number;
  readonly refresh_after: number;
  readonly not_after: number;
  /** The newest later one for the same use, where there is any; a pending one is not in force yet. */
  readonly next: { readonly credential: string; readonly revision: number; readonly is_active: boolean } | null;
  readonly report: string;
}

const parameters = {
  advisory_window_minutes: whole(15, 'minutes', [2, 10_080], 'told for so long before its end'),
  urgent_window_minutes: whole(5, 'minutes', [1, 10_080], 'high for so long before its end'),
  credential_ttl_seconds: whole(3600, 'seconds', [120, 31_536_000], 'how long a renewed membership is to last'),
  refresh_after_seconds: whole(1800, 'seconds', [60, 31_536_000], 'when a renewed membership is to be refreshed'),
};
const EXPIRING = 'sdwan.credential_expiring';
const EXPIRED = 'sdwan.credential_expired';
const STALLED = 'sdwan.credential_refresh_stalled';

const ROTATE: readonly Step[] = [
  {
    category: 'system.sdwan_key_rotate',
    target: ({ subject }) => subject,
    parameters: ({ payload }) => ({ credential: payload['credential_id'] ?? null }),
  },
];
const SILENT = [
  { kind: 'instance.silent', by: 'instance' },
  { kind: 'system.instance_state_drift', by: 'instance' },
] as const;

/** Whether the keys and secrets of each tunnel are renewed before their end: memberships, PSKs, IPsec and peer keys alike. */
export const sdwanCredentialExpiry = defineSensor<typeof parameters, Credential>({
  id: 'sdwan_credential_expiry_sensor',
  title: 'SDWAN key and credential expiry',
  agent: 'sdwan_manager',
  watches: 'the end and the refresh of each credential that nothing newer has replaced',
  parameters,
  kinds: [
    {
      kind: EXPIRING,
      clears: 'sdwan.credential_rotated',
      aliases: ['system.sdwan_credential_expiring'],
      title: 'Credential is about to end',
      says: 'a credential of a tunnel ends soon, and nothing newer is in force',
      steps: ROTATE,
      // What stalled is being renewed already.
      under: [{ kind: STALLED, by: 'credential' }, ...SILENT],
    },
    {
      kind: EXPIRED,
      clears: 'sdwan.credential_rotated',
      title: 'Credential has ended',
      says: 'a credential of a tunnel has ended without a successor',
      steps: ROTATE,
      under: SILENT,
    },
    {
      kind: STALLED,
      clears: 'sdwan.credential_rotated',
      aliases: ['system.sdwan_credential_refresh_stalled'],
      title: 'Refresh of a credential stalled',
      says: 'the time to refresh a credential has passed, and no newer revision came',
      steps: ROTATE,
      under: SILENT,
    },
  ],
  placesOf: ({ template, instance, network, peer }) => [
    ...[`template/${template}`, `instance/${instance}`],
    ...[`network/${network}`, `peer/${peer}`],
  ],
  judge(row, { values, now, open }) {
    const use = row.kind === 'membership' ? `${row.peer}:${row.network}` : `${row.peer}:${row.network}:${row.kind}`;
    const expiring = { kind: EXPIRING, fingerprint: `sdwan_credential_expiring:${row.credential}` };
    const expired = { kind: EXPIRED, fingerprint: `sdwan_credential_expired:${use}` };
    const stalled = { kind: STALLED, fingerprint: `sdwan_credential_refresh_stalled:${use}` };
    const leftMs = row.not_after - now;
    const { next } = row;
    const over = (because: string, ...which: readonly (typeof expiring)[]): readonly Observation[] =>
      which
        .filter(({ fingerprint }) => open(fingerprint))
        .map((one) => ({ says: 'clear', ...one, because, payload: rotatedBy(row) }) as const);
    if (next?.is_active) return over(`revision ${next.revision} is in force`, expiring, expired, stalled);
    if (leftMs <= 0)
      return [raised(row, expired, 'critical', values), ...over('it has ended by now', expiring, stalled)];
    const isLate = now > row.refresh_after && next === null;
    const isNear = leftMs <= values.advisory_window_minutes * DURATION.minute;
    const isUrgent = leftMs <= values.urgent_window_minutes * DURATION.minute;
    return [
      ...(isNear ? [raised(row, expiring, isUrgent ? 'high' : 'warning', values)] : over('its end is far', expiring)),
      ...(isLate ? [raised(row, stalled, 'high', values)] : over('a newer revision is on its way', stalled)),
      ...over('it has not ended', expired),
    ];
  },
});

function rotatedBy({ credential, peer, network, revision, next }: Credential): Payload {
  return next?.is_active
    ? {
        ...{ credential_id: next.credential, previous_credential_id: credential },
        ...{ peer_id: peer, network_id: network, revision: next.revision },
      }
    : { credential_id: credential, peer_id: peer, network_id: network, revision };
}

function raised(
  row: Credential,
  what: { readonly kind: string; readonly fingerprint: string },
  severity: Severity,
  values: { readonly credential_ttl_seconds: number; readonly refresh_after_seconds: number },
): Observation {
  const { credential, peer, network, instance, template } = row;
  return {
    ...({ says: 'raise', ...what, severity } as const),
    subject: { kind: 'sdwan-peer', name: peer },
    groups: [
      ...[`credential/${peer}:${network}:${row.kind}`, `peer/${peer}`, `network/${network}`],
      ...[`instance/${instance}`, `template/${template}`],
    ],
    payload: {
      ...{ credential_id: credential, credential_kind: row.kind, peer_id: peer, network_id: network },
      ...{ revision: row.revision, refresh_after: isoOf(row.refresh_after), not_after: isoOf(row.not_after) },
      ...(row.kind === 'membership' && {
        renewed_for_seconds: values.credential_ttl_seconds,
        refreshed_after_seconds: Math.min(values.refresh_after_seconds, values.credential_ttl_seconds),
      }),
      remediation_action: 'system.sdwan_key_rotate',
      report: row.report,
    },
  };
}
