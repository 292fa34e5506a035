import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CATEGORIES, DEFAULT_ROWS } from '../../../domain/policy/defaults.js';
import { OBSERVATION } from '../../../domain/sensing/fitting.js';
import { KINDS, SENSORS } from '../../../domain/sensing/index.js';
import { defaultsOf } from '../../../domain/sensing/parameters.js';
import type { AnySensor } from '../../../domain/sensing/sensor.js';

// Tables lie beside the project where it is developed, and are no part of it.
const BESIDE = process.env['REEVE_TEST_SHARED'] ?? '../shared';
const DATA = `${BESIDE}/data`;
const tables = existsSync(`${DATA}/sensors.json`) ? [DATA] : [];

interface Told {
  readonly kind: string;
  readonly polarity: 'raise' | 'clear';
  readonly origin: string;
  readonly repo_kind?: string;
}
interface Listed {
  readonly id: string;
  readonly owner_agent: string;
  readonly parameters: readonly { readonly name: string; readonly value: unknown }[];
  readonly signals: readonly Told[];
}
interface Policy {
  readonly agent: string;
  readonly action_category: string;
  readonly default_policy: string;
  readonly risk?: string;
}

interface Sensors {
  readonly sensors: readonly Listed[];
  readonly extra_sensors: readonly Listed[];
}
interface Signals {
  readonly by_kind: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
interface Policies {
  readonly policies: readonly Policy[];
  readonly proposed_categories: readonly Policy[];
}

/** What a table says in a way that a setting can not, and what says it here. */
const SAID_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  // The authority and the agent of a node hold these; a task that failed is not begun again before its condition is decided anew.
  'certificate_expiry_sensor.default_lifetime_days': [],
  'certificate_expiry_sensor.agent_rotate_at_lifetime_ratio': [],
  'certificate_expiry_sensor.rotation_retry_backoff_minutes': [],
  // All are looked at in one statement, so none has to wait for a turn.
  'instance_state_drift_sensor.max_instances_per_tick': [],
  'instance_state_drift_sensor.provider_call_cost_ms': [],
  // They stand in each project's own row.
  'project_slo_sensor.availability_target_pct': [],
  'project_slo_sensor.p99_latency_target_ms': [],
  'project_slo_sensor.error_rate_target_pct': [],
  // Of the source that reads repositories.
  'gitops_drift_sensor.sync_interval_minutes': [],
  // The gate defers by these.
  'trading_pressure_sensor.defer_seconds_per_unit': [],
  'trading_pressure_sensor.max_defer_seconds': [],
  'cve_published_sensor.eligible_severities': [
    'cve_published_sensor.eligible_critical',
    'cve_published_sensor.eligible_high',
  ],
};
/** Settings of ours. */
const ADDED_PARAMETERS: readonly string[] = [
  'project_slo_sensor.cost_forecast_after_days',
  'trading_pressure_sensor.clear_aggregate_pressure',
];
/** Words of ours for the end of something for which the tables have none. */
const ADDED_CLEARS: readonly string[] = [
  'config.assignment_applied',
  'honeypot.access_ended',
  'honeypot.block_ended',
  'module.promotion_moved',
  'module.promotion_settled',
  'project.cost_recovered',
  'project.drift_resolved',
  'project.slo_recovered',
  'system.instance_state_reconciled',
  'cve.exposure_closed',
  'module.critical_upgrade_done',
  'sdwan.bgp_observed',
  'system.package_drift_relieved',
  'system.storage_assignment_settled',
];
/** Raised by the rounds themselves. */
const ADDED_KINDS: readonly string[] = ['config.assignment_lag', 'sensor.failed'];
/** Beyond the 68. */
const ADDED_CATEGORIES: readonly string[] = [
  'gitops.apply',
  'manual.task',
  'system.honeypot_quarantine',
  'system.instance_drain',
  'system.storage_reconcile',
];

function read(data: string, name: string): unknown {
  return JSON.parse(readFileSync(`${data}/${name}.json`, 'utf8'));
}

