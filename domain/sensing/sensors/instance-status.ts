import { defineSensor, DURATION, isoOf, type Observation, type Standing } from '../sensor.js';
import { whole } from '../parameters.js';

export interface Pulse {
  readonly instance: string;
  readonly node: string;
  readonly template: string;
  readonly provider: string;
  readonly created_at: number;
  readonly draining_until: number | null;
  readonly busy_until: number | null;
  /** When it last reported, by our clock; NULL where it never has. */
  readonly heartbeat_at: number | null;
  readonly beats: number;
  readonly report: string;
  /** What its provider says of it where that is asked and nobody has enrolled on it; `away` while nobody can be asked. */
  readonly spoken_for: string | null;
}

const parameters = {
  silent_threshold_minutes: whole(5, 'minutes', [1, 1440], 'silent for so long is silent'),
  heartbeat_interval_seconds: whole(30, 'seconds', [5, 600], 'how often a node reports by itself'),
  critical_after_extra_silence_minutes: whole(30, 'minutes', [1, 10_080], 'so long beyond the threshold is critical'),
  recover_consecutive_heartbeats: whole(2, 'heartbeats', [1, 20], 'reports in a row before it counts as back'),
  never_enrolled_grace_minutes: whole(15, 'minutes', [0, 1440], 'how long a new instance may take to report at all'),
};

/** Whether instances that should run still report. */
export const instanceStatus = defineSensor<typeof parameters, Pulse>({
  id: 'instance_status_sensor',
  title: 'Heartbeat liveness',
  agent: 'fleet_autonomy',
  watches: 'the last report of each instance that is running or starting',
  parameters,
  kinds: [
    {
      kind: 'instance.silent',
      clears: 'instance.recovered',
      aliases: ['instance_silent', 'system.instance_silent'],
      title: 'Instance is silent',
      says: 'an instance that should run does not report any more',
      isAttributed: true,
      steps: [
        {
          category: 'system.instance_reprovision',
          afterMs: 30 * DURATION.minute,
          target: ({ subject }) => subject,
          runbook:
            'Look at the console of the machine and at its network first. Where it can not be brought back, make it anew from its template.',
        },
      ],
      under: [{ kind: 'system.instance_state_drift', by: 'instance' }],
      rollsUp: { least: 3, then: 'one' },
    },
  ],
  placesOf: ({ template, instance }) => [`template/${template}`, `instance/${instance}`],
  judge(row, { values, now, open }) {
    const fingerprint = `instance_silent:${row.instance}`;
    const kind = 'instance.silent';
    // Whoever takes it out of service, or has something under way with it, knows that it may fall silent.
    if (isSetAside(row, now)) return open(fingerprint) ? [{ says: 'hold', kind, fingerprint }] : [];
    const thresholdMs = values.silent_threshold_minutes * DURATION.minute;
    const graceMs = values.never_enrolled_grace_minutes * DURATION.minute;
    const since = row.heartbeat_at ?? row.created_at;
    const silentMs = now - since;
    const isLate = silentMs > (row.heartbeat_at === null ? Math.max(graceMs, thresholdMs) : thresholdMs);
    if (isLate && isSpokenFor(row)) return spokenFor(row, open(fingerprint), { kind, fingerprint });
    if (isLate) return [raised(row, { fingerprint, silentMs, thresholdMs, values })];
    const standing = open(fingerprint);
    if (!standing) return [];
    const heard = row.beats - Number(standing.payload['beats'] ?? 0);
    if (heard < values.recover_consecutive_heartbeats) return [{ says: 'hold', kind, fingerprint }];
    return [
      {
        ...({ says: 'clear', kind, fingerprint } as const),
        because: `it reports again, ${heard} times by now`,
        payload: { instance_id: row.instance, silent_for_seconds: Math.round((now - standing.openedAt) / 1000) },
      },
    ];
  },
});

function isSetAside({ draining_until, busy_until }: Pulse, now: number): boolean {
  return (draining_until ?? 0) > now || (busy_until ?? 0) > now;
}

/** A machine without an agent is as its provider says, which is compared with what should be by a sensor of its own. */
function isSpokenFor({ heartbeat_at, spoken_for }: Pulse): boolean {
  return heartbeat_at === null && spoken_for !== null && spoken_for !== 'unknown';
}

function spokenFor(
  { instance, spoken_for }: Pulse,
  standing: Standing | undefined,
  about: { readonly kind: string; readonly fingerprint: string },
): readonly Observation[] {
  if (!standing) return [];
  if (spoken_for === 'away') return [{ says: 'hold', ...about }];
  const because = `it has no agent, and its provider says "${spoken_for}"`;
  return [{ says: 'clear', ...about, because, payload: { instance_id: instance } }];
}

function raised(
  row: Pulse,
  given: {
    readonly fingerprint: string;
    readonly silentMs: number;
    readonly thresholdMs: number;
    readonly values: { readonly critical_after_extra_silence_minutes: number };
  },
): Observation {
  const { fingerprint, silentMs, thresholdMs, values } = given;
  const criticalMs = thresholdMs + values.critical_after_extra_silence_minutes * DURATION.minute;
  const severity = row.heartbeat_at === null ? 'high' : silentMs > criticalMs ? 'critical' : 'warning';
  return {
    ...({ says: 'raise', kind: 'instance.silent', fingerprint, severity } as const),
    subject: { kind: 'instance', name: row.instance },
    groups: [`instance/${row.instance}`, `template/${row.template}`, `provider/${row.provider}`],
    payload: {
      instance_id: row.instance,
      node_id: row.node,
      last_heartbeat_at: isoOf(row.heartbeat_at),
      threshold_seconds: thresholdMs / 1000,
      // Each tick anew, so that only reports after the silence count.
      beats: row.beats,
      report: row.report,
    },
  };
}
