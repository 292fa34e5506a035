import { describe, expect, it } from 'vitest';
import { type Project, projectSlo } from '../../../domain/sensing/sensors/project-slo.js';
import { ago, judged, lines, NOON, raisedIn, type Scene } from '../../support/sensor-table.js';

const MINUTE = 60_000;
const seen = (mean: number, at = ago(MINUTE)) => ({ mean, last: mean, at });
const WELL: Project['seen'] = {
  ...{ latency_p99_ms: seen(200), availability_pct: seen(99.9), error_rate_pct: seen(0.5) },
  ...{ replicas: seen(3), regions: seen(2), cost_usd: seen(100) },
};
const aProject = (over: Project['seen'] = {}, of: Partial<Project> = {}): Project => ({
  ...{ project: 'shop', availability_pct: 99.5, latency_p99_ms: 250, error_rate_pct: 1 },
  ...{ cost_ceiling_usd: 1_000, replicas: 3, regions: 2, seen: { ...WELL, ...over } },
  ...of,
});
const SLO = 'project.slo_violation';
const fingerprint = (what: string) => ({ open: { [what]: {} } });
const about = (project: Project, scene: Scene = {}) => lines(judged(projectSlo, project, scene));

describe('a project', () => {
  it.each<[string, Project['seen'], readonly string[]]>([
    ['is well', {}, []],
    ['is at its target of latency', { latency_p99_ms: seen(250) }, []],
    ['is beyond it', { latency_p99_ms: seen(251) }, [`raise info ${SLO}`]],
    ['by 9.9 %', { latency_p99_ms: seen(274.75) }, [`raise info ${SLO}`]],
    ['by 10 %', { latency_p99_ms: seen(275) }, [`raise warning ${SLO}`]],
    ['by 24.9 %', { latency_p99_ms: seen(312.25) }, [`raise warning ${SLO}`]],
    ['by 25 %', { latency_p99_ms: seen(312.5) }, [`raise high ${SLO}`]],
    ['by 49.9 %', { latency_p99_ms: seen(374.75) }, [`raise high ${SLO}`]],
    ['by 50 %', { latency_p99_ms: seen(375) }, [`raise critical ${SLO}`]],
    ['is at its target of errors', { error_rate_pct: seen(1) }, []],
    ['is beyond it', { error_rate_pct: seen(1.11) }, [`raise warning ${SLO}`]],
    ['is at its target of availability', { availability_pct: seen(99.5) }, []],
    ['spent 9 % more of its budget than there is', { availability_pct: seen(99.455) }, [`raise info ${SLO}`]],
    ['spent 10 % more', { availability_pct: seen(99.45) }, [`raise warning ${SLO}`]],
    ['spent half as much again', { availability_pct: seen(99.25) }, [`raise critical ${SLO}`]],
    ['is off with 95 % of 99.5 %: that is no small thing', { availability_pct: seen(95) }, [`raise critical ${SLO}`]],
    [
      'is off in all: none hides another',
      { latency_p99_ms: seen(251), availability_pct: seen(99), error_rate_pct: seen(2) },
      [`raise info ${SLO}`, `raise critical ${SLO}`, `raise critical ${SLO}`],
    ],
    [
      'was not looked at: zeros are no measure',
      { latency_p99_ms: seen(0), availability_pct: seen(0), error_rate_pct: seen(0) },
      [],
    ],
    ['is down', { latency_p99_ms: seen(200), availability_pct: seen(0) }, [`raise critical ${SLO}`]],
    ['has one replica too few', { replicas: seen(2) }, ['raise warning project.drift']],
    ['has one too many', { replicas: seen(4) }, ['raise warning project.drift']],
    [
      'lost a region and a replica',
      { replicas: seen(2), regions: seen(1) },
      ['raise warning project.drift', 'raise warning project.drift'],
    ],
  ])('%s', (_name, over, said) => {
    expect(about(aProject(over))).toEqual(said);
  });

  it.each<[string, Project, Scene, readonly string[]]>([
    [
      'is within its target again',
      aProject(),
      fingerprint('project_slo_violation:shop:latency_p99_ms'),
      [`clear ${SLO}`],
    ],
    [
      'is not known to be',
      aProject({}, { seen: {} }),
      fingerprint('project_slo_violation:shop:latency_p99_ms'),
      [`hold ${SLO}`],
    ],
    ['has as many again', aProject(), fingerprint('project_drift:shop:replicas'), ['clear project.drift']],
    ['is not counted', aProject({}, { seen: {} }), fingerprint('project_drift:shop:replicas'), ['hold project.drift']],
    [
      'is not asked for a number any more',
      aProject({ replicas: seen(9) }, { replicas: null }),
      fingerprint('project_drift:shop:replicas'),
      ['clear project.drift'],
    ],
    [
      'has steps of its own',
      aProject({ latency_p99_ms: seen(275) }),
      { set: [{ place: 'project/shop', values: { severity_medium_breach_pct: 11 } }] },
      [`raise info ${SLO}`],
    ],
  ])('%s', (_name, project, scene, said) => {
    expect(about(project, scene)).toEqual(said);
  });

  it('says what was promised and what is', () => {
    const one = raisedIn(judged(projectSlo, aProject({ availability_pct: seen(99) })));
    expect(one).toMatchObject({
      fingerprint: 'project_slo_violation:shop:availability_pct',
      subject: { kind: 'project', name: 'shop' },
    });
    expect(one.payload).toEqual({
      ...{ project_id: 'shop', correlation_id: 'project_slo:shop', metric: 'availability_pct' },
      ...{ observed: 99, target: 99.5, breach_pct: 100 },
    });
    const drift = raisedIn(judged(projectSlo, aProject({ regions: seen(1) })));
    expect(drift.fingerprint).toBe('project_drift:shop:regions');
    expect(drift.payload).toMatchObject({ project_id: 'shop', drift_type: 'regions', observed: 1, target: 2 });
  });
});