describe.each(tables)('beside the tables in %s', (data) => {
  const { sensors, extra_sensors } = read(data, 'sensors') as Sensors;
  const listed = new Map([...sensors, ...extra_sensors].map((one) => [one.id, one]));
  const { by_kind } = read(data, 'signals') as Signals;
  const { policies, proposed_categories } = read(data, 'policies') as Policies;
  const ours: readonly AnySensor[] = SENSORS;
  const there = ours.flatMap((sensor) => listed.get(sensor.id) ?? []);

  it('every sensor is one of the 18 and the two for CVEs', () => {
    expect(listed.size).toBe(20);
    expect(ours.filter(({ id }) => !listed.has(id))).toEqual([]);
  });

  it.each(ours.map((sensor) => [sensor.id, sensor] as const))(
    '%s is whose it should be, and set as it should be',
    (id, sensor) => {
      const one = listed.get(id);
      expect(sensor.agent).toBe(one?.owner_agent);
      const defaults: Readonly<Record<string, unknown>> = defaultsOf(sensor.parameters);
      const plain = (one?.parameters ?? []).filter(
        ({ name, value }) => !SAID_OTHERWISE[`${id}.${name}`] && ['number', 'boolean'].includes(typeof value),
      );
      expect(Object.fromEntries(plain.map(({ name }) => [name, defaults[name]]))).toEqual(
        Object.fromEntries(plain.map(({ name, value }) => [name, value])),
      );
      const known = new Set((one?.parameters ?? []).map(({ name }) => `${id}.${name}`));
      const said = new Set([...ADDED_PARAMETERS, ...Object.values(SAID_OTHERWISE).flat()]);
      const names = Object.keys(sensor.parameters).map((name) => `${id}.${name}`);
      expect(names.filter((name) => !known.has(name) && !said.has(name))).toEqual([]);
    },
  );

  it.each(ours.map((sensor) => [sensor.id, sensor] as const))('%s raises and clears what it should', (id, sensor) => {
    const signals = listed.get(id)?.signals ?? [];
    const of = (polarity: string) =>
      signals
        .filter((one) => one.polarity === polarity)
        .map(({ kind }) => kind)
        .toSorted();
    const own = sensor.kinds.map(({ kind }) => kind).filter((kind) => !ADDED_KINDS.includes(kind));
    expect(own.toSorted()).toEqual(of('raise'));
    const clears = [...new Set(sensor.kinds.map((kind) => kind.clears))];
    expect(of('clear').filter((kind) => !clears.includes(kind))).toEqual([]);
    expect(clears.filter((kind) => !of('clear').includes(kind) && !ADDED_CLEARS.includes(kind))).toEqual([]);
    const spelt = signals.filter(
      ({ kind, polarity, repo_kind }) => polarity === 'raise' && (repo_kind ?? kind) !== kind,
    );
    const unknown = spelt.filter(({ kind, repo_kind }) => !KINDS.get(kind)?.aliases?.includes(repo_kind ?? ''));
    expect(unknown).toEqual([]);
  });

  it('every kind of the sensors that are there leads where it should, and nothing else raises', () => {
    const raised = there.flatMap(({ signals }) => signals.filter(({ polarity }) => polarity === 'raise'));
    for (const { kind } of raised) {
      const wanted = Object.keys(by_kind[kind] ?? {}).filter((category) => category !== OBSERVATION);
      const steps = KINDS.get(kind)?.steps.map(({ category }) => category);
      expect([kind, [...new Set(steps)].toSorted()]).toEqual([kind, wanted.toSorted()]);
    }
    const names = new Set([...raised.map(({ kind }) => kind), ...ADDED_KINDS]);
    expect([...KINDS.keys()].filter((kind) => !names.has(kind))).toEqual([]);
  });

  it('of the 36 kinds of the seed, all of the sensors that are there are raised or end something', () => {
    const seed = (of: readonly Listed[]) =>
      of.flatMap(({ signals }) => signals.filter(({ origin }) => origin === 'seed').map(({ kind }) => kind));
    expect(new Set(seed([...listed.values()])).size).toBe(36);
    const said = new Set([...KINDS.values()].flatMap(({ kind, clears }) => [kind, clears]));
    expect(seed(there).filter((kind) => !said.has(kind))).toEqual([]);
  });

  it('the 68 categories have the policies that they should, and ours are known by name', () => {
    // Our scale of risk begins with low.
    const line = ({ agent, action_category, default_policy, risk }: Policy) =>
      [agent, action_category, default_policy, risk === 'none' ? 'low' : risk].join(' ');
    const rows = DEFAULT_ROWS.filter(({ category }) => !ADDED_CATEGORIES.includes(category));
    expect(policies).toHaveLength(68);
    expect(rows.map(({ agent, category, verb, risk }) => [agent, category, verb, risk].join(' ')).toSorted()).toEqual(
      policies.map(line).toSorted(),
    );
    expect(DEFAULT_CATEGORIES.length).toBe(68 + ADDED_CATEGORIES.length);
    for (const { agent, action_category, default_policy } of proposed_categories)
      expect(DEFAULT_ROWS).toContainEqual(
        expect.objectContaining({ agent, category: action_category, verb: default_policy }),
      );
    const proposed = proposed_categories.map(({ action_category }) => action_category);
    expect([...proposed, 'manual.task'].toSorted()).toEqual(ADDED_CATEGORIES);
  });
});

it('every kind has one sensor, a word for its end and a sentence', () => {
  for (const { kind, clears, title, says } of KINDS.values())
    expect([kind, clears, title, says].every((text) => text.length > 3)).toBe(true);
  expect(SENSORS).toHaveLength(20);
  expect(SENSORS.flatMap(({ kinds }) => kinds)).toHaveLength(KINDS.size - 1);
});
