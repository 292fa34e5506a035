import type { Json } from '../../../domain/canonical-json.js';
import type { Severity } from '../../../domain/scales.js';
import type { DecisionOutcome } from '../../../domain/sensing/decide.js';
import type { Database } from '../database.js';
import { withoutNulls } from './interventions.js';
import { idMeant } from './named.js';

export interface DecisionFilter {
  readonly condition?: string;
  readonly agent?: string;
  readonly kind?: string;
  readonly outcome?: DecisionOutcome;
  /** The id of the last one that was seen: the page after it. */
  readonly after?: string;
  readonly limit: number;
}

export interface ListedDecision {
  readonly id: string;
  readonly at: Date;
  readonly condition: string;
  readonly agent: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly category: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: DecisionOutcome;
  readonly reasons: readonly string[];
  readonly correlation: string;
  readonly intervention?: string;
  /** What the gate said last of the intervention, and why. */
  readonly verdict?: string;
  readonly verdictBecause?: string;
  /** Where the intervention stands, or how it ended. */
  readonly stands?: string;
  readonly standsBecause?: string;
}

export interface WholeDecision extends ListedDecision {
  /** Each time the gate spoke about it, with every rule. */
  readonly judgements: readonly {
    readonly round: number;
    readonly at: Date;
    readonly because: string;
    readonly stale: boolean;
    readonly verdict: { readonly [name: string]: Json };
  }[];
}

export const DECISION_LISTED = `d.id, d.at, d.condition, d.agent, d.kind, d.severity, d.category, d.action, d.target, d.outcome, d.reasons,
  d.correlation, d.intervention, j.verdict ->> 'decision' AS verdict, j.because AS "verdictBecause",
  coalesce(i.outcome, i.stage) AS stands, i.because AS "standsBecause"`;
/** What came of it: the newest word of the gate, and the intervention as it stands. */
export const DECISION_OUTCOME = `LEFT JOIN intervention i ON i.account = d.account AND i.key = d.intervention
  LEFT JOIN LATERAL (SELECT verdict, because FROM judgement j WHERE j.account = d.account AND j.intervention = d.intervention
    ORDER BY round DESC LIMIT 1) j ON true`;

/** The newest first, a page at a time. */
export function listDecisions(
  db: Database,
  account: string,
  { condition, agent, kind, outcome, after, limit }: DecisionFilter,
): Promise<readonly ListedDecision[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<ListedDecision & Record<string, unknown>>(
      `SELECT ${DECISION_LISTED} FROM decision d ${DECISION_OUTCOME}
       WHERE d.account = $1 AND ($2::text IS NULL OR d.condition = $2) AND ($3::text IS NULL OR d.agent = $3)
         AND ($4::text IS NULL OR d.kind = $4) AND ($5::text IS NULL OR d.outcome = $5)
         AND ($6::text IS NULL OR (d.at, d.id) < (SELECT at, id FROM decision WHERE account = $1 AND id = $6))
       ORDER BY d.at DESC, d.id DESC LIMIT $7`,
      [account, condition ?? null, agent ?? null, kind ?? null, outcome ?? null, after ?? null, limit],
    );
    return rows.map(withoutNulls);
  });
}

/** One with everything that was said about it, named by its id or by as much of it as only one has. */
export function readDecision(db: Database, account: string, given: string): Promise<WholeDecision | undefined> {
  return db.withAccount(account, async (tx) => {
    const id = await idMeant(tx, 'decision', account, given);
    const [row] = await tx.query<WholeDecision & Record<string, unknown>>(
      `SELECT ${DECISION_LISTED}, coalesce((SELECT jsonb_agg(jsonb_build_object('round', round, 'at', at, 'because', because, 'stale', stale,
           'verdict', verdict) ORDER BY round) FROM (SELECT * FROM judgement a WHERE a.account = d.account AND a.intervention = d.intervention
           ORDER BY round DESC LIMIT 50) a), '[]') AS judgements
       FROM decision d ${DECISION_OUTCOME} WHERE d.account = $1 AND d.id = $2`,
      [account, id ?? null],
    );
    return (
      row && {
        ...withoutNulls(row),
        judgements: row.judgements.map((one) => ({ ...one, at: new Date(one.at) })),
      }
    );
  });
}