describe('what a project costs', () => {
  const DAY = 86_400_000;
  const COST = 'project.cost_breach';
  // June has 30 days: at noon of the 16th, 15.5 of them are over.
  const cost = (usd: number, at = NOON) => ({ cost_usd: seen(usd, at) });
  const atEnd = (usd: number) => (usd * 15.5) / 30;
  const first = Date.UTC(2026, 5);
  it.each<[string, Project['seen'], Scene, readonly string[]]>([
    ['will be its ceiling', cost(atEnd(1_000)), {}, []],
    ['will be just above', cost(atEnd(1_001)), {}, [`raise info ${COST}`]],
    ['will be 10 % above', cost(atEnd(1_100)), {}, [`raise warning ${COST}`]],
    ['will be twice as much, which is not so yet', cost(1_000), {}, [`raise high ${COST}`]],
    ['is above by now', cost(1_000.01), {}, [`raise info ${COST}`]],
    ['is above by half', cost(1_500), {}, [`raise critical ${COST}`]],
    ['is not forecast 1 ms before the third day is over', cost(900, first + 3 * DAY - 1), { now: first + 3 * DAY }, []],
    ['is when it is', cost(900, first + 3 * DAY), { now: first + 3 * DAY }, [`raise high ${COST}`]],
    ['is above on the first day too', cost(1_200, first + 1), { now: first + 2 }, [`raise warning ${COST}`]],
    ['was of another month', cost(5_000, first - 1), {}, []],
    ['is over with its month', cost(5_000, first - 1), fingerprint('project_cost_breach:shop'), [`clear ${COST}`]],
    ['is within its ceiling again', cost(100), fingerprint('project_cost_breach:shop'), [`clear ${COST}`]],
    [
      'may be forecast at nine tenths',
      cost(atEnd(950)),
      { set: [{ place: '', values: { cost_forecast_trip_pct: 90 } }] },
      [`raise info ${COST}`],
    ],
  ])('%s', (_name, over, scene, said) => {
    expect(about(aProject(over), scene)).toEqual(said);
  });
  it('is nobody’s care without a ceiling', () => {
    expect(about(aProject(cost(9_999_999), { cost_ceiling_usd: null }))).toEqual([]);
  });
  it('says what it is, what it may be, and what it will be', () => {
    const one = raisedIn(judged(projectSlo, aProject(cost(1_250))));
    expect(one.fingerprint).toBe('project_cost_breach:shop');
    expect(one.payload).toMatchObject({ observed_usd: 1_250, target_usd: 1_000, breach_pct: 25, is_forecast: false });
    expect(one.payload['forecast_usd']).toBeCloseTo(2_419.35, 1);
  });
});
