import { json, name, needed, number, ref, text, time, truth, whole, word } from './column.js';
import { entity, type Entity } from './entity.js';

const id = name();
const stays = { stays: true };
const PERIODS = ['1h', '6h', '1d', '7d', '30d'];
const PERCENT = number(0, 100);
const NUMBER_MAX = 1e15;
const METRICS = [
  ...[
    'latency_p99_ms',
    'availability_pct',
    'error_rate_pct',
    'cpu_pct',
    'memory_pct',
    'replicas',
    'regions',
    'cost_usd',
  ],
];

/** What was promised of modules and projects, what was measured, and who is asked for it. */
export const MEASURED: readonly Entity[] = [
  entity('slo', ['id'], {
    id,
    module: ref('module'),
    uptimePct: PERCENT,
    errorRatePct: PERCENT,
    latencyP99Ms: number(0.000_001, NUMBER_MAX),
    period: word(PERIODS, '1d'),
    enforces: truth(false),
    queries: json(2600),
  }),
  entity(
    'sloSample',
    ['slo', 'at'],
    {
      slo: ref('slo'),
      at: needed(time()),
      requests: whole(0, 0, NUMBER_MAX),
      errors: whole(0, 0, NUMBER_MAX),
      upPct: PERCENT,
      latencyP99Ms: number(0, NUMBER_MAX),
      source: text(60, ''),
    },
    stays,
  ),
  entity('project', ['id'], {
    id,
    status: word(['draft', 'active', 'paused', 'ended'], 'active'),
    availabilityPct: number(0, 100, 99.5),
    latencyP99Ms: number(0, NUMBER_MAX, 250),
    errorRatePct: number(0, 100, 1),
    costCeilingUsd: number(0, NUMBER_MAX),
    replicas: whole(0),
    regions: whole(0),
    queries: json(2600),
  }),
  entity(
    'projectSample',
    ['project', 'metric', 'at'],
    {
      project: ref('project'),
      metric: word(METRICS),
      at: needed(time()),
      value: needed(number(-NUMBER_MAX, NUMBER_MAX)),
      source: text(60, ''),
    },
    stays,
  ),
  entity('metricsSource', ['id'], { id, url: needed(text(500)), enabled: truth(true) }),
];
