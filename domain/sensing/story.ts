import type { Json } from '../canonical-json.js';
import { sentence } from '../wording.js';
import type { Attribution } from './attribution.js';

/** Everything that one correlation holds together, as its rows stand. Instants are ms of the database's clock. */
export interface StoryRows {
  readonly conditions: readonly {
    readonly id: string;
    readonly kind: string;
    readonly severity: string;
    readonly subject: string;
    readonly sensor: string;
    readonly openedAt: number;
    readonly closedAt: number | null;
    readonly because: string | null;
    readonly escalations: readonly { readonly at: number; readonly from: string; readonly to: string }[];
    readonly report: string | null;
    readonly heartbeat: string | null;
    readonly attribution: Attribution | null;
  }[];
  readonly decisions: readonly {
    readonly id: string;
    readonly at: number;
    readonly agent: string;
    readonly outcome: string;
    readonly category: string;
    readonly target: string;
    readonly reasons: readonly string[];
  }[];
  readonly interventions: readonly {
    readonly key: string;
    readonly action: string;
    readonly target: string;
    readonly proposer: string;
    readonly summary: string;
    readonly proposedAt: number;
    readonly begunAt: number | null;
    readonly endedAt: number | null;
    readonly outcome: string | null;
    readonly because: string | null;
  }[];
  readonly judgements: readonly {
    readonly intervention: string;
    readonly round: number;
    readonly at: number;
    readonly decision: string | null;
    readonly because: string;
  }[];
  readonly requests: readonly {
    readonly id: string;
    readonly intervention: string;
    readonly round: number;
    readonly openedAt: number;
    readonly closedAt: number | null;
    readonly state: string;
  }[];
  readonly answers: readonly {
    readonly id: string;
    readonly intervention: string;
    readonly at: number;
    readonly person: string;
    readonly says: string;
    readonly reason: string | null;
  }[];
  readonly effects: readonly {
    readonly key: string;
    readonly intervention: string;
    readonly step: string;
    readonly begunAt: number;
    readonly receivedAt: number | null;
  }[];
  readonly tasks: readonly {
    readonly id: string;
    readonly kind: string;
    readonly where: string;
    readonly madeAt: number;
    readonly endedAt: number | null;
    readonly state: string;
  }[];
  readonly entries: readonly {
    readonly seq: number;
    readonly at: number;
    readonly key: string;
    readonly kind: string;
    readonly actor: string;
    readonly data: { readonly [name: string]: Json };
  }[];
}

export const STORY_STATIONS = [
  ...(['report', 'opened', 'escalated', 'attributed', 'closed', 'decided', 'proposed', 'judged', 'asked'] as const),
  ...(['answered', 'closed-request', 'intent', 'sent', 'receipt', 'task', 'outcome', 'entry'] as const),
] as const;

/** One thing that happened. */
export interface StoryEvent {
  readonly at: number;
  readonly what: (typeof STORY_STATIONS)[number];
  readonly says: string;
  /** The row that it is. */
  readonly id: string;
  /** Its entry in the ledger, where it has one. */
  readonly entry?: number;
}

type Told = StoryEvent & { readonly key?: string };

/** The whole story in the order of time. What the ledger says of a step is its number there; what only the ledger says stands by itself. */
export function storyOf(rows: StoryRows): readonly StoryEvent[] {
  const told: readonly Told[] = [
    ...rows.conditions.flatMap(ofCondition),
    ...rows.decisions.map(({ id, at, agent, outcome, category, target, reasons }) => ({
      ...({ at, what: 'decided', id } as const),
      says: `${agent}: ${outcome}, ${category} at ${target}: ${reasons.join('; ')}`,
    })),
    ...rows.interventions.flatMap(ofIntervention),
    ...ofPeople(rows),
    ...ofWork(rows),
  ];
  const numbers = new Map(rows.entries.map(({ key, seq }) => [key, seq]));
  const used = new Set(told.map(({ key }) => key));
  const numbered = told.map(({ key, ...event }) => {
    const entry = key === undefined ? undefined : numbers.get(key);
    return entry === undefined ? event : { ...event, entry };
  });
  const rest = rows.entries.filter(({ key }) => !used.has(key)).map(ofEntry);
  // What was written in one moment stands in the order in which one thing leads to the next.
  const rank = ({ what }: StoryEvent) => STORY_STATIONS.indexOf(what);
  return [...numbered, ...rest].toSorted((a, b) => a.at - b.at || rank(a) - rank(b));
}

