import { whole } from '../parameters.js';
import { defineSensor, DURATION, gradeOf } from '../sensor.js';

export interface Modules {
  readonly instance: string;
  readonly node: string;
  readonly template: string;
  readonly settled_at: number | null;
  readonly busy_until: number | null;
  readonly report: string;
  /** Module to digest. */
  readonly running: Readonly<Record<string, string>>;
  readonly desired: Readonly<Record<string, string>>;
}

const parameters = {
  min_mismatches: whole(1, 'modules', [1, 100], 'so many differences are drift'),
  severity_high_at: whole(3, 'differences', [1, 1000], 'so many are high'),
  severity_critical_at: whole(5, 'differences', [1, 1000], 'so many are critical'),
  settle_seconds: whole(
    120,
    'seconds',
    [0, 86_400],
    'not compared for so long after a module was brought on or taken off',
  ),
};
const kind = 'module.drift_detected';
const LISTED_MAX = 50;

/** Whether each instance runs the very digests of the modules that it should. */
export const moduleDrift = defineSensor<typeof parameters, Modules>({
  id: 'module_drift_sensor',
  title: 'Module digest drift',
  agent: 'fleet_autonomy',
  watches: 'the digests that running instances report, against the current versions of their modules',
  parameters,
  kinds: [
    {
      kind,
      clears: 'module.drift_resolved',
      aliases: ['module_drift', 'system.module_drift'],
      title: 'Modules drifted',
      says: 'an instance runs other modules, or other versions of them, than it should',
      steps: [
        {
          category: 'system.module_assign',
          target: ({ subject }) => subject,
          parameters: ({ payload }) => ({ modules: payload['wanted'] ?? {} }),
        },
      ],
      under: [
        { kind: 'instance.silent', by: 'instance' },
        { kind: 'system.instance_state_drift', by: 'instance' },
      ],
      rollsUp: { least: 3, then: 'each' },
    },
  ],
  placesOf: ({ template, instance }) => [`template/${template}`, `instance/${instance}`],
  judge(row, { values, now, open }) {
    const fingerprint = `module_drift:${row.instance}`;
    const { missing, extra, mismatched } = differences(row);
    const count = missing.length + extra.length + mismatched.length;
    if (count < values.min_mismatches)
      return open(fingerprint)
        ? [
            {
              says: 'clear',
              kind,
              fingerprint,
              because: 'it runs what it should again',
              payload: { instance_id: row.instance },
            },
          ]
        : [];
    const settled = Math.max(
      row.busy_until ?? 0,
      (row.settled_at ?? -Infinity) + values.settle_seconds * DURATION.second,
    );
    if (now < settled) return open(fingerprint) ? [{ says: 'hold', kind, fingerprint }] : [];
    const wanted = Object.fromEntries([
      ...[...missing, ...mismatched].map((module) => [module, row.desired[module] ?? '']),
      ...extra.map((module) => [module, null]),
    ]) as Record<string, string | null>;
    return [
      {
        ...({ says: 'raise', kind, fingerprint } as const),
        severity: gradeOf(
          count,
          [
            [values.severity_critical_at, 'critical'],
            [values.severity_high_at, 'high'],
          ],
          'warning',
        ),
        subject: { kind: 'instance', name: row.instance },
        groups: [`instance/${row.instance}`, `template/${row.template}`],
        payload: {
          ...{ instance_id: row.instance, report: row.report },
          ...{ missing_count: missing.length, extra_count: extra.length, mismatched_count: mismatched.length },
          missing: missing.slice(0, LISTED_MAX),
          extra: extra.slice(0, LISTED_MAX),
          mismatched: mismatched.slice(0, LISTED_MAX),
          wanted,
        },
      },
    ];
  },
});

function differences({ running, desired }: Modules) {
  const wanted = Object.keys(desired);
  return {
    missing: wanted.filter((module) => !Object.hasOwn(running, module)).toSorted(),
    extra: Object.keys(running)
      .filter((module) => !Object.hasOwn(desired, module))
      .toSorted(),
    mismatched: wanted
      .filter((module) => Object.hasOwn(running, module) && running[module] !== desired[module])
      .toSorted(),
  };
}
