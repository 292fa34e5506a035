import { whole } from '../parameters.js';
import { ended } from '../saying.js';
import { defineSensor, DURATION, isoOf, type Kind, type Payload } from '../sensor.js';

export interface Touched {
  readonly event: string;
  readonly module: string;
  readonly instance: string | null;
  readonly template: string | null;
  readonly at: number;
  readonly source: string;
  readonly path: string;
  readonly process: string;
  readonly person: string;
  readonly blocked_by: string;
  readonly report: string;
  /** The newest touches of the same lure, the newest first: as many as any setting may ask for. */
  readonly accesses: readonly number[];
  /** The newest touch of any lure on each instance, the newest first: as many as any setting may ask for. */
  readonly tripped: readonly number[];
}

const parameters = {
  min_accesses: whole(1, 'accesses', [1, 100], 'so many touches of one lure within the time looked back are an access'),
  lookback_minutes: whole(15, 'minutes', [1, 1440], 'touches are looked for in this time'),
  multi_instance_correlation_window_minutes: whole(
    60,
    'minutes',
    [1, 1440],
    'touches on several instances within so long belong together, and one stands open for so long',
  ),
  multi_instance_threshold: whole(2, 'instances', [2, 100], 'touches on so many instances are critical'),
};
const ATTEMPTED = 'honeypot.access_attempted';
const BLOCKED = 'honeypot.access_blocked';

// Nothing is automated: whoever ends or isolates a machine by itself destroys what shows how they came in. People are asked whether to
// isolate it, which can be taken back. Each touch is a condition of its own, so that a no about one hides no other; only very many of one template stand under one.
const common = {
  ...{ isSecurity: true, isTold: true, steps: [] },
  rollsUp: { least: 10, then: 'one' },
} as const satisfies Partial<Kind>;

/** Where it was touched; empty where nobody knows. */
function touchedOn({ instance_id: id }: Payload): string {
  return typeof id === 'string' ? id : '';
}

/** Whether anybody touches what nobody has a reason to touch. */
export const honeypotAccess = defineSensor<typeof parameters, Touched>({
  id: 'honeypot_access_sensor',
  title: 'Canary module access',
  agent: 'fleet_autonomy',
  watches: 'touches of modules that are lures',
  parameters,
  kinds: [
    {
      ...common,
      kind: ATTEMPTED,
      steps: [
        {
          category: 'system.honeypot_quarantine',
          fits: ({ payload }) => touchedOn(payload) !== '',
          target: ({ payload }) => ({ kind: 'instance', name: touchedOn(payload) }),
        },
      ],
      clears: 'honeypot.access_ended',
      aliases: ['honeypot.access', 'system.honeypot_access'],
      title: 'A lure was touched',
      says: 'somebody touched a module that nobody has a reason to touch: take it for an intruder until you know better',
    },
    {
      ...common,
      kind: BLOCKED,
      clears: 'honeypot.block_ended',
      title: 'A touch of a lure was blocked',
      says: 'somebody tried to touch a lure and was kept from it',
    },
  ],
  placesOf: ({ template, instance, module }) => [
    `module/${module}`,
    ...(template === null ? [] : [`template/${template}`]),
    ...(instance === null ? [] : [`instance/${instance}`]),
  ],
  judge(row, { values, now, open }) {
    const isBlocked = row.blocked_by !== '';
    const about = isBlocked
      ? { kind: BLOCKED, fingerprint: `honeypot_blocked:${row.event}` }
      : { kind: ATTEMPTED, fingerprint: `honeypot_access:${row.event}` };
    const lookbackMs = values.lookback_minutes * DURATION.minute;
    const windowMs = values.multi_instance_correlation_window_minutes * DURATION.minute;
    const isSeen =
      now - row.at <= lookbackMs && row.accesses.filter((at) => now - at <= lookbackMs).length >= values.min_accesses;
    // Open for as long as a touch elsewhere still belongs to it: then it gets worse, and is not a new one.
    const stands = open(about.fingerprint) !== undefined && now - row.at <= Math.max(windowMs, lookbackMs);
    if (!isSeen && !stands) return ended(open, { ...about, because: 'it was not touched again' });
    const instances = row.tripped.filter((at) => now - at <= windowMs).length;
    const isWide = instances >= values.multi_instance_threshold;
    return [
      {
        ...({ says: 'raise', ...about } as const),
        severity: isBlocked ? (isWide ? 'high' : 'warning') : isWide ? 'critical' : 'high',
        subject:
          row.instance === null ? { kind: 'module', name: row.module } : { kind: 'instance', name: row.instance },
        groups: [
          `module/${row.module}`,
          ...(row.instance === null ? [] : [`instance/${row.instance}`]),
          ...(row.template === null ? [] : [`template/${row.template}`]),
        ],
        payload: { ...factsOf(row), ...(isWide && { several_instances: true }) },
      },
    ];
  },
});

function factsOf({ event, module, instance, source, at, report, ...row }: Touched) {
  return {
    ...{ module_id: module, source, event_id: event, emitted_at: isoOf(at) },
    ...(instance !== null && { instance_id: instance }),
    ...(row.path !== '' && { accessed_path: row.path }),
    ...(row.process !== '' && { accessing_process: row.process }),
    ...(row.person !== '' && { accessing_user: row.person }),
    ...(row.blocked_by !== '' && { blocked_by: row.blocked_by }),
    ...(report !== '' && { report }),
  };
}
