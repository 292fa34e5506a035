import { amount } from '../parameters.js';
import { ended } from '../saying.js';
import { defineSensor, DURATION, isoOf, type Kind, type Observation } from '../sensor.js';

export interface Certified {
  readonly certificate: string;
  readonly instance: string;
  readonly template: string;
  readonly not_after: number;
  readonly revoked: boolean;
  /** The newest one that took its place; NULL where none did. */
  readonly successor: string | null;
  readonly successor_not_after: number | null;
  /** Where it was probed; NULL where the node or Reeve itself says that it is there. */
  readonly endpoint: string | null;
}

const parameters = {
  expiring_within_days: amount(14, 'days', [0.01, 365], 'a certificate that ends within so long is expiring'),
  urgent_within_hours: amount(24, 'hours', [0, 720], 'one that ends sooner than this is urgent'),
};
const RUNBOOK =
  'Have the node fetch a new certificate (it renews by itself at three quarters of the old one): look at its agent and at its way to Reeve. One that was only probed at an endpoint is renewed where that endpoint takes it from.';

const common = {
  steps: [
    {
      category: 'system.cert_rotate',
      // The node rotates whatever it has, so only what is not the node's own is named.
      target: ({ subject }) => subject,
      parameters: ({ payload: { endpoint_id, certificate_id } }) =>
        endpoint_id === undefined || certificate_id === undefined ? {} : { certificate: certificate_id },
      runbook: RUNBOOK,
    },
  ],
  under: [
    // Nobody can rotate at a machine that is not there.
    { kind: 'system.instance_state_drift', by: 'instance' },
  ],
  rollsUp: { least: 3, then: 'each' },
} as const satisfies Pick<Kind, 'steps' | 'under' | 'rollsUp'>;

/** Whether certificates are renewed before they end. Nodes renew by themselves long before: this sees where that did not work. */
export const certificateExpiry = defineSensor<typeof parameters, Certified>({
  id: 'certificate_expiry_sensor',
  title: 'Node certificate expiry',
  agent: 'fleet_autonomy',
  watches: 'when the certificates of instances end, of those that no newer one took the place of',
  parameters,
  kinds: [
    {
      ...common,
      kind: 'cert.expiring',
      clears: 'cert.rotated',
      aliases: ['cert_expiring', 'system.cert_expiring'],
      title: 'Certificate ends soon',
      says: 'a certificate ends soon, and the instance has no newer one',
    },
    {
      ...common,
      kind: 'cert.expired',
      clears: 'cert.rotated',
      aliases: ['cert_expired', 'system.cert_expired'],
      title: 'Certificate has ended',
      says: 'a certificate has ended, and the instance has no newer one',
    },
  ],
  placesOf: ({ template, instance }) => [`template/${template}`, `instance/${instance}`],
  judge(row, { values, now, open }) {
    const expiring = { kind: 'cert.expiring', fingerprint: `cert_expiring:${row.certificate}` };
    const expired = { kind: 'cert.expired', fingerprint: `cert_expired:${row.certificate}` };
    const all = (because: string) =>
      [expiring, expired].flatMap((one) => ended(open, { ...one, ...over(row, because) }));
    if (row.revoked) return all('it was revoked');
    if (row.successor !== null) return all(`it was rotated: ${row.successor} took its place`);
    const leftMs = row.not_after - now;
    // It is good up to and with its last instant.
    if (leftMs < 0)
      return [
        ...ended(open, { ...expiring, because: 'it has ended by now' }),
        { ...said(row), ...expired, severity: 'critical', payload: facts(row) },
      ];
    if (leftMs > values.expiring_within_days * DURATION.day)
      return all('it ends later than anybody has to care about now');
    const isUrgent = leftMs < values.urgent_within_hours * DURATION.hour;
    return [
      ...ended(open, { ...expired, because: 'it ends later than was thought' }),
      {
        ...{ ...said(row), ...expiring, severity: isUrgent ? 'high' : 'warning' },
        payload: { ...facts(row), days_remaining: Math.floor(leftMs / DURATION.day) },
      },
    ];
  },
});

function said({ instance, template, certificate }: Certified) {
  return {
    says: 'raise',
    subject: { kind: 'instance', name: instance },
    groups: [`instance/${instance}`, `template/${template}`, `certificate/${certificate}`],
  } as const satisfies Pick<Extract<Observation, { says: 'raise' }>, 'says' | 'subject' | 'groups'>;
}

function facts({ certificate, instance, not_after, endpoint }: Certified) {
  return {
    ...{ certificate_id: certificate, instance_id: instance, not_after: isoOf(not_after) },
    ...(endpoint !== null && { endpoint_id: endpoint }),
  };
}

function over(row: Certified, because: string) {
  const { successor, successor_not_after, certificate, instance } = row;
  return successor === null
    ? { because }
    : {
        because,
        payload: {
          ...{ certificate_id: successor, previous_certificate_id: certificate, instance_id: instance },
          not_after: isoOf(successor_not_after),
        },
      };
}