function ofCondition(one: StoryRows['conditions'][number]): readonly Told[] {
  const { id, kind, severity, subject, sensor, openedAt, closedAt, because, escalations, report, heartbeat } = one;
  const heardAt = heartbeat === null ? Number.NaN : Date.parse(heartbeat);
  const firstSeverity = escalations[0]?.from ?? severity;
  return [
    ...(report === null || report === ''
      ? []
      : [
          {
            // A report that says so itself came before what was made of it.
            ...{ at: Number.isFinite(heardAt) ? Math.min(heardAt, openedAt) : openedAt, what: 'report' as const },
            ...{ id: report, says: `report ${report}, the last word of ${subject} that it rests on` },
          },
        ]),
    {
      ...{ at: openedAt, what: 'opened' as const, id },
      says: `${kind} at ${subject} opened at ${firstSeverity}, seen by ${sensor}`,
    },
    ...escalations.map(({ at, from, to }) => ({
      ...{ at, what: 'escalated' as const, id, says: `${kind} got worse: ${from} before, ${to} now` },
    })),
    ...(one.attribution
      ? [
          {
            ...{ at: openedAt, what: 'attributed' as const, id },
            says: `look at the ${one.attribution.suspect} first: ${one.attribution.sentences.join('; ')}`,
          },
        ]
      : []),
    ...(closedAt === null
      ? []
      : [{ at: closedAt, what: 'closed' as const, id, says: `${kind} closed: ${because ?? 'it is over'}` }]),
  ];
}

function ofIntervention(one: StoryRows['interventions'][number]): readonly Told[] {
  const { key, action, target, proposer, summary, proposedAt, begunAt, endedAt, outcome, because } = one;
  return [
    {
      ...{ at: proposedAt, what: 'proposed' as const, id: key, key: `proposed/${key}` },
      says: `${proposer} proposes ${action} at ${target}: ${summary}`,
    },
    ...(begunAt === null
      ? []
      : [{ at: begunAt, what: 'intent' as const, id: key, key: `intent/${key}`, says: `${action} begins` }]),
    ...(endedAt === null
      ? []
      : [
          {
            ...{ at: endedAt, what: 'outcome' as const, id: key, key: `outcome/${key}` },
            says: `${action} at ${target} ended as ${outcome ?? 'unknown'}${because === null ? '' : `: ${because}`}`,
          },
        ]),
  ];
}

function ofPeople({ judgements, requests, answers }: StoryRows): readonly Told[] {
  // Both are written in one moment, and people are asked because of what the gate said.
  const judgedAt = new Map(judgements.map(({ intervention, round, at }) => [`${intervention}/${round}`, at]));
  return [
    ...judgements.map(({ intervention, round, at, decision, because }) => ({
      ...{ at, what: 'judged' as const, id: intervention, key: `judged/${intervention}/${round}` },
      says: `the gate says ${decision ?? 'nothing'}: ${because}`,
    })),
    ...requests.flatMap(({ id, intervention, round, openedAt, closedAt, state }) => [
      {
        at: Math.max(openedAt, judgedAt.get(`${intervention}/${round}`) ?? openedAt),
        ...{ what: 'asked' as const, id, key: `asked/${intervention}/${round}` },
        says: `people are asked (${id})`,
      },
      ...(closedAt === null
        ? []
        : [{ at: closedAt, what: 'closed-request' as const, id, says: `the request is ${state}` }]),
    ]),
    ...answers.map(({ id, intervention, at, person, says, reason }) => ({
      ...{ at, what: 'answered' as const, id, key: `answered/${intervention}/${id}` },
      says: `${person} says ${says}${reason === null ? '' : `: ${reason}`}`,
    })),
  ];
}

function ofWork({ effects, tasks }: StoryRows): readonly Told[] {
  return [
    ...effects.flatMap(({ key, intervention, step, begunAt, receivedAt }) => [
      { at: begunAt, what: 'sent' as const, id: key, says: `${step} is sent into the world` },
      ...(receivedAt === null
        ? []
        : [
            {
              ...{ at: receivedAt, what: 'receipt' as const, id: key, key: `receipt/${intervention}/${step}` },
              says: `${step} was taken`,
            },
          ]),
    ]),
    ...tasks.flatMap(({ id, kind, where, madeAt, endedAt, state }) => [
      { at: madeAt, what: 'task' as const, id, says: `task ${kind} for ${where}` },
      ...(endedAt === null ? [] : [{ at: endedAt, what: 'task' as const, id, says: `${where}: ${kind} is ${state}` }]),
    ]),
  ];
}

function ofEntry({ seq, at, kind, actor, data }: StoryRows['entries'][number]): StoryEvent {
  const words = [data['change'], data['says'], data['reason'], data['because']].filter(
    (word): word is string => typeof word === 'string',
  );
  return {
    ...({ at, what: 'entry', id: String(seq), entry: seq } as const),
    says: sentence([`${actor}, ${kind}`, ...words].join(': ')).slice(0, -1),
  };
}
