import { whole } from '../parameters.js';
import { ended } from '../saying.js';
import { defineSensor, DURATION, isoOf, type Observation } from '../sensor.js';

export interface Staged {
  readonly module: string;
  readonly version: number;
  readonly digest: string;
  readonly state: string;
  readonly staged_at: number | null;
  /** Instances that run exactly this digest and report. */
  readonly running_count: number;
  /** Since when they do, those first that have done so for longest: as many as any setting may ask for. */
  readonly since: readonly number[];
}

const parameters = {
  stalled_after_hours: whole(24, 'hours', [1, 8760], 'in staging for longer than this is stalled'),
  required_running_instances: whole(3, 'instances', [1, 1000], 'so many have to run it'),
  min_dwell_minutes: whole(30, 'minutes', [0, 43_200], 'each of them for so long at least'),
};
const READY = 'module.promotion_ready';
const STALLED = 'module.promotion_stalled';

/** Whether versions in staging have proven themselves, or lie there. */
export const modulePromotion = defineSensor<typeof parameters, Staged>({
  id: 'module_promotion_sensor',
  title: 'Promotion-ready module versions',
  agent: 'fleet_autonomy',
  watches: 'versions of modules in staging, and who runs them since when',
  parameters,
  kinds: [
    {
      kind: READY,
      clears: 'module.promotion_settled',
      aliases: ['system.module_promotion_ready'],
      title: 'Version is ready to be promoted',
      says: 'a version in staging has run well on enough instances for long enough',
      steps: [
        {
          category: 'system.module_promote_to_live',
          target: ({ subject }) => subject,
          parameters: ({ payload }) => ({ version: payload['version_number'] ?? null }),
          runbook:
            'Look at what changed in this version and at the instances that run it, then promote it or retire it.',
        },
      ],
    },
    {
      kind: STALLED,
      clears: 'module.promotion_moved',
      aliases: ['module_promotion_pending'],
      title: 'Version lies in staging',
      says: 'a version is in staging for longer than it should be, and nobody promotes or retires it',
      isTold: true,
      steps: [],
    },
  ],
  placesOf: ({ module }) => [`module/${module}`],
  judge(row, { values, now, open }) {
    const id = `${row.module}@${row.version}`;
    const ready = { kind: READY, fingerprint: `promotion_ready:${id}` };
    const stalled = { kind: STALLED, fingerprint: `promotion_stalled:${id}` };
    if (row.state !== 'staging') {
      const because = `it is ${row.state} now`;
      return [...ended(open, { ...ready, because }), ...ended(open, { ...stalled, because })];
    }
    const base = {
      ...({ says: 'raise', subject: { kind: 'module', name: row.module } } as const),
      groups: [`module/${row.module}`],
    };
    const facts = { module_version_id: id, module_id: row.module, version_number: row.version, digest: row.digest };
    const dwellMs = dwellOf(row, values.required_running_instances, now);
    const stagedMs = row.staged_at === null ? 0 : now - row.staged_at;
    const observed: Observation[] = [];
    if (dwellMs !== undefined && dwellMs >= values.min_dwell_minutes * DURATION.minute)
      observed.push({
        ...{ ...base, ...ready, severity: 'warning' },
        payload: {
          ...{ ...facts, running_count: row.running_count, required_count: values.required_running_instances },
          dwell_time_minutes: Math.floor(dwellMs / DURATION.minute),
        },
      });
    else observed.push(...ended(open, { ...ready, because: 'too few instances run it, or not for long enough' }));
    if (stagedMs > values.stalled_after_hours * DURATION.hour)
      observed.push({
        ...{ ...base, ...stalled, severity: 'info' },
        payload: {
          ...{ ...facts, staged_at: isoOf(row.staged_at) },
          hours_in_staging: Math.floor(stagedMs / DURATION.hour),
        },
      });
    else observed.push(...ended(open, { ...stalled, because: 'it is in staging for no longer than it may be' }));
    return observed;
  },
});

/** Of those that are needed, how long the last one has run it: each of them has then done so for at least as long. */
function dwellOf({ since }: Staged, required: number, now: number): number | undefined {
  const last = since[required - 1];
  return last === undefined ? undefined : now - last;
}
