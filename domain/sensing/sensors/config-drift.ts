import { flag, whole } from '../parameters.js';
import { ended, held } from '../saying.js';
import { defineSensor, DURATION, type Given, isoOf, type Kind, type Observation } from '../sensor.js';

export interface Configured {
  readonly instance: string;
  readonly node: string;
  readonly template: string;
  readonly settled_at: number | null;
  readonly busy_until: number | null;
  readonly report: string;
  /** NULL where nobody compares it. */
  readonly desired_hash: string | null;
  /** NULL where it has not said. */
  readonly reported_hash: string | null;
  /** Assignments that nothing was done about at this instance. */
  readonly lags: readonly Lag[];
  /** Modules whose lag stands open. */
  readonly open_lags: readonly string[];
}

export interface Lag {
  readonly module: string;
  readonly digest: string | null;
  readonly changed_at: number;
  /** A task that brings it about is on its way. */
  readonly in_flight: boolean;
}

const parameters = {
  hash_equal_required: flag(
    true,
    'whether the configuration that an instance reports has to be the one that it should have',
  ),
  intent_lag_minutes: whole(
    5,
    'minutes',
    [1, 1440],
    'nothing was done about a changed assignment for longer than this',
  ),
  settle_seconds: whole(
    120,
    'seconds',
    [0, 86_400],
    'not compared for so long after a module was brought on or taken off',
  ),
};
const DRIFT = 'config.drift_detected';
const LAG = 'config.assignment_lag';
const under = [
  { kind: 'instance.silent', by: 'instance' },
  { kind: 'system.instance_state_drift', by: 'instance' },
] as const satisfies Kind['under'];

/** Whether instances have the configuration that they should, and whether what people assigned reaches them. */
export const configDrift = defineSensor<typeof parameters, Configured>({
  id: 'config_drift_sensor',
  title: 'On-node configuration drift',
  agent: 'fleet_autonomy',
  watches: 'the hash of the configuration that instances report, and assignments that nothing was done about',
  parameters,
  kinds: [
    {
      kind: DRIFT,
      clears: 'config.drift_resolved',
      aliases: ['config_drift', 'system.config_drift'],
      title: 'Configuration drifted',
      says: 'an instance reports another configuration than its node or template asks for',
      steps: [
        {
          category: 'system.module_assign',
          target: ({ subject }) => subject,
          parameters: ({ payload }) => ({ config: payload['desired_hash'] ?? null }),
        },
      ],
      under,
      rollsUp: { least: 3, then: 'each' },
    },
    {
      kind: LAG,
      clears: 'config.assignment_applied',
      title: 'Assignment is not applied',
      says: 'a module was assigned or taken off a while ago, and nothing was done about it at the instance',
      steps: [
        {
          category: 'system.module_assign',
          target: ({ subject }) => subject,
          parameters: ({ payload }) => ({ modules: payload['wanted'] ?? {} }),
        },
      ],
      // Where the drift of its modules is known, that is what is mended.
      under: [{ kind: 'module.drift_detected', by: 'instance' }, ...under],
      rollsUp: { least: 3, then: 'each' },
    },
  ],
  placesOf: ({ template, instance }) => [`template/${template}`, `instance/${instance}`],
  judge(row, given) {
    const lag = (module: string) => ({ kind: LAG, fingerprint: `assignment_lag:${row.instance}:${module}` });
    const gone = row.open_lags.filter((module) => !row.lags.some((one) => one.module === module));
    return [
      ...hash(row, given),
      ...row.lags.flatMap((one) => late(row, one, { ...lag(one.module), ...given })),
      ...gone.flatMap((module) =>
        ended(given.open, { ...lag(module), because: 'the instance runs what was assigned' }),
      ),
    ];
  },
});

type How = Given<typeof parameters>;

function hash(row: Configured, { values, now, open }: How): readonly Observation[] {
  const about = { kind: DRIFT, fingerprint: `config_drift:${row.instance}` };
  const { desired_hash, reported_hash } = row;
  if (!values.hash_equal_required || desired_hash === null || reported_hash === null)
    return ended(open, { ...about, because: 'its configuration is not compared any more' });
  if (desired_hash === reported_hash)
    return ended(open, {
      ...{ ...about, because: 'it has the configuration that it should have again' },
      payload: { instance_id: row.instance },
    });
  const settledAt = (row.settled_at ?? -Infinity) + values.settle_seconds * DURATION.second;
  if (now < Math.max(row.busy_until ?? 0, settledAt)) return held(open, about);
  return [{ ...raised(row), ...about, payload: { ...facts(row), desired_hash, reported_hash } }];
}

function late(
  row: Configured,
  { module, digest, changed_at, in_flight }: Lag,
  { values, now, open, ...about }: How & { readonly kind: string; readonly fingerprint: string },
): readonly Observation[] {
  if (in_flight || (row.busy_until ?? 0) > now) return held(open, about);
  if (now - changed_at <= values.intent_lag_minutes * DURATION.minute)
    return ended(open, { ...about, because: 'it was assigned anew just now' });
  return [
    {
      ...raised(row),
      ...about,
      payload: {
        ...{ ...facts(row), module_id: module, assignment_id: `${row.node}/${module}` },
        ...{ changed_at: isoOf(changed_at), last_apply_at: isoOf(row.settled_at), wanted: { [module]: digest } },
      },
    },
  ];
}

function raised({ instance, template }: Configured) {
  return {
    ...({ says: 'raise', severity: 'warning' } as const),
    subject: { kind: 'instance', name: instance },
    groups: [`instance/${instance}`, `template/${template}`],
  };
}

function facts({ instance, node, report }: Configured) {
  return { instance_id: instance, node_id: node, report };
}
