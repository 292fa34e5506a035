import type { Json } from '../../canonical-json.js';
import { whole } from '../parameters.js';
import { ended, held } from '../saying.js';
import { defineSensor, type Payload } from '../sensor.js';

export interface Standing {
  readonly instance: string;
  readonly node: string;
  readonly template: string;
  readonly provider: string;
  readonly provider_id: string | null;
  readonly status: string;
  readonly provider_status: string | null;
  /** How often in a row the provider said other than what stands here. */
  readonly provider_odd: number;
  readonly busy_until: number | null;
  readonly report: string;
  /** When the oldest open task that changes its state was made. */
  readonly task_since: number | null;
  /** What the provider said in each condition that stands open. */
  readonly open_as: readonly string[];
}

const parameters = {
  in_flight_task_window_minutes: whole(
    10,
    'minutes',
    [0, 1440],
    'an open task that changes its state excuses a difference for so long',
  ),
  confirmations_required: whole(2, 'looks in a row', [1, 20], 'the provider has to say it so often'),
};
const kind = 'system.instance_state_drift';
const MINUTE = 60_000;
/** On the way to a state, an instance is expected to stand other than it is written. */
const SETTLED = ['running', 'stopped', 'terminated', 'error'];

const isWanted = (payload: Payload) => payload['expected_status'] === 'running';
const isOneOf =
  (...all: readonly Json[]) =>
  ({ payload }: { readonly payload: Payload }) =>
    isWanted(payload) && all.includes(payload['actual_status'] ?? null);

/** Whether instances are what they are written down as, by the word of their provider. */
export const instanceStateDrift = defineSensor<typeof parameters, Standing>({
  id: 'instance_state_drift_sensor',
  title: 'Recorded state against the provider',
  agent: 'fleet_autonomy',
  watches: 'the state that is written down of each instance, against what its provider says',
  parameters,
  kinds: [
    {
      kind,
      clears: 'system.instance_state_reconciled',
      aliases: ['system.instance_state_drifted', 'instance_state_drift'],
      title: 'Instance stands other than it should',
      says: 'what is written down of an instance contradicts what its provider says',
      isAttributed: true,
      // What runs though it should not is acknowledged or ended by people: nothing here may be taken from it.
      steps: [
        {
          category: 'system.instance_reboot',
          fits: isOneOf('stopped', 'error'),
          target: ({ subject }) => subject,
          runbook: 'Find out who stopped it and why. Where nobody meant to, start it again.',
        },
        {
          category: 'system.instance_reprovision',
          fits: isOneOf('stopped', 'error', 'terminated', 'missing'),
          target: ({ subject }) => subject,
          runbook: 'Find out who took it away and why. Where nobody meant to, make it anew from its template.',
        },
      ],
      rollsUp: { least: 3, then: 'one' },
    },
  ],
  placesOf: ({ template, instance }) => [`template/${template}`, `instance/${instance}`],
  judge(row, { values, now, open }) {
    const actual = row.provider_status;
    const about = (as: string) => ({ kind, fingerprint: `instance_state_drifted:${row.instance}:${as}` });
    // Who can't say anything says neither that it is as it should be nor that it is not.
    if (actual === 'unknown' || isUnderWay(row, values.in_flight_task_window_minutes * MINUTE, now))
      return row.open_as.flatMap((as) => held(open, about(as)));
    const isOdd = actual !== null && isContradiction(row.status, actual);
    const earlier = row.open_as
      .filter((as) => as !== actual || !isOdd)
      .flatMap((as) =>
        ended(open, {
          ...about(as),
          because: isOdd
            ? `the provider says "${actual}" by now`
            : `it is written down as the provider says: "${row.status}"`,
          payload: { instance_id: row.instance },
        }),
      );
    if (!isOdd) return earlier;
    if (row.provider_odd < values.confirmations_required) return [...earlier, ...held(open, about(actual))];
    return [
      ...earlier,
      {
        ...({ says: 'raise', ...about(actual), severity: 'high' } as const),
        subject: { kind: 'instance', name: row.instance },
        groups: [`instance/${row.instance}`, `template/${row.template}`, `provider/${row.provider}`],
        payload: {
          ...{ instance_id: row.instance, node_id: row.node, expected_status: row.status, actual_status: actual },
          ...{ cloud_instance_id: row.provider_id, provider_type: row.provider, report: row.report },
        },
      },
    ];
  },
});

function isUnderWay({ busy_until, task_since }: Standing, windowMs: number, now: number): boolean {
  return (busy_until ?? 0) > now || (task_since !== null && now - task_since < windowMs);
}

function isContradiction(status: string, actual: string): boolean {
  if (status === actual || !SETTLED.includes(status)) return false;
  // What is over is not there any more, whatever the provider calls that.
  return !(status === 'terminated' && actual === 'missing');
}
