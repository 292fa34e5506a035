import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Build {
  readonly version: string;
  readonly revision?: string;
}

export interface Metrics {
  readonly httpRequestSeconds: Histogram<'route' | 'method' | 'status'>;
  readonly ledgerAppends: Counter;
  readonly ledgerAppendSeconds: Histogram;
  readonly relayPending: Gauge;
  readonly relayFailed: Gauge;
  readonly relaySent: Counter;
  readonly postsPending: Gauge;
  readonly postsFailed: Gauge;
  readonly postsShown: Counter<'provider' | 'result'>;
  readonly interventions: Counter<'action' | 'outcome'>;
  readonly judgements: Counter<'decision'>;
  readonly refusals: Counter<'rule'>;
  readonly answers: Counter<'door' | 'word'>;
  readonly madeUpAnswers: Counter;
  readonly openRequests: Gauge;
  readonly diagnosisSeconds: Histogram<'verdict'>;
  readonly sensorSeconds: Histogram<'sensor' | 'state'>;
  readonly providerSeconds: Histogram<'provider' | 'state'>;
  readonly conditionsOpened: Counter<'sensor'>;
  readonly conditionsClosed: Counter<'sensor'>;
  readonly decisions: Counter<'agent' | 'outcome'>;
  readonly diagnosesRefused: Counter<'why'>;
  readonly changesTold: Counter<'by' | 'result'>;
  /** What `/metrics` answers. */
  readonly render: () => Promise<{ readonly contentType: string; readonly body: string }>;
}

/**
 * The metrics of one process in a registry of their own. No metric has an account label: accounts are without number, and
 * who scrapes one account's figures must not read another's.
 */
export function createMetrics({ version, revision = '' }: Build): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'reeve_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['version', 'revision', 'node'],
    registers,
  }).set({ version, revision, node: process.versions.node }, 1);
  return {
    ...fleetMetrics(registers),
    httpRequestSeconds: new Histogram({
      name: 'reeve_http_request_seconds',
      help: 'Time from a request to its answer, by route template.',
      labelNames: ['route', 'method', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    ledgerAppends: new Counter({ name: 'reeve_ledger_appends_total', help: 'Entries appended.', registers }),
    ledgerAppendSeconds: new Histogram({
      name: 'reeve_ledger_append_seconds',
      help: 'Time from an append to its durable commit.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    relayPending: new Gauge({ name: 'reeve_relay_pending', help: 'Inbox rows not yet sent.', registers }),
    relayFailed: new Gauge({
      name: 'reeve_relay_failed',
      help: 'Inbox rows that Temporal refused for good.',
      registers,
    }),
    relaySent: new Counter({ name: 'reeve_relay_sent_total', help: 'Inbox rows sent.', registers }),
    postsPending: new Gauge({
      name: 'reeve_posts_pending',
      help: 'Chat messages not yet shown as they stand.',
      registers,
    }),
    postsFailed: new Gauge({ name: 'reeve_posts_failed', help: 'Chat messages that were given up.', registers }),
    postsShown: new Counter({
      name: 'reeve_posts_total',
      help: 'Chat messages posted or edited, by what became of it.',
      labelNames: ['provider', 'result'],
      registers,
    }),
    ...spineMetrics(registers),
    ...evidenceMetrics(registers),
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

/** Every label is one of a list that Reeve itself keeps: actions of the catalogue, outcomes, rules, doors and words. */
function spineMetrics(registers: Registry[]) {
  return {
    interventions: new Counter({
      name: 'reeve_interventions_total',
      help: 'Interventions that ended, by action and outcome.',
      labelNames: ['action', 'outcome'],
      registers,
    }),
    judgements: new Counter({
      name: 'reeve_judgements_total',
      help: 'Judgements of the gate, by what was decided.',
      labelNames: ['decision'],
      registers,
    }),
    refusals: new Counter({
      name: 'reeve_refusals_total',
      help: 'Rules that refused, once for each judgement in which they did.',
      labelNames: ['rule'],
      registers,
    }),
    answers: new Counter({
      name: 'reeve_answers_total',
      help: 'Answers of people that were accepted, by door and word.',
      labelNames: ['door', 'word'],
      registers,
    }),
    madeUpAnswers: new Counter({
      name: 'reeve_made_up_answers_total',
      help: 'Names of answers that reached a workflow and that no door had accepted. They count for nothing; somebody reached Temporal.',
      registers,
    }),
    openRequests: new Gauge({
      name: 'reeve_open_requests',
      help: 'Requests that wait for people now.',
      registers,
    }),
  } as const;
}

function fleetMetrics(registers: Registry[]) {
  return {
    providerSeconds: new Histogram({
      name: 'reeve_provider_seconds',
      help: 'Time that one look at a place of a provider took.',
      labelNames: ['provider', 'state'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15],
      registers,
    }),
    sensorSeconds: new Histogram({
      name: 'reeve_sensor_seconds',
      help: 'Time that one look of a sensor took.',
      labelNames: ['sensor', 'state'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
      registers,
    }),
    conditionsOpened: new Counter({
      name: 'reeve_conditions_opened_total',
      help: 'Conditions that opened, by the sensor that saw them.',
      labelNames: ['sensor'],
      registers,
    }),
    conditionsClosed: new Counter({
      name: 'reeve_conditions_closed_total',
      help: 'Conditions that closed, by the sensor that saw them.',
      labelNames: ['sensor'],
      registers,
    }),
    decisions: new Counter({
      name: 'reeve_fleet_decisions_total',
      help: 'Decisions about conditions.',
      labelNames: ['agent', 'outcome'],
      registers,
    }),
  };
}

/** What comes from outside to be diagnosed, or to diagnose by. */
function evidenceMetrics(registers: Registry[]) {
  return {
    diagnosisSeconds: new Histogram({
      name: 'reeve_diagnosis_seconds',
      help: 'Time to diagnose a bundle that was sent, by verdict; its count is how many were.',
      labelNames: ['verdict'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
      registers,
    }),
    diagnosesRefused: new Counter({
      name: 'reeve_diagnoses_refused_total',
      help: 'Bundles that were not diagnosed: refused for what they are, or since others waited.',
      labelNames: ['why'],
      registers,
    }),
    changesTold: new Counter({
      name: 'reeve_changes_total',
      help: 'Changes that were told of, by who told and what came of it.',
      labelNames: ['by', 'result'],
      registers,
    }),
  } as const;
}
