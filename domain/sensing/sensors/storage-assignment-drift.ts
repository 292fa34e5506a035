import { whole } from '../parameters.js';
import { defineSensor, DURATION, isoOf } from '../sensor.js';

export interface Mount {
  readonly assignment: string;
  readonly instance: string;
  readonly template: string;
  readonly mount_path: string;
  readonly status: string;
  /** NULL where the node has never told of it. */
  readonly status_at: number | null;
  readonly assigned_at: number | null;
  /** How often the node has tried, and until when it waits by its own word. */
  readonly attempt: number;
  readonly backoff_until: number | null;
  readonly aside_until: number | null;
  readonly error: string;
  readonly report: string;
}

const parameters = {
  stale_window_minutes: whole(5, 'minutes', [1, 1440], 'without news for so long it is stale'),
  reconcile_backoff_base_seconds: whole(
    30,
    'seconds',
    [1, 3600],
    'how long a node waits after its first try; twice as long after each',
  ),
  reconcile_backoff_max_minutes: whole(30, 'minutes', [1, 1440], 'the longest that it waits'),
};
const kind = 'system.storage_assignment_drift';
/** Past this the power of two is above every longest wait. */
const DOUBLINGS_MAX = 20;
/** What is on its way, or went wrong; the rest is as it should be. */
export const UNSETTLED = ['pending', 'provisioning', 'degraded', 'failed'] as const;

/** Whether storage that should be mounted comes up, or is left half way. */
export const storageAssignmentDrift = defineSensor<typeof parameters, Mount>({
  id: 'storage_assignment_drift_sensor',
  title: 'Storage assignment freshness',
  agent: 'fleet_autonomy',
  watches:
    'assignments of storage that are pending, provisioning, degraded or failed, and when they were last heard of',
  parameters,
  kinds: [
    {
      kind,
      clears: 'system.storage_assignment_settled',
      aliases: ['storage_assignment_drift'],
      title: 'Storage is left half way',
      says: 'storage that should be mounted is not, and nothing was heard of it for a while',
      steps: [
        {
          category: 'system.storage_reconcile',
          target: ({ subject }) => subject,
          runbook: 'See whether the storage answers and whether the path is free, then mount it anew at its instance.',
        },
      ],
      under: [
        { kind: 'instance.silent', by: 'instance' },
        { kind: 'system.instance_state_drift', by: 'instance' },
      ],
      rollsUp: { least: 3, then: 'one' },
    },
  ],
  placesOf: ({ template, instance, assignment }) => [
    ...[`template/${template}`, `instance/${instance}`, `storage/${assignment}`],
  ],
  judge(row, { values, now, open }) {
    const fingerprint = `storage_drift:${row.assignment}`;
    const held = open(fingerprint) ? [{ says: 'hold', kind, fingerprint } as const] : [];
    if (!UNSETTLED.some((status) => status === row.status))
      return open(fingerprint) ? [{ says: 'clear', kind, fingerprint, because: `it is ${row.status}` }] : [];
    const since = row.status_at ?? row.assigned_at ?? -Infinity;
    const backoffUntil = row.backoff_until ?? since + backoffMs(row.attempt, values);
    // A node that tries again by itself is left to it, and so is one that somebody works at.
    if (backoffUntil > now || (row.aside_until ?? 0) > now) return held;
    if (now - since <= values.stale_window_minutes * DURATION.minute) return held;
    return [
      {
        ...({ says: 'raise', kind, fingerprint, severity: 'warning' } as const),
        subject: { kind: 'storage', name: row.assignment },
        groups: [`storage/${row.assignment}`, `instance/${row.instance}`, `template/${row.template}`],
        payload: {
          ...{ storage_assignment_id: row.assignment, instance_id: row.instance, mount_path: row.mount_path },
          ...{ status: row.status, last_status_at: isoOf(row.status_at), attempt: row.attempt },
          ...{ backoff_until: isoOf(row.backoff_until), error: row.error, report: row.report },
        },
      },
    ];
  },
});

interface Backoff {
  readonly reconcile_backoff_base_seconds: number;
  readonly reconcile_backoff_max_minutes: number;
}

export function backoffMs(attempt: number, values: Backoff): number {
  if (attempt <= 0) return 0;
  const base = values.reconcile_backoff_base_seconds * DURATION.second;
  return Math.min(
    base * 2 ** Math.min(attempt - 1, DOUBLINGS_MAX),
    values.reconcile_backoff_max_minutes * DURATION.minute,
  );
}
